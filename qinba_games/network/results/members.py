"""What a network of more than two members agrees on, who leaves it, and what remains."""

from __future__ import annotations

import functools
import math
from typing import Any, NamedTuple

import numpy as np

from ... import _check, _sizes
from ...common import concepts
from ...common.markov_chain import expected_hitting_time, hitting_probability
from ...common.proof import proof_of
from ...common.register import PROOFS
from ...common.result import FrameColumns, Result
from ...common.rounded import derived
from ...common.show import many
from ...cooperative.tu_game import TUGame
from ...partnership.partnership import Partnership
from ...types import Array, BoolArray, FloatArray, IntArray, frozen, read_only


class Departure(NamedTuple):
    """What follows when one member leaves.

    Attributes
    ----------
    followers : tuple of str
        Who goes with it, whether they wish to or are left out.
    remaining : tuple of str
        Who stays together.
    """

    followers: tuple[str, ...]
    remaining: tuple[str, ...]


@frozen
class MembersEvolution(Result):
    """What `evolve_members` returns: what every set of members does at every trust.

    Sets of members are bit masks, bit i for member i; conditions 0 are good times.

    Attributes
    ----------
    partnership : Partnership
        As solved, a coordinator's capacities included.
    delta : Number
    founding : int
        Trust at the start, when everybody is a member.
    coordinator : Coordinator or None
    before : Partnership or None
        The partnership without the coordinator; None if there is none.
    staying : int array, shape (2^n, K + 1, conditions)
        The set that goes on; 0 if nobody does.
    acting : int array, shape (2^n, K + 1, conditions)
        Who contributes where the set goes on as it is; -1 where it does not.
    surplus : array, shape (2^n, K + 1, conditions)
        Joint value of the set above the outside values of its members.
    values : array, shape (2^n, K + 1, conditions, n), or None
        Of each member under a fixed rule; None with voluntary sharing, where values of single
        members are not unique.
    witness : tuple
        What shows that nothing is better for any set.
    """

    _sources = ("goldluecke2018", "yuan2020")
    _alike = (("staying", "acting", "surplus"),)
    _by_range = "partnership"

    partnership: Partnership
    delta: Any
    founding: int
    coordinator: Any
    before: Any
    staying: IntArray
    acting: IntArray
    surplus: Array
    values: Array | None
    witness: Any = None

    @property
    def concept(self) -> str:
        """The solution concept."""
        return concepts.of_modes(self.values is None)

    @derived
    def founding_value(self) -> Any:
        """Joint value of everybody at the founding trust, before conditions are known."""
        w, chance = self.partnership.outside.sum(), chances(self.partnership)
        if not self.exact:
            w, chance = float(w), chance.astype(float)
        return (self.surplus[-1, self.founding] * chance).sum() + w

    @functools.cached_property
    def _path(self) -> tuple[tuple[State, ...], FloatArray]:
        return path(self.partnership, self.staying, self.acting, self.founding)

    @property
    def states(self) -> tuple[State, ...]:
        """(set, trust) that can be met from the founding on, which comes first."""
        return self._path[0]

    @property
    def chain(self) -> FloatArray:
        """Moves between these at the start of periods; a last row is "dissolved"."""
        return self._path[1]

    @functools.cached_property
    def _strong(self) -> BoolArray:
        """In which states everybody is together and contributes in all conditions."""
        everybody, never = len(self.staying) - 1, chances(self.partnership) == 0
        mask, level = np.array(self.states).T
        full = ((self.acting[mask, level] == mask[:, None]) | never).all(axis=1)
        return np.append(full & (mask == everybody), False)

    @functools.cached_property
    def probability_strong(self) -> float:
        """Chance that all are together at a trust at which all contribute in all conditions."""
        if not self._strong.any():
            return 0.0
        return float(hitting_probability(self.chain, self._strong)[0])

    @functools.cached_property
    def time_to_strong(self) -> float:
        """Expected number of periods until then."""
        if not self.probability_strong:
            return math.inf
        return float(expected_hitting_time(self.chain, self._strong)[0])

    @property
    def members(self) -> tuple[str, ...]:
        """Names of all members."""
        return self.partnership.members

    def stay(self, members: Any, trust: int = 0, conditions: int = 0) -> tuple[str, ...]:
        """Name who goes on of some members who are still together.

        Parameters
        ----------
        members : sequence of str or int, or "all"
        trust, conditions : int
        """
        place = self._place("stay", members, trust, conditions)
        return self._names(int(self.staying[place]))

    def joint_value(self, members: Any, trust: int = 0, conditions: int = 0) -> Any:
        """Joint value of some members who are still together; who is not among them is left out.

        Parameters
        ----------
        members : sequence of str or int, or "all"
        trust, conditions : int
        """
        mask, *rest = self._place("joint_value", members, trust, conditions)
        own = sum(self.partnership.outside[i] for i in _bits(mask))
        return self.surplus[(mask, *rest)] + own

    def class_of(self, members: Any, trust: int = 0) -> str:
        """Class of some members at a trust: "strong", "weak", "nominal" or "isolated".

        Conditions that never come decide nothing.

        Parameters
        ----------
        members : sequence of str or int, or "all"
        trust : int
        """
        mask, level, _ = self._place("class_of", members, trust, 0)
        stay, act = self.staying[mask, level].tolist(), self.acting[mask, level].tolist()
        drawn = np.flatnonzero(chances(self.partnership)).tolist()
        if all(act[s] == mask for s in drawn):
            return "strong"
        # Whoever goes on instead contributes as the set that it is.
        below = [s for s in drawn if stay[s]]
        acts = [int(self.acting[stay[s], level, s]) == stay[s] for s in below]
        if any(acts):
            return "weak"
        return "nominal" if below else "isolated"

    def cascade(
        self, member: Any, *, members: Any = None, trust: int = 0, conditions: int = 0
    ) -> Departure:
        """Say who follows a member that leaves, and who remains.

        Parameters
        ----------
        member : str or int
        members : sequence of str or int, or "all", optional
            Who is together before; by default whoever stays of everybody.
        trust, conditions : int

        Notes
        -----
        One step is enough: what the others settle on keeps itself together.
        """
        who = _check.position("MembersEvolution.cascade", "member", member, self.members)
        if members is None:
            members = self.stay("all", trust, conditions)
        mask, *rest = self._place("cascade", members, trust, conditions)
        if not mask & (1 << who):
            return Departure((), self._names(mask))
        others = mask & ~(1 << who)
        survivors = int(self.staying[(others, *rest)])
        return Departure(self._names(others & ~survivors), self._names(survivors))

    def to_tu(self, trust: int = 0) -> TUGame:
        """Return what every group would be worth as a network of its own, above its outside values.

        An empty core means that no division keeps every group from leaving for such a network: then
        only exclusion from outside holds the whole together.

        Parameters
        ----------
        trust : int
        """
        level = self._place("to_tu", "all", trust, 0)[1]
        chance = chances(self.partnership)
        worth = (self.surplus[:, level] * chance).sum(axis=-1)
        return TUGame(worth, players=self.members)

    def expected_size(self, t: int) -> float:
        """Expected number of members at the start of period t; 0 is the first.

        Parameters
        ----------
        t : int
        """
        sizes = np.array([mask.bit_count() for mask, _ in self.states] + [0])
        return float(self._at("expected_size", t) @ sizes)

    def survival(self, t: int) -> float:
        """Probability that nobody has left in periods 0, ..., t - 1.

        Parameters
        ----------
        t : int
        """
        periods = _check.integer("MembersEvolution.survival", "t", t)
        if not periods:
            return 1.0
        whole = self.staying[*np.array(self.states).T] == len(self.staying) - 1
        stays = np.append(whole @ chances(self.partnership).astype(float), 0.0)
        return float(self._at("survival", periods - 1) @ stays)

    def proof(self, path: Any = None) -> dict[str, Any]:
        """Return what anybody needs to check the answer by hand.

        `scripts/check_proof.py` reads it, computes it once more and needs nothing but Python: what
        every set of several members does and is worth, that nobody gains by a deviation, that no
        smaller set brings more where it ends, and that nothing better exists for it. Chances and
        times, which follow from these and are floats, are left to `verify`.

        Parameters
        ----------
        path : str or Path, optional
            Where to write it too, as JSON.

        Raises
        ------
        NotApplicableError
            If it is not proven that nothing better exists.

        Examples
        --------
        >>> import qinba_games as qg
        >>> benefit = [[0, 2, 2], [2, 0, 2], [2, 2, 0]]
        >>> three = qg.Partnership([benefit], 1, promotion=0, friction=0)
        >>> sorted(qg.evolve_members(three, 0.8).proof()["sets"])
        ['3', '5', '6', '7']
        """
        return proof_of(self, "members", PROOFS[MembersEvolution](self), path)

    def _at(self, function: str, t: Any) -> Array:
        """Distribution over states at the start of period t."""
        periods = _check.integer(f"MembersEvolution.{function}", "t", t, high=_sizes.PERIODS)
        return np.asarray(np.linalg.matrix_power(self.chain, periods)[0])

    def _place(self, function: str, members: Any, trust: Any, conditions: Any) -> tuple[int, ...]:
        owner = f"MembersEvolution.{function}"
        names = _check.subset(owner, "members", members, self.members)
        mask = sum(1 << self.members.index(name) for name in names)
        level = _check.integer(owner, "trust", trust, high=self.partnership.levels - 1)
        worst = len(self.partnership.bad_times)
        return mask, level, _check.integer(owner, "conditions", conditions, high=worst)

    def _names(self, mask: int) -> tuple[str, ...]:
        return tuple(self.members[i] for i in _bits(mask))

    def _table(self) -> FrameColumns:
        rows = [row for row in np.ndindex(self.staying.shape) if row[0] & (row[0] - 1)]
        return {
            "members": [self._names(mask) for mask, _, _ in rows],
            "trust": [k for _, k, _ in rows],
            "conditions": [t for _, _, t in rows],
            "stay": [self._names(int(self.staying[row])) for row in rows],
            "contribute": [self._names(max(0, int(self.acting[row]))) for row in rows],
            "surplus": [self.surplus[row] for row in rows],
        }

    def __repr__(self) -> str:
        stay = len(self.stay("all", self.founding))
        return (
            f"MembersEvolution({many(len(self.members), 'member')}, delta {self.delta}: "
            f"{stay} stay from trust {self.founding}, {self.class_of('all', self.founding)}, "
            f"P(strong) {self.probability_strong:.6g})"
        )


