"""One tie in sentences, each computed from the numbers of a `Why`."""

from __future__ import annotations

from collections.abc import Iterator

from ...partnership.results.evolution import COOPERATING
from ..tie import short_name
from .results import GIVEN, Change, Why


def text_of(found: Why) -> str:
    """What happens without the coordinator and with it, why, and what would change it."""
    parts = [_begins(found), _binds(found), *_by_turns(found), _with_it(found), *_change(found)]
    return " ".join(parts)


def _begins(found: Why) -> str:
    a, b = map(short_name, found.tie.members)
    signed = len(found.tie.agreements)
    after = f", with {signed} {'agreement' if signed == 1 else 'agreements'}" if signed else ""
    where = found.window.kept(0).words()
    before = found.classes[0]
    return (
        f"{a} and {b} begin at trust {found.tie.founding}{after}. If they act together without "
        f"payments they are {before} at patience {float(found.delta):g}; they keep the tie at "
        f"patience {where}."
    )


def _binds(found: Why) -> str:
    one = found.binding
    if one is None:
        return "If both always contribute, nobody gains by idling or leaving."
    trust, times = one.state
    when = f"at trust {trust} in {'bad' if times else 'good'} times"
    verb = "leaving" if one.action == "leave" else "idling"
    who, gain = short_name(str(one.member)), float(one.gain)
    return f"If both always contributed, {who} would gain {gain:.2f} by {verb} {when}."


def _by_turns(found: Why) -> Iterator[str]:
    if found.classes[0] in COOPERATING:
        return
    alone = found.contributes_alone
    if alone is None:
        yield "Whether somebody contributes in another equilibrium without payments is not settled."
    elif not alone:
        yield "In no equilibrium without payments does anybody contribute, turns included."
    else:
        worth, part = found.value_any, found.share_any
        much = "" if worth is None else f"; together they then have up to {worth:.2f} a period"
        share = "" if not much or part is None else f", {part:.0%} of what the coordinator brings"
        yield f"In some equilibrium, turns included, somebody contributes{much}{share}."


def _with_it(found: Why) -> str:
    after, kept = found.classes[1], found.window.kept(1).words()
    decides = found.window.intervals
    where = f"it decides at patience {decides.words()}" if decides else "it decides at no patience"
    return (
        f"With the coordinator they are {after}, and keep the tie at patience {kept}: against "
        f"members who act together {where}."
    )


def _change(found: Why) -> Iterator[str]:
    here = found.classes[0] in COOPERATING
    rows = [change for change in found.changes if change.makes]
    given = [change.what for change in rows if change.at == GIVEN]
    ways = [_way(change) for change in rows if change.at != GIVEN]
    if ways:
        end = "lost" if here else "kept"
        yield f"Without the coordinator the tie would be {end} {' or '.join(ways)}."
    if given:
        yield f"Of what the coordinator does, {' or '.join(given)} alone would be enough."
    if not rows:
        yield "No single change that was looked at makes another of it without the coordinator."


def _way(change: Change) -> str:
    what, now, then, _ = change
    if what == "trust":
        return f"from trust {then:g} on" if then > now else f"at trust {then:g}"
    return f"with a {what} of about {then:.2f} instead of {now:g}"
