"""Where a claim holds: spans of one parameter, a map of two, and the share of all its ranges."""

from __future__ import annotations

import itertools
import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from ... import _check, errors
from ...common.progress import telling
from ...common.result import FrameColumns, storable
from ...common.spans import Spans
from ...sweep import answers
from ...types import Array, frozen
from .argument import HOLDS, Argument, Instance
from .parameters import PARAMETERS, ParameterSetting
from .search import Turning, turning

#: In how many pieces of its range to look at a parameter that no claim says how to look at.
_PIECES = 16
#: Settings that make no sense are drawn again so many times.
_AGAIN = 20


def spans(argument: Argument, p: ParameterSetting, name: str, turns: Turning) -> Spans:
    """Where in the stated range of a parameter the claim holds, with what `turns` knows of it."""
    low, high = argument.ranges.get(name) or (turns.low, turns.high)
    try:
        return _within(argument, p, name, turns, (low, high))
    except errors.InvalidInputError:
        # Part of the range makes no sense with the other parameters.
        return _within(argument, p, name, turns, (max(low, turns.low), min(high, turns.high)))


def _within(
    argument: Argument, p: ParameterSetting, name: str, turns: Turning, ends: tuple[Any, Any]
) -> Spans:
    low, high = ends
    question = argument.holds_over(p, name)
    points = list(turns.points)
    for start, end in _unseen(low, high, turns):
        points += turning(question, start, end, start=8, parts=argument.parts).points
    inner = sorted({point for point in points if low < point < high})
    edges = [low, *inner, high]
    holds = question(np.array([float(a + b) / 2 for a, b in itertools.pairwise(edges)]))
    last = 1 if name == "delta" else high
    pairs = itertools.pairwise([*edges[:-1], last])
    pieces = [pair for pair, yes in zip(pairs, holds, strict=True) if yes]
    true = Spans.union(pieces, (low, last))
    # Where the verdict turns at the last value, that value is not resolved, as no edge is.
    closed = name != "delta" and high not in points
    return Spans(true.pairs, (low, last), closed=closed)


def _unseen(low: Any, high: Any, turns: Turning) -> list[tuple[Any, Any]]:
    """The parts of a range that no search has covered."""
    if turns.high <= low or turns.low >= high:
        return [(low, high)]
    parts = [(low, turns.low), (turns.high, high)]
    return [(a, b) for a, b in parts if b - a > 1e-9 * max(1.0, abs(high - low))]


def region(
    argument: Argument, p: Mapping[str, Any], turns: Mapping[str, Turning]
) -> dict[str, Spans]:
    """Where it holds, for each parameter on which it turns."""
    return {name: spans(argument, ParameterSetting(p), name, turn) for name, turn in turns.items()}


def where(argument: Argument, p: Mapping[str, Any], name: str) -> Spans:
    """Where it holds as any number among its parameters moves."""
    function = f"claims.{argument.id.lower()}"
    _check.choice(function, "name", name, list(argument.ranges))
    with telling(f"{function}.where"):
        return _where(argument, p, name)


def _where(argument: Argument, p: Mapping[str, Any], name: str) -> Spans:
    setting = ParameterSetting(p)
    if PARAMETERS[name].kind.startswith("int"):
        return _whole(argument, setting, name)
    case = Instance(argument, setting)
    if name in argument.turns:
        return spans(argument, setting, name, case.turns[name])
    return spans(argument, setting, name, case.turning(name, *argument.ranges[name], _PIECES))


def _whole(argument: Argument, p: ParameterSetting, name: str) -> Spans:
    """Where it holds among whole numbers: each k stands for [k, k + 1)."""
    low, high = argument.ranges[name]
    values = range(low, high + 1)
    holds = argument.holds_over(p, name)(np.array(values))
    pieces = [(k, k + 1) for k, yes in zip(values, holds, strict=True) if yes]
    return Spans.union(pieces, (low, high + 1))


@frozen
class Share:
    """In which share of the stated ranges a claim holds.

    Attributes
    ----------
    id : str
    share : float
        Of the draws that make sense.
    error : float
        Its standard error.
    draws : int
        How many were judged.
    seed : int or None
        With which they are drawn again; None if a generator was passed.
    verdicts : dict of str to int
        How often each verdict was found.
    fixed : dict
        Parameters that were not drawn.
    ranges : dict
        Between which values the others were drawn, evenly.
    """

    id: str
    share: float
    error: float
    draws: int
    seed: int | None
    verdicts: dict[str, int]
    fixed: dict[str, Any]
    ranges: dict[str, tuple[Any, Any]]

    def __repr__(self) -> str:
        return (
            f"Share({self.id} holds in {100 * self.share:.0f} % of the stated ranges, "
            f"+- {100 * self.error:.0f}, {self.draws} draws)"
        )


