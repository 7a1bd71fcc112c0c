"""An argument of the paper as data over a function that says whether it holds.

Solvers are asked at the parameters passed, at those where the verdict might turn, and at those of
the evidence.
"""

from __future__ import annotations

import dataclasses
import functools
import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple, TypeVar

import numpy as np

from ... import _check
from ...common.result import FrameColumns, Result, show
from ...errors import CertificateError, UnknownNameError
from ...third_parties.results.window import ACTING_TOGETHER, ANY_EQUILIBRIUM
from ...types import Array, BoolArray
from .parameters import ParameterSetting, checked, ranges
from .search import Predicate, Turning, VerdictsAt, asking, grid, turning

T = TypeVar("T", bound="Result | CertifiedAnswer")

#: What a claim can come out as, everywhere that it is shown.
VERDICTS = HOLDS, FAILS, INCONSISTENT, EMPIRICAL = ("holds", "fails", "inconsistent", "empirical")
#: On what a verdict rests: an equilibrium decides; the size or sign of a parameter that the claim
#: is about; a table of what is on record; nothing that anybody has measured.
KINDS = ("computed", "by assumption", "record", "data needed")
#: What members do whom nobody helps, where a claim has a baseline.
ALONE = {
    ACTING_TOGETHER: "members alone act together: they share nothing and take no turns",
    ANY_EQUILIBRIUM: "members alone play the best of any equilibrium: nobody pays, turns included",
}
#: Words for solution concepts, in docstrings.
ALIKE = '"voluntary-transfers SPE"; members are alike, so nothing needs to be paid'
GRIM = '"fixed-sharing SPE (grim)"'

#: Where one parameter turns the verdict: in how many pieces of its range to look, or what finds it.
Turns = int | Callable[["Instance"], Turning]
#: When a claim holds: what makes a text of a case, or a text. In its braces may be parameters,
#: `verdict`, and `edge`: where the first parameter that decides turns the verdict.
Words = str | Callable[["Instance"], str]
#: What makes a table of a case.
Tabulate = Callable[["Instance"], FrameColumns]
#: Columns by title: each of a setting and the answer of the world, or of the answers to all.
Columns = Mapping[str, Callable[..., Any]]
#: The values of a table over one parameter, or the arguments of `Instance.grid`.
_ParameterValues = list[Any] | tuple[float, float, int]
Changes = Iterable[Mapping[str, Any]]


def trusted(result: T) -> T:
    """`result` if it carries a certificate that holds: no verdict rests on anything else."""
    certificate = result.certificate
    if certificate is None or not certificate.ok:
        raise CertificateError(f"no verdict rests on {result!r}: it is not certified", certificate)
    return result


def word(holds: Any) -> str:
    """The verdict as a word."""
    if isinstance(holds, str):
        return str(holds)
    return HOLDS if holds else FAILS


def _yes(verdicts: Iterable[Any]) -> BoolArray:
    return np.array([word(verdict) == HOLDS for verdict in verdicts])


class CertifiedAnswer(NamedTuple):
    """A certified answer, and what else was read off the solvers on the way to it."""

    answer: Any
    value: Any

    def __getattr__(self, name: str) -> Any:
        """Concept, certificate, and how sure it is, are those of the answer."""
        return getattr(self.answer, name)


class Recorded(NamedTuple):
    """What is on record: a table decides, no equilibrium, so that there is nothing to certify."""

    value: Any
    concept: str = "none, the record decides"
    exact: bool = True
    proven: bool = True
    certificate: None = None


class Tables(Mapping[str, FrameColumns]):
    """Tables by title, made when somebody looks at them; what is stored of them is a dictionary."""

    def __init__(self, make: Callable[[], dict[str, FrameColumns]]) -> None:
        self._made = functools.cache(make)

    def __getitem__(self, title: str) -> FrameColumns:
        return self._made()[title]

    def __iter__(self) -> Iterator[str]:
        return iter(self._made())

    def __len__(self) -> int:
        return len(self._made())

    def __repr__(self) -> str:
        return repr(self._made())

    def __reduce__(self) -> tuple[Any, ...]:
        return dict, (self._made(),)


class World(NamedTuple):
    """What is solved for a claim."""

    solve: Callable[[ParameterSetting], Any]  #: A setting to the certified answer
    concept: str  #: The solution concept, and what it assumes, for the docstring
    #: A setting, the name of a parameter and its values to the answers for all of them at once.
    many: Callable[[ParameterSetting, str, Iterable[Any]], Any] | None = None
    #: What each of many answers comes to, in a word: a verdict can turn twice where this changes.
    stages: Callable[[Any], Array] | None = None
    fixed: tuple[str, ...] = ()  #: Parameters on which the answer does not depend
    check: Callable[[str, ParameterSetting], None] | None = (
        None  #: Refuses settings that make no sense
    )


