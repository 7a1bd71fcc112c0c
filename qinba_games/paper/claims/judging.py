"""Claims as functions of keywords: call one to have it judged, or ask where it holds."""

from __future__ import annotations

import dataclasses
import functools
import inspect
import textwrap
from collections.abc import Callable, Iterator
from typing import Any, Protocol, cast

from ...common.register import checks
from ...common.spans import Spans
from ...third_parties.results.window import ANY_EQUILIBRIUM
from ...types import Certificate, content
from ...verify.findings import Finding, verdict
from ...verify.findings import claim as so
from . import regions
from .argument import ARGUMENTS, HOLDS, Argument, Instance, Tables
from .claim import Claim
from .parameters import ParameterSetting, entries, signature
from .regions import Share, VerdictMap


class Judge(Protocol):
    """A claim as a function: call it to have it judged."""

    __name__: str
    argument: Argument

    def __call__(self, **parameters: Any) -> Claim:
        """Judge the claim at these parameters."""

    def explain(self, **parameters: Any) -> str:
        """Say in a paragraph what is claimed, where it holds, and what was found."""

    def where(self, name: str, **parameters: Any) -> Spans:
        """Where the claim holds as one parameter moves through its stated range."""

    def map(self, x: str, y: str, *, steps: int = 21, **parameters: Any) -> VerdictMap:
        """Judge the claim on a grid over the stated ranges of two parameters."""

    def uncertain(self, *, draws: int = 200, rng: Any = None, **parameters: Any) -> Share:
        """Find in which share of the stated ranges the claim holds; what is passed is not drawn."""


#: By id, in the order of the paper.
CLAIMS: dict[str, Judge] = {}


class claim(Argument):  # noqa: N801 (a decorator)
    """Make a claim of a function that says whether it holds, with the fields of `Argument`."""

    def __call__(self, says: Callable[..., Any]) -> Judge:
        """The claim as a function."""
        argument, name_of = dataclasses.replace(self, says=says), f"claims.{self.id.lower()}"

        @functools.wraps(says)
        def judge(**given: Any) -> Claim:
            return _claim_of(Instance(argument, argument.setting(name_of, given)))

        judge.__doc__ = _docstring(says, argument)
        vars(judge).update(
            __signature__=signature(argument.parameters, Claim),
            argument=argument,
            explain=lambda **given: judge(**given).explain(),
            **_questions(argument, name_of),
        )
        ARGUMENTS[argument.id] = argument
        CLAIMS[argument.id] = cast(Judge, judge)
        CLAIMS.update({each: CLAIMS.pop(each) for each in sorted(CLAIMS)})
        return CLAIMS[argument.id]


def _questions(argument: Argument, owner: str) -> dict[str, Callable[..., Any]]:
    """Where a claim holds: along one parameter, over two, and in what share of all ranges."""
    return {
        "where": lambda name, **given: regions.where(
            argument, argument.setting(owner, given), name
        ),
        "map": lambda x, y, *, steps=21, **given: regions.verdict_map(
            argument, argument.setting(f"{owner}.map", given), x, y, steps
        ),
        "uncertain": lambda *, draws=200, rng=None, **given: regions.uncertain(
            argument,
            argument.setting(f"{owner}.uncertain", given),
            [name for name in argument.ranges if name not in given],
            draws,
            rng,
        ),
    }


def _claim_of(case: Instance) -> Claim:
    return Claim(
        id=case.argument.id,
        verdict=case.verdict,
        condition=case.condition(),
        turns=dict(case.turns),
        evidence=case.evidence(),
        counterexample=case.counterexample(),
        parameters=dict(case.p),
        concept=case.found.concept,
        exact=case.found.exact,
        proven=case.found.proven,
        certificate=case.found.certificate,
        further=Tables(lambda: case.further),
    )


def _docstring(says: Callable[..., Any], argument: Argument) -> str:
    """The docstring, with what is known of the argument: parameters, returns, errors, source."""
    before, _, examples = inspect.cleandoc(says.__doc__ or "").partition("Examples\n--------\n")
    text, _, others = before.partition("References\n----------\n")
    source = f"Yuan, Wen and Zhang (2020), section {argument.section}."
    references = others if others.startswith("Yuan") else f"{source} {others}"
    concept = textwrap.fill(f"Concept {argument.world.concept}.", 96)
    sections = {
        "Parameters": entries(argument.parameters),
        "Returns": "Claim\n" + textwrap.indent(concept, "    "),
        "Raises": "InvalidInputError\n    If a parameter is out of its range.",
        "References": textwrap.fill(references.strip(), 100),
        "Examples": examples,
    }
    made = [f"{title}\n{'-' * len(title)}\n{body}" for title, body in sections.items()]
    return "\n\n".join([text.strip(), *made])


#: How far from where its verdict turns a claim is asked again; further where edges are known less
#: closely.
_CLOSE, _ASIDE = 1e-6, 1e-4


@checks(
    Claim,
    "a claim has no policy to replace",
    "Judge the claim at other parameters: claims.c14(delta=0.6)",
)
def _certify_claim(result: Claim) -> Certificate:
    """Whether solvers, asked again, say the same, and the verdict turns where the claim says."""
    if result.id not in CLAIMS:
        return verdict([so(False, "id")], exact=False)
    judge = CLAIMS[result.id]
    again = judge(**result.parameters)
    findings = [*_alike(result, again), *_turns(judge.argument, result)]
    behind = again.certificate
    if behind is None:
        return verdict(findings, exact=True)
    least = Finding(behind.largest_gain, behind.tolerance)
    return verdict([*findings, least], exact=again.exact, tolerance=behind.tolerance)


def _alike(result: Claim, again: Claim) -> Iterator[Finding]:
    """Whether every field says what is found once more."""
    for field in dataclasses.fields(Claim):
        one, other = (getattr(claim, field.name) for claim in (result, again))
        if field.name != "certificate":
            yield so(content(one) == content(other), field.name)


def _turns(argument: Argument, result: Claim) -> Iterator[Finding]:
    """Whether the verdict is another one beside each threshold, and at the counterexample."""
    p = ParameterSetting(result.parameters)

    def holds(**changes: Any) -> bool:
        return argument.verdict(p.but(**changes)) == HOLDS

    aside = _ASIDE if p.get("baseline") == ANY_EQUILIBRIUM else _CLOSE
    for name, edge in result.threshold.items():
        turn = result.turns[name]
        step = min([aside, *(abs(point - edge) / 2 for point in turn.points if point != edge)])
        sides = [edge - step, edge + step]
        low, high = argument.ranges.get(name) or (turn.low, turn.high)
        if low <= sides[0] and sides[1] <= high:
            below, above = (holds(**{name: side}) for side in sides)
            yield so(below != above, f"threshold of {name}")
    if result.counterexample is not None:
        other = holds(**result.counterexample)
        yield so(other != (result.verdict == HOLDS), "counterexample")
