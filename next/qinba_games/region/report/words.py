"""Numbers and names as the page writes them, and the sentences of its first screen."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from ..reasons import short

if TYPE_CHECKING:
    from .page import Page

#: Ties that the first screen names at most.
NAMED = 3


def plain(number: Any) -> str:
    """A number in three digits, with a minus as it is printed."""
    return f"{number:.3g}".replace("-", "\N{MINUS SIGN}")


def percent(share: float) -> str:
    """Whole per cent."""
    return f"{100 * share:.0f}\N{NO-BREAK SPACE}%"


def setting(given: Any) -> str:
    """A setting's value."""
    if given is None:
        return "none"
    return ("no", "yes")[given] if isinstance(given, bool) else plain(given)


def listed(names: Sequence[str]) -> str:
    """Names in a sentence."""
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def name(pair: Sequence[str]) -> str:
    """A tie as the page calls it."""
    return "–".join(map(short, pair))


def ties(count: int) -> str:
    """How many ties."""
    return f"{count} tie{'s' * (count != 1)}"


def are(count: int) -> str:
    """How many are."""
    return f"{count} {'is' if count == 1 else 'are'}"


def headline(page: "Page") -> str:
    """The finding."""
    without, governed = page.cooperating
    return f"Of {ties(page.count)}, {are(without)} kept alone and {governed} with a coordinator."


def sentences(page: "Page") -> Iterator[str]:
    """What is found, where it matters most, and how sure it is."""
    added, across = page.added, sum(tie.across for tie in page.added)
    lost = len(added) - page.cooperating[1] + page.cooperating[0]
    border = f", {across} of them across a border" if across else ""
    yield f"The coordinator adds {ties(len(added))}{border}." if added else "It adds no tie."
    if lost:
        yield f"With it {ties(lost)} less {'is' if lost == 1 else 'are'} kept of those kept alone."
    widest = [tie.name for tie in added if tie.width][:NAMED]
    if widest:
        yield f"Over the widest range of patience it decides {listed(widest)}."
    yield "All this is for one set of assumptions; how it changes with them is not shown here."
