"""Which agreements nobody leaves and nobody joins."""

from __future__ import annotations

import functools
from typing import Any, NamedTuple

import numpy as np

from ... import _check, _exact, _tolerance
from ...common.result import FrameColumns, Result, show
from ...types import Array, BoolArray, FloatArray, IntArray, Status, frozen, read_only
from ..agreement import Agreement
from ..drawing import draw_participation, draw_required, draw_signatories, draw_transfers
from ..symmetric_agreement import SymmetricAgreement

AnyAgreement = Agreement | SymmetricAgreement
Signatories = tuple[str, ...]


@frozen
class StableAgreements(Result):
    """Sets of signatories that are internally and externally stable.

    Arrays are by mask for an `Agreement`, by number of signatories for a `SymmetricAgreement`.

    Attributes
    ----------
    agreement : Agreement or SymmetricAgreement
    response : str
        What the others do when a member leaves: "stay", "dissolve" or "next stable".
    external_rule : str
        "weak": an indifferent outsider stays outside; "strict": it joins.
    transfers : bool
        Whether signatories share so as to keep everybody in.
    internal, external : array of bool
    surplus : array
        What the signatories get together less what they would get together by leaving one by one;
        potentially internally stable exactly when it is not negative.
    outcome : array of int
        For "next stable", where each set falls to.
    """

    _sources = ("daspremont1983", "barrett1994", "carraro1993")
    _alike = (("internal", "external", "surplus", "outcome"),)
    _full = Status.COMPUTED

    agreement: AnyAgreement
    response: str
    external_rule: str
    transfers: bool
    internal: BoolArray
    external: BoolArray
    surplus: Array
    outcome: IntArray

    @property
    def concept(self) -> str:
        """The solution concept."""
        if self.transfers:
            return "potential internal and external stability"
        return f"internal and external stability ({self.response})"

    @property
    def stable(self) -> IntArray:
        """Masks, or numbers of signatories, of the stable agreements."""
        return np.flatnonzero(self.internal & self.external & (self.agreement.sizes >= 2))

    @property
    def sizes(self) -> tuple[int, ...]:
        """Numbers of signatories of stable agreements, ascending; empty if there are none."""
        return tuple(sorted(set(self.agreement.sizes[self.stable].tolist())))

    @property
    def coalitions(self) -> list[Signatories]:
        """The stable agreements; for identical members one of each size stands for all."""
        return [self.agreement.coalition(key) for key in self.stable.tolist()]

    @property
    def potential(self) -> BoolArray:
        """Whether some sharing would keep every signatory in."""
        given: Any = self.agreement
        told_apart = isinstance(given, Agreement)
        values = (given.payoffs,) if told_apart else (given.signatory, given.outsider)
        return np.asarray(self.surplus >= -given.n_members * _tolerance.tie(*values))

    @property
    def best(self) -> Signatories:
        """The stable agreement with the largest joint payoff of all; empty if there are none."""
        keys = self.stable
        if not len(keys):
            return ()
        return self.agreement.coalition(int(keys[self.agreement.total[keys].argmax()]))

    plot = draw_participation

    def _table(self) -> FrameColumns:
        keys = self.stable
        return {
            "signatories": self.agreement.sizes[keys].tolist(),
            "coalition": self.coalitions,
            "surplus": self.surplus[keys].tolist(),
            "joint payoff of all": self.agreement.total[keys].tolist(),
        }

    def __repr__(self) -> str:
        count = f"{len(self.stable)} stable, " if isinstance(self.agreement, Agreement) else ""
        text = f"{count}sizes {show(self.sizes)}" if self.sizes else "none is stable"
        return f"StableAgreements({self.concept} of {self.agreement!r}: {text})"


