"""What an independent check of a result found."""

from __future__ import annotations

import html
from typing import Any

from ..types import Array, frozen


@frozen
class Certificate:
    """The verdict of `verify`: the most that anybody could gain by one deviation.

    It has two sides. The *inside*: what is reported is so, and nobody gains by a deviation. The
    *outside*: nothing better exists.

    Attributes
    ----------
    inside : bool
        True if no value is wrong and no one-shot deviation gains more than the tolerance.
    outside : bool or None
        True if it is proved that nothing better exists; False if something better is found; None
        where that was not asked, or not proved.
    gap : Number or None
        How much better something could still be where `outside` was asked and not proved, in joint
        payoff per period; None where it was not asked.
    largest_gain : Number
        Largest gain over all members, states and deviations, in average payoff per period; a
        value that is off, or payments that do not add up, count by the amount of the error.
    member, state, action
        Who gains, where, and by what; None where it does not apply.
    exact : bool
        True if the check was made in rational arithmetic.
    tolerance : Number
        The gain that was still accepted there, in payoffs: 0 for exact checks.
    residual : array, shape (N,), or None
        Of many relations judged together, the largest gain or error of a value of each.
    unchecked : tuple of str
        Fields of the result that were not recomputed.
    """

    inside: bool
    largest_gain: Any
    member: Any
    state: Any
    action: Any
    exact: bool
    tolerance: Any
    outside: bool | None = None
    gap: Any = None
    unchecked: tuple[str, ...] = ()
    residual: Array | None = None

    @property
    def ok(self) -> bool:
        """Whether the inside holds, and the outside has not been found to fail."""
        return self.inside and self.outside is not False

    def _repr_html_(self) -> str:
        mark = "\u2713" if self.ok else "\u2717"
        return f"<p>{mark} {html.escape(repr(self))}</p>"

    def __repr__(self) -> str:
        verdict = "holds" if self.ok else "FAILS"
        named = {"member": self.member, "state": self.state, "action": self.action}
        where = ", ".join(f"{name} {value}" for name, value in named.items() if value is not None)
        gain = float(self.largest_gain)
        how = ["exact" if self.exact else f"tolerance {float(self.tolerance):.1e}"]
        by = f" by {where}" if where and not self.ok else ""
        if self.outside:
            how.append("nothing better exists")
        elif self.outside is False:
            how.append("something better exists")
        elif self.gap is not None:
            how.append(f"not proved best: gap {float(self.gap):.2g}")
        if self.unchecked:
            how.append(f"not checked: {', '.join(self.unchecked)}")
        return f"Certificate({verdict}: largest gain {gain:.3g}{by}, {'; '.join(how)})"
