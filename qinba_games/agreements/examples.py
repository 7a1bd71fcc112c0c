"""Cited models of environmental agreements among identical governments.

Signatories choose what is best for them together, every outsider what is best for itself. All
constructors return a `SymmetricAgreement`, exact for rational parameters.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .. import _check, _exact, _sizes
from ..types import Number
from .symmetric_agreement import SymmetricAgreement


def linear_quadratic(n: int, *, benefit: Number = 1, cost: Number = 1) -> SymmetricAgreement:
    r"""Identical governments abate; benefits are linear, costs quadratic, choices simultaneous.

    π_i = b Q - c q_i²/2 with Q = Σ q. Outsiders abate b/c, each of k signatories k b/c. In units of
    b²/c a signatory gets k²/2 - k + n, an outsider k² - k + n - 1/2, and one that breaks its word
    unexpectedly k² - 2k + n + 1/2.

    Parameters
    ----------
    n : int
        Number of governments, at least 2.
    benefit, cost : Number
        b and c, positive.

    Returns
    -------
    SymmetricAgreement
        With `breach`; exact for rational parameters.

    Raises
    ------
    RangeError, InputTypeError, NotFiniteError

    Examples
    --------
    >>> from qinba_games.agreements import linear_quadratic
    >>> linear_quadratic(4, benefit=2, cost=2).signatory.astype(float).tolist()
    [7.0, 7.0, 8.0, 11.0, 16.0]

    References
    ----------
    C. Carraro and D. Siniscalco (1993), Journal of Public Economics 52, 309-328; S. Barrett (1994),
    Oxford Economic Papers 46, 878-894.
    """
    owner = "linear_quadratic"
    return _linear(_count(owner, n), *_positive(owner, ambition=1, benefit=benefit, cost=cost))


def modest_agreement(
    n: int, ambition: Number, *, benefit: Number = 1, cost: Number = 1
) -> SymmetricAgreement:
    r"""Identical governments sign a modest agreement: it asks for less than is best for them.

    As `linear_quadratic`, but k signatories abate α k b/c each, as if they counted only the part α
    of what their abatement brings the group; never less than b/c, what each does on its own. From
    α k >= 1, k signatories stay exactly when k <= (2 + √(3 - 2α))/α: the less ambitious, the
    larger.

    Parameters
    ----------
    n : int
        Number of governments, at least 2.
    ambition : Number
        α, above 0 and at most 1; 1 is `linear_quadratic`.
    benefit, cost : Number
        b and c, positive.

    Returns
    -------
    SymmetricAgreement
        With `breach`; exact for rational parameters.

    Raises
    ------
    RangeError, InputTypeError, NotFiniteError

    Examples
    --------
    >>> from fractions import Fraction
    >>> from qinba_games.agreements import modest_agreement, stable_agreements
    >>> for ambition in (1, Fraction(3, 4), Fraction(1, 2)):
    ...     print(stable_agreements(modest_agreement(9, ambition)).sizes[-1])
    3
    4
    6

    References
    ----------
    M. Finus and S. Maus (2008), "Modesty may pay!", Journal of Public Economic Theory 10, 801-826.
    That nobody does less than alone is an assumption made here.
    """
    owner = "modest_agreement"
    _check.above(owner, "ambition", ambition)
    _check.number(owner, "ambition", ambition, high=1)
    count, given = _count(owner, n), {"ambition": ambition, "benefit": benefit, "cost": cost}
    return _linear(count, *_positive(owner, **given))


def barrett_leader(
    n: int, *, benefit: Number = 1, cost: Number = 1, scale: Number = 100
) -> SymmetricAgreement:
    r"""Signatories move first, outsiders answer; benefits of abatement are concave.

    π_i = b (a Q - Q²/2)/n - c q_i²/2. With γ = c/b and α = k/n, outsiders abate (a - Q)/(γ n) each
    and each signatory aαγ / [(γ + 1 - α)² + γα²n]. Without agreement all choose at once: a
    government that signs alone does not lead.

    Parameters
    ----------
    n : int
        Number of governments, at least 2.
    benefit, cost, scale : Number
        b, c and a, positive.

    Returns
    -------
    SymmetricAgreement
        Exact for rational parameters, and for floats that are far apart, which are taken as the
        decimals that they stand for.

    Raises
    ------
    RangeError, InputTypeError, NotFiniteError

    Examples
    --------
    >>> from fractions import Fraction
    >>> from qinba_games.agreements import barrett_leader, stable_agreements
    >>> for cost in (Fraction(1, 4), Fraction(1, 2), 10):
    ...     print(stable_agreements(barrett_leader(10, cost=cost)).sizes)
    (4,)
    (3,)
    (2,)

    References
    ----------
    S. Barrett (1994), "Self-enforcing international environmental agreements", Oxford Economic
    Papers 46, 878-894.
    """
    owner = "barrett_leader"
    count = _count(owner, n)
    b, c, a = _decimals(count, _positive(owner, benefit=benefit, cost=cost, scale=scale))
    gamma = c / b

    def payoffs(k: int) -> tuple[Any, Any]:
        alpha = k / (count + 0 * gamma)
        square = (gamma + 1 - alpha) ** 2 + gamma * alpha**2 * count
        signs = a * alpha * gamma / square
        total = (gamma * k * signs + (1 - alpha) * a) / (gamma + 1 - alpha)
        if k < 2:
            total = a / (gamma + 1)
        alone = (a - total) / (gamma * count)
        gross = b * (a * total - total**2 / 2) / count
        return gross - c * signs**2 / 2, gross - c * alone**2 / 2

    return _agreement(count, payoffs)


def diamantoudi_sartzetakis(
    n: int, *, benefit: Number = 1, damage: Number = 1, scale: Number = 1
) -> SymmetricAgreement:
    r"""Signatories move first and choose emissions, which are never negative; damage is quadratic.

    π_i = b (a e_i - e_i²/2) - c E²/2 with E = Σ e. With γ = c/b, X = 1 + γ(n - k) and
    Ψ = X² + γk², signatories emit a(1 - γnk/Ψ) and outsiders a - γE = a(1 - γnX/Ψ), the economics
    of `barrett_leader` in terms of emissions. Where the first is negative, signatories emit
    nothing; where the second is, they emit a/(γk), just so much that outsiders emit nothing.

    Parameters
    ----------
    n : int
        Number of governments, at least 2. With γ <= 4/(n(n - 4)), or n <= 4 and γ <= 6/5, nobody
        is driven to 0.
    benefit, damage, scale : Number
        b, c and a, positive.

    Returns
    -------
    SymmetricAgreement
        Exact for rational parameters, and for floats that are far apart, which are taken as the
        decimals that they stand for.

    Raises
    ------
    RangeError, InputTypeError, NotFiniteError

    Examples
    --------
    >>> from fractions import Fraction
    >>> from qinba_games.agreements import diamantoudi_sartzetakis, stable_agreements
    >>> stable_agreements(diamantoudi_sartzetakis(10, damage=Fraction(1, 15))).sizes
    (3,)

    References
    ----------
    E. Diamantoudi and E. S. Sartzetakis (2006), "Stable international environmental agreements: an
    analytical approach", Journal of Public Economic Theory 8, 247-263; S. J. Rubio and A. Ulph
    (2006), "Self-enforcing international environmental agreements revisited", Oxford Economic
    Papers 58, 233-263, for what holds where emissions are driven to 0.
    """
    owner = "diamantoudi_sartzetakis"
    count = _count(owner, n)
    b, c, a = _decimals(count, _positive(owner, benefit=benefit, damage=damage, scale=scale))
    gamma = c / b

    def payoffs(k: int) -> tuple[Any, Any]:
        signs, alone = emissions(k) if k > 1 else (a / (1 + gamma * count),) * 2
        harm = c * (k * signs + (count - k) * alone) ** 2 / 2
        return b * (a * signs - signs**2 / 2) - harm, b * (a * alone - alone**2 / 2) - harm

    def emissions(k: int) -> tuple[Any, Any]:
        x = 1 + gamma * (count - k)
        psi = x**2 + gamma * k**2
        signs = max(a - a * gamma * count * k / psi, 0 * a)
        alone = (a - gamma * k * signs) / x
        return (signs, alone) if alone >= 0 else (a / (gamma * k), 0 * a)

    return _agreement(count, payoffs)


def _count(owner: str, n: Any) -> int:
    return _check.integer(owner, "n", n, low=2, high=_sizes.ALIKE)


#: So many governments are told apart in fractions within seconds.
_FEW = 1_000


def _decimals(count: int, given: list[Any]) -> list[Any]:
    """The same numbers, or the decimals they stand for where sums would hide small ones."""
    # Payoffs are squares of sums of these, so that floats keep half as many digits.
    far = count <= _FEW and _sizes.is_far(tuple(given))
    return [_exact.decimals(number) for number in given] if far else given


def _positive(owner: str, **given: Any) -> list[Any]:
    """Numbers above 0, all of one kind."""
    return _exact.same_kind(*(_check.above(owner, name, value) for name, value in given.items()))


def _linear(n: int, share: Any, b: Any, c: Any) -> SymmetricAgreement:
    """Signatories abate max(1, share k) in units of b/c; payoffs in units of b²/c."""
    unit, half = b * b / c, (b / b) / 2
    each = [max(share * k if k > 1 else b / b, b / b) for k in range(n + 1)]
    total = [k * q + (n - k) for k, q in enumerate(each)]
    payoffs = [unit * (Q - q * q * half) for q, Q in zip(each, total, strict=True)]
    payoffs[0] = payoffs[1]
    alone = [unit * (Q - half) for Q in total[:-1]]
    broken = [unit * (Q - q + 1 - half) for q, Q in zip(each, total, strict=True)]
    return SymmetricAgreement(payoffs, alone, breach=broken)


def _agreement(n: int, payoffs: Callable[[int], tuple[Any, Any]]) -> SymmetricAgreement:
    rows = [payoffs(k) for k in range(n + 1)]
    without = rows[0][1]
    signs, alone = zip(*rows[2:], strict=True)
    return SymmetricAgreement([without] * 2 + [*signs], [without] * 2 + [*alone[:-1]])