@frozen
class MinimumParticipation(Result):
    """Stable agreements under every rule on how many have to sign.

    Attributes
    ----------
    agreement : Agreement or SymmetricAgreement
    stable : array of bool
        `[m, key]`: key (a mask, or a number of signatories) is stable if m have to sign; m from 2.
    """

    concept = "internal and external stability with minimum participation"
    _sources = ("carraro2009",)
    _full = Status.COMPUTED

    agreement: AnyAgreement
    stable: BoolArray

    def sizes(self, required: int) -> tuple[int, ...]:
        """Numbers of signatories of the agreements that are stable if `required` have to sign."""
        numbers = self.agreement.sizes[self._under("sizes", required)]
        return tuple(sorted(set(numbers.tolist())))

    def coalitions(self, required: int) -> list[Signatories]:
        """The agreements that are stable if `required` have to sign."""
        keys = np.flatnonzero(self._under("coalitions", required))
        return [self.agreement.coalition(key) for key in keys.tolist()]

    @property
    def best(self) -> int | None:
        """The rule with the largest joint payoff of all in a stable agreement.

        The least demanding one of several; None if no rule has a stable agreement.
        """
        worth = {m: self._most(m) for m in self._rules()}
        valid = {m: value for m, value in worth.items() if value is not None}
        return max(valid, key=lambda m: valid[m]) if valid else None

    def _under(self, method: str, required: Any) -> BoolArray:
        owner, most = f"MinimumParticipation.{method}", self.agreement.n_members
        row = _check.integer(owner, "required", required, low=2, high=most)
        return np.asarray(self.stable[row])

    def _rules(self) -> range:
        return range(2, len(self.stable))

    def _most(self, required: int) -> Any:
        worth = self.agreement.total[self.stable[required]]
        return worth[worth.argmax()] if len(worth) else None

    plot = draw_required

    def _table(self) -> FrameColumns:
        rules = list(self._rules())
        return {
            "required": rules,
            "stable sizes": [self.sizes(m) for m in rules],
            "stable agreements": [int(self.stable[m].sum()) for m in rules],
            "largest joint payoff of all": [self._most(m) for m in rules],
        }

    def __repr__(self) -> str:
        sizes = ", ".join(f"{m}: {show(self.sizes(m))}" for m in list(self._rules())[:6])
        more = ", ..." if len(self.stable) > 8 else ""
        return f"MinimumParticipation({self.agreement!r}; required: sizes {sizes}{more})"


class Foresight(NamedTuple):
    """What shows a largest consistent set, by states: all sets of signatories but those of one."""

    #: `[t, v]`: how many moves lead from t to v, each wanted for its sake; infinite: none do
    steps: FloatArray
    #: The round in which a state falls, by a move that no other one deters; the last: it lasts
    falls: IntArray


@frozen
class FarsightedAgreements(Result):
    """Agreements that last among members who look ahead.

    Attributes
    ----------
    agreement : Agreement or SymmetricAgreement
    method : str
        "largest consistent set" or "recursion".
    membership : str
        "open" or "exclusive": whether signatories have to agree to new ones.
    stable : array of int
        Masks, or numbers of signatories; with 0 for no agreement if that lasts too.
    witness : Foresight or None
        What shows a largest consistent set.
    """

    _sources = ("chwe1994", "diamantoudi2015")
    _once = ("stable",)
    _full = Status.COMPUTED

    agreement: AnyAgreement
    method: str
    membership: str
    stable: IntArray

    @property
    def concept(self) -> str:
        """The solution concept."""
        recursion = self.method == "recursion"
        return "farsighted stability (recursion)" if recursion else self.method

    @property
    def sizes(self) -> tuple[int, ...]:
        """Numbers of signatories, ascending; 0 is no agreement."""
        return tuple(sorted(set(self.agreement.sizes[self.stable].tolist())))

    @property
    def coalitions(self) -> list[Signatories]:
        """The sets of signatories; for identical members one of each size stands for all."""
        return [self.agreement.coalition(key) for key in self.stable.tolist()]

    def _table(self) -> FrameColumns:
        return {
            "signatories": self.agreement.sizes[self.stable].tolist(),
            "coalition": self.coalitions,
            "joint payoff of all": self.agreement.total[self.stable].tolist(),
        }

    def __repr__(self) -> str:
        return f"FarsightedAgreements({self.method} of {self.agreement!r}: sizes {self.sizes})"