def uncertain(
    argument: Argument, p: ParameterSetting, free: Iterable[str], draws: Any, rng: Any
) -> Share:
    """Judge the claim at random settings: `free` parameters are drawn evenly from their ranges."""
    function = f"claims.{argument.id.lower()}.uncertain"
    count = _check.integer(function, "draws", draws, low=1, high=100_000)
    seed = None if isinstance(rng, np.random.Generator) else _seed(rng)
    random = rng if seed is None else np.random.default_rng(seed)
    drawn = {name: argument.ranges[name] for name in free}
    verdicts = answers(
        lambda _draw: _random_verdict(argument, p, drawn, random, function),
        [{"_draw": k} for k in range(count)],
        what="draws",
        caller=function,
    )
    counts = Counter(verdicts)
    share = counts[HOLDS] / count
    return Share(
        id=argument.id,
        share=share,
        error=math.sqrt(share * (1 - share) / count),
        draws=count,
        seed=seed,
        verdicts=dict(sorted(counts.items())),
        fixed={name: value for name, value in p.items() if name not in drawn},
        ranges=drawn,
    )


def _seed(rng: Any) -> int:
    if rng is None:
        return int(np.random.SeedSequence().generate_state(1)[0])
    return int(_check.integer("claims", "rng", rng, low=0, high=2**63))


def _random_verdict(
    argument: Argument, p: ParameterSetting, ranges: Mapping[str, Any], random: Any, function: str
) -> str:
    """The verdict at one random setting that makes sense."""
    for _ in range(_AGAIN):
        q = p.but(**{name: _number(name, ends, random) for name, ends in ranges.items()})
        try:
            if argument.world.check is not None:
                argument.world.check(function, q)
            return argument.verdict(q)
        except errors.InvalidInputError:
            continue
    raise errors.NotConvergedError(
        f"{function}(): {_AGAIN} settings in a row that make no sense; pass some parameters"
    )


def _number(name: str, ends: tuple[Any, Any], random: np.random.Generator) -> Any:
    low, high = ends
    if PARAMETERS[name].kind.startswith("int"):
        return int(random.integers(low, high + 1))
    return float(random.uniform(low, high))


@frozen
class VerdictMap:
    """Verdicts over two parameters of a claim.

    Attributes
    ----------
    id : str
    x, y : str
        The parameters.
    x_values, y_values : tuple of float
    verdicts : array of str, shape (len(y_values), len(x_values))
    parameters : dict
        What the others are, and what these two were.
    """

    id: str
    x: str
    y: str
    x_values: tuple[Any, ...]
    y_values: tuple[Any, ...]
    verdicts: Array
    parameters: dict[str, Any]

    def to_frame(self) -> Any:
        """Return the verdicts as a data frame: y down, x across."""
        import pandas

        return pandas.DataFrame(
            self.verdicts,
            index=pandas.Index(self.y_values, name=self.y),
            columns=pandas.Index(self.x_values, name=self.x),
        )

    def to_json(self) -> str:
        """Return the verdicts and what they are of as JSON text."""
        axes = {"x": self.x, "y": self.y, "x_values": self.x_values, "y_values": self.y_values}
        record = {"id": self.id, **axes, "verdicts": self.verdicts, "parameters": self.parameters}
        return json.dumps(storable(record), ensure_ascii=False)

    def plot(self, ax: Any = None, **style: Any) -> Any:
        """Draw where the claim holds; returns the Axes.

        Parameters
        ----------
        ax : matplotlib Axes, optional
            Where to draw; a new figure by default.
        **style
            Passed to matplotlib's ``pcolormesh``.
        """
        from ..figures import draw_map

        here = (self.parameters[self.x], self.parameters[self.y])
        return draw_map(
            (self.x, self.y),
            self.x_values,
            self.y_values,
            self.verdicts,
            here,
            title=f"{self.id}: where it holds",
            ax=ax,
            **style,
        )

    def _table(self) -> FrameColumns:
        rows = [(y, x) for y in self.y_values for x in self.x_values]
        return {
            self.y: [y for y, _ in rows],
            self.x: [x for _, x in rows],
            "verdict": self.verdicts.ravel().tolist(),
        }

    def __repr__(self) -> str:
        share = float(np.mean(self.verdicts == HOLDS))
        return f"VerdictMap({self.id} over {self.x} and {self.y}: holds in {100 * share:.0f} %)"


def verdict_map(argument: Argument, p: ParameterSetting, x: str, y: str, steps: Any) -> VerdictMap:
    """Judge the claim on a grid over the stated ranges of two of its parameters."""
    function = f"claims.{argument.id.lower()}.map"
    for label, name in (("x", x), ("y", y)):
        _check.choice(function, label, name, list(argument.ranges))
    if x == y:
        rule, remedy = "must be another parameter than x", "Name two parameters"
        raise errors.RangeError(function, "y", y, rule, remedy)
    count = _check.integer(function, "steps", steps, low=2, high=201)
    across, down = (_values(argument, name, count) for name in (x, y))
    table = answers(
        lambda row: [argument.verdict(q) for q in p.but(**{y: down[row]}).varied(x, across)],
        [{"row": k} for k in range(len(down))],
        what="rows",
        caller=function,
    )
    return VerdictMap(
        id=argument.id,
        x=x,
        y=y,
        x_values=tuple(across),
        y_values=tuple(down),
        verdicts=np.array(table),
        parameters=dict(p),
    )


def _values(argument: Argument, name: str, count: int) -> list[Any]:
    low, high = argument.ranges[name]
    if PARAMETERS[name].kind.startswith("int"):
        return list(range(low, high + 1))
    return [float(value) for value in np.linspace(low, high, count)]
