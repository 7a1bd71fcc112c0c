"""How sure: a region's ties when all assumptions move at once. The result `Uncertain`."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import numpy as np

from ... import _check, _sizes
from ...common.register import LATER
from ...common.result import FrameColumns, Result, frame_of
from ...common.show import many
from ...coordinator import Coordinator
from ...partnership.results.evolution import CLASSES
from ...planning.endings.results import VERDICTS
from ...types import Array, BoolArray, FloatArray, IntArray, frozen
from .. import partnerships
from ..tables.records import evenly
from . import ranges as ranges_of
from .ranges import BESIDE, GAIN, SIZE, TRUST, Range

if TYPE_CHECKING:
    import pandas

#: What is counted in each draw.
COUNTED = ("without", "with", "added")
#: Draws whose solution is kept for the check: all that have so many ties together, and at least.
_KEPT, _FEW = 10_000, 20
#: Quantiles that are told unless others are asked for.
_LEVELS = (0.05, 0.5, 0.95)


class Strict(NamedTuple):
    """Some draws where governments alone may play any equilibrium, turns included.

    Attributes
    ----------
    draws : int array, shape (m,)
        Which draws these are.
    alone : int array, shape (m, ties)
        1 where somebody contributes without the coordinator in some equilibrium, 0 where nobody
        does in any, -1 where that is not settled.
    helped : bool array, shape (m, ties)
        Whether it is kept with the coordinator.
    """

    draws: IntArray
    alone: IntArray
    helped: BoolArray

    @property
    def kept(self) -> IntArray:
        """Number of ties that governments alone may keep in each draw; what is open counts."""
        return np.asarray((self.alone != 0).sum(axis=1))

    @property
    def decided(self) -> BoolArray:
        """Which ties only the coordinator keeps in each draw."""
        return np.asarray(self.helped & (self.alone == 0))

    @property
    def open(self) -> int:
        """How many ties of all draws are not settled."""
        return int((self.alone < 0).sum())


class Endings(NamedTuple):
    """Some draws in which every tie is handed over by itself.

    Attributes
    ----------
    draws : int array, shape (m,)
        Which draws these are.
    verdicts : str array, shape (m, ties)
        "alone", "started", "carried" or "lost", as `hand_over` has them.
    """

    draws: IntArray
    verdicts: Array

    def range(self, verdict: str) -> tuple[int, int, int]:
        """5, 50 and 95 % of the number of ties with a verdict, each of them a number that occurred.

        Parameters
        ----------
        verdict : {"alone", "started", "carried", "lost"}
        """
        _check.choice("Endings.range", "verdict", verdict, VERDICTS)
        counts = (self.verdicts == verdict).sum(axis=1)
        low, middle, high = _quantiles(counts, _LEVELS)
        return low, middle, high


@frozen
class Uncertain(Result):
    """What becomes of every tie in many draws of the settings.

    As a table: the quantiles 5, 50 and 95 % of the number of ties that are kept.

    Attributes
    ----------
    region : Region
    coordinator : Coordinator or None
        The one that was asked about; None: that of the settings, which can be drawn.
    ranges : tuple of Range
        What was drawn: settings, and last, if they were, "size", "trust" and "gain".
    drawn : array, shape (draws, columns)
        A column for each setting, then for each size, for the trust of each tie, and for the
        factors of the gains of both governments of each tie.
    founded : int array, shape (2, draws, ties)
        Class of each founding level without and with the coordinator: 0 isolated, 1 nominal,
        2 weak, 3 strong.
    residual : float
        The largest gain of any deviation in any draw.
    seed : object
        What the draws came from.

    Examples
    --------
    >>> import pandas as pd, qinba_games as qg
    >>> gains = pd.DataFrame([[0, 1.6], [1.2, 0]], index=["A", "B"], columns=["A", "B"])
    >>> region = qg.Region.from_matrix(gains, cost=1)
    >>> found = region.uncertain({"delta": (0.5, 0.9)}, draws=200, rng=1)
    >>> found.quantiles()
           without  with  added
    level
    0.05         0     0      0
    0.50         0     1      0
    0.95         1     1      1
    """

    _sources = ("saltelli2010", "goldluecke2018")

    region: Any
    coordinator: Coordinator | None
    ranges: tuple[Range, ...]
    drawn: FloatArray
    founded: IntArray
    residual: float
    seed: Any

    @property
    def concept(self) -> str:
        """The solution concept."""
        without, with_coordinator = self.witness[1:]
        return f"without: {without.concept}; with: {with_coordinator.concept}"

    @property
    def open(self) -> tuple[str, ...]:
        """Draws of which only the numbers are in the answer."""
        draws = len(self.drawn)
        more = draws - len(self.witness[0])
        return (f"the equilibria of {more} of {draws} draws",) if more else ()

    @property
    def settings(self) -> pandas.DataFrame:
        """One row a draw: the settings that were drawn."""
        drawn = ranges_of.by_name(self.ranges, self.drawn)
        names = [name for name in drawn if name not in BESIDE]
        return frame_of({name: drawn[name] for name in names})

    @property
    def sizes(self) -> pandas.DataFrame:
        """One row a draw: the size of each government, the same in all if it was not drawn."""
        return self._many(SIZE, self.region.records.sizes, self.region.names)

    @property
    def trust(self) -> pandas.DataFrame:
        """One row a draw: the founding trust of each tie, the same in all if it was not drawn."""
        founding = [tie.founding for tie in self.region.all_ties]
        names = ["–".join(tie.members) for tie in self.region.all_ties]
        return self._many(TRUST, np.array(founding), names).astype(int)

    @property
    def gains(self) -> pandas.DataFrame:
        """One row a draw: what each government of each tie gains at trust 0, as "A from B"."""
        drawn = ranges_of.by_name(self.ranges, self.drawn)
        gains = partnerships.gains(self.region.records, {**self.region.settings, **drawn})
        pairs = [
            (one, other) for a, b in self.region.records.pairs for one, other in ((a, b), (b, a))
        ]
        values = np.broadcast_to(gains, (len(self.drawn), *gains.shape[-2:]))
        names = [f"{one} from {other}" for one, other in pairs]
        return frame_of(values.reshape(len(self.drawn), -1), columns=names)

    def _many(self, name: str, given: Array, columns: Sequence[str]) -> pandas.DataFrame:
        """What has a column for each government or tie."""
        drawn = ranges_of.by_name(self.ranges, self.drawn).get(name)
        values = np.tile(given, (len(self.drawn), 1)) if drawn is None else drawn
        return frame_of(values, columns=columns)

    @functools.cached_property
    def counted(self) -> dict[str, IntArray]:
        """Number of ties founded weak or strong in each draw: without, with, and added."""
        before, after = (self.founded >= 2).sum(axis=2)
        return dict(zip(COUNTED, (before, after, after - before), strict=True))

    @property
    def kept(self) -> pandas.DataFrame:
        """One row a draw: the ties founded weak or strong without, with, and what is added."""
        return frame_of(self.counted)

    def quantiles(self, levels: Sequence[float] = _LEVELS) -> pandas.DataFrame:
        """Return quantiles of the number of ties kept, a row for each level.

        The inverse of the empirical distribution: a number that occurred.

        Parameters
        ----------
        levels : sequence of float
        """
        import pandas

        chances = _probabilities("Uncertain.quantiles", levels)
        columns = {name: _quantiles(values, chances) for name, values in self.counted.items()}
        return pandas.DataFrame(columns, index=pandas.Index(chances, name="level"))

    def quantile_intervals(
        self,
        levels: Sequence[float] = _LEVELS,
        *,
        confidence: float = 0.95,
        resamples: int = 1000,
        rng: Any = 0,
    ) -> pandas.DataFrame:
        """Return an interval for each quantile: how far it may be off because draws are few.

        Parameters
        ----------
        levels : sequence of float
        confidence : float
            Share of the bootstrap's resamples that lie inside.
        resamples : int
        rng : None, int or numpy.random.Generator

        Returns
        -------
        DataFrame
            One row for each of "without", "with", "added" and each level: `quantile`, `low`,
            `high` (percentile bootstrap).
        """
        owner = "Uncertain.quantile_intervals"
        chances = _probabilities(owner, levels)
        edge = (1 - float(_check.probability(owner, "confidence", confidence))) / 2
        resamples = _check.integer(owner, "resamples", resamples, low=1, high=_sizes.DRAWS)
        generator = _check.generator(owner, "rng", rng)
        rows = []
        for name, values in self.counted.items():
            # A resample is how often each number occurs: far fewer than draws.
            numbers, often = np.unique(values, return_counts=True)
            drawn = generator.multinomial(len(values), often / len(values), size=resamples)
            below = drawn.cumsum(axis=1) / len(values)
            for level, quantile in zip(chances, _quantiles(values, chances), strict=True):
                again = numbers[(below < level - 1e-12).sum(axis=1)]
                low, high = _quantiles(again, [edge, 1 - edge])
                rows.append((name, level, quantile, low, high))
        return frame_of(rows, columns=["of", "level", "quantile", "low", "high"])

    @property
    def ties(self) -> pandas.DataFrame:
        """One row a tie: in which share of the draws it is decided, and has each class.

        `decided` is the share in which it is kept with the coordinator and not without.
        """
        before, after = self.founded
        columns: dict[str, Any] = {
            "a": [tie.members[0] for tie in self.region.all_ties],
            "b": [tie.members[1] for tie in self.region.all_ties],
            "decided": ((before < 2) & (after >= 2)).mean(axis=0),
        }
        for side, classes in zip(COUNTED, (before, after), strict=False):
            for k, name in enumerate(CLASSES):
                columns[f"{side}_{name}"] = (classes == k).mean(axis=0)
        return frame_of(columns)

    @functools.cached_property
    def endings(self) -> Endings:
        """The verdict of `hand_over` on every tie in some draws; found when it is asked for.

        Examples
        --------
        >>> import pandas as pd, qinba_games as qg
        >>> gains = pd.DataFrame([[0, 1.6], [1.2, 0]], index=["A", "B"], columns=["A", "B"])
        >>> region = qg.Region.from_matrix(gains, cost=1)
        >>> found = region.uncertain({"delta": (0.5, 0.9)}, draws=50, rng=1).endings
        >>> found.range("started")
        (0, 0, 1)
        """
        return cast("Endings", LATER[Uncertain, "endings"](self))

    @functools.cached_property
    def strict(self) -> Strict:
        """Some draws once more, in the stricter reading of "without"; found when it is asked for.

        At most 100 draws, evenly spaced: which ones, and how many, is part of the answer.

        Examples
        --------
        >>> import pandas as pd, qinba_games as qg
        >>> gains = pd.DataFrame([[0, 1.6], [1.2, 0]], index=["A", "B"], columns=["A", "B"])
        >>> region = qg.Region.from_matrix(gains, cost=1)
        >>> found = region.uncertain({"delta": (0.5, 0.9)}, draws=50, rng=1).strict
        >>> len(found.draws), bool(found.decided.sum() <= found.helped.sum())
        (50, True)
        """
        return cast("Strict", LATER[Uncertain, "strict"](self))

    def to_dataset(self) -> Any:
        """Return everything as an xarray Dataset over draws and ties."""
        from ...sweep import labelled

        names = np.array(CLASSES)
        drawn = ranges_of.by_name(self.ranges, self.drawn)
        along = {
            SIZE: ("draw", "government"),
            TRUST: ("draw", "tie"),
            GAIN: ("draw", "tie", "member"),
        }
        if GAIN in drawn:
            drawn[GAIN] = drawn[GAIN].reshape(len(self.drawn), -1, 2)
        variables = {
            "without": (("draw", "tie"), names[self.founded[0]]),
            "with": (("draw", "tie"), names[self.founded[1]]),
            **{f"kept_{name}": (("draw",), values) for name, values in self.counted.items()},
            **{name: (along.get(name, ("draw",)), values) for name, values in drawn.items()},
        }
        ties = ["–".join(tie.members) for tie in self.region.all_ties]
        labels = {"draw": np.arange(len(self.drawn)), "tie": ties}
        if SIZE in drawn:
            labels["government"] = list(self.region.names)
        if GAIN in drawn:
            labels["member"] = ["a", "b"]
        return labelled(variables, labels)

    def plot(self, ax: Any = None, **style: Any) -> Any:
        """Draw the ties kept: nine draws of ten, and the middle one; returns the Axes.

        Parameters
        ----------
        ax : Axes, optional
        **style
            Passed on to the lines.
        """
        from ..drawing import draw_uncertain

        return draw_uncertain(self.counted, self.founded.shape[2], ax, **style)

    @property
    def __maketables_coef_table__(self) -> pandas.DataFrame:
        """The medians as rows of a table of the package maketables: no errors, but ranges."""
        import pandas

        table = self.quantiles((0.025, 0.05, 0.5, 0.95, 0.975)).T.astype(float)
        table.columns = pandas.Index(["ci95l", "ci90l", "b", "ci90u", "ci95u"])
        return table.assign(se=np.nan, t=np.nan, p=np.nan)

    @property
    def __maketables_depvar__(self) -> str:
        return "ties kept"

    def __maketables_stat__(self, key: str) -> Any:
        """How many draws; nothing else of what a regression has."""
        return len(self.drawn) if key == "N" else None

    def _note(self) -> str:
        """How many draws of what, and what governments do by themselves."""
        seed = f", seed {self.seed}" if isinstance(self.seed, int) else ""
        drawn = "; ".join(ranges_of.spoken(one) for one in self.ranges)
        baseline = "Baseline without a coordinator: acting together."
        return f"{many(len(self.drawn), 'draw')}{seed}: {drawn}. {baseline}"

    def _table(self) -> FrameColumns:
        rows = {name: _quantiles(values, _LEVELS) for name, values in self.counted.items()}
        columns = {
            f"{level:.0%}": [rows[name][k] for name in COUNTED] for k, level in enumerate(_LEVELS)
        }
        return {"ties kept": list(COUNTED), **columns}

    def __repr__(self) -> str:
        low, _, high = _quantiles(self.counted["added"], _LEVELS)
        return (
            f"Uncertain({many(len(self.drawn), 'draw')} of {_what(self.ranges)}; "
            f"the coordinator adds {low} to {high} of {many(self.founded.shape[2], 'tie')})"
        )


def _what(ranges: Sequence[Range]) -> str:
    """What is drawn, in words."""
    more = [BESIDE[one.name] for one in ranges if one.name in BESIDE]
    count = len(ranges) - len(more)
    return ", ".join([*([many(count, "setting")] if count else []), *more])


def draw_sample(draws: int, ties: int) -> Array:
    """The draws whose solution is kept, evenly spaced."""
    return evenly(draws, max(_FEW, _KEPT // ties))


def _probabilities(function: str, levels: Any) -> list[float]:
    """Probabilities, at least one."""
    given = _check.array(function, "levels", levels, shape=(None,))
    _check.some(function, "levels", levels, len(given), "probability", "level")
    _sizes.fits(function, "levels", levels, len(given), 1000, "levels", "Ask about fewer")
    return [float(_check.probability(function, "levels", level)) for level in given]


def _quantiles(values: Array, levels: Sequence[float]) -> list[int]:
    quantiles: list[int] = np.quantile(values, levels, method="inverted_cdf").astype(int).tolist()
    return quantiles
