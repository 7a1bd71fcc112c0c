"""What the first screen says: the finding, how sure, and three sentences for a ministry."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from .facts import Decides, Draws, Facts, TieFacts, WhatIf
from .numbers import NARROW, listed, many, percent, span_words
from .words import subject

#: Ties that a sentence names at most.
_NAMED = 4
#: Why something is open that was not drawn.
_ONLY_TRIED = "only tried at the assumed numbers."
#: How sure it is what lies beyond two intervals of 95 per cent.
_CLEAR = 0.95


class Advice(NamedTuple):
    """A sentence for a ministry, the share of draws in which it is true, and what that means."""

    text: str  #: Without the names with which it ends, and without its full stop.
    share: float | None
    why: str
    names: Sequence[str] = ()


def headline(facts: Facts) -> str:
    """The finding in one sentence, as a range where assumptions have been drawn."""
    total = len(facts.ties)
    if facts.draws is None:
        without, helped = facts.kept
        are = "is" if without == 1 else "are"
        of = f"Of {many(total, 'tie')}, {without} {are} kept"
        return f"{of} without a coordinator and {helped} with one"
    low, _, high = facts.draws.added
    if low < 0:
        return (
            f"With a coordinator, between {_signed(low)} and {_signed(high)} of "
            f"{many(total, 'tie')} between governments are kept"
        )
    more = span_words(low, high)
    are = "is" if more == "1" else "are"
    return f"With a coordinator, {more} more of {many(total, 'tie')} between governments {are} kept"


def _signed(value: float) -> str:
    return f"{abs(value):.0f} {'fewer' if value < 0 else 'more'}"


def question(facts: Facts) -> str:
    """The question."""
    known = bool(np.isfinite(facts.latitude).all())
    who = "neighbouring governments" if known else "governments"
    if len(facts.ties) == 1:
        return f"Do two {who} keep working together, and do they only if somebody coordinates them?"
    return (
        f"Which of {len(facts.ties)} pairs of {who} keep working together, and "
        "which do so only if somebody coordinates them?"
    )


def how_sure(facts: Facts) -> str:
    """How far the finding hangs on the assumptions."""
    if facts.draws is None:
        return "Not known: this was computed for one set of assumptions and for no other."
    low, _, high = facts.draws.added
    own = sum(tie.decided is not None and tie.decided >= 0.9 for tie in facts.ties)
    ties = f"; {own} {'tie is' if own == 1 else 'ties are'} its own in nine of ten" if own else ""
    added = span_words(low, high)
    return (
        f"With {many(len(facts.draws.settings), 'assumption')} moved at once, the coordinator adds "
        f"{added} {'tie' if added == '1' else 'ties'} in nine draws of ten{ties}."
    )


def appoint(facts: Facts) -> Advice:
    """Whether a coordinator is worth having."""
    text = f"Appoint a coordinator that {listed(facts.does)}"
    adds = facts.kept[1] - facts.kept[0]
    if not facts.does or adds <= 0:
        text = "Do not expect more ties from this coordinator"
    draws = facts.draws
    if draws is None:
        return Advice(text, None, _ONLY_TRIED)
    if not facts.does or adds <= 0:
        return Advice(
            text, 1 - draws.helps, f"it adds none in {percent(1 - draws.helps)} of draws."
        )
    return Advice(text, draws.helps, f"it adds ties in {_of_draws(draws)}.")


def _of_draws(draws: Draws) -> str:
    if draws.helps >= 1:
        return f"every one of {draws.count:,} draws"
    return f"{percent(draws.helps)} of {draws.count:,} draws"


def start_with(facts: Facts) -> Advice:
    """Which ties a coordinator makes by itself, most surely first."""
    ranked = ranked_ties(facts)
    own = [tie for tie in ranked if tie.added or (tie.decided or 0) >= 0.5]
    if not own:
        return Advice("No tie waits for this coordinator", None, _ONLY_TRIED)
    surest = [tie for tie in own if (tie.decided or 0) >= 0.9][:_NAMED] or own[:3]
    names = [tie.name for tie in surest]
    shares = [tie.decided for tie in surest if tie.decided is not None]
    if len(shares) < len(surest):
        return Advice("Start with", None, _ONLY_TRIED, names)
    least = math.floor(100 * min(shares) + 1e-9)
    their = "it is" if len(surest) == 1 else "each is"
    why = f"{their} kept with it and not without it in at least {least}{NARROW}% of draws."
    return Advice("Start with", min(shares), why, names)


def find_out(facts: Facts) -> Advice:
    """Which assumption to look into first."""
    if facts.decides:
        best, *others = ranked_decides(facts)
        if clearly_first(best, others):
            part = percent(min(best.added.total, 1))
            why = f"it has a part in {part} of the spread of ties added, more than any other."
            return Advice(f"Find out first {open_question(best)}", _CLEAR, why)
    if not facts.what_if:
        return Advice("Look into what contributing costs first", None, "nothing was moved.")
    first = ranked_what_if(facts)[0]
    low, _, high = first.added
    left = span_words(low, high)
    why = f"moved alone, it leaves {left} {'tie' if left == '1' else 'ties'} added."
    return Advice(f"Find out first {_what_is_true_of(subject(first.setting))}", None, why)


def open_question(each: Decides) -> str:
    """What to find out, as a question."""
    names = [subject(name) for name in each.settings]
    return _what_is_true_of(listed(names))


def _what_is_true_of(told: str) -> str:
    return (
        told if told.split()[0] in ("who", "how", "what", "whether") else f"what is true of {told}"
    )


def clearly_first(best: Decides, others: Sequence[Decides]) -> bool:
    """Whether one assumption has a larger part in the ties added than any other, errors allowed."""
    return all(best.added.low > each.added.high for each in others)


def ranked_ties(facts: Facts) -> list[TieFacts]:
    """Those first that the coordinator decides in most draws, then those it adds as assumed."""
    order = {"isolated": 0, "nominal": 1, "weak": 2, "strong": 3}

    def rank(tie: TieFacts) -> tuple[float, ...]:
        before, after = (order[each] for each in tie.classes)
        return (-(tie.decided or 0.0), not tie.added, before - after, before)

    return sorted(facts.ties, key=rank)


def ranked_decides(facts: Facts) -> list[Decides]:
    """Those first that have the largest part in how many ties are added."""
    return sorted(facts.decides, key=lambda each: -each.added.total)


def ranked_what_if(facts: Facts) -> list[WhatIf]:
    """Those first that change most how many ties are added."""
    return sorted(
        facts.what_if,
        key=lambda each: (
            each.added.low - each.added.high,
            each.helped.low - each.helped.high + each.without.low - each.without.high,
        ),
    )