@dataclasses.dataclass(frozen=True, eq=False)
class Argument:
    """An argument of the paper."""

    #: As in `Claim`.
    id: str
    section: str
    statement: str
    world: World  #: What is solved
    parameters: Mapping[str, Any]  #: The default of every parameter, the one that decides first
    #: For each parameter that decides, in how many pieces of its range to look for a change of the
    #: verdict, or what finds it.
    turns: Mapping[str, Turns]
    #: Columns of the evidence to draw, over the first of them; all if no other is named.
    picture: tuple[str, ...]
    condition: Words  #: When it holds in general
    #: What solvers find around the parameters passed: values of the parameter drawn, and columns.
    values: _ParameterValues | Callable[[Instance], _ParameterValues]
    columns: Columns | Callable[[Instance, list[Any]], Columns]
    never: Words | None = None  #: The condition, if it is not the same, where there is no edge
    #: More tables, by title; none where one is empty.
    further: Mapping[str, Tabulate] = dataclasses.field(default_factory=dict)
    #: Changes of parameters that may turn the verdict where no turning point does.
    others: Changes | Callable[[Instance], Changes] = ()
    #: Ranges that are not the usual ones.
    over: Mapping[str, tuple[Any, Any]] = dataclasses.field(default_factory=dict)
    kind: str = KINDS[0]  #: On what the verdict rests
    see: str = ""  #: Which other claim is about the same computation, in a sentence; or nothing
    #: Whether the argument holds: a setting and the answer of the world to True, False or a word,
    #: or with the answers to many settings to an array.
    says: Callable[..., Any] = bool

    @property
    def ranges(self) -> dict[str, tuple[Any, Any]]:
        """The range of every number that is asked about."""
        return {**ranges(self.parameters), **self.over}

    def setting(self, function: str, given: Mapping[str, Any]) -> ParameterSetting:
        """The parameters passed with the defaults of the others, or a named error."""
        for name in given:
            if name not in self.parameters:
                rule, near = "is no parameter of this claim", _check.nearest(name, self.parameters)
                raise UnknownNameError(function, name, given[name], rule, near)
        p = checked(function, {**self.parameters, **given})
        if self.world.check is not None:
            self.world.check(function, p)
        return p

    def verdict(self, p: ParameterSetting) -> str:
        """The verdict at any setting."""
        return word(self.says(p, self.world.solve(p)))

    def holds_over(self, p: ParameterSetting, name: str, answer: Any = None) -> Predicate:
        """Whether it holds, as a function of one parameter; `answer` is the answer at `p`."""
        many = self.world.many
        if many is not None:
            return lambda values: _yes(self.says(p, many(p, name, values)))
        return lambda values: _yes(self.says(*one) for one in self.answers(p, name, values, answer))

    def stages_over(self, p: ParameterSetting, name: str, answer: Any = None) -> VerdictsAt:
        """What is asked to find every change of the verdict: more than whether it holds."""
        many, stages = self.world.many, self.world.stages
        if many is None or stages is None:
            return self.holds_over(p, name, answer)

        def words(values: Array) -> Array:
            answers = many(p, name, values)
            return np.char.add(np.asarray(self.says(p, answers)).astype(str), stages(answers))

        return words

    def answers(
        self, p: ParameterSetting, name: str, values: Iterable[Any], answer: Any = None
    ) -> list[tuple[ParameterSetting, Any]]:
        """The settings in which a parameter takes each of `values`, with the world's answers."""
        if name in self.world.fixed:
            answer = self.world.solve(p) if answer is None else answer
            return [(q, answer) for q in p.varied(name, values)]
        return [(q, self.world.solve(q)) for q in p.varied(name, values)]

    @property
    def parts(self) -> int:
        """Into how many parts to cut again where the verdict changes."""
        return 2 if self.world.many is None else 32


#: By the number of the claim: what it is asked after it was judged.
ARGUMENTS: dict[str, Argument] = {}


