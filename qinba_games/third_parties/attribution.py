"""Which capacity of a coordinator does the work? The Shapley value over capacities."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import _check, _exact, errors
from ..common.progress import telling
from ..common.register import finds
from ..common.status import LAST, NEAR
from ..cooperative.coalitions import members_of
from ..cooperative.solvers.dividends import harsanyi_dividends
from ..cooperative.solvers.marginal_values import shapley
from ..coordinator import Coordinator
from ..partnership.critical_discount import Classes, beside, cooperating, segments
from ..partnership.evolve import evolve, evolve_at
from ..partnership.partnership import Partnership
from ..partnership.results.evolution import Evolution
from ..partnership.selection import TOLERANCE, regimes
from ..types import Array, read_only
from ..verify.door import certified
from .results.attribution import Attribution, CapacityNames
from .results.window import ACTING_TOGETHER, ANY_EQUILIBRIUM, BASELINES
from .window import pivotal_window

_MEASURES = ("delta", "probability_strong", "speed")

#: A measure of one bundle, and the results that show it.
Measured = tuple[Any, tuple[Any, ...]]


def attribute(
    model: Any,
    coordinator: Coordinator,
    *,
    of: Any = "delta",
    delta: Any = None,
    founding: int | None = None,
    baseline: str = ACTING_TOGETHER,
) -> Attribution:
    r"""Divide what a coordinator changes among its capacities.

    Every bundle C of its capacities is put to work alone, and v(C) = m(C) - m(no capacity) is a
    cooperative game among them. Its Shapley value is each capacity's part of the whole effect; its
    Harsanyi dividends show which capacities need each other (positive) or do the same (negative).

    Parameters
    ----------
    model : StageGame, RepeatedGame, StochasticGame, Partnership or Agreement
        Any model that `pivotal_window` knows.
    coordinator : Coordinator
    of : {"delta", "probability_strong", "speed"}
        The measure m: minus the least patience with cooperation (the infimum of the discount
        factors at which there is any; 1 if there is none); the probability of becoming strong; one
        over the expected time to become strong (0 if never; founded strong counts as one period).
        The last two are for partnerships and need `delta`.
    delta : Number, optional
        Discount factor in [0, 1) at which probability or speed are taken.
    founding : int, optional
        Trust at the start of a partnership, in place of its own.
    baseline : {"acting together", "any equilibrium"}
        What members of a partnership of two do where nobody settles shares, as in
        `pivotal_window`; "any equilibrium" is for the least patience of a partnership, and
        sharing then never needs more of it: nobody has to pay.

    Returns
    -------
    Attribution
        `.values` one number per capacity, which add up to `.effect`; `.dividends`. Exact where the
        thresholds are closed forms of rational payoffs.

    Raises
    ------
    NotApplicableError
        If a capacity, the measure or the baseline has no meaning for the model; with
        "any equilibrium", if a bundle without sharing has a capacity that changes more than
        friction.
    DiscountError, UnknownNameError, InputTypeError

    Notes
    -----
    All 2^k bundles of the k capacities are solved; credibility is the same in each. Symmetric
    capacities get the same, one that changes nothing gets nothing, and nothing is left over:
    no other division that is additive over measures does all of this (Shapley 1953).

    References
    ----------
    L. S. Shapley (1953), "A value for n-person games", Contributions to the Theory of Games II,
    Princeton University Press, 307-317. J. C. Harsanyi (1963), "A simplified bargaining model for
    the n-person cooperative game", International Economic Review 4, 194-220.

    Examples
    --------
    Unequal partners who miss some breaches: to settle shares matters more than to inspect, and each
    makes the other more useful.

    >>> import numpy as np, qinba_games as qg
    >>> from qinba_games.third_parties import attribute
    >>> benefit = np.array([1.2, 0.7]) + 0.35 * np.arange(3)[:, None]
    >>> pair = qg.Partnership(benefit, 1, promotion=0.6, friction=0.05, detection=0.7)
    >>> found = attribute(pair, qg.Coordinator(sharing=True, monitoring=0.9))
    >>> found
    Attribution(delta: 0.134923 = sharing 0.0961339, monitoring 0.0387895)
    >>> round(found.dividends["sharing", "monitoring"], 6)
    0.018078
    """
    _check.instance("attribute", "coordinator", coordinator, Coordinator)
    _check.choice("attribute", "of", of, _MEASURES)
    _check_measure(model, of, delta)
    _check.choice("attribute", "baseline", baseline, BASELINES)
    if of != "delta" or not isinstance(model, Partnership):
        remedy = "Leave it out: only the least patience of a partnership has two baselines"
        _check.without("attribute", "baseline", baseline, remedy, default=ACTING_TOGETHER)
    if isinstance(model, Partnership):
        start = _check.founding_trust("attribute", model, founding)
    else:
        remedy = "Leave it out: only a partnership has trust"
        _check.without("attribute", "founding", founding, remedy, default=0)
        start = 0
    every = baseline == ANY_EQUILIBRIUM
    with telling("attribute"):
        measures = [
            _begun(model, helper, start)
            if every and not helper.sharing
            else _measure(model, helper, of, delta, start)
            for helper in bundles(coordinator)
        ]
        if every and coordinator.sharing:  # who need not pay can do what they did without payments
            bit = 1 << coordinator.capacities.index("sharing")
            pairs = [(k, k & ~bit) for k in range(len(measures))]
            measures = [measures[j if measures[j][0] > measures[k][0] else k] for k, j in pairs]
        return attribution_of(model, coordinator, of, delta, start, measures, baseline)


def attribution_of(
    model: Any,
    coordinator: Coordinator,
    of: str,
    delta: Any,
    founding: int,
    pairs: list[Measured],
    baseline: str = ACTING_TOGETHER,
    known: Mapping[int, Any] | None = None,
) -> Attribution:
    """The division of what was found for each of `bundles(coordinator)`, certified."""
    # `known`: what is selected at every patience with some of them, where that was found before.
    capacities = coordinator.capacities
    measured = [m for m, _ in pairs]
    measures = _exact.as_numbers(measured, all(map(_exact.is_rational, measured)))
    witness = tuple((members_of(k, capacities), *results) for k, (_, results) in enumerate(pairs))
    results = [result for row in witness for result in row[1:]]
    partnership = isinstance(model, Partnership)
    answer = Attribution(
        model=model,
        coordinator=coordinator,
        of=of,
        delta=delta,
        founding=founding,
        baseline=baseline,
        measures=read_only(measures),
        exact=bool(results) and all(result.exact for result in results) and not partnership,
        proven=all(result.proven for result in results) and not (partnership and of == "delta"),
        tolerance=TOLERANCE
        if partnership and baseline == ACTING_TOGETHER
        else max((r.tolerance for r in results), default=0),
        notes=(f"Shapley value over the {1 << len(capacities)} bundles of capacities",)
        if capacities
        else ("there is no capacity, and nothing to divide",),
        witness=witness,
        regimes=_regimes(model, coordinator, measured, known or {})
        if partnership and of == "delta"
        else (),
    )
    return certified(answer)


@finds(Attribution, "values")
def _values_of(attribution: Attribution) -> Array:
    """The Shapley value of what every bundle adds to no capacity at all."""
    worths = attribution.measures - attribution.measures[0]
    return shapley(worths) if attribution.capacities else worths[:0]


@finds(Attribution, "dividends")
def _dividends_of(attribution: Attribution) -> dict[CapacityNames, Any]:
    """The Harsanyi dividends of the same."""
    parts = harsanyi_dividends(attribution.measures - attribution.measures[0]).tolist()
    return {attribution.bundle(k): part for k, part in enumerate(parts) if k}


def _regimes(
    model: Partnership, coordinator: Coordinator, measured: list[Any], known: Mapping[int, Any]
) -> tuple[Any, ...]:
    """What is selected with each bundle at less patience than is needed."""
    pairs = zip(bundles(coordinator), measured, strict=True)
    return tuple(
        known[k] if k in known else regimes(helper.applied_to(model), last=up_to(measure))
        for k, (helper, measure) in enumerate(pairs)
    )


def up_to(measure: Any) -> float:
    """Below which patience nothing may do, where that with a bundle is minus this measure."""
    return float(min(-measure - NEAR / 2, LAST))


def bundles(coordinator: Coordinator) -> list[Coordinator]:
    """The coordinator with every bundle of its capacities; bit j of the index is capacity j."""
    capacities = coordinator.capacities
    return [coordinator.only(members_of(mask, capacities)) for mask in range(1 << len(capacities))]


def _check_measure(model: Any, of: str, delta: Any) -> None:
    if of == "delta":
        if delta is not None:
            rule = "the least patience is not taken at a discount factor"
            remedy = "Leave delta out, or ask of='probability_strong' or of='speed'"
            raise errors.NotApplicableError("attribute", "delta", delta, rule, remedy)
        return
    _check.instance("attribute", "model", model, Partnership)
    if delta is None:
        rule = f"of='{of}' is measured at one discount factor"
        remedy = "Pass an int, a float or a Fraction in [0, 1)"
        raise errors.InputTypeError("attribute", "delta", delta, rule, remedy)
    _check.discount("attribute", delta)


def _measure(model: Any, helper: Coordinator, of: str, delta: Any, founding: int) -> Measured:
    """The measure of a model with a coordinator at work, and what shows it."""
    if of != "delta":
        return strength(evolve(model, delta, founding=founding, coordinator=helper), of)
    if isinstance(model, Partnership):
        partnership = helper.applied_to(model)
        return least_patience(partnership, segments(partnership, founding), founding)
    window = pivotal_window(model, helper, founding=founding)
    return -min(window.kept(1).least, 1), (window,)


def _begun(model: Partnership, helper: Coordinator, founding: int) -> Measured:
    """Minus the least patience with which members begin in some equilibrium, without sharing."""
    # Where sharing is of no use, nothing else is either: its window has all that they can do.
    partnership, sharing = helper.applied_to(model), Coordinator(sharing=True)
    window = pivotal_window(partnership, sharing, founding=founding, baseline=ANY_EQUILIBRIUM)
    return -min(window.kept(0).least, 1), (window,)


def least_patience(partnership: Partnership, classes: Classes, founding: int) -> Measured:
    """Minus the least patience of a partnership with these classes, and the equilibria there."""
    low = min(cooperating(classes).least, 1.0)
    return -low, tuple(evolve_at(partnership, beside(low), founding))


def strength(evolution: Evolution, of: str) -> Measured:
    """Chance or speed of becoming strong, and the evolution that shows it."""
    if of == "probability_strong":
        return evolution.probability_strong, (evolution,)
    return 1 / max(evolution.time_to_strong, 1.0), (evolution,)