@frozen
class RepeatedAgreement(Result):
    """From which patience on signatories keep an agreement that is repeated.

    Attributes
    ----------
    agreement : Agreement or SymmetricAgreement
    breach : str
        "announced" or "hidden".
    transfers : bool
    threshold : array
        By mask, or by number of signatories: the least discount factor; infinite if none suffices.
    """

    _sources = ("barrett1999", "froyn2008")
    _full = Status.EDGES

    agreement: AnyAgreement
    breach: str
    transfers: bool
    threshold: Array

    @property
    def concept(self) -> str:
        """The solution concept."""
        return f"{'voluntary-transfers ' * self.transfers}SPE (grim)"

    @functools.cached_property
    def _steps(self) -> list[tuple[Any, int, int]]:
        """Patience at which the number of signatories rises, that number, and which set it is."""
        least, number = self.threshold, self.agreement.sizes
        same = 0 if _tolerance.is_exact(least[:1]) else _tolerance.DISCOUNT
        # The first of the largest sets at each patience.
        order = np.lexsort((np.arange(len(number)), -number, least.astype(float)))
        steps, start = [(least[0], 0, 0)], least[0]
        for key in order.tolist():
            delta, size = least[key], int(number[key])
            if delta < 1 and size > max(steps[-1][1], 1):
                if delta - start <= same:
                    steps.pop()
                else:
                    start = delta
                steps.append((delta, size, key))
        return steps

    @functools.cached_property
    def delta(self) -> Array:
        """Where the number of signatories rises; from 0. Floats up to 1e-10 apart are one step."""
        return read_only(_exact.as_numbers([delta for delta, _, _ in self._steps], self.exact))

    @functools.cached_property
    def size(self) -> IntArray:
        """The most signatories from there on; 0 is no agreement."""
        return read_only([size for _, size, _ in self._steps])

    @functools.cached_property
    def keys(self) -> IntArray:
        """Mask, or number of signatories, of an agreement of that size that holds from there on."""
        return read_only([key for _, _, key in self._steps])

    def at(self, delta: Any) -> int:
        """Return the most governments that keep an agreement at this discount factor."""
        patience = _check.discount("RepeatedAgreement.at", delta)
        slack = _tolerance.patience(self.exact, patience)
        return int(self.size[self.delta <= patience + slack][-1])

    def needed(self, coalition: Any) -> Any:
        """Return the least discount factor at which these signatories keep their agreement.

        They are given by names or indices; a number, for identical members, is how many they are.
        """
        key = self.agreement.key(coalition, function="RepeatedAgreement.needed")
        return self.threshold[key : key + 1].tolist()[0]

    plot = draw_signatories

    def _table(self) -> FrameColumns:
        return {
            "delta": self.delta.tolist(),
            "signatories": self.size.tolist(),
            "coalition": [self.agreement.coalition(key) for key in self.keys.tolist()],
            "joint payoff of all": self.agreement.total[self.keys].tolist(),
        }

    def __repr__(self) -> str:
        rows = zip(self.delta.tolist(), self.size.tolist(), strict=True)
        steps = ", ".join(f"{size} from {show(delta)}" for delta, size in list(rows)[:8])
        return f"RepeatedAgreement({self.agreement!r}: {steps})"


@frozen
class SharedAgreement(Result):
    """What signatories pay each other and what they have then.

    Attributes
    ----------
    source : Agreement, SymmetricAgreement or AbatementEconomy
    rule : str
        "almost ideal" or "chander-tulkens".
    coalition : tuple of str
        The signatories, in order; the arrays below are theirs.
    before : array
        Payoffs without transfers.
    claims : array
        What each would get alone: as an outsider to the rest (almost ideal), or without any
        agreement (Chander and Tulkens).
    weights : array
        Parts of the surplus (almost ideal) or of the additional costs (Chander and Tulkens).
    payoffs : array
        With transfers.
    """

    _sources = ("weikard2009", "mcginty2007")
    _alike = (("coalition", "before", "claims", "weights", "payoffs"),)
    _once = ("coalition",)
    _full = Status.COMPUTED

    source: Any
    rule: str
    coalition: tuple[str, ...]
    before: Array
    claims: Array
    weights: Array
    payoffs: Array

    @property
    def concept(self) -> str:
        """The solution concept."""
        return "almost ideal sharing" if self.rule == "almost ideal" else "gamma-core allocation"

    @property
    def transfers(self) -> Array:
        """What each signatory receives; negative if it pays. They add up to 0."""
        return read_only(self.payoffs - self.before)

    @property
    def surplus(self) -> Any:
        """What the signatories have together beyond their claims."""
        return (self.before.sum(keepdims=True) - self.claims.sum(keepdims=True)).tolist()[0]

    plot = draw_transfers

    def _table(self) -> FrameColumns:
        return {
            "signatory": list(self.coalition),
            "without transfers": self.before.tolist(),
            "claim": self.claims.tolist(),
            "transfer": self.transfers.tolist(),
            "payoff": self.payoffs.tolist(),
        }

    def __repr__(self) -> str:
        pairs = zip(self.coalition, self.payoffs.tolist(), strict=True)
        shares = ", ".join(f"{name} {show(x)}" for name, x in pairs)
        return f"SharedAgreement({self.rule}: {shares})"
