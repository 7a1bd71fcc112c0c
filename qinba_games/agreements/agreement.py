"""Agreements that governments may or may not sign: what everybody gets, whoever signs.

Index order everywhere: `payoffs[mask, i]` is what member i gets when the signatories are the bits
of `mask` (bit i = member i). An agreement has at least two signatories; with none or one of them
nobody signs, so that these rows are equal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sized
from functools import partial
from typing import Any

import numpy as np

from .. import _check, _exact, _sizes, _tolerance, errors
from ..common import html
from ..common.show import many
from ..cooperative.coalitions import (
    by_mask,
    check_members,
    coalition_sizes,
    complain,
    mask_of,
    members_of,
    names_in,
)
from ..cooperative.tu_game import TUGame
from ..types import Array, ArrayLike, fill, frozen

#: Largest number of members told apart: 2^20 rows of 20 payoffs take 160 MB.
_MAX_MEMBERS = _sizes.SIGNATORIES


@frozen
class Agreement:
    r"""What every member gets for every set of signatories.

    Parameters
    ----------
    payoffs : array_like, shape (2^n, n), or mapping of coalitions to payoffs
        `payoffs[mask, i]`, bit i of the mask = member i signs; the rows of coalitions of one equal
        row 0, where nobody signs. Or a mapping such as ``{(): [0, 0], ("A", "B"): [2, 1]}`` with
        `()` and all coalitions of two and more. Ints and `Fraction`s stay exact.
    members : sequence of str, optional
        One name per member; "1", "2", ... by default, or the names in a mapping as they come.
    breach : array_like, shape (2^n, n), optional
        `breach[mask, i]`: what a signatory i gets in a period in which it breaks its word while all
        others, not expecting it, do what they do with these signatories. Only entries of
        signatories count. Needed where such breaches are studied (`repeated_agreement`).

    Attributes
    ----------
    n_members : int
    exact : bool
        True if all payoffs are rational.

    Raises
    ------
    ShapeError
        If the shape is not (2^n, n), or a coalition is missing or given twice.
    RangeError
        If a single signatory changes a payoff, or there are more members than memory allows.
    UnknownNameError
        If a coalition names somebody who is no member.
    NotFiniteError, EmptyGameError

    Examples
    --------
    >>> from qinba_games.agreements import Agreement
    >>> pact = Agreement({(): [0, 0], ("A", "B"): [3, 1]})
    >>> pact
    Agreement(2 members, exact)
    >>> pact.payoffs.tolist()
    [[0, 0], [0, 0], [0, 0], [3, 1]]
    >>> pact.payoff("B", ["A", "B"])
    1

    References
    ----------
    S. Barrett (1994), "Self-enforcing international environmental agreements", Oxford Economic
    Papers 46, 878-894; C. Carraro and D. Siniscalco (1993), "Strategies for the international
    protection of the environment", Journal of Public Economics 52, 309-328.
    """

    payoffs: Array
    members: tuple[str, ...]
    breach: Array | None

    def __init__(
        self,
        payoffs: ArrayLike | Mapping[Any, Any],
        *,
        members: Iterable[str] | None = None,
        breach: ArrayLike | None = None,
    ) -> None:
        owner = "Agreement"
        if isinstance(payoffs, Mapping):
            payoffs, names = _from_mapping(payoffs, members)
            given = _check.array(owner, "payoffs", payoffs)
        else:
            if isinstance(payoffs, (list, tuple, np.ndarray)) and getattr(payoffs, "ndim", 1) > 0:
                # Before anything of that size is copied.
                check_signatories(owner, "payoffs", max(len(payoffs), 2).bit_length() - 1)
            given = _check.array(owner, "payoffs", payoffs, names={1: members})
            _check_rows(given)
            names = _check.labels(owner, "members", members, given.shape[1])
        given = _exact.summable(given, len(names))
        _check_alone(given)
        if breach is not None:
            breach = _check.array(owner, "breach", breach, shape=given.shape, names={1: names})
            breach = _exact.summable(breach, len(names))
        fill(self, payoffs=given, members=names, breach=breach)

    @classmethod
    def from_function(
        cls, members: Iterable[str] | int, payoffs: Callable[[tuple[str, ...]], Any]
    ) -> Agreement:
        """Ask a function for the payoffs of every set of signatories.

        Parameters
        ----------
        members : sequence of str, or int
            Names, or how many members.
        payoffs : callable
            From a tuple of the names of the signatories, empty or of two and more, to the payoffs
            of all members in order.

        Returns
        -------
        Agreement

        Examples
        --------
        >>> from qinba_games.agreements import Agreement
        >>> Agreement.from_function(3, lambda signed: [len(signed)] * 3).payoff("1", ["2", "3"])
        2
        """
        _check.function("Agreement.from_function", "payoffs", payoffs)
        if isinstance(members, Iterable) and not isinstance(members, str):
            given = _check.sequence("Agreement.from_function", "members", members, "names")
            names = _check.labels("Agreement.from_function", "members", given, given)
        else:
            count = _check.integer("Agreement.from_function", "members", members, low=1)
            names = tuple(str(i + 1) for i in range(min(count, _MAX_MEMBERS + 1)))
        check_signatories("Agreement.from_function", "members", len(names))
        groups = (members_of(mask, names) for mask in range(1 << len(names)))
        ask = partial(_check.answer, "Agreement.from_function", "payoffs", payoffs)
        rows = {group: ask(group) for group in groups if len(group) != 1}
        return cls(rows, members=names)

    @property
    def n_members(self) -> int:
        """Number of members."""
        return len(self.members)

    @property
    def exact(self) -> bool:
        """True if all payoffs are rational numbers held exactly."""
        return _tolerance.is_exact(self.payoffs)

    @property
    def sizes(self) -> Array:
        """Number of signatories by mask."""
        return coalition_sizes(self.n_members)

    @property
    def total(self) -> Array:
        """What all members get together, signatories or not, by mask."""
        return np.asarray(self.payoffs.sum(axis=1))

    def key(self, coalition: Any, *, function: str = "Agreement.key") -> int:
        """Bits of a set of signatories given by names or indices; a single name is one of one."""
        return mask_of(function, coalition, self.members)

    def coalition(self, key: int) -> tuple[str, ...]:
        """Names of the signatories given by their bits."""
        key = _check.integer("Agreement.coalition", "key", key, high=len(self.payoffs) - 1)
        return members_of(key, self.members)

    def payoff(self, member: Any, coalition: Any) -> Any:
        """What a member gets when the members of `coalition` sign."""
        i = _check.position("Agreement.payoff", "member", member, self.members)
        return self.payoffs[self.key(coalition, function="Agreement.payoff")].tolist()[i]

    def to_game(self) -> TUGame:
        r"""Return the gamma characteristic function as a cooperative game.

        v(S) = Σ_{i in S} payoffs[S, i]: the members of S sign, everybody else stays alone.
        """
        values = np.zeros(1 << self.n_members, dtype=self.payoffs.dtype)
        values += 0 * self.payoffs[0, 0]
        for i in range(self.n_members):
            own = self.payoffs[:, i].reshape(-1, 2, 1 << i)
            values.reshape(own.shape)[:, 1] += own[:, 1]
        return TUGame(values, players=self.members)

    def _repr_html_(self) -> str:
        keys = range(1, min(len(self.payoffs), html.SHOWN + 1))
        paid = {
            name: self.payoffs[1 : len(keys) + 1, i].tolist() for i, name in enumerate(self.members)
        }
        columns = {"signatories": [", ".join(self.coalition(key)) for key in keys], **paid}
        return html.table(repr(self), columns, size=len(self.payoffs) - 1)

    def __repr__(self) -> str:
        return f"Agreement({many(self.n_members, 'member')}, {'exact' if self.exact else 'float'})"


check_signatories = partial(
    check_members,
    most=_MAX_MEMBERS,
    remedy="Use SymmetricAgreement for identical members, or group members into blocs",
)


def check_several_sign(function: str, argument: str, value: Any, count: int) -> None:
    """At least two sign."""
    if count < 2:
        rule, remedy = "an agreement has at least two signatories", "Name two members or more"
        raise errors.RangeError(function, argument, value, rule, remedy)


def _check_rows(payoffs: Array) -> None:
    rows, n = payoffs.shape if payoffs.ndim == 2 else (0, 0)
    if not n or rows != 1 << n:
        rule = "must have one row for each of the 2^n sets of signatories, one column per member"
        remedy = "Pass 2^n rows of n payoffs in the order of bit masks"
        raise errors.ShapeError("Agreement", "payoffs", payoffs.shape, rule, remedy)


def _check_alone(payoffs: Array) -> None:
    singles = 1 << np.arange(payoffs.shape[1])
    gap = abs(payoffs[singles] - payoffs[0])
    if gap.max() > _tolerance.tie(payoffs):
        i = int(gap.max(axis=1).argmax())
        rule = f"nobody signs alone: with member {i} alone all must get {payoffs[0].tolist()}"
        remedy = "Copy row 0 into the rows of coalitions of one"
        raise errors.RangeError("Agreement", "payoffs", payoffs[singles[i]].tolist(), rule, remedy)


def _from_mapping(given: Mapping[Any, Any], members: Any) -> tuple[list[Any], tuple[str, ...]]:
    names = names_in("Agreement", given, members, argument="members")
    check_signatories("Agreement", "payoffs", len(names))
    rows = by_mask("Agreement", "payoffs", given, names)
    if rows[0] is None:
        _complain((), "is missing", "Say what members get when nobody signs")
    for i in range(len(names)):
        rows[1 << i] = rows[0] if rows[1 << i] is None else rows[1 << i]
    missing = [mask for mask, row in enumerate(rows) if row is None]
    if missing:
        rule = f"is missing ({len(missing)} of {len(rows)} coalitions are)"
        remedy = "Give the payoffs of every coalition of two up"
        _complain(members_of(missing[0], names), rule, remedy)
    for mask, row in enumerate(rows):
        if not isinstance(row, Sized) or len(row) != len(names):
            rule = f"needs one payoff per member ({', '.join(names)})"
            remedy = "Give a list of payoffs, and pass members=... if somebody is not named"
            _complain(members_of(mask, names), rule, remedy)
    return rows, names


_complain = partial(complain, "Agreement", "payoffs")
