"""What becomes of many partnerships at once: a sequence of them, or arrays of parameters."""

from functools import cached_property
from typing import Any

import numpy as np

from ..core import read
from ..core.answer import Answer, Certificate
from ..core.errors import EmptyGameError
from ..core.numbers import Numbers
from ..core.progress import progress
from ..core.value import value
from ..table import kernel
from ..table.solver import solve
from .arrays import terms_of_arrays
from .classes import CLASSES, CONCEPTS, codes_of, names_of, reach_strong
from .compile import rows_of, table_of
from .evolve import must_exist
from .partnership import Partnership
from .terms import Terms, stack

#: Cells (games x states x rows x members) that are solved at once.
CELLS = 200_000


@value
class EvolutionBatch(Answer):
    """What `evolve_many` returns: the evolution of N partnerships, as arrays.

    Attributes
    ----------
    terms : Terms
        The parameters, the batch last.
    delta : array, shape (N,)
    labels : tuple or None
        What each partnership is called, if they came with names.
    rows : array, shape (N, K + 1, times)
        What is agreed on.
    classes : array of str, shape (N, K + 1)
    founding_value, probability_strong, time_to_strong : array, shape (N,)
    residual, tolerance : array, shape (N,)
        The largest gain by one deviation, and up to which it counts as none.
    complete_each : bool array, shape (N,)
        False where the search for something better was cut off.
    """

    terms: Terms
    delta: Numbers
    labels: tuple[Any, ...] | None
    rows: Numbers
    classes: Numbers
    founding_value: Numbers
    probability_strong: Numbers
    time_to_strong: Numbers
    residual: Numbers
    tolerance: Numbers
    complete_each: Numbers

    @property
    def concept(self) -> str:
        """With or without transfers."""
        return CONCEPTS[self.terms.voluntary]

    @property
    def complete(self) -> bool:
        """False if the search was cut off for some partnership."""
        return bool(self.complete_each.all())

    @property
    def founding_class(self) -> Numbers:
        """Class of the founding trust, shape (N,)."""
        return np.asarray(self.classes[np.arange(len(self.delta)), self.terms.founding])

    @cached_property
    def certificate(self) -> Certificate:
        """Of the partnership that is closest to failing."""
        k = int((self.residual - self.tolerance).argmax())
        name = self.labels[k] if self.labels else k
        return Certificate(self.residual[k], f"partnership {name}", self.tolerance[k])

    def to_frame(self) -> Any:
        """One row for each partnership, under its label if it has one."""
        frame = super().to_frame()
        return frame if self.labels is None else frame.set_axis(list(self.labels), axis="index")

    def plot(self, ax: Any = None) -> Any:
        """Draw what each partnership is worth by its patience, coloured by class; returns Axes."""
        from .drawing import draw_batch

        return draw_batch(self, ax)

    def columns(self) -> dict[str, Any]:
        """One row for each partnership."""
        return {
            "delta": self.delta,
            "founding class": self.founding_class,
            "founding value": self.founding_value,
            "P(strong)": self.probability_strong,
            "time to strong": self.time_to_strong,
        }

    def _text(self) -> str:
        count = [f"{(self.founding_class == name).sum()} {name}" for name in CLASSES]
        return f"{len(self.delta)} partnerships, founded {', '.join(count)}"


