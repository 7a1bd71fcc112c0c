"""Certificates of a `Study` and a `Why`: both sides pair by pair, and every window."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from ...common.register import checks
from ...common.spans import Spans
from ...coordinator import Coordinator
from ...partnership.pair_terms import PairTerms
from ...partnership.results.arrays import EvolutionArrays
from ...partnership.results.evolution import CLASSES
from ...types import Array, Certificate, FloatArray, make
from ...verify.door import of_part
from ...verify.findings import Finding, claim, same, verdict
from ...verify.thresholds import certify_rows, class_gaps, worst
from ..partnerships import partnership
from ..study.results import LEFT_OUT, Study, far_from_edges, study_notes, window_sample
from ..tables.records import Records
from ..why.results import Why

#: How far apart numbers may be that are computed twice: as a part of each, or of a chance of 1.
_ROUNDED = 1e-12
#: What a coordinator of many ties can do, or be.
CAPACITIES = ("sharing", "monitoring", "mediation", "deposit", "subsidy", "credibility")
_CHANCES = ("chance", "friction", "detection", "promotion")
#: Below it floats have fewer digits.
_LEAST = 1e-290


def terms_of(
    records: Records, settings: Mapping[str, Any], helper: Any = None, draws: int = 1
) -> PairTerms:
    """The parameters of every tie in every draw, draw by draw, with a coordinator or none."""
    # A setting, and each of the `abilities` of a coordinator, is one number or has one for each
    # draw; sizes have one for each draw and government, trust for each draw and tie, and factors
    # of gains for each draw and government of each tie.
    ties, top, drop = len(records.ends), settings["levels"], settings["drop"]
    table, joint = np.tile(records.values.T, draws), np.tile(records.joint, draws)
    names = [name for name in settings if name not in ("drop", "size", "trust", "gain")]
    own = {name: _by_row(settings[name], draws, ties) for name in names}

    def built(columns: Any, otherwise: Any) -> Array:
        return np.asarray(np.where(np.isnan(table[columns]), otherwise, table[columns]))

    near = own["benefit"] * np.exp(-np.tile(records.distances, draws) / own["reach"])
    gains = built([0, 1], near * _weights(records, settings.get("size"), draws))
    if settings.get("gain") is not None:
        gains = gains * np.stack([settings["gain"][:, k::2].ravel() for k in (0, 1)])
    cost = np.stack([own["cost"]] * 2)
    across = np.tile(records.across, draws)
    terms = {
        "received": gains[:, None] + own["learning"] * np.arange(top + 1.0)[:, None],
        "burden": np.stack([cost, cost + own["hardship"]], axis=1),
        "chance": np.stack([1 - own["bad_times"], own["bad_times"]]),
        "cost": cost,
        "outside": built([3, 4], np.where(joint > 0, own["outside_signed"], own["outside"])),
        "deposit": np.zeros_like(cost),
        "friction": np.stack(
            [built(2, np.where(across, own["barrier"], own["friction"]))] * (top + 1)
        ),
        "promotion": own["promotion"],
        "delta": own["delta"],
        "detection": own["detection"],
        "subsidy": np.zeros_like(own["cost"]),
        "founding": np.minimum(built(5, joint), top)
        if settings.get("trust") is None
        else settings["trust"].ravel(),
        "drop": drop if drop is None else min(drop, top + 1),
    }
    if helper is not None:
        terms |= _changes(terms, {name: _by_row(helper[name], draws, ties) for name in CAPACITIES})
    shares = helper is not None and helper["sharing"]
    return PairTerms(**terms, share=None, sharing="voluntary" if shares else "none")


def _weights(records: Records, sizes: Any, draws: int) -> Array:
    """The root of how large each partner is beside the mean of all that have a tie, (2, rows)."""
    if sizes is None:
        return np.tile(records.weights.T, draws)
    with_ties = sorted({*records.ends.ravel().tolist()})
    part = sizes / (sizes[:, with_ties].sum(axis=1) / len(with_ties))[:, None]
    return np.sqrt([part[:, records.ends[:, other]].ravel() for other in (1, 0)])


def _changes(terms: Mapping[str, Any], helper: Mapping[str, Array]) -> dict[str, Array]:
    """What a coordinator changes."""
    kappa = helper["credibility"]
    return {
        "friction": terms["friction"] * (1 - kappa * helper["mediation"]),
        "detection": 1 - (1 - terms["detection"]) * (1 - kappa * helper["monitoring"]),
        "deposit": kappa * helper["deposit"] + terms["deposit"],
        "subsidy": helper["subsidy"],
    }


def anew(region: Any) -> Any:
    """The region without what was derived from it before."""
    fields = {field.name: getattr(region, field.name) for field in dataclasses.fields(region)}
    return make(type(region), **fields | {"records": dataclasses.replace(region.records)})


def _by_row(value: Any, draws: int, ties: int) -> FloatArray:
    """A number for each draw and tie."""
    given = np.asarray(value, dtype=float)
    return np.repeat(given, ties) if given.ndim == 1 else given + np.zeros(draws * ties)


def abilities(coordinator: Coordinator) -> dict[str, Any]:
    """What a coordinator does, by name; a deposit for each member stands above another."""
    if not {*coordinator.capacities} <= {*CAPACITIES}:
        raise ValueError("many ties know nothing else of a coordinator")
    values = {name: getattr(coordinator, name) for name in CAPACITIES}
    return {**values, "deposit": np.reshape(coordinator.deposit, (-1, 1))}


def alike(reported: PairTerms, expected: PairTerms) -> bool:
    """Whether reported parameters are the expected ones, but for rounding."""
    for name, own in vars(expected).items():
        other = getattr(reported, name)
        if not isinstance(own, np.ndarray):
            if own != other:
                return False
            continue
        size = 1.0 if name in _CHANCES else np.maximum(np.maximum(abs(own), abs(other)), _LEAST)
        if own.shape != other.shape or not (abs(own - other) < _ROUNDED * size).all():
            return False
    return True


@checks(
    Study,
    "many ties have no policy of their own to replace",
    "Judge one tie: evolve(region.partnership(a, b), delta)",
)
def _certify_study(result: Study) -> Certificate:
    """Whether both sides are equilibria of this region, and windows say what was solved."""
    result = dataclasses.replace(result, region=anew(result.region))
    who, *sides, parts, levels = result.witness
    every = (result.without, result.helped, *sides, *parts)
    findings = [finding for side in every for finding in _findings(side)]
    expected = _expected_terms(result)
    for side, its in zip((result.without, result.helped, *parts), expected, strict=True):
        findings.append(claim(alike(side.terms, its), "the parameters of a tie"))
    findings.append(claim(_same_ties(result, who, sides), "windows"))
    findings += [*_windows(result, who, sides), _here(result)]
    findings += [*_levels(result, levels), _notes(result, levels)]
    return verdict(findings, exact=False, tolerance=max(finding.allowed for finding in findings))


def _findings(side: Any) -> Iterator[Finding]:
    """The worst of one side, and whether something better is found."""
    known = of_part(side)
    yield Finding(known.largest_gain, known.tolerance, state=known.state, action=known.action)
    yield claim(known.ok, "a better equilibrium of a tie")


def _expected_terms(result: Study) -> list[PairTerms]:
    """What was to be solved: without the coordinator, with it, with each capacity of it alone."""
    region, helper = result.region, result.coordinator
    settings = {**region.settings, "delta": result.delta}
    each = (helper.only((name,)) for name in helper.capacities)
    helpers = [None, *map(abilities, (helper, *each))]
    return [terms_of(region.records, settings, one) for one in helpers]


def _windows(result: Study, who: Array, sides: Any) -> Iterator[Finding]:
    """Both sides of every edge of a window have the classes that it says."""
    for k, both in enumerate(result.segments):
        yield claim(all(map(_whole, both)), "a window", state=k)
    few, everywhere = (f(len(result.segments)) for f in (window_sample, far_from_edges))
    yield claim({*few} <= {*who.tolist(), *result.unresolved}, "windows")
    for side, one in enumerate(sides):
        for k, samples in seen_by_tie(who, one).items():
            if k not in result.unresolved:
                yield claim({*everywhere} <= {delta for delta, _ in samples}, "windows", state=k)
                yield from class_gaps(samples, result.segments[k][side], result.tolerance)


def _whole(side: Mapping[str, Spans]) -> bool:
    """Whether there is one class at every patience."""
    ends = sorted(pair for spans in side.values() for pair in spans)
    after = [*ends[1:], (1, None)]
    return (
        {*side} <= {*CLASSES}
        and all((spans.domain, spans.closed) == ((0, 1), False) for spans in side.values())
        and ends[0][0] == 0
        and all(one[1] == other[0] for one, other in zip(ends, after, strict=True))
    )


def seen_by_tie(who: Array, solved: EvolutionArrays) -> dict[int, list[tuple[float, str]]]:
    """Patience and founding class of all that was solved, by tie."""
    samples: dict[int, list[tuple[float, str]]] = {}
    rows = who.tolist(), solved.terms.delta.tolist(), solved.founding_class.tolist()
    for k, delta, name in zip(*rows, strict=True):
        samples.setdefault(k, []).append((delta, name))
    return samples


def _same_ties(result: Study, who: Array, sides: Any) -> bool:
    """Whether what was solved beside edges are these ties at another patience, the same twice."""
    delta = sides[0].terms.delta
    whole = [one.terms.block(who) for one in (result.without, result.helped)]
    again = [dataclasses.replace(one, delta=delta) for one in whole]
    return all(alike(side.terms, its) for side, its in zip(sides, again, strict=True))


def _here(result: Study) -> Finding:
    """The classes at the patience asked about are those of the segments, up to their edges."""
    delta = float(result.delta)
    around = [d for d in (delta, delta - result.tolerance, delta + result.tolerance) if 0 <= d < 1]
    return claim(
        all(
            any(d in side.get(name, ()) for d in around)
            for both, pair in zip(result.segments, result.classes, strict=True)
            for side, name in zip(both, pair, strict=True)
        ),
        "the classes at this patience",
    )


def _notes(result: Study, levels: Any) -> Finding:
    """What is known of windows is said, and that levels are left out where they are."""
    expected_notes = study_notes(result.region, result.unresolved)
    head, rest = result.notes[: len(expected_notes)], result.notes[len(expected_notes) :]
    due = any(result.region.records.parents) and bool(result.coordinator.capacities)
    omissions = [note.startswith(LEFT_OUT) for note in rest]
    return claim(head == expected_notes and omissions == [True] * (due and not levels), "notes")


def _levels(result: Study, levels: Any) -> Iterator[Finding]:
    """Whether levels are those of this region, with nobody and with the next regime."""
    if not levels:
        return
    tree, helper = result.region.replaced(delta=result.delta).hierarchy(), result.coordinator
    for regime, one in zip(("none", "provinces"), levels, strict=True):
        inputs = one.regime, one.delta, one.coordinator, one.hierarchy
        right = inputs == (regime, result.delta, helper, tree)
        yield claim(right and of_part(one).ok, "levels", state=regime)


@checks(
    Why,
    "a tie that is explained has no policy of its own to replace",
    "Judge one side: found.without or found.helped",
)
def _certify_why(result: Why) -> Certificate:
    """Whether window and equilibria are those of this tie at this patience."""
    region = anew(result.region)
    tie = region.all_ties[result.number]
    model = partnership(region.records, region.settings, tie.number)
    with_help = result.coordinator.applied_to(model)
    window, (without, with_it) = result.window, (result.without, result.helped)
    findings = [
        claim(same(window.model, model) and window.coordinator == result.coordinator, "window"),
        claim(same(without.partnership, model) and without.coordinator is None, "without"),
        claim(same(with_it.partnership, with_help), "helped"),
        claim(all(one.delta == result.delta for one in (without, with_it)), "delta"),
        claim({window.founding, without.founding, with_it.founding} == {tie.founding}, "founding"),
    ]
    return worst(verdict(findings, exact=False, tolerance=0), certify_rows(result.witness))
