"""Who joins by itself, whom to seed, and what to pay."""

from __future__ import annotations

import functools
from fractions import Fraction
from typing import Any

from ... import _exact, _tolerance
from ...common.result import FrameColumns, Result, show
from ...common.show import many
from ...common.status import status_of
from ...types import Array, BoolArray, Status, frozen, read_only
from ..membership import Membership


@frozen
class MembershipEquilibria(Result):
    """What `membership_equilibria` returns: all other equilibria lie between the two.

    Attributes
    ----------
    membership : Membership
    least, greatest : bool array, shape (n,)
        Who is in, in the order of governments.
    rounds : tuple of int
        In how many rounds of best replies nobody grows to the least, and everybody shrinks to the
        greatest equilibrium: how deep the basins of the two are.
    """

    concept = "Nash equilibrium of a game with strategic complements"
    _sources = ("milgrom1990complements", "tarski1955")
    _alike = (("least", "greatest"),)
    _full = Status.COMPUTED

    membership: Membership
    least: BoolArray
    greatest: BoolArray
    rounds: tuple[int, int]

    def _table(self) -> FrameColumns:
        return {
            "government": list(self.membership.governments),
            "least": self.least.tolist(),
            "greatest": self.greatest.tolist(),
        }

    def __repr__(self) -> str:
        low, high = many(int(self.least.sum()), "member"), int(self.greatest.sum())
        return f"MembershipEquilibria({low} at least, {high} at most)"


@frozen
class KeyProjects(Result):
    """What `key_projects` returns: whom to help until the others follow.

    Attributes
    ----------
    membership : Membership
    prices : array, shape (n,)
        Of every government as a seed.
    least, greatest : bool array, shape (n,)
        The equilibria from which to which the seeds lead.
    seeds : tuple
        Names, in the order of governments.
    bound : Number
        The least that any seeds cost.
    rounds : tuple of Number
        Lower bounds that the search showed one after the other.
    resisting : tuple of tuples
        Groups of names; each stays out as long as none of it is a seed.
    proven : bool
        True if no seeds are cheaper.
    """

    concept = "cheapest seeds of best-reply dynamics"
    _sources = ("reiter1987", "granovetter1978")
    _alike = (("prices", "least", "greatest"),)
    _once = ("seeds", "resisting")

    membership: Membership
    prices: Array
    least: BoolArray
    greatest: BoolArray
    seeds: tuple[Any, ...]
    bound: Any
    rounds: tuple[Any, ...]
    resisting: tuple[tuple[Any, ...], ...]

    @property
    def status(self) -> Status | None:
        """What is shown of the answer: of cheapest seeds whether by a bound or by a search."""
        return status_of(self, Status.SEARCHED if self.rounds else Status.OPTIMAL, self._unsure)

    @functools.cached_property
    def cost(self) -> Any:
        """Of the seeds."""
        paid = self.prices[[name in self.seeds for name in self.membership.governments]]
        if _tolerance.is_exact(self.prices):
            return sum(_exact.fractions(paid), Fraction(0))
        return float(paid.sum())

    @property
    def gap(self) -> Any:
        """How much cheaper other seeds can be at most."""
        return self.cost - self.bound

    def _table(self) -> FrameColumns:
        names = self.membership.governments
        return {
            "government": list(names),
            "seed": [name in self.seeds for name in names],
            "price": self.prices.tolist(),
            "in without seeds": self.least.tolist(),
            "in with seeds": self.greatest.tolist(),
        }

    def __repr__(self) -> str:
        names = ", ".join(map(str, self.seeds)) or "nobody"
        sure = "cheapest" if self.proven else f"at least {show(self.bound)} needed"
        return f"KeyProjects({names}; cost {show(self.cost)}, {sure})"


@frozen
class Subsidies(Result):
    """What `cheapest_subsidies` returns: the cheapest payments by which everybody joins.

    Attributes
    ----------
    membership : Membership
    order : tuple
        Names, in an order in which each is willing given those before.
    """

    concept = "unique implementation (divide and conquer)"
    _sources = ("milgrom1990complements",)
    _full = Status.OPTIMAL

    membership: Membership
    order: tuple[Any, ...]

    @functools.cached_property
    def payments(self) -> Array:
        """What each needs beyond the influence of those before it, in the order of governments."""
        given = self.membership.influence, self.membership.threshold
        influence, threshold = (_exact.as_numbers(part, self.exact) for part in given)
        paid, before = 0 * threshold, list[int]()
        for i in map(self.membership.governments.index, self.order):
            paid[i] = max(threshold[i] - influence[i, before].sum(), 0 * threshold[i])
            before.append(i)
        return read_only(paid)

    @property
    def cost(self) -> Any:
        """Sum of the payments: the infimum, as who is indifferent joins."""
        return self.payments.sum() if self.exact else float(self.payments.sum())

    def _table(self) -> FrameColumns:
        names = self.membership.governments
        return {
            "government": list(self.order),
            "payment": [self.payments[names.index(name)] for name in self.order],
        }

    def __repr__(self) -> str:
        return f"Subsidies({', '.join(map(str, self.order))}; cost {show(self.cost)})"