def evolve_many(
    partnerships: Any = None, delta: Any = None, *, founding: Any = None, **arrays: Any
) -> EvolutionBatch:
    """`evolve` of many partnerships of one shape, in floats; arrays out.

    The same numbers as `evolve` on each, a hundred times faster. Concept and selection as there.

    Parameters
    ----------
    partnerships : sequence, or mapping or Series whose keys name them; or one Partnership
        All with as many members, levels and times, one drop, one kind of rule and mandate.
    delta : number, or array, shape (N,)
    founding : int, or array, shape (N,), in place of their own
    arrays : the parameters of `Partnership` in place of partnerships, by name
        `benefit` (N, K + 1, 2) or (K + 1, 2), numbers or arrays of shape (N,), of members (N, n),
        of levels (N, K + 1); `bad_times` pairs of such; `sharing` and `drop` are common to all.
        They are broadcast against each other.

    Raises
    ------
    ShapeError, DiscountError, InvalidInputError

    Warns
    -----
    SearchWarning
        If the search for some of them was cut off, see `.complete_each`.

    Examples
    --------
    >>> import numpy as np, qinba_games as qg
    >>> benefit = np.array([1.2, 0.7]) + 0.35 * np.arange(5)[:, None]
    >>> pair = qg.Partnership(benefit, 1, promotion=0.6, friction=0.05)
    >>> qg.evolve_many([pair] * 3, [0.5, 0.7, 0.8]).founding_class.tolist()
    ['isolated', 'isolated', 'strong']
    >>> terms = {"cost": 1, "promotion": 0.6, "friction": [0.05, 0.2]}
    >>> qg.evolve_many(benefit=benefit, delta=0.8, **terms).founding_class.tolist()
    ['strong', 'isolated']
    """
    labels = None
    if partnerships is None:
        start = 0 if founding is None else founding
        terms, delta = terms_of_arrays(**arrays, delta=delta, founding=start)
    else:
        labels, models = _models(partnerships, np.size(delta))
        terms = _founded(stack(models).as_floats(), founding)
        delta = read.patience("evolve_many", delta, (len(models),)).astype(float)
    return evolve_terms(terms, delta, labels)


def _models(given: Any, count: int) -> tuple[tuple[Any, ...] | None, list[Partnership]]:
    """The labels of partnerships, if they have any, and the partnerships."""
    if isinstance(given, Partnership):
        return None, [given] * count
    labels = tuple(given.keys()) if hasattr(given, "keys") else None
    models = list(given) if labels is None else [each for _, each in given.items()]
    for model in models:
        read.kind("evolve_many", "partnerships", model, Partnership)
    return labels, models


def _founded(terms: Terms, founding: Any) -> Terms:
    if founding is None:
        return terms
    start = np.broadcast_to(founding, (terms.games,)).tolist()
    each = [read.integer("evolve_many", "founding", k, 0, terms.levels - 1) for k in start]
    return terms.replace(founding=np.array(each))


def evolve_terms(
    terms: Terms, delta: Numbers, labels: tuple[Any, ...] | None = None
) -> EvolutionBatch:
    """Partnerships in blocks, so that memory does not grow with their number."""
    parts = [_block(terms.take(k), delta[k]) for k in progress(blocks(terms), "partnerships")]
    return EvolutionBatch(
        terms, delta, labels, *map(np.concatenate, zip(*parts, strict=True))
    ).checked()


def blocks(terms: Terms, count: int | None = None) -> list[Numbers]:
    """Places of partnerships, as many at once as is fastest."""
    count = terms.games if count is None else count
    if not count:
        raise EmptyGameError("evolve_many", "partnerships", count, "must be at least one")
    states = terms.levels * len(terms.chance)
    cells = states * len(rows_of(terms).leave) * len(terms.mandate)
    size = max(1, CELLS // cells)
    return [np.arange(k, min(k + size, count)) for k in range(0, count, size)]


def _block(terms: Terms, delta: Numbers) -> tuple[Numbers, ...]:
    """The arrays of one block, in the order of the fields of `EvolutionBatch`."""
    table = table_of(terms, delta)
    play = solve(table)
    must_exist("evolve_many", play)
    each, levels = np.arange(len(delta)), terms.levels
    chance, time = (part[each, terms.founding] for part in reach_strong(table, play.rows))
    worth = table.evaluate(play.rows, table.joint[..., None, :])[terms.founding, 0, each]
    return (
        np.moveaxis(play.rows[:levels], -1, 0),
        names_of(codes_of(table, play.rows)).T,
        worth,
        chance,
        time,
        kernel.violations(table, play)[0],
        kernel.SLACK * table.near,
        play.complete,
    )
