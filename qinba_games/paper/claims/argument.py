"""An argument of the paper as data over a function that says whether it holds.

`claim` makes a function of keywords that judges the argument: solvers are asked at the parameters
passed, at those where the verdict might turn, and at those of the evidence.
"""

from __future__ import annotations

import functools
import inspect
import itertools
import textwrap
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple, Protocol, TypeVar, cast

import numpy as np

from ...common.result import Result, Table
from ...errors import CertificateError
from ...types import BoolArray
from .claim import Claim
from .parameters import Setting, checked, listed, ranges, signature
from .search import Asked, Turning, grid, turning

T = TypeVar("T", bound="Result | Finding")

HOLDS = "holds"
#: Words for solution concepts, in docstrings.
ALIKE = '"voluntary-transfers SPE"; members are alike, so nothing needs to be paid'
GRIM = '"fixed-sharing SPE (grim)"'

#: Where one parameter turns the verdict: in how many pieces of its range to look, or what finds it.
Turns = int | Callable[["Case"], Turning]


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
    return HOLDS if holds else "fails"


def _yes(verdicts: Iterable[Any]) -> BoolArray:
    return np.array([word(verdict) == HOLDS for verdict in verdicts])


class Finding(NamedTuple):
    """A certified answer, and what else was read off the solvers on the way to it."""

    answer: Any
    value: Any

    @property
    def certificate(self) -> Any:
        """The certificate of the answer; so with what follows."""
        return self.answer.certificate

    @property
    def concept(self) -> str:
        """The solution concept."""
        return str(self.answer.concept)

    @property
    def exact(self) -> bool:
        """Whether it is exact."""
        return bool(self.answer.exact)

    @property
    def proven(self) -> Any:
        """Whether it is proven to be the one selected."""
        return self.answer.proven


class World(NamedTuple):
    """What is solved for a claim.

    Attributes
    ----------
    solve : callable
        A setting to the certified answer.
    concept : str
        The solution concept, and what it assumes, for the docstring.
    many : callable or None
        A setting, the name of a parameter and its values to the answers for all of them at once.
    fixed : tuple of str
        Parameters on which the answer does not depend.
    check : callable or None
        Refuses settings that make no sense.
    """

    solve: Callable[[Setting], Any]
    concept: str
    many: Callable[[Setting, str, Iterable[Any]], Any] | None = None
    fixed: tuple[str, ...] = ()
    check: Callable[[str, Setting], None] | None = None


class Told(NamedTuple):
    """What is told of a claim beside its verdict.

    Attributes
    ----------
    condition : str
        When it holds in general.
    evidence : dict of str to list
        What solvers found around the parameters passed.
    further : dict of str to dict
        More tables, by title.
    others : iterable of dict
        Changes of parameters that may turn the verdict where no turning point does.
    """

    condition: str
    evidence: Table
    further: Mapping[str, Table] = {}
    others: Iterable[dict[str, Any]] = ()


class Argument(NamedTuple):
    """An argument of the paper.

    Attributes
    ----------
    id, section, statement : str
        As in `Claim`.
    world : World
        What is solved.
    parameters : dict
        The default of every parameter, the one that decides first.
    ranges : dict
        The range of every number that is asked about.
    turns : dict
        For each parameter that decides, in how many pieces of its range to look for a change of
        the verdict, or what finds it.
    picture : tuple of str
        Columns of the evidence to draw, over the first of them; all if no other is named.
    says : callable
        Whether the argument holds: a setting and the answer of the world to True, False or a word,
        or with the answers to many settings to an array.
    """

    id: str
    section: str
    statement: str
    world: World
    parameters: Mapping[str, Any]
    ranges: Mapping[str, tuple[Any, Any]]
    turns: Mapping[str, Turns]
    picture: tuple[str, ...]
    says: Callable[[Setting, Any], Any]

    def verdict(self, p: Setting) -> str:
        """The verdict at any setting."""
        return word(self.says(p, self.world.solve(p)))


