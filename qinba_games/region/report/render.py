"""The report about any region: its page, its tables and drawings, and the list of them all."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ..settings import BY_NAME, show
from ..study.attributions import of_study
from ..study.results import MANY, SIDES
from ..study.superiors import Superiors, rows
from ..tie import Tie
from ..uncertain.sensitivity import Sensitivity
from . import headline, read
from .capacities import Owing, averages_table, table
from .facts import Facts
from .files import PAGE, drawing_files, manifest, table_files
from .imprint import Imprint
from .page import document
from .parts import assumptions, budget, evolution, places, superiors, ties
from .parts.capacities import capacities_part
from .pdf import PDF, printed
from .signature import MANIFEST
from .svg import Drawing

if TYPE_CHECKING:
    import pandas

#: Every table by the name of its file, with its caption.
TITLES = {
    "counts": "Ties by class, without and with a coordinator",
    "ties": "Every tie: trust, classes, window of patience, and reason",
    "windows": "Class of every tie over patience",
    "priorities": "Single actions of the coordinator, by what they bring",
    "path": "Expected number of ties in each class by period",
    "settings": "Settings; all are illustrative",
    "governments": "Governments",
    "payoffs": "Ties: what was given and what was built",
    "agreements": "Agreements",
}
#: Those of a report that says how sure it is.
SURE = {
    "quantiles": "Ties kept when all assumptions move at once, with bootstrap intervals",
    "uncertain_ties": "Every tie: share of draws by class, and in which the coordinator decides it",
}
#: Those of a region with levels.
LEVELS = {"levels": "Pairs by class, for every regime, level and side of the top's border"}
#: Those of a report that says which capacity does it.
OWED = {
    "attribution": "What each tie owes to each capacity",
    "attribution_averages": "What the average tie owes to each capacity",
}
#: Those of a report that says what records say.
ESTIMATED = {"settings": "Settings; what is not estimated is illustrative"}
#: Those of a report that says which assumption decides.
DECIDES = {"indices": "Part of each assumption in the spread of ties kept, with intervals"}


def render(
    study: Any,
    uncertain: Any,
    sensitive: Sensitivity | None = None,
    tie: Tie | None = None,
    about: Imprint = Imprint(),  # noqa: B008 (a frozen value)
    program: str | None = None,
) -> dict[str, bytes]:
    """Every file of the report by its name."""
    facts = read.material(study, uncertain, sensitive, tie=tie)
    owing = of_study(study) if len(facts.ties) <= MANY else ()
    titles = {
        **TITLES,
        **({} if uncertain is None else SURE),
        **({} if sensitive is None else DECIDES),
        **({} if facts.superiors is None else LEVELS),
        **(OWED if owing else {}),
        **(ESTIMATED if facts.estimated else {}),
    }
    drawn = {
        **places.map_drawings(facts),
        **superiors.superiors_drawings(facts),
        **evolution.evolution_drawings(facts),
        **budget.budget_drawings(facts),
    }
    files = {
        PAGE: page(study, facts, drawn, titles, about, owing).encode("utf-8"),
        **table_files(tables(study, uncertain, sensitive, facts.superiors, owing), titles),
        **drawing_files(drawn),
    }
    if program is not None:
        files[PDF] = printed(program, files[PAGE])
    content = {
        **about.content(),
        "headline": headline.headline(facts),
        "payoffs": "illustrative" if facts.illustrative else "estimated",
        **_estimated(facts),
        "without": study.counts["without"],
        "with": study.counts["with"],
        "draws": None if uncertain is None else len(uncertain.drawn),
        "points": None if sensitive is None else sensitive.draws,
        "seed": None if uncertain is None else uncertain.seed,
        "settings": {name: _stored(value) for name, value in study.region.settings.items()},
    }
    return {**files, MANIFEST: manifest(files, content)}


def _estimated(facts: Facts) -> dict[str, Any]:
    """What records say, if they say something."""
    found = {one.setting: one._asdict() for one in facts.estimated}
    return {"estimated": found} if found else {}


def _stored(value: Any) -> Any:
    return value if value is None or isinstance(value, (bool, int)) else float(value)


def page(
    study: Any,
    facts: Facts,
    drawn: Mapping[str, Drawing],
    titles: Mapping[str, str],
    about: Imprint,
    owing: Sequence[Owing] = (),
) -> str:
    """The page, from what is said and its drawings."""
    found = [
        budget.budget_part(facts, drawn),
        places.map_part(facts, drawn),
        superiors.superiors_part(facts, drawn),
        evolution.evolution_part(facts, drawn),
        ties.windows_part(facts),
        capacities_part(owing, float(study.delta)),
        assumptions.sure_part(facts),
        ties.ties_part(facts),
        assumptions.settings_part(facts),
        assumptions.again_part(facts, command(study, about), titles, drawn, about),
    ]
    advice = [headline.appoint(facts), headline.start_with(facts), headline.find_out(facts)]
    known = [part for part in found if part is not None]
    return document(facts, known, advice, imprint=about)


def command(study: Any, about: Imprint) -> str:
    """What makes this page again, from the tables."""
    settings = study.region.settings
    changed = {name: v for name, v in settings.items() if v != BY_NAME[name].default}
    options = " ".join(f"{name}={show(value)}" for name, value in changed.items())
    tables = {"governments": "governments.csv", "ties": "ties.csv"}
    tables |= {"agreements": "agreements.csv"} if study.region.records.signatures else {}
    tables |= {what: name for what, name, _ in about.inputs if what in tables}
    told = " ".join(f"--{what} {shlex.quote(name)}" for what, name in tables.items())
    moved = f" --set {options}" if changed else ""
    return f"qinba-games report {told}{moved}{about.options}"


def tables(
    study: Any,
    uncertain: Any,
    sensitive: Sensitivity | None = None,
    levels: Superiors | None = None,
    owing: Sequence[Owing] = (),
) -> dict[str, pandas.DataFrame]:
    """Every table by the name of its file."""
    import pandas

    region, counts = study.region, study.counts
    found = {
        "counts": pandas.DataFrame({side: counts[side] for side in SIDES})
        .rename_axis("class")
        .reset_index(),
        "ties": study.to_frame(),
        "windows": study.windows(),
        "priorities": study.priorities(sure=uncertain),
        "path": study.path(read.PERIODS),
        "settings": pandas.DataFrame(
            [
                {
                    "setting": name,
                    "value": show(value),
                    "default": show(BY_NAME[name].default),
                    "meaning": BY_NAME[name].meaning,
                }
                for name, value in region.settings.items()
            ]
        ),
        "governments": region.governments,
        "payoffs": region.ties,
        "agreements": region.agreements,
    }
    if uncertain is not None:
        found["quantiles"] = uncertain.quantile_intervals()
        found["uncertain_ties"] = read.sure_ties(uncertain)
    if sensitive is not None:
        found["indices"] = sensitive.table()
    if levels is not None:
        found["levels"] = pandas.DataFrame(rows(levels.regimes))
    if owing:
        found |= {"attribution": table(owing), "attribution_averages": averages_table(owing)}
    return found
