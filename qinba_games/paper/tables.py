"""The tables of the report as data frames: the page shows them, the CSV files are them."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ..common.result import frame_of
from ..partnership.results.evolution import CLASSES, Evolution, level_moves
from ..region.report.read import PERIODS, sure_ties
from ..region.settings import rows_of, show
from ..region.study.reasons import KEPT, STRONG, founding_gains, least_patience, reason
from ..region.study.superiors import rows
from . import facts, tie_study
from .claims.catalogue import disagreements_table as disagreeing
from .claims.catalogue import table_of
from .claims.claim import Claim
from .desk import counts_table
from .levels import ASKED
from .solving import count_classes
from .study import Study
from .tie_study import TieStudy

if TYPE_CHECKING:
    import pandas

_SIDES = ("without", "with")
#: Every table by the name of its file, with its caption.
TITLES = {
    "counts": "Ties by class, without and with a coordinator",
    "moves": "Ties by class without (rows) and with a coordinator (columns)",
    "ties": "Every tie: payoffs, classes, least patience and reason",
    "evolution": "The tie looked at closely, at every level of trust",
    "phase": "Its classes over patience, for every founding trust",
    "windows": "Pivotal window of every tie",
    "window_classes": "Class of every tie over patience",
    "attribution": "What every tie owes to each capacity of the coordinator",
    "attribution_averages": "What the average tie owes to each capacity",
    "sensitivity": "Ties by class, one setting moved at a time",
    "quantiles": "Ties kept when all assumptions move at once, with bootstrap intervals",
    "uncertain_ties": "Every tie: share of draws by class, and in which the coordinator decides it",
    "indices": "Part of each assumption in the spread of ties kept, with intervals",
    "path": "Expected number of ties in each class by period",
    "settings": "Settings; all are illustrative",
    "claims": "Claims of the paper",
    "disagreements": "Where the computation disagrees with the paper",
    "levels": "Pairs by class, for every regime, level and side of a border",
    "levels_drawn": "Ties of cities across a border that are kept, in draws of all assumptions",
    "agreements": "Agreements",
    "governments": "Governments",
}


def tables(study: Study, judged: Sequence[Claim], solved: Any) -> dict[str, pandas.DataFrame]:
    """Every table of the report by the name of its CSV file."""
    sure, chosen, ties = study.uncertain, study.chosen, study.case.ties.to_dict("records")
    made: dict[str, Any] = {
        "counts": counts_table(study.without, study.helped),
        "moves": _moves(study),
        "ties": [_tie_row(study, ties[one.tie.number], one) for one in ordered(study)],
        "evolution": _levels("without", chosen.without) + _levels("with", chosen.helped),
        "phase": [
            {"founding_trust": k, **row}
            for k, window in enumerate(study.phases)
            for row in tie_study.rows(window)
        ],
        "sensitivity": _sensitivity(study),
        "settings": frame_of(rows_of(study.case.settings, "group", "meaning")).assign(
            status="illustrative"
        ),
        "levels": rows(study.levels.regimes),
        "levels_drawn": [dict(zip(ASKED, row, strict=True)) for row in study.levels.drawn],
        "agreements": facts.agreements(),
        "windows": study.windows,
        "window_classes": study.window_classes,
        "attribution": study.attribution,
        "attribution_averages": study.attribution_averages,
        "quantiles": () if sure is None else sure.quantile_intervals(),
        "uncertain_ties": () if sure is None else sure_ties(sure),
        "indices": () if study.sensitive is None else study.sensitive.table(),
        "path": solved.path(PERIODS),
        "claims": _claims(judged),
        "disagreements": disagreeing(judged).reset_index(),
        "governments": study.case.governments,
    }
    return {name: frame_of(rows) for name, rows in made.items()}


def _claims(judged: Sequence[Claim]) -> pandas.DataFrame:
    """The paper's arguments, each with its part of the documentation's page about them."""
    frame = table_of(judged).reset_index()
    return frame.assign(theory_page="theory/claims#" + frame["id"].str.lower())


def ordered(study: Study) -> list[TieStudy]:
    """Ties by class without, then with, then as in the case."""
    return sorted(study.ties, key=lambda one: tuple(CLASSES.index(name) for name in one.classes))


def _tie_row(study: Study, row: dict[str, Any], one: TieStudy) -> dict[str, Any]:
    gain_a, gain_b = founding_gains(one.tie, study.case.settings)
    columns: dict[str, Any] = {"founding_gain_a": gain_a, "founding_gain_b": gain_b}
    for side, (name, result) in enumerate(zip(_SIDES, (one.without, one.helped), strict=True)):
        columns |= {
            f"class_{name}": one.classes[side],
            f"least_delta_kept_{name}": least_patience(one.window, side, KEPT),
            f"least_delta_strong_{name}": least_patience(one.window, side, STRONG),
            f"probability_strong_{name}": result.probability_strong,
            f"time_to_strong_{name}": result.time_to_strong,
            f"founding_value_{name}": float(result.founding_value),
        }
    why = reason(one.tie, one.window, study.case.settings, study.case.delta)
    return {**row, **columns, "why": why}


def _moves(study: Study) -> list[dict[str, Any]]:
    moves = study.moves
    return [
        {"without": one, **{f"with_{two}": moves.get((one, two), 0) for two in CLASSES}}
        for one in CLASSES
    ]


def _levels(side: str, result: Evolution) -> list[dict[str, Any]]:
    moves = level_moves(result)
    last = len(result.classes)
    return [
        {
            "coordinator": side,
            "trust": k,
            "class": name,
            "good_times": result.policy[k, 0],
            "bad_times": result.policy[k, 1],
            "rises": float(moves[k, k + 1 : last].sum()),
            "falls": float(moves[k, :k].sum()),
            "ends": float(moves[k, last]),
        }
        for k, name in enumerate(result.classes)
    ]


def _sensitivity(study: Study) -> list[dict[str, Any]]:
    base = [("as chosen", "", study.without, study.helped)]
    moved = [(v.setting.name, show(v.value), v.without, v.helped) for v in study.variants]
    records = study.case.records
    equal = dataclasses.replace(records, sizes=np.ones_like(records.sizes))
    counts = count_classes(dataclasses.replace(study.case, records=equal))
    moved.append(("size", "all of one size", *counts))
    return [
        {
            "setting": name,
            "value": value,
            **{f"{key}_without": without[key] for key in CLASSES},
            **{f"{key}_with": with_coordinator[key] for key in CLASSES},
        }
        for name, value, without, with_coordinator in base + moved
    ]