class Case:
    """An argument at the parameters passed: what its world answers there, and around."""

    def __init__(self, argument: Argument, p: Setting) -> None:
        self.argument, self.p = argument, p
        self.found = trusted(argument.world.solve(p))
        self.verdict = word(argument.says(p, self.found))
        self.turns = {
            name: how(self) if callable(how) else self.turning(name, *argument.ranges[name], how)
            for name, how in argument.turns.items()
        }

    def edge(self, name: str) -> Any:
        """The nearest value of a parameter at which the verdict turns; None if there is none."""
        return self.turns[name].nearest(self.p[name])

    def asked(self, name: str) -> Asked:
        """Whether it holds, as a function of one parameter."""
        many = self.argument.world.many
        if many is not None:
            return lambda values: _yes(self.argument.says(self.p, many(self.p, name, values)))
        return lambda values: np.array(
            [word(self.argument.says(*answer)) == HOLDS for answer in self.answers(name, values)]
        )

    def turning(self, name: str, low: float, high: float, pieces: int = 64) -> Turning:
        """Where the verdict changes between two values of a parameter."""
        parts = 2 if self.argument.world.many is None else 32
        return turning(self.asked(name), low, high, start=pieces, parts=parts)

    def among(self, name: str, edges: Iterable[Any]) -> Turning:
        """Those of some values of a parameter at which the verdict changes, by asking between."""
        low, high = self.argument.ranges[name]
        inner = sorted({edge for edge in edges if low < edge < high})
        middles = [(a + b) / 2 for a, b in itertools.pairwise([low, *inner, high])]
        sides = self.asked(name)(np.array(middles, dtype=float))
        turns = [edge for edge, a, b in zip(inner, sides, sides[1:], strict=False) if a != b]
        return Turning(tuple(turns), low, high)

    def answers(self, name: str, values: Iterable[Any]) -> list[tuple[Setting, Any]]:
        """The settings in which a parameter takes each of `values`, with the world's answers."""
        fixed = name in self.argument.world.fixed
        solve = self.argument.world.solve
        return [(q, self.found if fixed else solve(q)) for q in self.p.varied(name, values)]

    def grid(self, low: float, high: float, count: int) -> list[float]:
        """Evenly spaced values of the parameter drawn, with the one that the case is about."""
        return grid(low, high, count, self.p[self.argument.picture[0]])

    def along(
        self,
        values: list[Any] | tuple[float, float, int],
        columns: Mapping[str, Any],
        name: str = "",
    ) -> Table:
        """A table over the parameter drawn; a function of setting and answer makes a column.

        `values` are all, or the arguments of `grid`. The last column has the verdicts. Where a
        world answers many at once, the function takes all answers.
        """
        name = name or self.argument.picture[0]
        values = self.grid(*values) if isinstance(values, tuple) else values
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

    def counterexample(self, others: Iterable[dict[str, Any]]) -> dict[str, Any] | None:
        """The first change of the setting with which it holds if it did not, or not if it did."""
        beside = [
            {name: value}
            for name, turn in self.turns.items()
            for value in turn.beside(self.p[name])
        ]
        for change in (*beside, *others):
            other = self.p.but(**change)
            if (self.argument.verdict(other) == HOLDS) != (self.verdict == HOLDS):
                return dict(other)
        return None


class Judge(Protocol):
    """A claim as a function: call it to have it judged."""

    __name__: str
    argument: Argument

    def __call__(self, **parameters: Any) -> Claim:
        """Judge the claim at these parameters."""

    def tells(self, teller: Callable[[Case], Told]) -> Callable[[Case], Told]:
        """Say by which function the claim tells more than its verdict; a decorator."""


#: By id, in the order of the paper.
CLAIMS: dict[str, Judge] = {}


def claim(
    identifier: str,
    section: str,
    statement: str,
    *,
    world: World,
    parameters: Mapping[str, Any],
    turns: Mapping[str, Turns],
    picture: tuple[str, ...],
    over: Mapping[str, tuple[Any, Any]] | None = None,
) -> Callable[[Callable[..., Any]], Judge]:
    """Make a claim of a function that says whether it holds.

    The fields are those of `Argument`; `over` has the ranges that are not the usual ones.
    """

    def decorated(says: Callable[..., Any]) -> Judge:
        asked = {**ranges(parameters), **(over or {})}
        argument = Argument(
            identifier, section, statement, world, parameters, asked, turns, picture, says
        )
        tellers: list[Callable[[Case], Told]] = []
        shown = signature(parameters, Claim)

        @functools.wraps(says)
        def judge(**given: Any) -> Claim:
            bound = shown.bind(**given)
            bound.apply_defaults()
            name = f"claims.{identifier.lower()}"
            p = checked(name, bound.arguments)
            if world.check is not None:
                world.check(name, p)
            return _judged(Case(argument, p), tellers[0])

        judge.__doc__ = _documented(says, argument)
        vars(judge).update(__signature__=shown, argument=argument, tells=tellers.append)
        return _entered(cast(Judge, judge))

    return decorated


def _entered(judge: Judge) -> Judge:
    """Keep the claim in its place among the others."""
    others = {**CLAIMS, judge.argument.id: judge}
    CLAIMS.clear()
    CLAIMS.update((identifier, others[identifier]) for identifier in sorted(others))
    return judge


def _judged(case: Case, teller: Callable[[Case], Told]) -> Claim:
    argument, told = case.argument, teller(case)
    edges = {name: case.edge(name) for name in case.turns}
    return Claim(
        id=argument.id,
        section=argument.section,
        statement=argument.statement,
        verdict=case.verdict,
        condition=told.condition,
        threshold={name: edge for name, edge in edges.items() if edge is not None},
        evidence=told.evidence,
        counterexample=case.counterexample(told.others),
        parameters=dict(case.p),
        concept=case.found.concept,
        exact=case.found.exact,
        proven=case.found.proven,
        certificate=case.found.certificate,
        picture=argument.picture if argument.picture[1:] else tuple(told.evidence)[:-1],
        further=dict(told.further),
    )


def _documented(says: Callable[..., Any], argument: Argument) -> str:
    """The docstring, with what is known of the argument: parameters, returns, errors, source."""
    before, _, examples = inspect.cleandoc(says.__doc__ or "").partition("Examples\n--------\n")
    text, _, others = before.partition("References\n----------\n")
    source = f"Yuan, Wen and Zhang (2020), section {argument.section}."
    references = others if others.startswith("Yuan") else f"{source} {others}"
    concept = textwrap.fill(f"Concept {argument.world.concept}.", 96)
    sections = {
        "Parameters": listed(argument.parameters),
        "Returns": "Claim\n" + textwrap.indent(concept, "    "),
        "Raises": "InvalidInputError\n    If a parameter is out of its range.",
        "References": textwrap.fill(references.strip(), 100),
        "Examples": examples,
    }
    made = [f"{title}\n{'-' * len(title)}\n{body}" for title, body in sections.items()]
    return "\n\n".join([text.strip(), *made])
