"""The report as one HTML page: the common parts of every region, and those of the paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from ..region.report import headline, parts
from ..region.report.context import Material
from ..region.report.page import document
from ..region.report.svg import Drawing
from ..region.settings import BY_NAME, show
from .background import DOI, SOURCE, data_part, payoffs
from .claims.claim import Claim
from .claims_page import claims_part
from .levels_page import level_drawings, levels_part, link_agencies
from .study import Study
from .tables import TITLES
from .third_party import capacities_part

if TYPE_CHECKING:
    import pandas


def drawings(study: Study, it: Material) -> dict[str, Drawing]:
    """Every drawing by its name."""
    return {**parts.map_drawings(it), **level_drawings(study), **parts.evolution_drawings(it)}


def page(
    study: Study,
    it: Material,
    frames: Mapping[str, pandas.DataFrame],
    drawn: Mapping[str, Drawing],
    judged: Sequence[Claim],
) -> str:
    """The page, from the study, its tables and its drawings."""
    found = [
        parts.map_part(it, drawn),
        levels_part(study, drawn),
        parts.evolution_part(it, drawn, opening="The paper’s first figure, computed."),
        parts.windows_part(it),
        capacities_part(study),
        parts.sure_part(it),
        parts.what_if_part(it),
        claims_part(judged),
        parts.ties_part(it),
        parts.settings_part(it, package=__package__, more="payoffs.html", payoffs=payoffs(study)),
        data_part(frames),
        parts.again_part(it, command(study), TITLES, drawn),
    ]
    third = link_agencies(study) or headline.find_out(it)
    advice = [headline.appoint(it), headline.start_with(it), third]
    known = [part for part in found if part is not None]
    return document(it, known, advice, __package__, source=SOURCE, doi=DOI)


def command(study: Study) -> str:
    """What makes this page again."""
    changed = {k: v for k, v in study.case.settings.items() if v != BY_NAME[k].default}
    options = " ".join(f"{name}={show(value)}" for name, value in changed.items())
    tie = ",".join(study.chosen.tie.members)
    return f'qinba-games reproduce {f"--set {options} " if changed else ""}--tie "{tie}"'
