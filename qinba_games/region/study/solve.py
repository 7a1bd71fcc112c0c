"""Solve a region: every tie without and with a coordinator, its window, and what could be done."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ... import _check, errors
from ...certify.record import Side
from ...common.fingerprint import fingerprint
from ...common.spans import Spans
from ...common.store import Store
from ...coordinator import Coordinator
from ...hierarchy.results import Levels
from ...hierarchy.stabilise import stabilise
from ...partnership.critical_discount import Classes, probes, segments_arrays
from ...partnership.evolve_arrays import evolve_arrays, solve_and_look, with_certificate
from ...partnership.pair_terms import PairTerms
from ...partnership.results.arrays import EvolutionArrays
from ...partnership.selection import GRID, TOLERANCE
from ...sweep import run
from ...third_parties.results.window import ACTING_TOGETHER, BASELINES
from ...types import Array, Number
from ...verify.door import certified
from ...verify.thresholds import class_gaps
from .. import partnerships
from ..checks.study import seen_by_tie
from .results import (
    LEFT_OUT,
    MANY,
    SIDES,
    Segments,
    Study,
    far_from_edges,
    study_notes,
    window_sample,
)

_OWNER = "Region.study"
#: Ties scanned together, between two steps of the progress bar.
BLOCK = 1000
_COARSE = np.concatenate([np.linspace(0, 1, 101)[:-1], 1 - np.logspace(-3, -6, 4)])


def study(
    self: Any,
    *,
    delta: Number | None = None,
    coordinator: Coordinator | None = None,
    baseline: str = ACTING_TOGETHER,
    progress: bool | None = None,
    jobs: int = 1,
    store: Any = None,
) -> Study:
    """Find what becomes of every tie without and with a coordinator, and on what it turns.

    Parameters
    ----------
    delta : Number, optional
        Another patience than that of the settings.
    coordinator : Coordinator, optional
        Another coordinator than that of the settings.
    baseline : {"acting together", "any equilibrium"}
        What governments do without it in `Study.windows` and `Study.priorities`; the study has
        both readings, whatever is chosen.
    progress : bool, optional
        Show a progress bar; None: where it takes long.
    jobs : int
        Processes at work at once; -1 for one on each core.
    store : str or path, optional
        A file that keeps what was found in batches of ties, whatever ends the run. The same
        call goes on from it, whatever else it holds.

    Returns
    -------
    Study
        Classes, windows of patience, priorities, the path over time.

    Raises
    ------
    DiscountError, NotApplicableError

    Notes
    -----
    Concept and selection as in `evolve`. Every tie is scanned over all discount factors on a
    grid of 1/400 (of 1/100 where there are more than 1,000 ties), and every change of class is
    refined to 1e-10; windows between two grid points can be missed.

    Examples
    --------
    >>> import pandas as pd, qinba_games as qg
    >>> gains = pd.DataFrame([[0, 1.6], [1.2, 0]], index=["A", "B"], columns=["A", "B"])
    >>> region = qg.Region.from_matrix(gains, cost=1)
    >>> region.study()
    Study(1 tie; without 1 isolated; with 1 weak)
    """
    settings = dict(self.settings)
    if delta is not None:
        settings["delta"] = _check.discount(_OWNER, delta)
    helper = _check.optional(_OWNER, "coordinator", coordinator, Coordinator) or self.coordinator
    capacities = partnerships.capacities(_OWNER, helper)
    given = partnerships.arrays(self.records, settings)
    alone = evolve_arrays(**given)
    with_help = evolve_arrays(**partnerships.with_coordinator(given, capacities))
    many = len(alone.modes) > MANY
    grid = _COARSE if many else GRID
    _check.choice(_OWNER, "baseline", baseline, BASELINES)
    show = many if progress is None else _check.flag(_OWNER, "progress", progress)
    jobs = _check.integer(_OWNER, "jobs", jobs, low=-1)
    blocks = _blocks((alone.terms, with_help.terms), grid)
    sides = _segments(blocks, len(alone.modes), progress=show, jobs=jobs, store=store)
    segments: tuple[Segments, ...] = tuple(zip(*sides, strict=True))
    unresolved, edges = _witness(segments, alone.terms, with_help.terms)
    regimes, left_out = _regimes(self, settings, helper)
    answer = Study(
        region=self,
        delta=settings["delta"],
        coordinator=helper,
        without=alone,
        helped=with_help,
        segments=segments,
        unresolved=unresolved,
        baseline=baseline,
        exact=False,
        proven=bool(np.all(alone.proven) and np.all(with_help.proven)),
        tolerance=TOLERANCE,
        notes=(*study_notes(self, unresolved), *left_out),
        witness=(*edges, _singly(given, helper), regimes),
    )
    return certified(answer)


def _blocks(sides: tuple[PairTerms, PairTerms], grid: Array) -> dict[str, dict[str, Any]]:
    """What is scanned, block by block, by its name."""
    return {
        f"{name} {low}": {
            "part": side.block(slice(low, min(low + BLOCK, side.count))),
            "grid": grid,
        }
        for name, side in zip(SIDES, sides, strict=True)
        for low in range(0, side.count, BLOCK)
    }


def _segments(
    blocks: dict[str, dict[str, Any]], count: int, *, progress: bool, jobs: int, store: Any
) -> list[list[Classes]]:
    """The classes of every tie at every patience, on both sides; kept in a file as they come."""
    keys: dict[str, str] = {}
    by_block: dict[str, list[Classes]] = {}
    with contextlib.ExitStack() as stack:
        if store is not None:
            cache = stack.enter_context(contextlib.closing(Store(_OWNER, store)))
            keys = {name: _fingerprint(**block) for name, block in blocks.items()}
            for name, key in keys.items():
                if key in cache.cells:
                    by_block[name] = [
                        {label: Spans([tuple(span) for span in spans]) for label, spans in entry}
                        for entry in cache.cells[key]["classes"]
                    ]
        missing = [name for name in blocks if name not in by_block]
        for outcome in run(
            _segments_of,
            [blocks[name] for name in missing],
            n_jobs=jobs,
            progress=progress,
            description="windows",
            on_error="raise",
            caller=_OWNER,
        ):
            name = missing[outcome.task]
            by_block[name] = outcome.value
            if keys:
                classes = [
                    [[label, [list(span) for span in spans]] for label, spans in one.items()]
                    for one in outcome.value
                ]
                cache.add(keys[name], {"classes": classes})
    everything = [classes for name in blocks for classes in by_block[name]]
    return [everything[:count], everything[count:]]


def _fingerprint(part: PairTerms, grid: Array) -> str:
    """By what the answer is found; patience is what is scanned over."""
    terms_of = {name: value for name, value in vars(part).items() if name != "delta"}
    return fingerprint((_segments_of, terms_of, grid))


def _segments_of(part: PairTerms, grid: Array) -> list[Classes]:
    """The classes of some ties at every patience."""
    return segments_arrays(part, grid)


def _witness(
    segments: Sequence[Segments], without: PairTerms, with_help: PairTerms
) -> tuple[tuple[int, ...], tuple[Array, EvolutionArrays, EvolutionArrays]]:
    """What is not resolved; which tie, and both sides just inside every interval and elsewhere."""
    # A window is not resolved, and says so, if what is solved there is of another class, or if
    # something better holds there but for rounding; that is left out.
    points = [
        (k, delta)
        for k in window_sample(len(segments))
        for delta in (
            *probes(span for side in segments[k] for spans in side.values() for span in spans),
            *far_from_edges(len(segments)),
        )
    ]
    who = np.array([k for k, _ in points])
    deltas = np.array([float(delta) for _, delta in points])
    parts = [dataclasses.replace(side.block(who), delta=deltas) for side in (without, with_help)]
    sides = [solve_and_look(part, np.arange(part.count)) for part in parts]
    # Where the check of the outside leaves something better, within its tolerance.
    better = (sides[0][1].gap > 0) | (sides[1][1].gap > 0)
    unresolved = {
        *who[better].tolist(),
        *(
            k
            for side, (one, _) in enumerate(sides)
            for k, samples in seen_by_tie(who, one).items()
            if any(finding.gain for finding in class_gaps(samples, segments[k][side], TOLERANCE))
        ),
    }
    known = [_some(*side, np.flatnonzero(~better)) for side in sides]
    return tuple(sorted(unresolved)), (who[~better], known[0], known[1])


def _some(answers: EvolutionArrays, side: Side, rows: Array) -> EvolutionArrays:
    """The answers about some of the ties, with their certificate."""
    terms, proven = answers.terms.block(rows), np.asarray(answers.proven)[rows]
    part = EvolutionArrays(terms=terms, acts=answers.acts[rows], exact=False, proven=proven)
    return with_certificate(part, np.arange(len(rows)), Side(*(each[rows] for each in side)))


def _singly(given: dict[str, Any], helper: Coordinator) -> tuple[EvolutionArrays, ...]:
    """Each capacity of the coordinator alone, on every tie."""
    each = (partnerships.capacities(_OWNER, helper.only((name,))) for name in helper.capacities)
    return tuple(evolve_arrays(**partnerships.with_coordinator(given, one)) for one in each)


def _regimes(
    region: Any, settings: Mapping[str, Any], helper: Coordinator
) -> tuple[tuple[Levels, ...], tuple[str, ...]]:
    """Levels without and with the next regime: superiors of a pair in one province coordinate it.

    Or a note that says why there are none.
    """
    if not any(region.records.parents) or not helper.capacities:
        return (), ()
    if len(region.records.ends) > MANY:
        return (), (f"{LEFT_OUT} of regions with more than {MANY} ties",)
    try:
        tree = region.replaced(**settings).hierarchy()
        return tuple(
            stabilise(tree, settings["delta"], regime, coordinator=helper)
            for regime in ("none", "provinces")
        ), ()
    except errors.InvalidInputError as error:
        return (), (f"{LEFT_OUT}: {error.rule}",)
