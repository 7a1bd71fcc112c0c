"""The game with transferable utility: what every coalition of members can reach together.

Index order everywhere: `values[mask]` is the worth of the coalition whose members are the bits of
`mask` (bit i = member i), so `values[0]` is the empty coalition and `values[-1]` all members.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, ClassVar

import numpy as np

from .. import _check, _exact, _sizes, _tolerance, errors
from ..common import html
from ..common.progress import tick
from ..common.show import many
from ..types import Array, ArrayLike, fill, frozen
from .coalitions import by_mask, check_members, complain, mask_of, members_of, names_in

#: Largest number of members: 2^24 worths take 128 MB.
MAX_MEMBERS = _sizes.COALITION_MEMBERS
#: Up to so many members the worths of a function are put into a table at once.
_FEW = 16


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
    worth : callable, optional
        In place of `values`: takes the names of a coalition's members, a tuple in the order of
        `players`, and returns its worth. It is asked when a worth is needed, and for all of up to
        16 members at once; it is never asked for the empty coalition.
    members : int, optional
        How many there are, where `worth` is given and `players` is not.

    Attributes
    ----------
    n_players : int
    exact : bool
        True if all worths are rational; of more than 16 members of a function, if the worth of all
        of them is.

    Raises
    ------
    ShapeError
        If the length is no power of two, or a coalition is missing or given twice.
    RangeError
        If the empty coalition has a worth, or there are more members than memory allows.
    UnknownNameError
        If a coalition names somebody who is no member.
    InvalidInputError
        If `worth` raises an error, or both it and `values` are given, or neither.
    NotFiniteError, EmptyGameError, InputTypeError

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

    Thirty members, whose worth is the square of their number:

    >>> many = TUGame(worth=lambda members: len(members) ** 2, members=30)
    >>> many, many.worth(["1", "30"])
    (TUGame(30 players, exact, worths by a function), 4)

    References
    ----------
    J. von Neumann and O. Morgenstern, *Theory of Games and Economic Behavior*, Princeton University
    Press 1944, section 25.
    """

    #: What makes one of something of another library, by its package.
    _converters: ClassVar[dict[str, str]] = {
        "pandas": "TUGame.from_series",
        "networkx": "cooperative.network_game",
    }

    values: Array
    players: tuple[str, ...]
    #: What takes a coalition's names and returns its worth where `values` is None; else None.
    function: Any = dataclasses.field(init=False)

    def __init__(
        self,
        values: ArrayLike | Mapping[Any, Any] | None = None,
        *,
        players: Iterable[str] | None = None,
        worth: Callable[[tuple[str, ...]], Any] | None = None,
        members: int | None = None,
    ) -> None:
        if worth is not None:
            self._by_function(values, players, worth, members)
            return
        _check.without("TUGame", "members", members, "Leave it out: it counts those of `worth`")
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
        fill(self, values=_exact.summable(worths, len(names)), players=names, function=None)

    def _by_function(self, values: Any, players: Any, worth: Any, members: Any) -> None:
        if values is not None:
            _check.without("TUGame", "worth", worth, "Pass either the values or their function")
        function = _check.function("TUGame", "worth", worth)
        if members is None:
            names = _check.labels("TUGame", "players", players, _count(players))
        else:
            count = _check.integer("TUGame", "members", members, low=1)
            names = _check.labels("TUGame", "players", players, count)
        fill(self, values=None, players=names, function=function)
        if len(names) > _FEW:
            self._worths([(1 << len(names)) - 1])  # is a number
            return
        worths = self._worths(range(1, 1 << len(names)))
        table = _exact.summable(np.concatenate([0 * worths[:1], worths]), len(names))
        fill(self, values=table, function=None)

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
        if self.function is None:
            return _tolerance.is_exact(self.values)
        return _tolerance.is_exact(self._worths([(1 << self.n_players) - 1]))

    def mask(self, coalition: Any, *, function: str = "TUGame.mask") -> int:
        """Bits of a coalition given by names or indices; a single name is a coalition of one."""
        return mask_of(function, coalition, self.players)

    def worth(self, coalition: Any) -> Any:
        """What a coalition, given by names or indices, is worth."""
        mask = self.mask(coalition, function="TUGame.worth")
        return self._worths([mask]).tolist()[0]

    def worths(self, masks: Sequence[int]) -> Array:
        """What coalitions given by their bits are worth; shape (len(masks),)."""
        owner, last = "TUGame.worths", (1 << self.n_players) - 1
        given = _check.sequence(owner, "masks", masks, "ints")
        return self._worths([_check.integer(owner, "masks", mask, high=last) for mask in given])

    def _worths(self, masks: Sequence[int]) -> Array:
        if self.function is None:
            return np.asarray(self.values[np.asarray(masks)])
        answers = []
        for mask in masks:
            tick()
            group = members_of(mask, self.players)
            answers.append(_check.answer("TUGame", "worth", self.function, group) if mask else 0)
        return _check.array("TUGame", "worth", answers, shape=(len(masks),))

    def coalition(self, mask: int) -> tuple[str, ...]:
        """Names of the members of a coalition given by its bits."""
        last = (1 << self.n_players) - 1
        bits = _check.integer("TUGame.coalition", "mask", mask, high=last)
        return members_of(bits, self.players)

    def _repr_html_(self) -> str:
        if self.function:
            return html.table(repr(self), {"member": list(self.players)})
        masks = range(1, min(len(self.values), html.SHOWN + 1))
        columns = {
            "coalition": [", ".join(self.coalition(mask)) for mask in masks],
            "worth": self.values[1 : len(masks) + 1].tolist(),
        }
        return html.table(repr(self), columns, size=len(self.values) - 1)

    def __repr__(self) -> str:
        how = ", worths by a function" if self.function else ""
        kind = "exact" if self.exact else "float"
        return f"TUGame({many(self.n_players, 'player')}, {kind}{how})"


def require_table(owner: str, game: Any, argument: str = "game") -> TUGame:
    """A game with a table of all its worths."""
    given: TUGame = _check.instance(owner, argument, game, TUGame)
    if given.function is not None:
        rule = f"worths come from a function: there is no table of all 2^{given.n_players}"
        remedy = "Ask sampled_shapley or scrb, which need few of them, or pass TUGame all"
        raise errors.NotApplicableError(owner, argument, given, rule, remedy)
    return given


def _count(players: Any) -> int:
    """How many names there are, where nothing else says how many members."""
    if isinstance(players, (tuple, list)):
        return len(players)
    rule, remedy = "are not known", "Pass members, their number, or players, a list of names"
    raise errors.InputTypeError("TUGame", "members", None, rule, remedy)


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
