"""Members whose incomes are hit by chance, and who can help each other."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from typing import Any

import numpy as np

from .. import _check, _sizes, errors
from ..common import concepts
from ..common.show import many
from ..types import Array, ArrayLike, FloatArray, Number, fill, frozen

_OWNER = "Insurance"
#: Aversions this close to 1 that are not 1: utilities are huge, and differ by what rounding hides.
_NEXT_TO_LOG = 1e-6
#: Marginal utilities of incomes that differ by more are not compared in floats.
_SPAN = 1e8


@frozen
class Insurance:
    r"""What every member earns in every state, how states follow each other, and what risk costs.

    Utility of a period is c^(1-γ)/(1-γ), or log c for γ = 1; nothing is stored. A member that does
    not pay is alone for ever, with a part φ of its income lost.

    Parameters
    ----------
    income : array_like, shape (S, n)
        Income of each member in each state, positive.
    probability : array_like, shape (S, S) or (S,)
        Chances of the next state, by today's; or of the state of any period, by itself.
    aversion : Number
        γ, relative risk aversion, positive.
    outside : array_like, shape (S, n), optional
        Income of a member that is alone, in place of its own.
    loss : Number or array_like, shape (n,)
        φ, the part of income that a member loses when it is alone, in [0, 1).
    members, states : sequence of str, optional
        Names; "1", "2", ... by default.

    Attributes
    ----------
    n_members : int
    n_states : int
    total : array, shape (S,)
        Income of all together.
    alone : array, shape (S, n)
        Income of a member that is alone.

    Raises
    ------
    RangeError
        If an income or the aversion is not positive, a loss is not in [0, 1), or incomes are so far
        apart that floats do not compare their marginal utilities.
    ProbabilityError
        If chances do not sum to 1.
    NotApplicableError
        If both `outside` and `loss` are given.
    ShapeError, NotFiniteError, EmptyGameError, InputTypeError

    Examples
    --------
    A flood hits one municipality, a drought the other:

    >>> from qinba_games.agreements import Insurance
    >>> pair = Insurance(
    ...     [[1, 1], [0.4, 1], [1, 0.7]],
    ...     [[0.8, 0.1, 0.1], [0.5, 0.4, 0.1], [0.5, 0.1, 0.4]],
    ...     members=["upper", "lower"],
    ...     states=["calm", "flood", "drought"],
    ... )
    >>> pair
    Insurance(2 members, 3 states, aversion 1)

    References
    ----------
    E. Ligon, J. P. Thomas and T. Worrall (2002), "Informal insurance arrangements with limited
    commitment", Review of Economic Studies 69, 209-244.
    """

    _unshared = concepts.COMMITMENT

    income: FloatArray
    probability: FloatArray
    aversion: float
    outside: FloatArray | None
    loss: FloatArray
    members: tuple[str, ...]
    states: tuple[str, ...]

    def __init__(
        self,
        income: ArrayLike,
        probability: ArrayLike,
        *,
        aversion: Number = 1,
        outside: ArrayLike | None = None,
        loss: Number | ArrayLike = 0,
        members: Iterable[str] | None = None,
        states: Iterable[str] | None = None,
    ) -> None:
        earned = _check.array(_OWNER, "income", income, shape=(None, None)).astype(float)
        count, n = earned.shape
        _check.some(_OWNER, "income", income, count, "row of incomes", "state")
        if n < 2:
            rule, remedy = "there must be at least two members", "Pass a column for each"
            raise errors.EmptyGameError(_OWNER, "income", income, rule, remedy)
        what, remedy = "states", "Take fewer levels, or members together"
        _sizes.fits(_OWNER, "income", earned.shape, count, _sizes.INSURED, what, remedy)
        names = _check.labels(_OWNER, "members", members, n)
        of_states = _check.labels(_OWNER, "states", states, count)
        _positive("income", earned, of_states, names)
        given = None
        if outside is not None:
            given = _check.array(_OWNER, "outside", outside, shape=(count, n)).astype(float)
            _positive("outside", given, of_states, names)
        lost = _losses(loss, n, names)
        if given is not None and lost.any():
            rule, remedy = "incomes outside are given already", "Leave out loss, or outside"
            raise errors.NotApplicableError(_OWNER, "loss", loss, rule, remedy)
        gamma = _aversion(aversion)
        _within_floats(gamma, earned * (1 - lost) if given is None else given, earned)
        fill(
            self,
            income=earned,
            probability=_chances(probability, count),
            aversion=gamma,
            outside=given,
            loss=lost,
            members=names,
            states=of_states,
        )

    @classmethod
    def independent(
        cls,
        levels: Any,
        probabilities: Any,
        *,
        aversion: Number = 1,
        loss: Number | ArrayLike = 0,
        members: Iterable[str] | None = None,
    ) -> Insurance:
        """Draw every income by itself, in every period anew.

        Parameters
        ----------
        levels : sequence of array_like
            For each member the incomes that it can have.
        probabilities : sequence of array_like
            For each member their chances.
        aversion, loss, members
            As for `Insurance`.

        Returns
        -------
        Insurance
            A state for every combination, the last member's income changing first; named by it.

        Examples
        --------
        >>> from qinba_games.agreements import Insurance
        >>> pair = Insurance.independent([[4, 2], [4, 2]], [[0.9, 0.1], [0.9, 0.1]])
        >>> pair.states
        ('4, 4', '4, 2', '2, 4', '2, 2')
        >>> pair.probability[0].round(2).tolist()
        [0.81, 0.09, 0.09, 0.01]
        """
        owner = f"{_OWNER}.independent"
        each = [
            _check.array(owner, "levels", one, shape=(None,))
            for one in _check.sequence(owner, "levels", levels, "lists of incomes")
        ]
        given = _check.sequence(owner, "probabilities", probabilities, "lists of chances")
        _check.as_many(owner, "probabilities", probabilities, len(given), len(each), "members")
        chances = [
            _check.distribution(
                owner,
                "probabilities",
                _check.array(owner, "probabilities", one, shape=own.shape).astype(float),
            )
            for one, own in zip(given, each, strict=True)
        ]
        count = int(np.prod([float(len(one)) for one in each])) if each else 0
        what, remedy = "states", "Take fewer levels, or members together"
        _sizes.fits(owner, "levels", levels, count, _sizes.INSURED, what, remedy)
        income = np.array(list(itertools.product(*(one.astype(float) for one in each))))
        weight = np.array([np.prod(row) for row in itertools.product(*chances)])
        names = [", ".join(f"{value:.6g}" for value in row) for row in income.tolist()]
        return cls(
            income.reshape(count, len(each)),
            weight,
            aversion=aversion,
            loss=loss,
            members=members,
            states=names if len(set(names)) == count else None,
        )

    @property
    def n_members(self) -> int:
        """Number of members."""
        return len(self.members)

    @property
    def n_states(self) -> int:
        """Number of states."""
        return len(self.states)

    @property
    def exact(self) -> bool:
        """False: utilities are floats."""
        return False

    @property
    def total(self) -> FloatArray:
        """Income of all members together, by state."""
        return np.asarray(self.income.sum(axis=1))

    @property
    def alone(self) -> FloatArray:
        """Income of each member when it is alone, by state."""
        return self.income * (1 - self.loss) if self.outside is None else self.outside

    @property
    def is_plain(self) -> bool:
        """Whether a member that is alone has its own income: nothing lost, nothing else outside."""
        return bool((self.alone == self.income).all())

    def __repr__(self) -> str:
        size = f"{many(self.n_members, 'member')}, {many(self.n_states, 'state')}"
        return f"{_OWNER}({size}, aversion {self.aversion:g})"


def _positive(argument: str, values: Array, states: Any, members: Any) -> None:
    if (values > 0).all():
        return
    s, i = (int(k[0]) for k in np.nonzero(~(values > 0)))
    rule = f"income must be positive; it is not in state {states[s]!r} for member {members[i]!r}"
    raise errors.RangeError(_OWNER, argument, float(values[s, i]), rule, "Pass incomes above 0")


def _losses(loss: Any, n: int, names: Any) -> FloatArray:
    lost = _check.each(_OWNER, "loss", loss, n, low=0, names=names).astype(float)
    if (lost >= 1).any():
        rule, remedy = "is a part of income in [0, 1)", "Choose a part below 1"
        raise errors.RangeError(_OWNER, "loss", lost.max(), rule, remedy)
    return np.asarray(lost)


def _aversion(aversion: Any) -> float:
    gamma = float(_check.number(_OWNER, "aversion", aversion))
    if gamma <= 0:
        rule = "without aversion to risk, money is worth the same to all"
        raise errors.RangeError(_OWNER, "aversion", aversion, rule, "Use a StochasticGame")
    if 0 < abs(gamma - 1) < _NEXT_TO_LOG:
        rule = "floats do not tell it from 1"
        raise errors.RangeError(_OWNER, "aversion", aversion, rule, "Choose 1")
    return gamma


def _within_floats(gamma: float, *incomes: FloatArray) -> None:
    powers = gamma * np.log(np.concatenate(incomes))
    if powers.max() - powers.min() > np.log(_SPAN) or abs(powers).max() > 300:
        rule = (
            "an aversion of that much to incomes that far apart, or from 1, is beyond what floats "
            "compare"
        )
        remedy = "Choose incomes around 1, closer to each other, or a smaller aversion"
        raise errors.RangeError(_OWNER, "aversion", gamma, rule, remedy)


def _chances(probability: Any, count: int) -> FloatArray:
    given = _check.array(_OWNER, "probability", probability).astype(float)
    if given.ndim == 1:
        given = np.tile(given, (count, 1)) if len(given) == count else given
    _check.array(_OWNER, "probability", given, shape=(count, count))
    return np.asarray(_check.distribution(_OWNER, "probability", given))
