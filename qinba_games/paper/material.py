"""The Qinba case in the form in which a report takes it."""

from __future__ import annotations

from typing import Any

from ..region.report import read
from ..region.report.facts import Facts
from .study import Study

PLACE = "Cooperation in the Qinba Mountains"


def material(study: Study, solved: Any) -> Facts:
    """Everything that the common parts of the page say; `solved` is the case as a region."""
    return read.material(
        solved, study.uncertain, study.sensitive, place=PLACE, tie=study.chosen.tie
    )
