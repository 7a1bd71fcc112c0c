"""Classes and settings in plain words, for whoever does not know their names."""

from __future__ import annotations

from collections.abc import Mapping

from .numbers import listed

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
