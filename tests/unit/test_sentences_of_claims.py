"""The sentence of each claim, computed once more: every comparison is asked on both its sides."""

import functools
import re
from collections.abc import Callable
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np
import pytest
from helpers.claim_thresholds import case_of, judged
from helpers.marks import some
from helpers.random_claims import drawn

import qinba_games as qg
from qinba_games import errors
from qinba_games.common.result import show
from qinba_games.paper import claims
from qinba_games.paper.claims import empirical, search, whole_system
from qinba_games.paper.claims.argument import HOLDS, Instance
from qinba_games.paper.claims.worlds import pairs

N = r"-?\d+(?:\.\d+)?(?:e-?\d+)?(?:/\d+)?"
#: What stands before or after the number up to which, or from which on, something is so.
UPTO = (
    rf"(?:below|at most|less than|no more than|before|as soon as) ({N})",
    rf"up to (?:a \w+ of )?({N})",
)
FROM = (
    rf"(?:above|exceeds|at least|(?<!no )more than) ({N})",
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


def true(case: Instance, one: Said) -> bool | None:
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


def false_sentences(case: Instance, condition: str) -> list[str]:
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


@functools.cache
def default(identifier: str) -> Instance:
    return case_of(claims.CLAIMS[identifier], {})


@pytest.mark.parametrize("seed", some(range(50), 0, 1))
@pytest.mark.parametrize("identifier", claims.CLAIMS)
def test_every_comparison_is_true_at_random_settings(identifier: str, seed: int) -> None:
    argument = claims.CLAIMS[identifier].argument
    case = Instance(argument, drawn(argument, np.random.default_rng(seed)))
    assert false_sentences(case, case.condition()) == []


@pytest.mark.parametrize("identifier", claims.CLAIMS)
def test_every_comparison_is_true_at_the_defaults(identifier: str) -> None:
    assert false_sentences(default(identifier), judged(identifier).condition) == []


@pytest.mark.parametrize(
    ("identifier", "given", "words"),
    [
        ("C40", {"cost": 0}, "holds for delta below 0.382163; "),
        # It holds in less than the width in which delta is asked.
        ("C40", {"cost": 1.41}, "holds for delta from 0.912276 up to 0.919944; "),
        ("C15", {"effort": 0.2}, "holds for a stake in [0.050, 0.400) and [0.433, 1.000]; "),
        ("C20", {"benefit": 2.4}, " and leaving costs more than idling (outside below 0)"),
        ("C28", {"cost": 0}, "holds at every friction"),
        ("C28", {"delta": 0}, "fails at every friction: "),
        ("C33", {"drop": 12}, "if friction costs 2 levels of trust; "),
        ("C33", {"drop": 2, "levels": 0}, "costs no trust, as there is none; "),
        ("C03", {"cost": 1.9}, "fails for every displacement"),
        ("C07", {"hardship": 0.5}, "holds if others adapt at a speed below 1 a period. "),
        ("C18", {"delta": 0, "spread": 0}, "fails: at no delta does an office"),
        ("C18", {"spread": 0.95}, "holds for delta from 0.5875 on. Wharves"),
        ("C14", {"deposit": 1}, "holds for delta below 0.625: the more patient need no help; "),
        ("C14", {"outside": 0.79}, "on: the less patient cannot be helped; "),
    ],
)
def test_words_of_short_ranges_and_of_those_up_to_an_end(
    identifier: str, given: dict[str, Any], words: str
) -> None:
    case = case_of(claims.CLAIMS[identifier], given)
    assert words in case.condition() + "; "
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
    case, condition = default(identifier), judged(identifier).condition
    word = next(word for word in CONTRARY if re.search(rf"{word} {N}", condition))
    contrary = re.sub(rf"{word} (?={N})", f"{CONTRARY[word]} ", condition, count=1)
    assert false_sentences(case, condition) == []
    assert false_sentences(case, contrary) != []
    other = condition.replace("holds", "fails", 1)
    assert false_sentences(case, other) != []


@pytest.mark.parametrize("identifier", claims.CLAIMS)
def test_every_edge_of_the_first_parameter_is_in_the_sentence(identifier: str) -> None:
    """A number changed is no edge any more: then this fails."""
    case, condition = default(identifier), judged(identifier).condition
    edge: Any = case.first_edge
    if edge is None or identifier in ("C11", "C23"):  # their sentences name other numbers
        return
    assert any(text in condition for text in (show(edge), f"{float(edge):.3f}"))


# Superlatives: each is computed once more from what it is about.

SUPERLATIVE = re.compile(
    r"(?<!at )\b(?:most|least|first)\b|\b(?:largest|smallest|greatest|fewest|highest|lowest)\b|"
    r"\b(?:nearest|best|worst|weakest|strongest|cheapest|easiest|hardest)\b"
)


def least_fine(case: Instance, fine: str, delta: str) -> bool:
    """Obeying is a best reply from T - R on; less than max(S, P) nobody can be held to."""
    p = case.p
    gain = max(p.temptation - p.reward, 0)
    least = max(p.sucker, p.punishment)
    return fine == show(gain) and close(delta, gain / (p.temptation - least))


def any_division(case: Instance, delta: str) -> bool:
    """Whether just below there is no division that keeps trust, and just above the optimal one."""
    edge = float(delta)
    some = [*np.linspace(0, 1, 9).tolist(), "optimal", "equal", "surplus", "none"]
    below = [case.argument.verdict(case.p.but(delta=edge * 0.999, division=x)) for x in some]
    above = case.argument.verdict(case.p.but(delta=min(edge * 1.001, 0.9999), division="optimal"))
    return {*below} == {HOLDS} and above != HOLDS


def weakest(case: Instance) -> bool:
    """Whether nobody gets less than the third member where all that is given up moves to it."""
    game = empirical._abatement(case.p, 1).payoffs[1, 1, 0]
    return bool(game[2] <= min(game[:2]))


def as_good_as_it_gets(case: Instance) -> bool:
    """Whether members without a rule reach the largest joint payoff, whatever the temptation."""
    low, high = case.argument.ranges["temptation"]
    for temptation in np.linspace(low, high, 7)[1:-1].tolist():
        game = pairs.game(case.p.but(temptation=temptation))
        alone = qg.nash(game, pure=True).payoffs.sum(axis=1)
        if alone.min() < game.payoffs.sum(axis=-1).max() - 1e-9:
            return False
    return True


def saves_most(case: Instance, name: str) -> bool:
    """Whether without this instrument a pair needs more patience than without any other one."""
    needs = {}
    for left_out in whole_system.INSTRUMENTS:
        on = tuple(each != left_out for each in whole_system.INSTRUMENTS)
        pair = whole_system._pair(case.p, on)
        needs[left_out] = float(qg.critical_discount(pair, sharing=pair.sharing).delta)
    return needs[name] >= max(needs.values()) - 1e-6


def close(text: str, number: float) -> bool:
    return float(Fraction(text)) == pytest.approx(float(number), rel=1e-5, abs=1e-9)


#: What a superlative of a condition says, and what computes it.
SUPERLATIVES: dict[str, Callable[..., bool]] = {
    rf"a fine is below ({N}), the least that makes an order work, and delta at least ({N})": (
        least_fine
    ),
    r"of what the strong gave up moved to the weakest": weakest,
    r"members do the best they can without any rule": as_good_as_it_gets,
    r"of its instruments (\w+) saves a pair most patience": saves_most,
    r"members alone play the best of any equilibrium": (
        lambda case: case.p.baseline == "any equilibrium"
    ),
}
#: A comparison with what is no edge of a parameter.
SUPERLATIVES |= {rf"under every division if it is below ({N})": any_division}


def denied(case: Instance, condition: str) -> list[str]:
    """Superlatives that are false; one that nobody computes is an error."""
    false, rest = [], condition
    for pattern, true in SUPERLATIVES.items():
        for one in re.finditer(pattern, condition):
            rest = rest.replace(one[0], "")
            if not true(case, *one.groups()):
                false.append(one[0])
    if left := SUPERLATIVE.search(rest):
        raise ValueError(f"nobody computes: {left[0]} in {condition}")
    return false


@pytest.mark.parametrize("identifier", claims.CLAIMS)
def test_every_superlative_is_true_at_the_defaults(identifier: str) -> None:
    assert denied(default(identifier), judged(identifier).condition) == []


@pytest.mark.parametrize("seed", some(range(50), 1, 2))
@pytest.mark.parametrize("identifier", ["C03", "C10", "C11", "C13", "C51"])
def test_every_superlative_is_true_at_random_settings(identifier: str, seed: int) -> None:
    argument = claims.CLAIMS[identifier].argument
    case = Instance(argument, drawn(argument, np.random.default_rng(seed)))
    assert denied(case, case.condition()) == []


@pytest.mark.parametrize(
    ("identifier", "said", "instead"),
    [
        ("C11", "below 2, the least", "below 3, the least"),
        ("C11", "delta at least 1/2", "delta at least 3/5"),
        ("C51", "of its instruments sharing", "of its instruments subsidy"),
        (
            "C13",
            "under every division if it is below 0.5",
            "under every division if it is below 0.6",
        ),
    ],
)
def test_another_superlative_is_noticed(identifier: str, said: str, instead: str) -> None:
    case = case_of(claims.CLAIMS[identifier], {"division": "none"} if identifier == "C13" else {})
    condition = case.condition()
    assert said in condition
    assert denied(case, condition) == []
    assert denied(case, condition.replace(said, instead)) != []


def test_a_superlative_that_nobody_computes_is_refused() -> None:
    case = default("C14")
    with pytest.raises(ValueError, match="nobody computes: most"):
        denied(case, f"{case.condition()}; most members are patient")


def test_what_nobody_needs_and_what_no_stake_pays_for_is_said_in_words():
    assert "though none of them does: 0 of 108 need their" in claims.c37(delta=0).condition
    cooperative = {"reward": 4, "sucker": 3, "temptation": -1, "punishment": -2}
    assert "takes more than any stake" in claims.c15(**cooperative).condition


def test_levels_of_trust_are_counted_in_words():
    assert "costs 1 level of trust" in claims.c33(drop=1).condition
    assert "costs 2 levels of trust" in claims.c33(drop=2).condition


def test_key_projects_are_counted_in_words():
    assert "with 2 projects" in claims.c47().condition
    assert "with 1 project " in claims.c47(projects=1).condition.replace(";", " ")


def test_the_region_of_temptations_ends_where_giving_way_brings_more():
    payoffs = {"reward": Fraction(17, 6), "sucker": Fraction(29, 11), "punishment": Fraction(4, 3)}
    region = claims.c45(delta=Fraction(6, 11), **payoffs).region["temptation"]
    assert region.pairs[-1][1] == pytest.approx(2 * 17 / 6 - 29 / 11)


@pytest.mark.parametrize("parts", [2, 32])
def test_every_change_of_a_word_is_found_however_close(parts: int) -> None:
    """Of three values in a row within one piece; of yes and no only an odd number shows."""
    edges = [0.3, 0.30002, 0.30003, 0.77]

    def words(values: Any) -> Any:
        return np.array(["none", "weak", "strong+", "none?", "strong"])[
            np.searchsorted(edges, values)
        ]

    found = search.turning(words, 0, 1, start=8, parts=parts)
    assert found.points == pytest.approx(edges, abs=1e-9)
    found = search.turning(lambda values: words(values) == "weak", 0, 1, start=8, parts=parts)
    assert found.points == ()


def test_a_search_ends_where_one_value_alone_is_answered_otherwise() -> None:
    """By rounding it may be, next to an edge."""

    def words(values: Any) -> Any:
        return np.array(["weak", "strong", "strong+"])[
            np.searchsorted([0.3, 0.7], values) * (len(values) > 1)
        ]

    found = search.turning(words, 0, 1)
    assert sorted({*found.points}) == pytest.approx([0.3, 0.7], abs=1e-9)


@pytest.mark.parametrize(
    ("name", "given", "edge"),
    [
        ("C05", {"benefit": 7}, "below -6"),
        ("C09", {"complement": 2, "cost": 3}, "more than 0.833333"),
        ("C25", {"cost": 4}, "at least 1.33333"),
        ("C26", {"benefit": 5, "link_cost": 4}, "at most 3.57143"),
        ("C47", {"cost": 4, "complement": 3}, "at least 2 each"),
        ("C07", {"cost": 0}, "below 1 a period"),
        ("C39", {"delta": 0}, "less than 1 of"),
    ],
)
def test_an_edge_outside_the_stated_range_or_at_its_end_is_named(
    name: str, given: dict[str, Any], edge: str
) -> None:
    claim = claims.CLAIMS[name](**given)
    assert edge in claim.condition
    assert qg.verify(claim).ok


def test_a_doubt_that_is_just_too_large_is_no_part_of_the_region():
    assert claims.c07(cost=0).holds_for() == "every doubt from 0 to just below 1"


def test_no_turnover_makes_up_for_an_exchange_that_nobody_wants():
    assert claims.c50(turnover=1, benefit=Fraction(1, 2)).extent == "never"


def test_whoever_is_paid_all_costs_contributes_without_a_network():
    assert claims.c24(multiplier=0, support=1).verdict == "fails"


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("C13", {"division": Fraction(1, 3)}),
        ("C19", {"gain": Fraction(1, 10**9), "benefit": 4}),
    ],
)
def test_edges_by_a_division_and_close_together_are_read(name: str, given: dict[str, Any]) -> None:
    assert qg.verify(claims.CLAIMS[name](**given)).ok


def test_where_negotiations_do_not_settle_there_is_no_table_of_them():
    assert "if every new government negotiates again" not in claims.c11(delta=1 - 1e-6).further
