"""The game with transferable utility: what every coalition of members can reach together.

Index order everywhere: `values[mask]` is the worth of the coalition whose members are the bits of
`mask` (bit i = member i), so `values[0]` is the empty coalition and `values[-1]` all members.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sized
from typing import Any

import numpy as np

from .. import _check, _tolerance, errors
from ..types import Array, ArrayLike, IntArray, frozen, read_only

#: Largest number of members: 2^24 worths take 128 MB.
MAX_MEMBERS = 24


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
    >>> from qinba_games.games.cooperative import TUGame
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
            if isinstance(values, Sized):
                # Before anything of that size is copied.
                check_size("TUGame", "values", max(len(values), 2).bit_length() - 1)
            worths = _check.array("TUGame", "values", values)
            _check_length(worths)
            default = [str(i + 1) for i in range(len(worths).bit_length() - 1)]
            names = _check.labels("TUGame", "players", players, default)
        if worths[0] != 0:
            raise errors.RangeError(
                function="TUGame",
                argument="values",
                value=worths[0],
                rule="the empty coalition is worth 0, so values[0] must be 0",
                remedy="Put values[0] = 0 first, or subtract the constant from every worth",
            )
        object.__setattr__(self, "values", read_only(worths))
        object.__setattr__(self, "players", names)

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
        return _mask(function, coalition, self.players)

    def worth(self, coalition: Any) -> Any:
        """What a coalition, given by names or indices, is worth."""
        mask = self.mask(coalition, function="TUGame.worth")
        return self.values[mask : mask + 1].tolist()[0]

    def coalition(self, mask: int) -> tuple[str, ...]:
        """Names of the members of a coalition given by its bits."""
        return tuple(name for i, name in enumerate(self.players) if int(mask) >> i & 1)

    def __repr__(self) -> str:
        return f"TUGame({self.n_players} players, {'exact' if self.exact else 'float'})"


def coalition_sums(x: Array) -> Array:
    """Sum of x_i over the members of every coalition; shape (2^n,)."""
    sums = np.empty(1 << len(x), dtype=x.dtype)
    sums[0] = 0 * x.sum()
    for i, own in enumerate(x):
        np.add(sums[: 1 << i], own, out=sums[1 << i : 2 << i])
    return sums


def coalition_sizes(n: int) -> Array:
    """Number of members of every coalition, as small integers; shape (2^n,)."""
    sizes = np.zeros(1 << n, dtype=np.uint8)
    for i in range(n):
        np.add(sizes[: 1 << i], 1, out=sizes[1 << i : 2 << i])
    return sizes


def membership(masks: Any, n: int) -> IntArray:
    """Rows of zeros and ones: who belongs to each coalition; shape (len(masks), n)."""
    return np.asarray(masks, dtype=np.int64)[:, None] >> np.arange(n) & 1


def _check_length(worths: Array) -> None:
    length = len(worths) if worths.ndim == 1 else 0
    if worths.ndim != 1 or length & (length - 1):
        raise errors.ShapeError(
            function="TUGame",
            argument="values",
            value=worths.shape,
            rule="must be one worth for each of the 2^n coalitions, the empty one included",
            remedy="Pass 2^n numbers in the order of bit masks, starting with 0",
        )
    check_size("TUGame", "values", length.bit_length() - 1)


def check_size(function: str, argument: str, n: int) -> None:
    """There is a member, and no more of them than memory allows worths for."""
    if n < 1:
        raise errors.EmptyGameError(
            function=function,
            argument=argument,
            value=n,
            rule="a game needs at least one member",
            remedy="Pass at least one member",
        )
    if n > MAX_MEMBERS:
        raise errors.RangeError(
            function=function,
            argument=argument,
            value=n,
            rule=f"2^{n} worths do not fit the memory; at most {MAX_MEMBERS} members are allowed",
            remedy="Group members into blocs, or study a smaller group",
        )


def _from_mapping(worth: Mapping[Any, Any], players: Any) -> tuple[list[Any], tuple[str, ...]]:
    groups = {_members(key): value for key, value in worth.items()}
    found = dict.fromkeys(name for group in groups for name in group)
    names = tuple(found) if players is None else _names(players)
    check_size("TUGame", "values", len(names))
    values: list[Any] = [0, *[None] * ((1 << len(names)) - 1)]
    for group, value in groups.items():
        mask = _mask("TUGame", group, names, argument="values")
        if mask and values[mask] is not None:
            _complain(group, "is given twice", "Give every coalition once")
        values[mask] = value
    missing = [mask for mask, value in enumerate(values) if value is None]
    if missing:
        absent = tuple(name for i, name in enumerate(names) if missing[0] >> i & 1)
        _complain(
            absent,
            f"is missing ({len(missing)} of {len(values) - 1} coalitions are)",
            "Give the worth of every non-empty coalition",
        )
    return values, names


def _complain(coalition: tuple[str, ...], rule: str, remedy: str) -> None:
    raise errors.ShapeError(
        function="TUGame",
        argument="values",
        value=coalition,
        rule=f"this coalition {rule}",
        remedy=remedy,
    )


def _names(players: Any) -> tuple[str, ...]:
    count = [""] * len(players) if isinstance(players, (tuple, list)) else [""]
    return _check.labels("TUGame", "players", players, count)


def _members(key: Any) -> tuple[str, ...]:
    if isinstance(key, str) or not isinstance(key, Iterable):
        return (str(key),)
    return tuple(str(name) for name in key)


def _mask(
    function: str, coalition: Any, names: tuple[str, ...], argument: str = "coalition"
) -> int:
    alone = isinstance(coalition, str) or not isinstance(coalition, Iterable)
    mask = 0
    for member in [coalition] if alone else coalition:
        mask |= 1 << _check.position(function, argument, member, names)
    return mask
