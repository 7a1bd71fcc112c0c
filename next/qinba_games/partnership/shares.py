"""What members get of their joint payoff under a fixed sharing rule."""

import numpy as np

from ..core.numbers import Numbers, total

#: The rules that have a name; fractions of the joint payoff are another one.
RULES = ("none", "equal", "surplus", "proportional", "optimal", "voluntary")


def shares(
    rule: str,
    own: Numbers,
    gross: Numbers,
    outside: Numbers,
    cost: Numbers,
    fractions: Numbers | None,
) -> Numbers:
    """Parts of the joint payoff, members on the last axis but one.

    `own` is what each has without sharing, `gross` the same without its cost: what it has if it
    alone idles.
    """
    members = np.moveaxis(own, -2, 0)
    joint = total(members)[..., None, :]
    rest = joint - total(np.moveaxis(outside, -2, 0))[..., None, :]
    even = (1 + 0 * joint) / len(members)
    if fractions is not None:
        return joint * fractions
    if rule == "equal":
        return joint * even + 0 * own
    if rule == "surplus":
        return outside + rest * even
    if rule == "proportional":
        return joint * (cost / cost.sum(axis=-2, keepdims=True))
    if rule == "optimal":
        return outside + rest * _temptation(gross, outside, even)
    return own


def _temptation(gross: Numbers, outside: Numbers, even: Numbers) -> Numbers:
    """Parts in proportion to temptation, even where nobody is tempted."""
    tempted = np.maximum(gross - outside, 0 * gross)
    together = tempted.sum(axis=-2, keepdims=True)
    some = together > 0
    return np.where(some, tempted / np.where(some, together, 1), even)
