"""What an independent check of a result found."""

from __future__ import annotations

from typing import Any

from ..types import Array, frozen


@frozen
class Certificate:
    """The verdict of `verify`: the most that anybody could gain by one deviation.

    Attributes
    ----------
    ok : bool
        True if no value is wrong and no one-shot deviation gains more than the tolerance.
    largest_gain : Number
        Largest gain over all members, states and deviations, in average payoff per period; a
        value that is off, or payments that do not add up, count by the amount of the error.
    member, state, action
        Who gains, where, and by what; None where it does not apply.
    exact : bool
        True if the check was made in rational arithmetic.
    tolerance : Number
        The gain that was still accepted: 0 for exact checks.
    residual : array, shape (N,), or None
        Of many relations judged together, the largest gain or error of a value of each.
    """

    ok: bool
    largest_gain: Any
    member: Any
    state: Any
    action: Any
    exact: bool
    tolerance: Any
    residual: Array | None = None

    def __repr__(self) -> str:
        verdict = "holds" if self.ok else "FAILS"
        where = ", ".join(
            f"{name} {value}"
            for name, value in (
                ("member", self.member),
                ("state", self.state),
                ("action", self.action),
            )
            if value is not None
        )
        gain = float(self.largest_gain)
        how = "exact" if self.exact else f"tolerance {float(self.tolerance):.1e}"
        by = f" by {where}" if where else ""
        return f"Certificate({verdict}: largest gain {gain:.3g}{by}, {how})"
