"""What does each coalition add to all that its parts have added already?"""

from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np

from ..core.answer import Answer, Certificate
from ..core.numbers import ROUNDING, Numbers, is_exact, plain
from ..core.value import value
from .coalitions import by_size, in_integers, near, sizes, with_each
from .tu_game import TUGame, with_table


@value
class Dividends(Answer):
    """What `dividends` returns: what each coalition adds to all that its parts have added.

    Attributes
    ----------
    game : TUGame
    values : array, shape (2^n,)
        By mask; the worth of S is the sum over all coalitions within S.
    """

    game: TUGame
    values: Numbers

    concept = "Harsanyi dividends"

    @property
    def exact(self) -> bool:
        """Whether all dividends are Fractions."""
        return is_exact(self.values)

    @cached_property
    def certificate(self) -> Certificate:
        """The dividends of all parts of a coalition beside its worth."""
        gaps = abs(_add_up(self.values) - self.game.values)
        worst = int(gaps.argmax())
        where = f"the parts of {self.game.coalition(worst)}"
        return Certificate(plain(gaps[worst]), where, _allowed(self.game.values, self.values))

    def __getitem__(self, coalition: Any) -> Any:
        return plain(self.values[self.game.mask(coalition)])

    def _masks(self) -> list[int]:
        """Coalitions with a dividend, small ones first."""
        masks = np.flatnonzero(abs(self.values) > near(self.game.values)).tolist()
        return sorted(masks, key=lambda mask: (mask.bit_count(), mask))

    def columns(self) -> dict[str, Any]:
        """One row for each coalition with a dividend."""
        masks = self._masks()
        coalitions = [self.game.coalition(mask) for mask in masks]
        return {"coalition": coalitions, "dividend": self.values[masks].tolist()}

    def _text(self) -> str:
        count = len(self._masks())
        return f"{count} coalition{'s' * (count != 1)} of {self.game!r}"


def dividends(game: TUGame) -> Dividends:
    r"""Find what each coalition adds to all that its parts have added already.

    v(S) = Σ_{T within S} d(T). The Shapley value divides every dividend equally among its members.

    Parameters
    ----------
    game : TUGame

    Returns
    -------
    Dividends
        `.values[mask]`, and by names ``answer["A", "B"]``.

    Raises
    ------
    InputTypeError, NotApplicableError
        If there is no table of all worths.

    Examples
    --------
    A left glove and two right ones:

    >>> from qinba_games.cooperative import TUGame, dividends
    >>> print(dividends(TUGame([0, 0, 0, 1, 0, 1, 0, 1]))["1", "2", "3"])
    -1

    References
    ----------
    J. C. Harsanyi (1963), A simplified bargaining model for the n-person cooperative game,
    International Economic Review 4, 194-220.
    """
    values = with_table("dividends", game).values
    if is_exact(values):
        whole, scale = in_integers(values)
        added = harsanyi(whole).astype(object) * Fraction(1, scale)
    else:
        added = harsanyi(values)
    added.flags.writeable = False
    return Dividends(game, added).checked()


def harsanyi(values: Numbers) -> Numbers:
    """D with v(S) = Σ_{T within S} d(T), by mask."""
    added = values.copy()
    for i in range(len(values).bit_length() - 1):
        halves = added.reshape(-1, 2, 1 << i)
        halves[:, 1] = halves[:, 1] - halves[:, 0]
    return added


def _add_up(added: Numbers) -> Numbers:
    """Sums over the parts of every coalition, member by member."""
    sums = added.copy()
    for i, inside in enumerate(with_each(len(added).bit_length() - 1)):
        masks = np.flatnonzero(inside)
        sums[masks] = sums[masks] + sums[masks ^ 1 << i]
    return sums


def divided(values: Numbers, parts: list[Numbers]) -> tuple[Numbers, Any]:
    """What members have of all dividends, one array of parts each; and what rounding may add."""
    added, n = harsanyi(values), len(parts)
    terms = [(added * part)[inside] for part, inside in zip(parts, with_each(n), strict=True)]
    return np.array([each.sum() for each in terms]), _allowed(values, *terms)


def in_proportion(weights: Numbers, sums: Numbers) -> list[Numbers]:
    """The part of each member in every coalition that weighs so much; nobody's is 0."""
    heavy = sums.copy()
    heavy[0] = heavy[-1]
    return [weight / heavy for weight in weights]


def divided_by_size(values: Numbers, parts: list[Fraction]) -> Numbers:
    """What members have if the part depends on the size 0, ..., n of the coalition."""
    whole, scale = in_integers(values) if is_exact(values) else (values, 1)
    added = harsanyi(whole)
    own = [by_size(np.where(inside, added, 0)) for inside in with_each(len(parts) - 1)]
    if not is_exact(values):
        return np.array(own) @ np.array(parts, dtype=float)
    return np.array(own).astype(object) @ np.array(parts, dtype=object) / scale


def _allowed(values: Numbers, *terms: Numbers) -> Any:
    """What counts as none where dividends are added up, which may be larger than worths."""
    if is_exact(values, *terms):
        return 0
    return near(values, 1.0) + ROUNDING * max(float(abs(each).sum()) for each in terms)


def number_of(groups: list[int], n: int) -> Numbers:
    """How many of some disjoint coalitions each coalition meets."""
    masks = np.arange(len(sizes(n)))
    return np.asarray(sum((masks & group > 0).astype(int) for group in groups))
