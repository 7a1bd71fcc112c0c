"""The game with transferable utility: what every coalition of members can reach together.

Index order everywhere: `values[mask]` is the worth of the coalition whose members are the bits of
`mask` (bit i = member i), so `values[0]` is the empty coalition and `values[-1]` all members.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

import numpy as np

from .. import _check, _exact, _sizes, _tolerance, errors
from ..common import html
from ..types import Array, ArrayLike, fill, frozen
from .coalitions import by_mask, check_members, complain, mask_of, members_of, names_in

#: Largest number of members: 2^24 worths take 128 MB.
MAX_MEMBERS = _sizes.COALITION_MEMBERS


@frozen
class TUGame:
    r"""A cooperative game with transferable utility.

    Parameters
    ----------
    values : array_like, shape (2^n,), or mapping of coalitions to worths
        `values[mask]`, bit i = member i, `values[0] = 0`; or a mapping such as
        ``{("A",): 0, ("A", "B"): 3, ...}`` with every non-empty coalition. Ints and `Fraction`s
        stay exact.
    players : sequence of str, optional
        One name per member; "1", "2", ... by default, or the names in a mapping as they come.

    Attributes
    ----------
    n_players : int
    exact : bool
        True if all worths are rational.

    Raises
    ------
    ShapeError
        If the length is no power of two, or a coalition is missing or given twice.
    RangeError
        If the empty coalition has a worth, or there are more members than memory allows.
    UnknownNameError
        If a coalition names somebody who is no member.
    NotFiniteError, EmptyGameError

    Examples
    --------
    >>> from qinba_games.cooperative import TUGame
    >>> game = TUGame(
    ...     {
    ...         "A": 0,
    ...         "B": 0,
    ...         "C": 0,
    ...         ("A", "B"): 4,
    ...         ("A", "C"): 5,
    ...         ("B", "C"): 2,
    ...         ("A", "B", "C"): 9,
    ...     }
    ... )
    >>> game
    TUGame(3 players, exact)
    >>> game.worth(["A", "C"])
    5
    >>> TUGame([0, 0, 0, 4, 0, 5, 2, 9], players=["A", "B", "C"]).worth(["A", "C"])
    5

    References
    ----------
    J. von Neumann and O. Morgenstern, *Theory of Games and Economic Behavior*, Princeton University
    Press 1944, section 25.
    """

    values: Array
    players: tuple[str, ...]

    def __init__(
        self, values: ArrayLike | Mapping[Any, Any], *, players: Iterable[str] | None = None
    ) -> None:
        if isinstance(values, Mapping):
            given, names = _from_mapping(values, players)
            worths = _check.array("TUGame", "values", given)
        else:
            if isinstance(values, (list, tuple, np.ndarray)) and getattr(values, "ndim", 1) > 0:
                # Before anything of that size is copied.
                check_size("TUGame", "values", max(len(values), 2).bit_length() - 1)
            worths = _check.array("TUGame", "values", values)
            _check_length(worths)
            names = _check.labels("TUGame", "players", players, len(worths).bit_length() - 1)
        if worths[0] != 0:
            rule = "the empty coalition is worth 0, so values[0] must be 0"
            remedy = "Put values[0] = 0 first, or subtract the constant from every worth"
            raise errors.RangeError("TUGame", "values", worths[0], rule, remedy)
        fill(self, values=_exact.summable(worths, len(names)), players=names)

    @classmethod
    def from_series(cls, series: Any, *, players: Iterable[str] | None = None) -> TUGame:
        """Build a game from a series whose labels are coalitions.

        Parameters
        ----------
        series : Series
            Coalition -> worth; a label is a tuple or frozenset of names, or the name of a single
            member. Every non-empty coalition has its own.
        players : sequence of str, optional
            The order of the members; as they come by default.

        Raises
        ------
        InputTypeError
            If `series` is no series.
        ShapeError, UnknownNameError
            As for a mapping.

        Examples
        --------
        >>> import pandas as pd, qinba_games as qg
        >>> labels = pd.Index(["A", "B", ("A", "B")], tupleize_cols=False)
        >>> qg.TUGame.from_series(pd.Series([0, 1, 4], index=labels)).worth(["A", "B"])
        4
        """
        frame = hasattr(series, "columns")
        if frame or not hasattr(series, "index") or not hasattr(series, "to_numpy"):
            rule = f"must be a series, not {_check.kind_of(series)}"
            remedy = "Pass a pandas Series, or TUGame a mapping or a list of 2^n worths"
            raise errors.InputTypeError("TUGame.from_series", "series", series, rule, remedy)
        labels = [_label(label) for label in series.index]
        if len(set(map(frozenset, ((x,) if isinstance(x, str) else x for x in labels)))) < len(
            labels
        ):
            rule, remedy = "a coalition has two worths", "Leave one of them out"
            raise errors.ShapeError("TUGame.from_series", "series", labels, rule, remedy)
        return cls(dict(zip(labels, series.to_numpy().tolist(), strict=True)), players=players)

    @property
    def n_players(self) -> int:
        """Number of members."""
        return len(self.players)

    @property
    def exact(self) -> bool:
        """True if all worths are rational numbers held exactly."""
        return _tolerance.is_exact(self.values)

    def mask(self, coalition: Any, *, function: str = "TUGame.mask") -> int:
        """Bits of a coalition given by names or indices; a single name is a coalition of one."""
        return mask_of(function, coalition, self.players)

    def worth(self, coalition: Any) -> Any:
        """What a coalition, given by names or indices, is worth."""
        mask = self.mask(coalition, function="TUGame.worth")
        return self.values[mask : mask + 1].tolist()[0]

    def coalition(self, mask: int) -> tuple[str, ...]:
        """Names of the members of a coalition given by its bits."""
        last = len(self.values) - 1
        bits = _check.integer("TUGame.coalition", "mask", mask, high=last)
        return members_of(bits, self.players)

    def _repr_html_(self) -> str:
        masks = range(1, min(len(self.values), html.SHOWN + 1))
        columns = {
            "coalition": [", ".join(self.coalition(mask)) for mask in masks],
            "worth": self.values[1 : len(masks) + 1].tolist(),
        }
        return html.table(repr(self), columns, size=len(self.values) - 1)

    def __repr__(self) -> str:
        return f"TUGame({self.n_players} players, {'exact' if self.exact else 'float'})"


def _label(label: Any) -> Any:
    """A coalition as the label of a series: a name alone, or names."""
    if isinstance(label, str):
        return label
    if isinstance(label, (tuple, frozenset)):
        return tuple(label)
    rule = f"a label must be a name, or a tuple or frozenset of names, not {_check.kind_of(label)}"
    remedy = "Label every worth by its coalition"
    raise errors.InputTypeError("TUGame.from_series", "series", label, rule, remedy)


def _check_length(worths: Array) -> None:
    length = worths.size
    if worths.ndim != 1 or length & (length - 1):
        rule = "must be one worth for each of the 2^n coalitions, the empty one included"
        remedy = "Pass 2^n numbers in the order of bit masks, starting with 0"
        raise errors.ShapeError("TUGame", "values", worths.shape, rule, remedy)
    check_size("TUGame", "values", length.bit_length() - 1)


check_size = partial(
    check_members, most=MAX_MEMBERS, remedy="Group members into blocs, or study a smaller group"
)


def _from_mapping(worth: Mapping[Any, Any], players: Any) -> tuple[list[Any], tuple[str, ...]]:
    names = names_in("TUGame", worth, players)
    check_size("TUGame", "values", len(names))
    values = by_mask("TUGame", "values", worth, names)
    values[0] = 0 if values[0] is None else values[0]
    missing = [mask for mask, value in enumerate(values) if value is None]
    if missing:
        rule = f"is missing ({len(missing)} of {len(values) - 1} coalitions are)"
        remedy = "Give the worth of every non-empty coalition"
        complain("TUGame", "values", members_of(missing[0], names), rule, remedy)
    return values, names