def _bits(mask: int) -> list[int]:
    return [i for i in range(mask.bit_length()) if mask >> i & 1]


# -- The path from the founding on ----------------------------------------------------------------

#: (set, trust)
State = tuple[int, int]


def path(
    model: Partnership, staying: IntArray, acting: IntArray, founding: int
) -> tuple[tuple[State, ...], FloatArray]:
    """States met from the founding on and the chain over them, the end last."""
    first = (len(staying) - 1, founding)
    move = model.to_trust_game().move[0].astype(float)
    chance = chances(model).astype(float)
    states, queue, entries = {first: 0}, [first], [(-1, -1, 1.0)]
    for x, (mask, level) in enumerate(queue):  # grows while it is gone through
        for t, p in enumerate(chance):
            stay = int(staying[mask, level, t])
            if p <= 0:  # leads nowhere; a rest that only rounding leaves may be below 0
                continue
            if not stay:
                entries.append((x, -1, p))
                continue
            moves = move[0 if acting[stay, level, t] == stay else 1, level]
            entries.append((x, -1, p * moves[-1]))
            for k in np.flatnonzero(moves[:-1]).tolist():
                y = states.setdefault((stay, k), len(states))
                queue += [(stay, k)] if y == len(queue) else []
                entries.append((x, y, p * moves[k]))
    chain = np.zeros((len(queue) + 1, len(queue) + 1))
    for x, y, p in entries:
        chain[x, y] += p
    return tuple(queue), read_only(chain)


def chances(model: Partnership) -> Array:
    """Of good times, and of each kind of bad ones."""
    bad = [probability for probability, _ in model.bad_times]
    return np.array([1 - sum(bad), *bad])
