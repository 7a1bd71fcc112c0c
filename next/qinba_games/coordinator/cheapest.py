"""What is the least that a third party has to do? The cheapest capacities, the least subsidy."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from ..core import read
from ..core.answer import Answer, Certificate, show
from ..core.errors import InputTypeError, ShapeError
from ..core.numbers import Numbers
from ..core.progress import progress
from ..core.value import value
from ..partnership import COOPERATING, Evolution, Partnership, evolve, founding_classes, variant
from .attribution import subsets
from .coordinator import Coordinator
from .levels import cheapest_levels

#: Capacities with levels, in the order in which they are named.
GRADED = ("monitoring", "mediation", "deposit", "subsidy")
#: What the founding trust is to be.
GOALS = {"strong": ("strong",), "cooperation": COOPERATING}
_OWNER = "cheapest_coordinator"


class Bundle(NamedTuple):
    """Capacities, the cheapest of their levels that do (empty if none do), and what these cost."""

    capacities: tuple[str, ...]
    levels: dict[str, Any]
    cost: Any


@value
class CheapestCoordinator(Answer):
    """What `cheapest_coordinator` returns.

    Attributes
    ----------
    bundles : tuple of Bundle
        Every set of capacities, the cheapest first.
    credibility : number
    goal : str
    evolution : Evolution
        With the cheapest of them at work; without any if nothing does.
    """

    bundles: tuple[Bundle, ...]
    credibility: Any
    goal: str
    evolution: Evolution

    notes = ("A cheaper mix of several capacities with levels is not excluded.",)

    @property
    def coordinator(self) -> Coordinator | None:
        """The cheapest; None if nothing reaches the goal."""
        best = self.bundles[0]
        enough = best.cost < np.inf
        return Coordinator(credibility=self.credibility, **best.levels) if enough else None

    @property
    def cost(self) -> Any:
        """What it costs; inf if nothing reaches the goal."""
        return self.bundles[0].cost

    @property
    def equally_good(self) -> int:
        """How many other sets of capacities cost as little."""
        least = self.cost
        return sum(bool(b.cost <= least + 1e-6 * abs(least)) for b in self.bundles[1:])

    concept = property(lambda self: self.evolution.concept, doc="That of the evolution.")
    complete = property(lambda self: self.evolution.complete, doc="As that of the evolution.")

    @property
    def certificate(self) -> Certificate:
        """That of the evolution; inf if it does not reach the goal at this cost."""
        return reaches_goal(self.evolution, self.goal, self.cost < np.inf)

    def columns(self) -> dict[str, Any]:
        """One row for each set of capacities."""
        each = [(", ".join(b.capacities) or "none", b.cost, b.levels) for b in self.bundles]
        names = "capacities", "cost", "levels"
        return dict(zip(names, map(list, zip(*each, strict=True)), strict=True))

    def _text(self) -> str:
        others = f", {self.equally_good} as cheap" if self.equally_good else ""
        best = f"{self.coordinator!r} at {show(self.cost)}{others}"
        return best if self.coordinator else f"no set of capacities reaches the goal {self.goal!r}"


def cheapest_coordinator(
    model: Partnership,
    delta: Any,
    prices: Mapping[str, Any],
    *,
    goal: str = "strong",
    founding: int | None = None,
    credibility: Any = 1,
    limits: Mapping[str, Any] | None = None,
) -> CheapestCoordinator:
    """Find the least-cost set of capacities that makes a partnership strong.

    Minimise sum_j (fixed_j + unit_j level_j) over sets of capacities and their levels, subject to
    the founding trust reaching the goal at this patience. Seconds for two graded capacities.

    Parameters
    ----------
    model : Partnership
    delta : number in [0, 1)
    prices : mapping
        Capacity -> price of a unit, or (fixed cost, price of a unit): "sharing" (one unit),
        "monitoring", "mediation" (levels up to 1), "deposit", "subsidy". Others are not to be had.
    goal : "strong", or "cooperation" (weak or strong)
    founding : int, in place of the partnership's own
    credibility : probability
    limits : mapping, largest levels
        By default 1, or what outweighs any cost of contributing.

    Raises
    ------
    UnknownNameError, RangeError, DiscountError
    NotApplicableError
        If the partnership itself has what a priced capacity would bring.

    Examples
    --------
    Half of all breaches go unnoticed. Full inspection and a small deposit cost least:

    >>> import qinba_games as qg
    >>> from qinba_games.coordinator import cheapest_coordinator
    >>> pair = qg.Partnership([[2, 2]], 1, promotion=0, friction=0, detection=0.5)
    >>> answer = cheapest_coordinator(pair, 0.4, {"monitoring": 1, "deposit": 3, "sharing": 1})
    >>> answer.coordinator.capacities, round(answer.cost, 6)
    (('monitoring', 'deposit'), 2.0)
    """
    read.choice(_OWNER, "goal", goal, GOALS)
    model, delta = variant(_OWNER, model, founding=founding), read.patience(_OWNER, delta)
    kappa = read.probability(_OWNER, "credibility", credibility)
    costs, most = _prices(prices), _limits(model, kappa, limits or {})

    def enough(helpers: Sequence[Coordinator]) -> Numbers:
        return reaches(model, delta, helpers, goal)

    sets = progress(subsets(costs), "sets of capacities")
    bundles = [_cheapest_of(names, kappa, costs, most, enough) for names in sets]
    bundles.sort(key=lambda bundle: (bundle.cost, len(bundle.capacities)))
    helper = Coordinator(credibility=kappa, **bundles[0].levels)
    evolution = evolve(model, float(delta), coordinator=helper)
    return CheapestCoordinator(tuple(bundles), kappa, goal, evolution).checked()


def _cheapest_of(
    names: tuple[str, ...],
    kappa: Any,
    costs: Mapping[str, tuple[Any, Any]],
    most: Mapping[str, float],
    enough: Callable[[Sequence[Coordinator]], Numbers],
) -> Bundle:
    """The cheapest levels of one set of capacities."""
    graded = [name for name in GRADED if name in names]
    switch = {"sharing": True} if "sharing" in names else {}

    def levels(parts: Sequence[float]) -> dict[str, Any]:
        each = zip(graded, parts, strict=True)
        return switch | {name: most[name] * part for name, part in each}

    def reached(rows: Numbers) -> Numbers:
        return enough([Coordinator(credibility=kappa, **levels(row)) for row in rows.tolist()])

    unit = np.array([float(costs[name][1] * most[name]) for name in graded])
    parts = cheapest_levels(unit, reached)
    if parts is None:
        return Bundle(names, {}, np.inf)
    best = levels(parts.tolist())
    cost = sum(costs[name][0] + costs[name][1] * best[name] for name in names)
    return Bundle(names, best, float(cost))


def _prices(given: Any) -> dict[str, tuple[Any, Any]]:
    """Fixed cost and price of a unit by capacity."""
    if not isinstance(given, Mapping) or not given:
        rule = "must be a mapping from capacities to prices"
        raise InputTypeError(_OWNER, "prices", given, rule, "As in {'monitoring': (0.1, 1)}.")
    prices = {}
    for name, price in given.items():
        read.choice(_OWNER, "prices", name, ("sharing", *GRADED))
        pair = tuple(price) if isinstance(price, (tuple, list)) else (0, price)
        if len(pair) != 2:
            raise ShapeError(_OWNER, "prices", price, "must be one price, or a fixed cost and one")
        fixed, unit = (read.number(_OWNER, "prices", part, 0) for part in pair)
        prices[name] = fixed, unit
    return prices


def _limits(model: Partnership, kappa: Any, given: Mapping[str, Any]) -> dict[str, float]:
    """The largest level of each graded capacity."""
    enough = unbearable(model)
    most = {"monitoring": 1.0, "mediation": 1.0, "deposit": enough / (float(kappa) or 1.0)}
    most["subsidy"] = enough
    for name, level in given.items():
        read.choice(_OWNER, "limits", name, GRADED)
        high = 1 if name in ("monitoring", "mediation") else None
        most[name] = float(read.number(_OWNER, "limits", level, 0, high))
    return most


def reaches(model: Partnership, delta: Any, helpers: Sequence[Coordinator], goal: str) -> Numbers:
    """Whether each of these coordinators makes the founding trust what it should be."""
    classes = founding_classes([helper.applied_to(model) for helper in helpers], float(delta))
    return np.isin(classes.astype(str), GOALS[goal])


def reaches_goal(evolution: Evolution, goal: str, promised: bool) -> Certificate:
    """The certificate of an evolution, which fails if the goal is promised and not reached."""
    check = evolution.certificate
    if promised and evolution.founding_class not in GOALS[goal]:
        return Certificate(np.inf, f"founding trust is {evolution.founding_class}", 0)
    return check


def unbearable(model: Partnership) -> float:
    """A deposit or subsidy whose loss outweighs any cost of contributing."""
    extra = [more for _, more in model.bad_times] or [0 * model.cost]
    burden = float((model.cost + np.max(extra, axis=0)).max()) + float(abs(model.outside).max())
    return 2 * burden / max(float(model.detection), 1e-3) or 1.0