class Instance:
    """An argument at the parameters passed: what its world answers there, and around."""

    def __init__(self, argument: Argument, p: ParameterSetting) -> None:
        self.argument, self.p = argument, p
        answer = argument.world.solve(p)
        self.found: Any = answer if isinstance(answer, Recorded) else trusted(answer)
        self.verdict = word(argument.says(p, self.found))

    @functools.cached_property
    def turns(self) -> dict[str, Turning]:
        """Where each parameter that decides turns the verdict."""
        ranges = self.argument.ranges
        return {
            name: how(self) if callable(how) else self.turning(name, *ranges[name], how)
            for name, how in self.argument.turns.items()
        }

    def edge(self, name: str) -> Any:
        """The nearest value of a parameter at which the verdict turns; None if there is none."""
        return self.turns[name].nearest(self.p[name])

    def condition(self) -> str:
        """When it holds in general, and by which baseline if there are two."""
        turns, never, edge = self.argument.condition, self.argument.never, self.first_edge
        when = self.words(turns if never is None or edge is not None else never)
        if edge is None and self.verdict == HOLDS and when.startswith(FAILS):
            when = f"holds at every {next(iter(self.turns))}"
        return f"{when}; {ALONE[self.p.baseline]}" if "baseline" in self.p else when

    @property
    def first_edge(self) -> Any:
        """Where the first parameter that decides turns the verdict."""
        return self.edge(next(iter(self.turns)))

    @property
    def predicate(self) -> str:
        """The verdict as what a sentence says of the claim."""
        return self.verdict if self.verdict in {HOLDS, FAILS} else f"is {self.verdict}"

    def words(self, words: Words) -> str:
        """The words with what stands in braces."""
        if callable(words):
            return words(self)
        values = {name: show(value) for name, value in self.p.items()}
        edge = self.first_edge
        return words.format(edge=show(edge), verdict=self.predicate, **values)

    def holds_over(self, name: str) -> Predicate:
        """Whether it holds, as a function of one parameter."""
        return self.argument.holds_over(self.p, name, self.found)

    def turning(self, name: str, low: float, high: float, pieces: int = 64) -> Turning:
        """Where the verdict changes between two values of a parameter."""
        question = self.argument.stages_over(self.p, name, self.found)
        changes = turning(question, low, high, start=pieces, parts=self.argument.parts)
        if self.argument.world.stages is None:
            return changes
        return self.among(name, changes.points, low, high)

    def among(self, name: str, edges: Iterable[Any], *ends: Any) -> Turning:
        """Those of some values of a parameter at which the verdict changes, by asking between."""
        low, high = ends or self.argument.ranges[name]
        inner = sorted({edge for edge in edges if low < edge < high})
        middles = [(a + b) / 2 for a, b in itertools.pairwise([low, *inner, high])]
        sides = self.holds_over(name)(np.array(middles, dtype=float))
        turns = [edge for edge, a, b in zip(inner, sides, sides[1:], strict=False) if a != b]
        return Turning(tuple(turns), low, high)

    def of_parts(
        self, name: str, *parts: Callable[[ParameterSetting], Any], pieces: int = 8
    ) -> Turning:
        """Where the verdict changes if it is made of parts, each of which changes seldom.

        However close changes of two parts are, what lies between them is found.
        """
        low, high = self.argument.ranges[name]
        searches = (
            turning(asking(part, self.p, name), low, high, start=pieces, parts=2) for part in parts
        )
        return self.among(name, [edge for turns in searches for edge in turns.points])

    def answers(self, name: str, values: Iterable[Any]) -> list[tuple[ParameterSetting, Any]]:
        """The settings in which a parameter takes each of `values`, with the world's answers."""
        return self.argument.answers(self.p, name, values, self.found)

    def grid(self, low: float, high: float, count: int) -> list[float]:
        """Evenly spaced values of the parameter drawn, with the one that the case is about."""
        return grid(low, high, count, self.p[self.argument.picture[0]])

    def evidence(self) -> FrameColumns:
        """What solvers find around the parameters passed."""
        values, columns = self.argument.values, self.argument.columns
        values = values(self) if callable(values) else values
        drawn = self.grid(*values) if isinstance(values, tuple) else values
        made = columns(self, drawn) if callable(columns) else columns
        return self.table(self.argument.picture[0], drawn, made)

    def table(self, name: str, values: list[Any], columns: Columns) -> FrameColumns:
        """A table over a parameter; the last column has the verdicts."""
        says, many = self.argument.says, self.argument.world.many
        if many is not None:
            batch = many(self.p, name, values)
            made = {title: np.asarray(of(batch)).tolist() for title, of in columns.items()}
            verdicts = says(self.p, batch)
        else:
            rows = self.answers(name, values)
            made = {title: [of(*row) for row in rows] for title, of in columns.items()}
            verdicts = [says(*row) for row in rows]
        return {name: values, **made, "verdict": [word(verdict) for verdict in verdicts]}

    @functools.cached_property
    def further(self) -> dict[str, FrameColumns]:
        """More tables, by title."""
        tables = {title: of(self) for title, of in self.argument.further.items()}
        return {title: table for title, table in tables.items() if table}

    def counterexample(self) -> dict[str, Any] | None:
        """The first change of the setting with which it holds if it did not, or not if it did."""
        others = self.argument.others
        beside = [{name: v} for name, turn in self.turns.items() for v in turn.beside(self.p[name])]
        for change in (*beside, *(others(self) if callable(others) else others)):
            other = self.p.but(**change)
            if (self.argument.verdict(other) == HOLDS) != (self.verdict == HOLDS):
                return dict(other)
        return None
