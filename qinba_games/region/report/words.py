"""How numbers, classes and settings are said, for whoever does not know their names."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

#: A space at which no line ends.
NARROW = "\N{NO-BREAK SPACE}"
#: Shares of draws from which a sentence is robust in the model, and from which it mostly is.
ROBUST, MOSTLY = 0.9, 0.67
#: A share of fewer draws is not said.
FEW = 100
#: Room for all digits of any float.
_LONG = Context(prec=400)


def two(value: float, digits: int = 2) -> str:
    """A number with two significant digits, or as many as asked."""
    if not math.isfinite(value):
        return "never" if value > 0 else "−∞"
    if abs(value) < 1e-12:
        return "0"
    places = max(digits - 1 - math.floor(math.log10(abs(value))), 0)
    text = _rounded(value, places)
    # What is rounded up to the next power of ten has a digit more.
    if places and abs(float(text)) >= 10.0 ** (digits - places):
        text = _rounded(value, places - 1)
    return signed(text)


def _rounded(value: float, places: int) -> str:
    """Decimals as people round them: halves of what is written go up."""
    # Whatever the last bit says: a boundary at 0.625 is 0.63 here as elsewhere.
    unit = Decimal(1).scaleb(-places)
    return f"{Decimal(repr(float(value))).quantize(unit, ROUND_HALF_UP, _LONG):f}"


def hundredths(value: float) -> str:
    """A share or a patience, which lie between 0 and 1, with two decimals."""
    text = _rounded(value, 2)
    return signed("0.00" if text == "-0.00" else text)


def plain(value: Any) -> str:
    """A setting as it is typed: a number without noise, yes or no, none."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "none" if value is None else signed(f"{float(value):g}")


def signed(text: str) -> str:
    """A number with a minus that is one."""
    return text.replace("-", "−")


def percent(share: float) -> str:
    """A share in whole per cent; what is not quite all, or not quite nothing, says so."""
    if 0 < share < 0.005:
        return f"<1{NARROW}%"
    if 0.995 <= share < 1:
        return f">99{NARROW}%"
    # Half a per cent is rounded up, whatever the last bit of the share says.
    return f"{math.floor(100 * share + 0.5 + 1e-9)}{NARROW}%"


def span(values: Iterable[float]) -> str:
    """The range of whole numbers: one number where all are the same."""
    numbers = sorted(values)
    low, high = int(numbers[0]), int(numbers[-1])
    return f"{low}" if low == high else f"{low}–{high}"


def span_words(low: float, high: float) -> str:
    """A range in a sentence."""
    return f"{low:.0f}" if round(low) == round(high) else f"{low:.0f} to {high:.0f}"


def periods(time: float, probability: float) -> str:
    """How soon something is reached: at once, never, a number, and how probable where not sure."""
    if probability <= 0:
        return "never"
    text = "at once" if time <= 0 else two(time)
    return text if probability > 1 - 1e-9 else f"{text} ({percent(probability)})"


def patience(spans: Sequence[tuple[float, float]], digits: int = 2) -> str:
    """Intervals of patience, each with its lower end and without its upper one."""
    texts = [f"{_rounded(low, digits)}–{_rounded(high, digits)}" for low, high in spans]
    return ", ".join(texts) or "none"


def listed(names: Sequence[str]) -> str:
    """Names in a sentence."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def leading(values: Sequence[float], most: int) -> list[int]:
    """Places of the largest values, at most so many; equal ones all, or none of them."""
    order = sorted(range(len(values)), key=lambda k: -values[k])
    if len(order) <= most:
        return order
    return [k for k in order[:most] if values[k] > values[order[most]]]


def confidence(share: float | None, both: bool) -> tuple[str, str]:
    """Dots and a word for the share of draws in which something is true; None: not drawn.

    `both`: whether it is so also where governments alone may play any equilibrium.
    """
    if share is not None and share >= ROBUST and both:
        return "●●●", "Robust in the model"
    if share is not None and share >= MOSTLY:
        return "●●○", "Mostly"
    return "●○○", "Open"


def whole(value: float) -> str:
    """A count, which may have been interpolated."""
    return signed(f"{value:.0f}")


def part(value: float, of: float = 1) -> str:
    """A place on a scale, as style has it."""
    return f"{100 * value / of:.2f}%"


#: Classes of a tie in the order of every legend: what is kept stands first.
ORDER = ("strong", "weak", "nominal", "isolated")
#: What each class means, said wherever it is shown first.
MEANING = {
    "strong": "Both contribute, in good times and in bad.",
    "weak": "Both contribute, but only in some periods, usually the good ones.",
    "nominal": "Something is signed, or both stay; they do not both contribute.",
    "isolated": "Nothing holds them: they go apart.",
}
#: A page shows so many ties; of more, those that come first.
MOST = 500
_NAMES = {
    "sharing": "coordinator settles shares",
    "delta": "patience",
    "cost": "cost of contributing",
    "learning": "what trust adds to the gain",
    "benefit": "gain from a neighbour",
    "levels": "levels of trust",
    "hardship": "extra cost in bad times",
    "outside_signed": "value after leaving something signed",
    "friction": "accidents inside a province",
    "subsidy": "subsidy",
    "promotion": "how fast trust grows",
    "bad_times": "how often times are bad",
    "reach": "distance over which the gain fades",
    "deposit": "deposit",
    "drop": "trust lost by an accident",
    "detection": "breaches found out",
    "barrier": "accidents across a border",
    "mediation": "friction that the coordinator removes",
    "outside": "value after leaving, nothing signed",
    "monitoring": "breaches that the coordinator finds",
    "credibility": "how often its word is obeyed",
    "size": "sizes of governments",
    "trust": "founding trust of ties",
    "gain": "gains of each government of each tie",
}
#: The same as the subject of a sentence.
_SUBJECTS = {
    "sharing": "who settles shares",
    "delta": "how patient governments are",
    "cost": "what contributing costs",
    "learning": "what trust adds",
    "benefit": "what a neighbour brings",
    "mediation": "how much friction is removed",
    "promotion": "how fast trust grows",
    "bad_times": "how often times are bad",
    "detection": "whether breaches are found out",
    "size": "how large governments are",
    "trust": "how much governments trust each other at the start",
    "gain": "what each government gains from each other one",
}


def plain_name(setting: str) -> str:
    """A setting in plain words."""
    return _NAMES.get(setting, setting.replace("_", " "))


def subject(setting: str) -> str:
    """A setting as what a sentence is about."""
    return _SUBJECTS.get(setting, f"the {plain_name(setting)}")


def spoken(counts: Mapping[str, object]) -> str:
    """How many ties are in each class."""
    return listed([f"{counts[name]} {name}" for name in ORDER])


def show_all(count: int) -> str:
    """What opens a table of ties."""
    return f"Show all {count} ties" if count <= MOST else f"Show {MOST} of {count} ties"
