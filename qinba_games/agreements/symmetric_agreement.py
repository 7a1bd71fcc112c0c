"""Agreements among identical governments: only the number of signatories matters."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from .. import _check, _exact, _sizes, _tolerance, errors
from ..common.show import many
from ..cooperative.coalitions import coalition_sizes
from ..types import Array, ArrayLike, fill, frozen
from .agreement import Agreement, check_signatories

_OWNER = "SymmetricAgreement"


@frozen
class SymmetricAgreement:
    r"""What a signatory and an outsider get for every number of signatories.

    The same as an `Agreement` whose members are identical, in 2n + 1 numbers instead of n 2^n.

    Parameters
    ----------
    signatory : array_like, shape (n + 1,)
        `signatory[k]` with k signatories, k = 0..n; 0 and 1 mean that nobody signs.
    outsider : array_like, shape (n,)
        `outsider[k]`, k = 0..n-1. The entries 0 and 1 of both arrays are the same number: what
        everybody gets without agreement.
    breach : array_like, shape (n + 1,), optional
        `breach[k]`: what one of k signatories gets in a period in which it breaks its word while
        the others, not expecting it, keep theirs.
    members : sequence of str, optional
        One name per member; "1", "2", ... by default.

    Attributes
    ----------
    n_members : int
    exact : bool
        True if all payoffs are rational.

    Raises
    ------
    ShapeError
        If the lengths do not fit.
    RangeError
        If a single signatory changes a payoff.
    NotFiniteError, EmptyGameError, InputTypeError

    Examples
    --------
    >>> from qinba_games.agreements import SymmetricAgreement
    >>> pact = SymmetricAgreement([1, 1, 2, 4], [1, 1, 4])
    >>> pact
    SymmetricAgreement(3 members, exact)
    >>> pact.expand().payoff("3", ["1", "2"])
    4

    References
    ----------
    C. d'Aspremont, A. Jacquemin, J. J. Gabszewicz and J. A. Weymark (1983), "On the stability of
    collusive price leadership", Canadian Journal of Economics 16, 17-25.
    """

    signatory: Array
    outsider: Array
    breach: Array | None
    members: tuple[str, ...]

    def __init__(
        self,
        signatory: ArrayLike,
        outsider: ArrayLike,
        *,
        breach: ArrayLike | None = None,
        members: Iterable[str] | None = None,
    ) -> None:
        inside = _check.array(_OWNER, "signatory", signatory, shape=(None,))
        n = len(inside) - 1
        if n < 1:
            rule = "must hold n + 1 payoffs, for 0, 1, ..., n signatories"
            remedy = "Pass at least two numbers"
            raise errors.EmptyGameError(_OWNER, "signatory", signatory, rule, remedy)
        outside = _check.array(_OWNER, "outsider", outsider, shape=(n,))
        if not (_tolerance.is_exact(inside) and _tolerance.is_exact(outside)):
            inside, outside = inside.astype(float), outside.astype(float)
        inside, outside = _exact.summable(inside, n), _exact.summable(outside, n)
        alone = np.concatenate([inside[:2], outside[:2]])
        if abs(alone - alone[0]).max() > _tolerance.tie(inside, outside):
            rule = "nobody signs alone, so the first two of signatory and of outsider are the same"
            remedy = "Put what everybody gets without agreement in these places"
            raise errors.RangeError(_OWNER, "signatory", alone.tolist(), rule, remedy)
        if breach is not None:
            breach = _exact.summable(_check.array(_OWNER, "breach", breach, shape=(n + 1,)), n)
        names = _check.labels(_OWNER, "members", members, n)
        fill(self, signatory=inside, outsider=outside, breach=breach, members=names)

    @classmethod
    def from_functions(
        cls, n: int, signatory: Callable[[int], Any], outsider: Callable[[int], Any]
    ) -> SymmetricAgreement:
        """Ask two functions of the number of signatories for the payoffs.

        Parameters
        ----------
        n : int
            Number of members.
        signatory : callable
            Payoff of one of k = 1..n signatories.
        outsider : callable
            Payoff of an outsider to k = 0..n-1 signatories.

        Returns
        -------
        SymmetricAgreement

        Examples
        --------
        >>> from qinba_games.agreements import SymmetricAgreement
        >>> pact = SymmetricAgreement.from_functions(
        ...     4, lambda k: k * k - 2 * k + 8, lambda k: 2 * k * k - 2 * k + 7
        ... )
        >>> pact.signatory.tolist(), pact.outsider.tolist()
        ([7, 7, 8, 11, 16], [7, 7, 11, 19])
        """
        owner = f"{_OWNER}.from_functions"
        count = _check.integer(owner, "n", n, low=1, high=_sizes.ALIKE)
        for argument, value in (("signatory", signatory), ("outsider", outsider)):
            _check.function(owner, argument, value)
        outside = [_check.answer(owner, "outsider", outsider, k) for k in range(count)]
        inside = [_check.answer(owner, "signatory", signatory, k) for k in range(1, count + 1)]
        return cls([outside[0], *inside], outside)

    @property
    def n_members(self) -> int:
        """Number of members."""
        return len(self.members)

    @property
    def exact(self) -> bool:
        """True if all payoffs are rational numbers held exactly."""
        return _tolerance.is_exact(self.signatory)

    @property
    def sizes(self) -> Array:
        """Number of signatories: 0, 1, ..., n."""
        return np.arange(self.n_members + 1)

    @property
    def total(self) -> Array:
        """What all members get together, by number of signatories."""
        outside = np.append(self.outsider, 0 * self.outsider[:1])
        return np.asarray(self.sizes * self.signatory + self.sizes[::-1] * outside)

    def key(self, coalition: Any, *, function: str = "SymmetricAgreement.key") -> int:
        """Number of signatories, given as such or by their names."""
        if isinstance(coalition, Iterable) and not isinstance(coalition, str):
            given = _check.several(function, "coalition", coalition)
            return len({*_check.positions(function, "coalition", given, self.members)})
        return _check.integer(function, "coalition", coalition, high=self.n_members)

    def coalition(self, key: int) -> tuple[str, ...]:
        """Return the first `key` members, who stand for any others."""
        count = _check.integer(f"{_OWNER}.coalition", "key", key, high=self.n_members)
        return self.members[:count]

    def expand(self) -> Agreement:
        """Return the same as an `Agreement`, member by member; up to 20 members."""
        n = self.n_members
        check_signatories(f"{_OWNER}.expand", "members", n)
        sizes = coalition_sizes(n).astype(np.int64)
        outside = np.append(self.outsider, self.outsider[:1])
        signs = (np.arange(1 << n)[:, None] >> np.arange(n) & 1).astype(bool)
        payoffs = np.where(signs, self.signatory[sizes][:, None], outside[sizes][:, None])
        breach = None
        if self.breach is not None:
            breach = np.where(signs, self.breach[sizes][:, None], payoffs)
        return Agreement(payoffs, members=self.members, breach=breach)

    def __repr__(self) -> str:
        return f"{_OWNER}({many(self.n_members, 'member')}, {'exact' if self.exact else 'float'})"
