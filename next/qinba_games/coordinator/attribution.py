"""Which capacity of a coordinator does the work? The Shapley value over capacities."""

from collections.abc import Iterable
from functools import cached_property
from itertools import combinations
from typing import Any

import numpy as np

from ..cooperative import TUGame, dividends, shapley
from ..core import read
from ..core.answer import Answer, Certificate, show, worst
from ..core.errors import NotApplicableError
from ..core.numbers import Numbers
from ..core.value import value
from ..partnership import CONCEPTS, Partnership, evolve, least_patience, variant
from .coordinator import Coordinator
from .window import alone

#: What can be attributed.
MEASURES = ("delta", "probability_strong", "speed")
Names = tuple[str, ...]


@value
class Attribution(Answer):
    """What `attribute` returns: each capacity's part of the whole effect.

    Attributes
    ----------
    model : Partnership
    coordinator : Coordinator
    of : str
    measures : dict
        Set of capacities, a tuple -> what the measure is with these alone.
    answers : tuple, one for each set
    """

    model: Partnership
    coordinator: Coordinator
    of: str
    measures: dict[Names, Any]
    answers: tuple[Any, ...]

    @property
    def notes(self) -> tuple[str, ...]:
        """What members can do without the coordinator."""
        return (alone(self.model),)

    @property
    def concept(self) -> str:
        """That of play with all capacities."""
        return CONCEPTS[self.coordinator.applied_to(self.model).voluntary]

    @cached_property
    def _game(self) -> TUGame:
        """v(C) = m(C) - m(no capacity)."""
        gains = {names: each - self.measures[()] for names, each in self.measures.items() if names}
        return TUGame(gains, players=self.coordinator.capacities)

    @cached_property
    def values(self) -> Numbers:
        """Shapley value of each capacity, in the order of `coordinator.capacities`."""
        return shapley(self._game).payoffs if self.coordinator.capacities else np.zeros(0)

    def __getitem__(self, capacity: str) -> Any:
        names = self.coordinator.capacities
        read.choice("Attribution", "capacity", capacity, names)
        return self.values[names.index(capacity)]

    @property
    def dividends(self) -> dict[Names, Any]:
        """Set -> what it adds beyond all its parts (Harsanyi): positive if they need each other."""
        if not self.coordinator.capacities:
            return {}
        parts = dividends(self._game)
        return {names: parts[names] for names in self.measures if names}

    @property
    def effect(self) -> Any:
        """What all capacities change together."""
        return self.measures[self.coordinator.capacities] - self.measures[()]

    @property
    def complete(self) -> bool:
        """False if some search behind it was cut off."""
        return all(answer.complete for answer in self.answers)

    @property
    def certificate(self) -> Certificate:
        """The worst of all sets."""
        return worst(self.answers)

    def columns(self) -> dict[str, Any]:
        """One row for each capacity."""
        return {"capacity": list(self.coordinator.capacities), "part": self.values}

    def _text(self) -> str:
        each = zip(self.coordinator.capacities, self.values, strict=True)
        parts = ", ".join(f"{name} {show(part)}" for name, part in each) or "no capacity"
        return f"{self.of}: {show(self.effect)} = {parts}"


def attribute(
    model: Partnership,
    coordinator: Coordinator,
    *,
    of: str = "delta",
    delta: Any = None,
    founding: int | None = None,
) -> Attribution:
    """Divide what a coordinator changes among its capacities.

    Every set C of capacities is put to work alone, and v(C) = m(C) - m(no capacity) is a game among
    them; its Shapley value is the only division that is symmetric, additive over measures, gives
    nothing to what changes nothing, and leaves nothing over.

    Parameters
    ----------
    model : Partnership
    coordinator : Coordinator
    of : what is measured
        "delta" (minus the least patience with cooperation, minus 1 if there is none),
        "probability_strong", or "speed" (1 / max(time to strong, 1); 0 if it never is).
    delta : number in [0, 1), for the last two
    founding : int, in place of the partnership's own

    Raises
    ------
    NotApplicableError
        If a capacity has no meaning for the model, or delta none for the measure.

    Examples
    --------
    >>> import numpy as np, qinba_games as qg
    >>> benefit = np.array([1.2, 0.7]) + 0.35 * np.arange(3)[:, None]
    >>> pair = qg.Partnership(benefit, 1, promotion=0.6, friction=0.05, detection=0.7)
    >>> qg.attribute(pair, qg.Coordinator(sharing=True, monitoring=0.9))
    Attribution(delta: 0.134923 = sharing 0.0961339, monitoring 0.0387895)

    Source: L. S. Shapley (1953), Contributions to the Theory of Games II, 307-317.
    """
    owner = "attribute"
    read.choice(owner, "of", of, MEASURES)
    read.kind(owner, "coordinator", coordinator, Coordinator)
    if (delta is None) != (of == "delta"):
        rule = "must be given for probability_strong and speed, and for these only"
        raise NotApplicableError(owner, "delta", delta, rule)
    model = variant(owner, model, founding=founding)
    sets = subsets(coordinator.capacities)
    models = [coordinator.only(names).applied_to(model) for names in sets]
    answers = least_patience(models) if delta is None else [evolve(m, delta) for m in models]
    measures = {names: _measure(of, each) for names, each in zip(sets, answers, strict=True)}
    return Attribution(model, coordinator, of, measures, tuple(answers)).checked()


def subsets(names: Iterable[str]) -> list[Names]:
    """All sets of names, small ones first."""
    each = tuple(names)
    return [some for size in range(len(each) + 1) for some in combinations(each, size)]


def _measure(of: str, answer: Any) -> Any:
    if of == "delta":
        return -min(answer.intervals.least, 1)
    if of == "probability_strong":
        return answer.probability_strong
    return 1 / max(answer.time_to_strong, 1.0)
