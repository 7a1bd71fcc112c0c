"""What becomes of a partnership: its equilibrium, and its path from isolated to strong."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from ... import _check, _sizes, errors
from ...common import concepts
from ...common import proof as proving
from ...common.markov_chain import after, long_run_shares, reach
from ...common.register import CHECKS, PROOFS
from ...common.result import FrameColumns, Result, plain, show
from ...common.rounded import derived
from ...types import Array, FloatArray, IntArray, frozen
from ..drawing import draw_evolution
from ..proof import game_of, terms_of
from ..trust_game import (
    TrustGame,
    choices_of,
    classify,
    level_chain,
    state_chain,
    worth_in_states,
    worth_of_subsidies,
)
from .punishment import Punishment

CLASSES = ("isolated", "nominal", "weak", "strong")
#: Classes that count as cooperation; the last one is for models without classes.
COOPERATING = ("weak", "strong", "cooperation")


class Binding(NamedTuple):
    """The deviation that gains most if everybody contributes in every state; see `Evolution`.

    Attributes
    ----------
    member : str or None
        None where members share: then it is their joint surplus that does not cover it.
    state : (int, int)
        Trust and conditions.
    action : str
        "idle" or "leave"; "any" where members share.
    gain : Number
        Of one deviation at that state, in payoffs per period.
    """

    member: str | None
    state: tuple[int, int]
    action: str
    gain: Any


@frozen
class Evolution(Result):
    """What `evolve` returns: who cooperates at which trust, and where that leads.

    States are pairs (trust, conditions), conditions 0 good, ordered by trust first. The concept
    is "voluntary-transfers SPE", or "Markov SPE, joint modes" under fixed shares. Selected is the
    equilibrium that is greatest in joint value. Probabilities and expected times are always floats.

    Attributes
    ----------
    partnership : Partnership
        The relation as solved, a coordinator's capacities included.
    delta : Number
    founding : int
        Trust at the start.
    coordinator : Coordinator or None
    before : Partnership or None
        The partnership without the coordinator; None if there is none.
    division : array, shape (states, n), or None
        With voluntary sharing: the parts in which the surplus of the next period is promised to
        members after each state, so that nobody breaches.
    punishment : Punishment or None
        What follows a breach where somebody cannot leave; None: dissolution.
    witness : tuple
        What is agreed on and what it is worth, the record that nothing is better, and the
        punishments behind them, as the check reads them.
    """

    _sources = ("goldluecke2018", "shapley1953")

    partnership: Any
    delta: Any
    founding: int
    coordinator: Any
    before: Any
    division: Array | None
    punishment: Punishment | None = None
    witness: Any = None

    @derived
    def game(self) -> TrustGame:
        """The arrays of the partnership (a batch of one), as the check reads them."""
        terms = terms_of([self.partnership], [self.delta], exact=self.exact)
        return game_of([self.partnership], terms)

    @derived
    def choice(self) -> IntArray:
        """Index of the profile in `game.contributes`, one more than the last for "leave".

        Shape (K + 1, conditions).
        """
        (choice,) = choices_of(self.game, self.witness[0].rows)
        return np.asarray(choice)

    @derived
    def values(self) -> Array:
        """Value of each member in each state, shape (states, n).

        With voluntary sharing this is the equal split of the joint surplus over the outside values;
        any split with no member below its outside value will do when the relation starts there.
        """
        game, n = self.game, len(self.partnership.members)
        start = self.witness[0].worth[:, : 1 if game.voluntary else n, 0]
        worth = worth_in_states(game, self.delta, self.choice, start)
        if not game.voluntary:
            return worth
        least = game.outside if self.punishment is None else self.punishment.values
        return np.asarray(least + (worth - least.sum(axis=-1)[:, None]) / n)

    @derived
    def classes(self) -> tuple[str, ...]:
        """For each trust level "isolated", "nominal", "weak" or "strong"; length K + 1."""
        return tuple(classify(self.game, self.choice[None])[0].tolist())

    @derived
    def founding_value(self) -> Any:
        """Expected joint payoff per period at the founding trust before conditions are known."""
        return plain(self.witness[0].worth[self.founding, -1, 0])

    @derived
    def founding_value_net(self) -> Any:
        """The same without the subsidy."""
        if self.game.subsidy[0] == 0:
            return self.founding_value
        paid = worth_of_subsidies(self.game, self.delta, self.choice)[self.founding]
        return plain(self.founding_value - paid)

    @derived
    def _strong(self) -> tuple[FloatArray, FloatArray]:
        strong = np.array([self.classes]) == "strong"
        return reach(level_chain(self.game, self.choice[None]), strong)

    @property
    def probability_strong(self) -> float:
        """Probability that a strong level is reached before the relation dissolves."""
        return float(self._strong[0][0, self.founding])

    @property
    def time_to_strong(self) -> float:
        """Expected number of periods until then, given that it is reached; inf if it never is."""
        return float(self._strong[1][0, self.founding])

    @derived
    def long_run(self) -> dict[str, float]:
        """Long-run shares of time in the four classes and "dissolved"."""
        shares, classes = long_run_shares(self.chain, self.initial), np.array(self.classes)
        by_level = shares[:-1].reshape(self.choice.shape).sum(axis=1)
        by_class = {name: float(by_level[classes == name].sum()) for name in CLASSES}
        return {**by_class, "dissolved": float(shares[-1])}

    @derived
    def chain(self) -> FloatArray:
        """Transition probabilities under the equilibrium, shape (states + 1, states + 1).

        The last state is "dissolved".
        """
        return np.asarray(state_chain(self.game, self.choice[None])[0])

    @derived
    def initial(self) -> FloatArray:
        """Distribution over states in the first period, shape (states + 1,)."""
        levels, conditions = self.choice.shape
        first = np.zeros(levels * conditions + 1)
        first[self.founding * conditions :][:conditions] = self.game.chance[0].astype(float)
        return first

    @property
    def concept(self) -> str:
        """The solution concept."""
        return concepts.of_modes(self.game.voluntary)

    @property
    def policy(self) -> dict[tuple[int, int], str]:
        """Mode in every state: "contribute", "idle", "mixed" or "leave"."""
        return {state: self.game.modes[c] for state, c in self._choices()}

    @property
    def profiles(self) -> dict[tuple[int, int], tuple[str, ...]]:
        """What every member does in every state."""
        return {state: profile_names(self.game, c) for state, c in self._choices()}

    @property
    def cooperates(self) -> bool:
        """Whether the founding level is weak or strong."""
        return self.classes[self.founding] in COOPERATING

    @property
    def binding(self) -> Binding | None:
        """The deviation that gains most if everybody contributes in every state; None if none does.

        Examples
        --------
        >>> import qinba_games as qg
        >>> pair = qg.Partnership([[3, 2], [4, 3]], 1, promotion=0.5, friction=0.1)
        >>> found = qg.evolve(pair, 0.2).binding
        >>> found._replace(gain=round(found.gain, 6))
        Binding(member='2', state=(0, 0), action='idle', gain=0.501099)
        >>> qg.evolve(pair, 0.8).binding is None
        True
        """
        everybody = dict.fromkeys(self.policy, "contribute")
        with np.errstate(all="ignore"):  # as in every check
            check = CHECKS[Evolution, None](self, everybody)
        if check.inside:
            return None
        return Binding(check.member, check.state, check.action, plain(check.largest_gain))

    @property
    def record(self) -> dict[str, Any]:
        """Why nothing better exists, worked out when it is asked for: what falls round by round.

        `record` has for each round a table of bounds by state and the choices that break a
        constraint even under these, `bounds` the table over what is left, as in `proof()`. Where
        these still leave room the record is a tree: `at` is the state that is branched on, and
        `branches` has such a record for each choice in it.

        Raises
        ------
        NotApplicableError
            If it is not proven that nothing better exists, or only by punishments compared one by
            one.
        """
        proof = PROOFS[Evolution](self)
        parts = ("record", "bounds", "at", "branches")
        return {part: proof[part] for part in parts if part in proof}

    def _choices(self) -> list[tuple[tuple[int, int], int]]:
        levels, conditions = self.choice.shape
        states = [(k, t) for k in range(levels) for t in range(conditions)]
        return [(state, int(self.choice[state])) for state in states]

    def survival(self, t: Any) -> Any:
        """Probability that nobody has left in periods 0, ..., t - 1.

        A relation that friction has ended counts as left from the next period on.

        Parameters
        ----------
        t : int or array_like of int
            Number of periods.

        Returns
        -------
        float, or array of the shape of `t`
        """
        periods = _periods("Evolution.survival", t)
        stays = np.append(self.choice.ravel() != len(self.game.contributes), False)
        dates, place = np.unique(periods, return_inverse=True)
        curve, now, last = [], self.initial, 0
        for period in dates.tolist():  # what is there in the last period that counts
            now = after(self.chain, now, max(period - 1, 0) - last)
            last = max(period - 1, 0)
            curve.append(float(now[stays].sum()) if period else 1.0)
        result = np.array(curve)[place].reshape(periods.shape)
        return result if periods.ndim else float(result)

    def hazard(self, t: Any) -> Any:
        """Probability that somebody leaves in period t, given that nobody has before.

        Parameters
        ----------
        t : int or array_like of int
            Period; 0 is the first.

        Returns
        -------
        float, or array of the shape of `t`
            nan where nobody can have survived so long.
        """
        periods = _periods("Evolution.hazard", t)
        before, after = np.asarray(self.survival(periods)), np.asarray(self.survival(periods + 1))
        with np.errstate(divide="ignore", invalid="ignore"):
            rate = np.where(before > 0, 1 - after / before, np.nan)
        return rate if rate.ndim else float(rate)

    def proof(self, path: Any = None) -> dict[str, Any]:
        """Return what anybody needs to check the answer by hand.

        `scripts/check_proof.py` reads it, computes it once more and needs nothing but Python: what
        is agreed on at every trust and what it is worth, that nobody gains by a deviation, how
        harsh punishments are where somebody cannot leave, that nothing better exists, and the
        classes. Chances and times, which follow from these and are floats, are left to `verify`.
        Numbers are integers, fractions, or floats in hexadecimal.

        Parameters
        ----------
        path : str or Path, optional
            Where to write it too, as JSON.

        Raises
        ------
        NotApplicableError
            If it is not proven that nothing better exists, or only by punishments compared one by
            one.

        Examples
        --------
        >>> from fractions import Fraction
        >>> import qinba_games as qg
        >>> pair = qg.Partnership([[3, 2], [4, 3]], 1, promotion=Fraction(1, 2), friction=0)
        >>> qg.evolve(pair, Fraction(4, 5)).proof()["classes"]
        ['strong', 'strong']
        """
        return proving.proof_of(self, "partnership", PROOFS[Evolution](self), path)

    def plot(self, ax: Any = None, **style: Any) -> Any:
        """Draw the classes over trust, with the paths between them; returns the Axes."""
        return draw_evolution(self, level_moves(self), ax, **style)

    def _table(self) -> FrameColumns:
        states = [state for state, _ in self._choices()]
        table: FrameColumns = {
            "trust": [k for k, _ in states],
            "times": [t for _, t in states],
            "class": [self.classes[k] for k, _ in states],
            "mode": list(self.policy.values()),
        }
        for i, name in enumerate(self.partnership.members):
            table[f"value {name}"] = list(self.values[:, i])
        return table

    def __repr__(self) -> str:
        time = "" if self.probability_strong == 0 else f", time {show(self.time_to_strong)}"
        strong = f"P(strong) {show(self.probability_strong)}{time}"
        path = f"from trust {self.founding}: {self.classes[self.founding]}, {strong}"
        return f"Evolution(delta {show(self.delta)}, classes {_in_a_line(self.classes)}; {path})"


def _in_a_line(classes: Sequence[str]) -> str:
    """The classes by trust; of many levels those at which another one begins."""
    if len(classes) <= 8:
        return ", ".join(classes)
    turns = [k for k in range(len(classes)) if not k or classes[k] != classes[k - 1]]
    return ", ".join(f"{classes[k]} from {k} on" for k in turns)


def _periods(function: str, t: Any) -> Array:
    """Numbers of periods, 0, 1, 2, ..."""
    periods = _check.array(function, "t", t)
    high = _sizes.PERIODS
    if periods.dtype.kind != "i" or periods.min(initial=0) < 0 or periods.max(initial=0) > high:
        rule = f"periods are counted 0, 1, 2, ..., up to {high:.0e}"
        remedy = "Pass a non-negative int or an array of them"
        raise errors.RangeError(function, "t", t, rule, remedy)
    return periods


def profile_names(game: TrustGame, choice: int) -> tuple[str, ...]:
    """What every member does under a choice."""
    if choice == len(game.contributes):
        return ("leave",) * len(game.members)
    return tuple("contribute" if c else "idle" for c in game.contributes[choice])


def level_moves(result: Evolution) -> Array:
    """Probabilities of moving between trust levels (last: dissolved), conditions averaged out."""
    levels, conditions = result.choice.shape
    chance = result.game.chance[0].astype(float)
    moves = np.zeros((levels + 1, levels + 1))
    blocks = result.chain[:-1, :-1].reshape(levels, conditions, levels, conditions)
    moves[:-1, :-1] = np.einsum("ktlu,t->kl", blocks, chance)
    moves[:-1, -1] = result.chain[:-1, -1].reshape(levels, conditions) @ chance
    moves[-1, -1] = 1
    return moves
