"""What every test of a claim's closed form does: cross it, and read the threshold."""

import contextlib
import functools
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

import numpy as np
import pytest

from helpers.once import once
from qinba_games.paper import claims
from qinba_games.paper.claims import judging
from qinba_games.paper.claims.argument import Instance
from qinba_games.paper.claims.parameters import ParameterSetting, checked

#: Claims on third parties, whose closed forms are derived in a file of their own.
THIRD_PARTIES = (
    *("C08", "C10", "C11", "C14", "C15"),
    *("C30", "C34", "C35", "C41", "C43"),
    *("C45", "C46"),
)

#: Claims on networks and levels, whose closed forms are derived in a file of their own.
NETWORKS = ("C22", "C25", "C26", "C36", "C40", "C42", "C44", "C47")

#: Claims on development and on the whole system, and those that only data can settle.
WHOLE = ("C03", "C05", "C07", "C09", "C18", "C24", "C27", "C51")

#: Claims on the case as it is, without a closed form; see `test_claims_levels.py`.
LEVELS = ("C29", "C37", "C38", "C39")


@functools.cache
def judged(identifier: str) -> claims.Claim:
    """A claim at its defaults, judged once however often it is asked about."""
    found: claims.Claim = once(identifier, claims.CLAIMS[identifier])
    return found


@contextlib.contextmanager
def each_once() -> Iterator[None]:
    """Claims at their defaults are judged once, as by `judged`, whoever asks."""
    real = judging._claim_of

    def found(asked: tuple[Any, ParameterSetting]) -> claims.Claim:
        argument, p = asked
        if p != checked("", argument.parameters):
            return real(Instance(argument, p))
        known: claims.Claim = once(argument.id, lambda: real(Instance(argument, p)))
        return known

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(judging, "Instance", lambda *asked: asked)
        patch.setattr(judging, "_claim_of", found)
        yield


def deciding(numbers: Iterable[str]) -> set[tuple[str, str]]:
    """Every parameter on which one of these claims turns."""
    return {(number, name) for number in numbers for name in claims.CLAIMS[number].argument.turns}


def derived(cases: Iterable[Callable[[np.random.Generator], "Drawn"]]) -> set[tuple[str, str]]:
    """The parameters for which these cases have a closed form."""
    numbers = {claim: number for number, claim in claims.CLAIMS.items()}
    drawn = [case(np.random.default_rng(0)) for case in cases]
    return {(numbers[one.claim], one.name) for one in drawn}


def first_root(condition: Any) -> float:
    """The root in (0, 1) of a condition that is violated at 0."""
    assert condition(0) < 0
    (root,) = [float(r.real) for r in condition.roots() if abs(r.imag) < 1e-12 and 0 < r.real < 1]
    return root


class Drawn(NamedTuple):
    """A claim, its parameters, the one that decides, and where the verdict should turn."""

    claim: Callable[..., claims.Claim]
    parameters: dict[str, Any]
    name: str
    edge: float


def closed_forms(names: dict[str, Any]) -> list[Callable[[np.random.Generator], Drawn]]:
    """The functions of a file that draw a claim together with its closed form."""
    given = ((one, getattr(one, "__annotations__", {})) for one in names.values())
    return [one for one, told in given if told.get("return") is Drawn]


def verdict_at(claim: Any, parameters: dict[str, Any]) -> str:
    """The verdict at some parameters, without what else is found of a claim."""
    verdict: str = claim.argument.verdict(setting(claim, parameters))
    return verdict


def setting(claim: Any, parameters: dict[str, Any]) -> ParameterSetting:
    """Some parameters of a claim, beside its defaults."""
    argument = claim.argument
    p = checked("", {**argument.parameters, **parameters})
    if argument.world.check is not None:
        argument.world.check("", p)
    return p


def case_of(claim: Any, parameters: dict[str, Any]) -> Instance:
    """What a claim is judged by at some parameters, without the tables of its evidence."""
    return Instance(claim.argument, setting(claim, parameters))


def verdict_turns(drawn: Drawn) -> None:
    """Between 1e-6 below the closed form and 1e-6 above it the claim begins or ceases to hold."""
    claim, parameters, name, edge = drawn
    sides = [verdict_at(claim, {**parameters, name: edge + step}) for step in (-1e-6, 1e-6)]
    assert sorted(side == "holds" for side in sides) == [False, True]


def threshold_is_reported(drawn: Drawn, near: bool) -> None:
    """From nearby, or some way off, on either side the claim names the closed form."""
    turns_within(drawn, 1e-6 if near else 0.02 * max(abs(drawn.edge), 0.05))


def turns_within(drawn: Drawn, reach: float) -> None:
    """It holds on one side only, and both sides name the closed form as its threshold."""
    claim, parameters, name, edge = drawn
    sides = [case_of(claim, {**parameters, name: edge + step}) for step in (-reach, reach)]
    assert sorted(side.verdict == "holds" for side in sides) == [False, True]
    for side in sides:
        assert side.edge(name) == pytest.approx(edge, abs=1e-6)
