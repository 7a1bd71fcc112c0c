"""What the first screen says: the finding, how sure, and what the model suggests."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from ...common.show import many
from ...planning.endings.results import VERDICTS
from .facts import Decides, Facts, HandedOver, TieFacts, WhatIf
from .words import NARROW, leading, listed, percent, plain, plain_name, span_words, subject

#: Ties that a sentence names at most.
_NAMED = 3
#: Why something is open that was not drawn.
_ONLY_TRIED = "only tried at the assumed numbers."
#: What a coordinator costs, until something says otherwise.
_FREE = "It costs nothing in this computation"


class Advice(NamedTuple):
    """What the model suggests, the share of draws in which it is true, and what that means."""

    text: str  #: Without the names with which it ends, and without its full stop.
    share: float | None
    why: str
    names: Sequence[str] = ()
    #: Whether that is so also where governments alone may play any equilibrium, turns included.
    both: bool = False
    price: str = ""  #: What it costs, in words.


def headline(facts: Facts) -> str:
    """The finding in one sentence, as a range where assumptions have been drawn."""
    total = len(facts.ties)
    if facts.draws is None:
        without, with_help = facts.kept
        are = "is" if without == 1 else "are"
        of = f"Of {many(total, 'tie')}, {without} {are} kept"
        return f"{of} without a coordinator and {with_help} with one"
    low, _, high = facts.draws.added
    if low < 0:
        return (
            f"With a coordinator, between {_more_or_fewer(low)} and {_more_or_fewer(high)} of "
            f"{many(total, 'tie')} between governments are kept"
        )
    more = span_words(low, high)
    are = "is" if more == "1" else "are"
    return f"With a coordinator, {more} more of {many(total, 'tie')} between governments {are} kept"


def _more_or_fewer(value: float) -> str:
    return f"{abs(value):.0f} {'fewer' if value < 0 else 'more'}"


def question(facts: Facts) -> str:
    """The question."""
    known = bool(np.isfinite(facts.latitude).all())
    who = "neighbouring governments" if known else "governments"
    if len(facts.ties) == 1:
        return f"Do two {who} keep working together, or only if somebody coordinates them?"
    return (
        f"Which of {len(facts.ties)} pairs of {who} keep working together, and which only with "
        "help?"
    )


def found(facts: Facts) -> str:
    """How many ties need help, and for how long; where that is not known how many are kept."""
    if facts.ends is None:
        are = "is" if facts.kept[0] == 1 else "are"
        parts = [f"{many(facts.kept[0], 'tie')} {are} kept acting together"]
        parts += [] if facts.alone is None else [f"{facts.alone} also by turns"]
        parts.append(f"{facts.kept[1]} with a coordinator")
        parts += [f"{facts.only} in no other way"] if facts.only else []
        return f"{', '.join(parts)}."
    keep = "keeps itself" if facts.ends.counts["alone"] == 1 else "keep themselves"
    alone, started, carried, lost = (_with_range(facts.ends, name) for name in VERDICTS)
    ties = "tie" if facts.ends.counts["alone"] == 1 else "ties"
    first = alone.replace(" ", f" {ties} ", 1) if " " in alone else f"{alone} {ties}"
    turns = f", {facts.alone} by turns" if facts.alone is not None else ""
    return (
        f"{first} {keep} acting together{turns}; {started} once started by help, {carried} only "
        f"while helped, {lost} never."
    )


def _with_range(ends: HandedOver, name: str) -> str:
    if ends.ranges is None:
        return f"{ends.counts[name]}"
    low, _, high = ends.ranges[name]
    return f"{ends.counts[name]} ({span_words(low, high).replace(' to ', '–')})"


def how_sure(facts: Facts) -> str:
    """How far the finding hangs on the assumptions."""
    draws = facts.draws
    if draws is None:
        return "Not known: this was computed for one set of assumptions and for no other."
    if not draws.enough:
        return f"Not known: {many(draws.count, 'draw')} of the assumptions say too little."
    low, middle, high = draws.added
    added = span_words(low, high)
    sentence = (
        f"With {many(len(draws.settings), 'assumption')} moved at once, the coordinator adds "
        f"{added} {'tie' if added == '1' else 'ties'} in nine draws of ten (middle {middle:.0f})"
    )
    if draws.strict is not None and draws.strict.enough:
        low, middle, high = draws.strict.only
        sentence += f"; {span_words(low, high)} (middle {middle:.0f}) if governments take turns"
    return f"{sentence}. {not_moved(facts)}".strip()


def not_moved(facts: Facts) -> str:
    """What all draws have in common, of what the tables say of governments and ties."""
    names = [f"{what} given for {many(count, 'tie')}" for what, count in facts.given]
    free = () if facts.draws is None else (*facts.draws.settings, *facts.unused)
    names += [plain_name(name) for name in ("size", "trust") if name not in free]
    return f"Not moved: {listed(names)}." if names else ""


def appoint(facts: Facts) -> Advice:
    """Whether more ties are kept with the coordinator than by governments that act together."""
    adds, draws = facts.kept[1] - facts.kept[0], facts.draws
    helps = bool(facts.does) and adds > 0
    text = "This coordinator keeps no more ties than governments that act together"
    if facts.does and facts.only:
        some = "one tie" if facts.only == 1 else "some ties"
        text, price = _with_price(f"This coordinator alone keeps {some}", facts)
        strict = None if draws is None else draws.strict
        if strict is None or not strict.enough:
            return Advice(text, None, _ONLY_TRIED, price=price)
        why = f"it does in {_of_draws(strict.helps, strict.made)}, turns or not."
        return Advice(text, strict.helps, why, both=True, price=price)
    price = ""
    if helps:
        text, price = _with_price(
            "This coordinator keeps more ties than governments that act together", facts
        )
    if draws is None or not draws.enough:
        return Advice(text, None, _ONLY_TRIED, price=price)
    if not helps:
        none = 1 - draws.helps
        return Advice(text, none, f"it adds none in {_of_draws(none, draws.count)}.")
    why = f"it adds ties in {_of_draws(draws.helps, draws.count)}."
    return Advice(text, draws.helps, why, price=price)


def _with_price(text: str, facts: Facts) -> tuple[str, str]:
    """A sentence on what a coordinator does, and what that costs at assumed prices."""
    if facts.budget is None:
        return f"{text}. {_FREE}", ""
    budget, count = facts.budget.all
    ties = many(plain(count), "tie")
    return text, f"at assumed prices a budget of {plain(budget)} keeps {ties}"


def _of_draws(share: float, count: int) -> str:
    if share >= 1:
        return f"every one of {count:,} draws"
    return f"{percent(share)} of {count:,} draws"


def start_with(facts: Facts) -> Advice:
    """Which ties only a coordinator keeps, also where governments take turns; most surely first."""
    own = [tie for tie in ranked_ties(facts) if _own(tie) or tie.decided]
    strict = None if facts.draws is None else facts.draws.strict
    if not own:
        text = "No tie waits for this coordinator alone"
        if strict is None or not strict.enough:
            return Advice(text, None, _ONLY_TRIED)
        return Advice(text, 1.0, f"there is none in any of {strict.made:,} draws.", both=True)
    shares = [tie.decided for tie in own if tie.decided is not None]
    if len(shares) < len(own):
        names = [tie.name for tie in own[:_NAMED]]
        does = "alone keeps" if own[0].needs else "adds"  # of many ties turns are not asked
        text = f"As assumed, the coordinator {does} {many(len(own), 'tie')}"
        among = ", among them" if len(own) > _NAMED else ":"
        return Advice(text + among, None, _ONLY_TRIED, names)
    first = leading(shares, _NAMED)
    least = min((shares[k] for k in first), default=max(shares))
    each = "each " if len(first) != 1 else ""
    part = math.floor(100 * least + 1e-9)
    why = f"{each}in at least {part}{NARROW}% of {strict.made if strict else 0:,} draws."
    text, names = "Most often it alone keeps", [own[k].name for k in first]
    if not first:
        text += f" {many(shares.count(least), 'tie')}, all equally often"
    price = _each(facts, [own[k] for k in first])
    return Advice(text, least, why, names, both=True, price=price)


def _each(facts: Facts, chosen: Sequence[TieFacts]) -> str:
    """What keeps each of some ties costs."""
    if facts.budget is None or not chosen:
        return ""
    prices = {tie.name: facts.budget.price[facts.ties.index(tie)] for tie in chosen}
    texts = [plain(price) for price in prices.values() if price is not None]
    none = [name for name, price in prices.items() if price is None]
    parts = [f"as assumed no help keeps {listed(none)}"] if none else []
    if texts:
        each = " each" if len(texts) > 1 else ""
        words = f"prices {listed(texts)}" if len(set(texts)) > 1 else f"price {texts[0]}{each}"
        parts = [words, *parts]
    return "; ".join(parts)


def _own(tie: TieFacts) -> bool:
    """Whether only the coordinator keeps it; of many ties, beside governments that act together."""
    return tie.only if tie.needs else tie.added


def find_out(facts: Facts) -> Advice:
    """Which assumption to look into first."""
    if facts.decides:
        best, *others = ranked_decides(facts)
        if clearly_first(best, others):
            part = percent(min(best.added.total, 1))
            why = f"that has a part in {part} of the spread of ties added, more than any other."
            return Advice(f"The answer hangs most on {decisive(best)}", _leads(best, others), why)
    if not facts.what_if:
        return Advice("Nothing says which assumption decides", None, "nothing was moved.")
    first, *rest = ranked_what_if(facts)
    low, _, high = first.added
    if low == high:
        why = "moved alone, none changes how many ties are added."
        return Advice("No assumption alone moves the answer", None, why)
    if any(each.added.high - each.added.low == high - low for each in rest):
        why = f"moved alone, several leave a range of {high - low} in the ties added."
        return Advice("No assumption alone moves the answer most", None, why)
    span = span_words(low, high)
    why = f"moved alone, that leaves {span} {'tie' if span == '1' else 'ties'} added."
    return Advice(f"The answer hangs most on {subject(first.setting)}", None, why)


def decisive(each: Decides) -> str:
    """What the answer hangs on."""
    return listed([subject(name) for name in each.settings])


def _leads(best: Decides, others: Sequence[Decides]) -> float:
    """Chance, at least, that no other assumption has a larger part, errors being normal."""
    off = 0.0
    for each in others:
        spread = math.hypot(best.added.total_se, each.added.total_se)
        ahead = best.added.total - each.added.total
        off += 0.5 * math.erfc(ahead / (spread * math.sqrt(2))) if spread else float(ahead <= 0)
    return max(1 - off, 0.0)


def clearly_first(best: Decides, others: Sequence[Decides]) -> bool:
    """Whether one assumption has a larger part in the ties added than any other, errors allowed."""
    return all(best.added.low > each.added.high for each in others)


def places(each: Decides, others: Sequence[Decides]) -> tuple[int, int]:
    """The first and the last place that one assumption may have among all, errors allowed."""
    above = sum(one.added.low > each.added.high for one in others)
    below = sum(one.added.high < each.added.low for one in others)
    return 1 + above, len(others) - below


def ranked_ties(facts: Facts) -> list[TieFacts]:
    """Those first that only the coordinator keeps in most draws, then those it adds as assumed."""
    order = {"isolated": 0, "nominal": 1, "weak": 2, "strong": 3}

    def rank(tie: TieFacts) -> tuple[float, ...]:
        before, after = (order[each] for each in tie.classes)
        return (-(tie.decided or 0.0), not _own(tie), not tie.added, before - after, before)

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
