"""The sentence of each claim, computed once more: every comparison is asked on both its sides."""

import re
from typing import Any, NamedTuple

import numpy as np
import pytest
from helpers.claim_thresholds import case_of
from helpers.marks import some
from helpers.random_claims import drawn

from qinba_games import errors
from qinba_games.common.result import show
from qinba_games.paper import claims
from qinba_games.paper.claims.argument import HOLDS, Case

N = r"-?\d+(?:\.\d+)?(?:e-?\d+)?(?:/\d+)?"
#: What stands before or after the number up to which, or from which on, something is so.
UPTO = (
    rf"(?:below|at most|less than|before|as soon as) ({N})",
    rf"up to (?:a \w+ of )?({N})",
)
FROM = (
    rf"(?:above|exceeds|at least|more than) ({N})",
    rf"({N}) (?:per period )?or more",
    rf"from (?:delta )?({N})(?: on\b| up to)",
)


class Said(NamedTuple):
    """What a sentence says of an edge: on which side of it the claim holds."""

    text: str
    number: str
    holds_above: bool


def said(condition: str) -> list[Said]:
    """Every comparison of a condition, by the verb that it stands after."""
    found = []
    for side, patterns in ((False, UPTO), (True, FROM)):
        for pattern in patterns:
            for one in re.finditer(pattern, condition):
                verbs = re.findall(r"\b(holds|fails)\b", condition[: one.start()])
                if verbs:
                    above = side if verbs[-1] == "holds" else not side
                    found.append(Said(one[0], one[1], above))
    return found


def true(case: Case, one: Said) -> bool | None:
    """Whether the verdict turns so at an edge that is shown so; None if there is none."""
    answers = []
    for name, turn in case.turns.items():
        for edge in turn.points:
            if show(edge) != one.number:
                continue
            step = 1e-6 * max(1.0, abs(float(edge)))
            if any(0 < abs(other - edge) < 3 * step for other in turn.points):
                continue
            try:
                sides = [
                    case.argument.verdict(case.p.but(**{name: float(edge) + by})) == HOLDS
                    for by in (-step, step)
                ]
            except errors.InvalidInputError:
                continue
            answers.append(sides == [not one.holds_above, one.holds_above])
    return any(answers) if answers else None


def false_sentences(case: Case, condition: str) -> list[str]:
    """Comparisons that the solvers deny, and a whole range that is none."""
    false = [one.text for one in said(condition) if true(case, one) is False]
    first = re.match(r"(holds|fails|is \w+) (?:in this example )?at every (\w+)", condition)
    if first and first[2] in case.argument.ranges:
        name = first[2]
        low, high = case.argument.ranges[name]
        values = [float(low + (high - low) * part) for part in (0.11, 0.37, 0.61, 0.83)]
        for value in values:
            try:
                verdict = case.argument.verdict(case.p.but(**{name: value}))
            except errors.InvalidInputError:
                continue
            if (verdict == HOLDS) != (first[1] == "holds"):
                false.append(f"{first[0]}: {value}")
    return false


def default(identifier: str) -> Case:
    return case_of(claims.CLAIMS[identifier], {})


@pytest.mark.parametrize("seed", some(range(50), 1, 2))
@pytest.mark.parametrize("identifier", claims.CLAIMS)
def test_every_comparison_is_true_at_random_settings(identifier: str, seed: int) -> None:
    argument = claims.CLAIMS[identifier].argument
    case = Case(argument, drawn(argument, np.random.default_rng(seed)))
    assert false_sentences(case, case.condition()) == []


@pytest.mark.parametrize("identifier", claims.CLAIMS)
def test_every_comparison_is_true_at_the_defaults(identifier: str) -> None:
    case = default(identifier)
    assert false_sentences(case, case.condition()) == []


#: The other way round.
CONTRARY = {
    "at most": "at least",
    "below": "above",
    "exceeds": "is below",
    "at least": "at most",
    "more than": "less than",
    "less than": "more than",
}


@pytest.mark.parametrize("identifier", ["C01", "C06", "C22", "C25", "C28", "C30", "C31", "C49"])
def test_a_sentence_turned_round_is_noticed(identifier: str) -> None:
    case = default(identifier)
    condition = case.condition()
    word = next(word for word in CONTRARY if re.search(rf"{word} {N}", condition))
    contrary = re.sub(rf"{word} (?={N})", f"{CONTRARY[word]} ", condition, count=1)
    assert false_sentences(case, condition) == []
    assert false_sentences(case, contrary) != []
    other = condition.replace("holds", "fails", 1)
    assert false_sentences(case, other) != []


@pytest.mark.parametrize("identifier", claims.CLAIMS)
def test_every_edge_of_the_first_parameter_is_in_the_sentence(identifier: str) -> None:
    """A number changed is no edge any more: then this fails."""
    case = default(identifier)
    condition = case.condition()
    edge: Any = case.first_edge
    if edge is None or identifier in ("C11", "C23"):  # their sentences name other numbers
        return
    assert any(text in condition for text in (show(edge), f"{float(edge):.3f}"))
