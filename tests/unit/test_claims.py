"""Claims: verdicts that come from solvers, with thresholds, evidence and counterexamples."""

import dataclasses
import html
import inspect
import itertools
import json
import math
import pickle
import re
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np
import pytest
from helpers.claim_thresholds import LEVELS, case_of, judged, verdict_at
from helpers.forgery import needing
from helpers.marks import EXHAUSTIVE, SLOW, some

import qinba_games as qg
from qinba_games import errors
from qinba_games.paper import claims, cli, facts, tables
from qinba_games.paper.claims import (
    catalogue,
    commons,
    contracts,
    coordinator,
    development,
    interdependence,
    levels,
    meetings,
    national,
    participation,
    plans,
    third_party,
    three_levels,
    topics,
    trust,
    whole_system,
)
from qinba_games.paper.claims.parameters import ParameterSetting
from qinba_games.paper.claims.participation import cascade
from qinba_games.paper.claims.worlds import alone, money, pairs, relations, superiors, ties, windows
from qinba_games.paper.page import appendix_part, claims_part
from qinba_games.types import Certificate

#: Verdicts at the defaults; all others hold.
OTHERWISE = {
    "fails": (2, 9, 12, 13, 16, 21, 27, 29, 33, 37, 38),
    "empirical": (3, 7, 18, 39),
    "inconsistent": (11, 23, 35, 40),
}
EXPECTED = {f"C{k:02}": "holds" for k in range(1, 52)}
EXPECTED |= {f"C{k:02}": verdict for verdict, which in OTHERWISE.items() for k in which}
#: On what verdicts rest that no equilibrium decides.
KINDS = {
    "by assumption": (1, 4, 5, 9, 10, 22, 25, 31, 36, 43, 44, 47, 48, 49, 50),
    "data needed": (3, 7, 39),
    "record": (29,),
}
#: The module and the name of every solver, and whose verdicts go through it.
GOES_THROUGH = {
    (alone, "nash"): "C01 C02 C03 C17 C24",
    (commons, "critical_discount"): "C02",
    (alone, "dividends"): "C04 C17",
    (commons, "shapley"): "C04",
    (development, "nash"): "C05",
    (relations, "evolve"): "C06 C07 C20 C28 C31 C32 C33 C34 C40",
    (pairs, "nash"): "C08 C10 C30 C45",
    (pairs, "critical_discount"): "C08 C11 C45 C48 C49",
    (development, "critical_discount"): "C09 C24",
    (trust, "correlated"): "C10",
    (relations, "evolve_many"): "C12 C27 C34 C36 C51",
    (contracts, "critical_discount"): "C11 C13 C16",
    (contracts, "core"): "C13",
    (third_party, "pivotal_window"): "C14",
    (third_party, "honesty"): "C15",
    (third_party, "workable_stakes"): "C15",
    (windows, "pivotal_window"): "C18 C41",
    (topics, "link_issues"): "C19 C23 C46",
    (participation, "critical_discount"): "C21 C22",
    (interdependence, "membership_equilibria"): "C25",
    (interdependence, "critical_discount"): "C25",
    (interdependence, "sustain"): "C26",
    (meetings, "evolve"): "C27",
    (ties, "evolve_many"): "C21 C27 C29 C39",
    (coordinator, "attribute"): "C34",
    (coordinator, "pivotal_window"): "C34",
    (coordinator, "honesty"): "C35",
    (superiors, "stabilise"): "C36 C42 C44",
    (levels, "evolve_many"): "C37 C38",
    (national, "evolve_members"): "C41",
    (three_levels, "stabilise"): "C42",
    (money, "plan"): "C40 C42 C44 C47",
    (national, "critical_discount"): "C43",
    (national, "when_it_hurts"): "C43",
    (topics, "critical_discount"): "C46",
    (interdependence, "key_projects"): "C47",
    (plans, "critical_discount"): "C50",
    (whole_system, "stabilise"): "C51",
}
SOLVERS = [(name, *solver) for solver, names in GOES_THROUGH.items() for name in names.split()]


#: These take longest; fast tests go through the others.
LONGEST = {("C27", ties), ("C34", coordinator), ("C41", national), ("C42", three_levels)}
EACH_SOLVER = [pytest.param(*one, marks=[SLOW] * (one[:2] in LONGEST)) for one in SOLVERS]


def one_side_holds(verdicts: list[str]) -> bool:
    return len(set(verdicts)) > 1 and "holds" in verdicts


# The fast tests in `tests/derived` cross every threshold that has a closed form.
@pytest.mark.parametrize(
    "identifier", [pytest.param(name, marks=[SLOW] * (name not in LEVELS)) for name in EXPECTED]
)
def test_verdict_turns_at_the_thresholds(identifier: str) -> None:
    claim = judged(identifier)
    assert claim.threshold
    for name, edge in claim.threshold.items():
        sides = [
            verdict_at(claims.CLAIMS[identifier], {**claim.parameters, name: float(edge) + step})
            for step in (-1e-6, 1e-6)
        ]
        assert one_side_holds(sides), name


# One claim after the other, so that of two processes only one judges it.
@pytest.mark.parametrize("identifier", EXPECTED, scope="class")
class TestEveryClaim:
    def test_is_a_sentence_with_a_verdict_that_is_certified(self, identifier: str) -> None:
        claim = judged(identifier)
        assert claim.verdict == EXPECTED[identifier]
        # No equilibrium decides what a record does: there is nothing to certify.
        assert (claim.certificate is None) == (claim.kind == "record")
        assert claim.certificate is None or claim.certificate.ok
        assert claim.statement.endswith(".")
        assert claim.statement.count(". ") == 0

    def test_counterexample_has_the_other_verdict(self, identifier: str) -> None:
        claim = judged(identifier)
        assert claim.counterexample is not None
        other = verdict_at(claims.CLAIMS[identifier], claim.counterexample)
        assert one_side_holds([claim.verdict, other])

    def test_evidence_agrees_with_the_verdict(self, identifier: str) -> None:
        claim = judged(identifier)
        name = claim.picture[0]
        row = int(np.abs(np.array(claim.evidence[name]) - claim.parameters[name]).argmin())
        assert claim.evidence[name][row] == pytest.approx(claim.parameters[name])
        assert claim.evidence["verdict"][row] == claim.verdict
        assert one_side_holds(claim.evidence["verdict"])

    @SLOW
    def test_evidence_has_the_verdict_of_its_parameters(self, identifier: str) -> None:
        claim = judged(identifier)
        name = claim.picture[0]
        for row in (0, -1):
            given = {**claim.parameters, name: claim.evidence[name][row]}
            assert verdict_at(claims.CLAIMS[identifier], given) == claim.evidence["verdict"][row]

    def test_explains_itself(self, identifier: str) -> None:
        claim = judged(identifier)
        text = claim.explain()
        for part in (identifier, claim.section, claim.statement, claim.verdict, claim.condition):
            assert part in text
        assert claim.concept in text
        assert ("It does not hold with" in text) == (claim.verdict == "holds")
        assert "illustrative" in text
        assert "\n" not in text
        assert repr(claim) in claim._repr_html_().replace("&#x27;", "'")

    def test_draws_where_it_is_told(self, identifier: str) -> None:
        from matplotlib import pyplot
        from matplotlib.figure import Figure

        before = pyplot.get_fignums()
        ax = Figure().subplots()
        assert judged(identifier).plot(ax, linewidth=3) is ax
        assert ax.lines[0].get_linewidth() == 3
        assert pyplot.get_fignums() == before

    def test_exports(self, identifier: str) -> None:
        claim = judged(identifier)
        plain = claim.to_dict()
        assert plain["id"] == identifier
        assert plain["certified"] is (None if claim.kind == "record" else True)
        assert json.loads(json.dumps(plain, default=str))["verdict"] == claim.verdict
        assert list(claim.to_frame()) == list(claim.evidence)
        again = pickle.loads(pickle.dumps(claim))
        assert repr(again) == repr(claim)

    def test_wrong_arguments_are_named(self, identifier: str) -> None:
        make = claims.CLAIMS[identifier]
        for name in make.argument.parameters:
            for wrong in ("much", math.nan):
                with pytest.raises(errors.InvalidInputError) as caught:
                    make(**{name: wrong})
                assert caught.value.argument == name
                assert caught.value.function == f"claims.{identifier.lower()}"

    def test_is_documented_by_its_parameters(self, identifier: str) -> None:
        make = claims.CLAIMS[identifier]
        shown = inspect.signature(make).parameters
        assert {name: p.default for name, p in shown.items()} == dict(make.argument.parameters)
        told = inspect.getdoc(make) or ""
        for name in shown:
            assert re.search(rf"^{name} : .*\n    \S", told, flags=re.MULTILINE)
        for name, (low, high) in make.argument.ranges.items():
            assert name in shown
            assert low < high
            if shown[name].default is not None:
                assert low <= shown[name].default <= high
        with pytest.raises(TypeError, match="positional"):
            make(1)
        last = list(shown)[-1]
        with pytest.raises(errors.UnknownNameError, match=f"Did you mean '{last}'") as caught:
            make(**{last + "s": 1})
        assert caught.value.argument == last + "s"

    def test_region_has_the_verdicts(self, identifier: str) -> None:
        claim, make = judged(identifier), claims.CLAIMS[identifier]
        assert set(claim.region) == set(make.argument.turns)
        assert set(claim.threshold) <= set(claim.region)
        rng = np.random.default_rng(1)
        for name, spans in claim.region.items():
            low, high = spans.domain
            asked = make.argument.holds_over(ParameterSetting(claim.parameters), name)
            values = rng.uniform(float(low), float(high), 3)
            assert asked(values).tolist() == [value in spans for value in values], name
            if not isinstance(claim.parameters[name], str):
                assert (claim.parameters[name] in spans) == (claim.verdict == "holds")
        assert claim.extent == "within"
        assert claim.holds_for() in claim.explain()


@pytest.mark.slow
def test_table_lists_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "all_claims", lambda: tuple(map(judged, EXPECTED)))
    frame = claims.table()
    assert list(frame.index) == list(claims.CLAIMS) == list(EXPECTED)
    columns = ["holds_for", "verdict", "extent", "kind", "condition", "threshold", "concept"]
    assert list(frame) == ["section", "claim", *columns]
    assert dict(frame.verdict) == EXPECTED
    kinds = {f"C{k:02}": kind for kind, which in KINDS.items() for k in which}
    assert dict(frame.kind) == {name: kinds.get(name, "computed") for name in EXPECTED}


@pytest.mark.parametrize("step", some([8, 1], 1))
def test_report_lists_the_claims_and_where_their_theory_is(step: int) -> None:
    numbers = list(EXPECTED)[::step]
    found = tuple(map(judged, numbers))
    assert list(tables._claims(found).theory_page) == [
        f"theory/claims#{name.lower()}" for name in numbers
    ]
    page = html.unescape(appendix_part(found).body)
    for claim in found:
        assert claim.statement in page
        assert f'id="{claim.id.lower()}"' in page
    assert "http" not in page
    assert "illustrative" in claims_part(found).body


FAILED = Certificate(
    inside=False, largest_gain=1, member="1", state=None, action=None, exact=True, tolerance=0
)


@pytest.fixture
def anew() -> Iterator[None]:
    """Nothing is remembered, before and after."""
    kept = (
        levels.needing,
        national.six_provinces,
        three_levels.of_case,
        money.bought,
        ties.evolution,
        whole_system._least_patience,
        levels.bearable,
        levels.everywhere,
        whole_system._of_case,
        meetings._least_patience,
    )
    superiors.forget()
    for solved in kept:
        solved.cache_clear()
    yield
    superiors.forget()
    for solved in kept:
        solved.cache_clear()


@pytest.mark.usefixtures("anew")
@pytest.mark.parametrize("certificate", some([FAILED, None], 1, 1))
@pytest.mark.parametrize(("identifier", "module", "solver"), EACH_SOLVER)
def test_no_verdict_without_a_certificate(identifier, module, solver, certificate, monkeypatch):
    real = getattr(module, solver)

    def uncertified(*given: Any, **options: Any) -> Any:
        found = real(*given, **options)
        object.__setattr__(found, "certificate", certificate)
        return found

    monkeypatch.setattr(module, solver, uncertified)
    with pytest.raises(errors.CertificateError, match="not certified"):
        dict(claims.CLAIMS[identifier]().further)


def impatient(real: Callable[..., Any]) -> Callable[..., Any]:
    return lambda model, delta, **options: real(model, np.asarray(delta) * 0 + 0.01, **options)


def patient(real: Callable[..., Any]) -> Callable[..., Any]:
    return lambda model, delta, **options: real(model, np.asarray(delta) * 0 + 0.99, **options)


def changed(real: Callable[..., Any], field: str, how: Callable[[Any], Any]) -> Callable[..., Any]:
    """The answer with one field forged."""

    def forged(*given: Any, **options: Any) -> Any:
        found = real(*given, **options)
        if field == "delta" and hasattr(found, "intervals"):
            return needing(found, how(found.delta))
        object.__setattr__(found, field, how(getattr(found, field)))
        return found

    return forged


def with_field(field: str, how: Callable[[Any], Any]) -> Callable[..., Any]:
    return lambda real: changed(real, field, how)


#: Everything takes more patience than there is; the patient are taken for impatient.
hopeless, other_way_round = (
    with_field("delta", lambda _: 0.999),
    with_field("delta", lambda d: 1 - d),
)


def of_another_game(payoffs: Callable[[Any], Any]) -> Callable[..., Any]:
    def mistaken(real: Callable[..., Any]) -> Callable[..., Any]:
        return lambda game, **options: real(qg.StageGame(payoffs(game.payoffs)), **options)

    return mistaken


def idle_office(real: Callable[..., Any]) -> Callable[..., Any]:
    return lambda model, _, **options: real(model, qg.Coordinator(), **options)


def at_no_patience(real: Callable[..., Any]) -> Callable[..., Any]:
    return lambda model, delta, *given, **options: real(model, 0.01, *given, **options)


def honest_at_no_patience(real: Callable[..., Any]) -> Callable[..., Any]:
    return lambda income, _, deposit, **options: real(income, 0, deposit, **options)


#: Claim, parameters, the module that asks, the solvers, and what is wrong with them.
WRONG: list[tuple[str, dict[str, Any], Any, str, Any]] = [
    ("C02", {"members": 6, "delta": 0.5}, commons, "critical_discount", other_way_round),
    ("C03", {"doubt": 0.3}, alone, "nash", of_another_game(lambda paid: paid + 10)),
    ("C05", {}, development, "nash", of_another_game(np.negative)),
    ("C06", {}, relations, "evolve evolve_many", impatient),
    ("C07", {"doubt": 0.1}, relations, "evolve", impatient),
    ("C08", {"temptation": 4, "delta": 0.5}, pairs, "critical_discount", other_way_round),
    ("C09", {"complement": 0.3}, development, "critical_discount", hopeless),
    ("C10", {}, trust, "correlated", with_field("payoffs", np.zeros_like)),
    ("C13", {"delta": 0.45, "division": "none"}, contracts, "critical_discount", other_way_round),
    ("C14", {}, third_party, "pivotal_window", idle_office),
    ("C15", {}, third_party, "honesty", honest_at_no_patience),
    ("C18", {"delta": 0.7}, windows, "pivotal_window", idle_office),
    ("C20", {}, relations, "evolve evolve_many", patient),
    ("C22", {}, participation, "critical_discount", hopeless),
    ("C24", {}, development, "critical_discount", hopeless),
    ("C25", {}, interdependence, "membership_equilibria", with_field("greatest", np.zeros_like)),
    ("C26", {}, interdependence, "sustain", at_no_patience),
    ("C27", {"noise": 0.001}, relations, "evolve_many", impatient),
    ("C28", {}, relations, "evolve evolve_many", impatient),
    ("C30", {}, pairs, "nash", of_another_game(lambda paid: paid[::-1, ::-1])),
    ("C31", {"outside": 1.2}, relations, "evolve evolve_many", patient),
    ("C32", {}, relations, "evolve evolve_many", impatient),
    ("C33", {}, relations, "evolve evolve_many", impatient),
    ("C34", {}, relations, "evolve evolve_many", impatient),
    ("C35", {}, coordinator, "honesty", honest_at_no_patience),
    ("C36", {}, superiors, "stabilise", at_no_patience),
    ("C37", {"quorum": 0.05}, levels, "evolve_many", impatient),
    ("C40", {"delta": 0.75}, relations, "evolve", impatient),
    ("C41", {}, windows, "pivotal_window", idle_office),
    ("C42", {}, superiors, "stabilise", at_no_patience),
    ("C43", {}, national, "critical_discount", other_way_round),
    ("C44", {}, superiors, "stabilise", at_no_patience),
    ("C45", {"temptation": 4, "delta": 0.5}, pairs, "critical_discount", other_way_round),
    ("C46", {"complement": 5}, topics, "critical_discount", other_way_round),
    ("C47", {}, interdependence, "key_projects", with_field("seeds", lambda _: ())),
    ("C48", {}, pairs, "critical_discount", other_way_round),
    ("C49", {}, pairs, "critical_discount", other_way_round),
    ("C50", {}, plans, "critical_discount", other_way_round),
    ("C51", {}, whole_system, "stabilise", at_no_patience),
]


@pytest.mark.usefixtures("anew")
@pytest.mark.parametrize(("identifier", "given", "module", "solvers", "mistake"), WRONG)
def test_a_wrong_answer_of_a_solver_turns_the_verdict(
    identifier, given, module, solvers, mistake, monkeypatch
):
    """Verdicts are what the solver says, not what a formula says."""
    argument = claims.CLAIMS[identifier].argument
    p = ParameterSetting(argument.parameters, **given)
    before = argument.verdict(p)
    superiors.forget()
    levels.needing.cache_clear()
    meetings._least_patience.cache_clear()
    for solver in solvers.split():
        monkeypatch.setattr(module, solver, mistake(getattr(module, solver)))
    verdicts = {before, argument.verdict(p)}
    assert verdicts in ({"holds", "fails"}, {"inconsistent", "fails"})


def test_an_unfined_order_is_not_obeyed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contracts, "Coordinator", lambda **_: qg.Coordinator(sharing=True))
    assert claims.c11(fine=3).verdict == "holds"


@pytest.mark.parametrize(("income", "side"), [(0.65, "below"), (0.6, "above"), (0.7, "below")])
def test_counterexample_on_either_side_of_the_threshold(income: float, side: str) -> None:
    # At the threshold itself the claim holds, so that only what lies below is another verdict.
    other = claims.c35(income=income).counterexample["income"]
    assert (other < 0.65) == (side == "below")


def test_no_equilibrium_is_no_tragedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alone, "nash", changed(alone.nash, "equilibria", lambda _: ()))
    with pytest.raises(errors.NoEquilibriumError, match="no verdict"):
        claims.c01()


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """All claims are some of those that are judged at once."""
    names = ("C01", "C02", "C06", "C33", "C48")
    kept = {name: claims.CLAIMS[name] for name in names}
    monkeypatch.setattr(catalogue, "CLAIMS", kept)
    return kept


@pytest.mark.slow
@pytest.mark.usefixtures("few")
def test_overrides_go_where_they_belong() -> None:
    changed = {claim.id: claim for claim in claims.all_claims(delta=0.3, friction=0.1)}
    assert changed["C02"].parameters["delta"] == 0.3
    assert changed["C06"].parameters["friction"] == 0.1
    assert changed["C06"].verdict == "fails"
    assert "delta" not in changed["C01"].parameters
    assert changed["C01"].parameters == judged("C01").parameters


def test_unknown_override_is_named_with_the_nearest() -> None:
    with pytest.raises(errors.UnknownNameError, match="Did you mean 'friction'"):
        claims.table(frictions=0.1)


#: Claim, verdict, and parameters at which it is that one.
AT_THE_EDGES = [
    ("c01", "fails", {"benefit": 0.5}),
    ("c02", "fails", {"multiplier": 5}, {"multiplier": 0.5}),
    ("c03", "fails", {"cost": 9}),
    ("c03", "holds", {"doubt": 0}, {"doubt": 1, "harm": 0}),
    ("c04", "fails", {"capacities": [2]}, {"capacities": [0, 0]}),
    ("c04", "holds", {"capacities": [0.0008] * 4, "target": 0.003}),
    ("c05", "fails", {"complement": 1}, {"benefit": 0.5}),
    ("c06", "fails", {"benefit": 0.5}, {"friction": 1}),
    ("c07", "fails", {"delta": 0}),
    ("c07", "holds", {"doubt": 0}),
    ("c08", "fails", {"temptation": 3}, {"sucker": 2}, {"delta": 0}),
    ("c09", "fails", {"similarity": 0, "complement": 0.5}, {"cost": 0}),
    ("c10", "fails", {"sucker": 2}),
    ("c10", "holds", {"temptation": 3}),
    ("c11", "fails", {"temptation": 2}),
    ("c11", "holds", {"fine": 0}),
    ("c11", "inconsistent", {"fine": 2}),
    ("c12", "fails", {"benefit": 0.5}, {"cost": 0}, {"factor": 1, "noise": 0}),
    ("c13", "fails", {"costs": (0, 0)}),
    ("c13", "holds", {"outside": 3}, {"costs": (3, 3), "division": "none"}, {"division": 0}),
    ("c13", "holds", {"division": None}),
    ("c14", "fails", {"benefits": (2, 2)}, {"costs": (0, 0)}, {"outside": 1}),
    ("c14", "holds", {"deposit": 1, "delta": 0}, {"benefits": (3, 0.5), "delta": 0.9}),
    ("c15", "fails", {"effort": 5}, {"deposit": 100}),
    ("c15", "holds", {"temptation": 2, "effort": 0}, {"stake": 0.3}),
    ("c15", "inconsistent", {"stake": 0}),
    ("c16", "fails", {"benefit": 2}, {"benefit": 0.4}, {"delta": 0.3}),
    ("c16", "fails", {"spread": 0, "sharing": None}),
    ("c17", "fails", {"members": 2}, {"reach": 0}, {"cost": 0, "members": 3}, {"benefit": 0}),
    ("c18", "empirical", {"spread": 0}),
    ("c18", "fails", {"delta": 0.3}),
    ("c18", "holds", {"delta": 0.7}),
    ("c19", "fails", {"gain": 0}, {"topics": 1}, {"benefit": 0.5}, {"cost": 0}),
    ("c19", "holds", {"topics": None}, {"benefit": 0.9, "topics": 4}),
    ("c20", "fails", {"outside": 0.1}, {"cost": 0}),
    ("c20", "holds", {"benefit": 0.5}),
    ("c21", "fails", {"multiplier": 5}, {"multiplier": 0.5, "rivalry": 0}),
    ("c21", "holds", {"multiplier": 0.8, "rivalry": 0}),
    ("c22", "fails", {"delta": 0}),
    ("c22", "holds", {"benefit": 4, "delta": 0.9}),
    ("c23", "fails", {"gain": 0}, {"delta": 0.5}, {"delta": 0.53, "topics": 7}),
    ("c23", "holds", {"delta": 0.53}),
    ("c23", "inconsistent", {"delta": 0.99, "topics": 1}),
    ("c24", "fails", {"delta": 0}, {"multiplier": 5}, {"support": 1}),
    ("c25", "fails", {"cost": 0}, {"cost": 5}),
    ("c26", "fails", {"neighbours": 2}, {"delta": 0}, {"benefit": 0.5}),
    ("c26", "holds", {"neighbours": 2, "members": 5}),
    ("c27", "holds", {"noise": 0}),
    ("c28", "fails", {"benefit": 0.2}, {"delta": 0}),
    ("c29", "fails", {"year": 1986}),
    ("c29", "holds", {"year": 1985}),
    ("c30", "fails", {"prior": 1}, {"prior": 0, "sucker": 2}, {"delta": 0}),
    ("c30", "holds", {"prior": 0}),
    ("c31", "holds", {"delta": 0}),
    ("c32", "fails", {"delta": 0}, {"hardship": 0}),
    ("c33", "fails", {"drop": 1, "friction": 1}),
    ("c33", "holds", {"benefit": 0.2}),
    ("c34", "fails", {"mediation": 0, "deposit": 0, "subsidy": 0}, {"levels": 0}),
    ("c34", "holds", {"factor": 1}),
    ("c35", "fails", {"delta": 0}, {"stake": 0}),
    ("c35", "holds", {"effort": 0, "deposit": 0, "income": 0}),
    ("c36", "fails", {"mediation": 0, "barrier": 0.2}, {"benefit": 0.5}),
    ("c36", "holds", {"spread": 0.5, "barrier": 0}),
    ("c37", "holds", {"quorum": 0}, {"delta": 0.8, "drop": None}),
    ("c39", "holds", {"doubt": 0.5}, {"doubt": 0}),
    ("c40", "fails", {"delta": 0}, {"hardship": 0}),
    ("c41", "fails", {"spread": 0}, {"multiplier": 0.5}, {"multiplier": 9}),
    ("c41", "holds", {"spread": 1}),
    ("c42", "fails", {"control_loss": 1}, {"delta": 0}),
    ("c43", "fails", {"budget": 0}, {"crowding_out": 0, "conditional": 0}, {"temptation": 2}),
    ("c43", "holds", {"crowding_out": 0}),
    ("c44", "fails", {"delta": 0}, {"mediation": 0, "spread": 0}),
    ("c45", "fails", {"focal": "yes"}, {"temptation": 2, "sucker": 2}),
    ("c45", "holds", {"delta": 0, "temptation": 2}),
    ("c46", "fails", {"complement": 0}, {"cost": 0}, {"delta": 0}),
    ("c46", "holds", {"benefit": 0.5, "complement": 2}),
    ("c47", "fails", {"complement": 0.3}, {"cost": 0}),
    ("c47", "holds", {"projects": 1, "complement": 1}),
    ("c48", "fails", {"delta": 0.1}, {"delta": 0}),
    ("c49", "holds", {"delta": 0}),
    ("c50", "fails", {"weight": 0}, {"softening": 1}, {"turnover": 1}),
    ("c51", "fails", {"delta": 0}, {"benefits": (0.5, 0.5), "subsidy": 0}),
    ("c51", "fails", {"detection": 0, "monitoring": 0, "delta": 0.9}),
]
EDGES = [
    (getattr(claims, name), given, verdict)
    for name, verdict, *points in AT_THE_EDGES
    for given in points
]


@pytest.mark.parametrize(("make", "given", "verdict"), EDGES)
def test_verdict_at_the_edges_of_the_parameters(make, given, verdict):
    assert verdict_at(make, given) == verdict


@pytest.mark.parametrize(
    ("make", "given", "verdict"),
    [pytest.param(*edge, marks=EXHAUSTIVE if k % 20 else SLOW) for k, edge in enumerate(EDGES)],
)
def test_edges_of_the_parameters(make: Any, given: dict[str, Any], verdict: str) -> None:
    claim, case = make(**given), case_of(make, given)
    assert claim.verdict == verdict
    assert claim.verdict in claim.condition or claim.threshold
    assert all(case.edge(name) == edge for name, edge in claim.threshold.items())
    assert claim.explain()


def test_tragedy_without_a_dilemma_has_a_counterexample() -> None:
    saved = claims.c02(multiplier=5)
    assert saved.threshold == {}
    assert claims.c02(**saved.counterexample).verdict == "holds"


@pytest.mark.parametrize("given", [{"capacities": [1] * 11}, {"capacities": []}, {"benefits": 3}])
def test_members_are_counted(given: dict[str, Any]) -> None:
    claim = claims.c04 if "capacities" in given else claims.c13
    with pytest.raises(errors.ShapeError, match="numbers, one for each member"):
        claim(**given)


@pytest.mark.slow
@pytest.mark.parametrize(("others", "gone"), [(0.0, 1), (0.3, 1), (0.6, 4)])
def test_cascade_of_withdrawals(others: float, gone: int) -> None:
    # A network of m keeps a member with outside value v exactly when v <= (m - 1) b - c/delta:
    # .575 for three and negative for two, with b = .6, c = .5, delta = .8.
    p = ParameterSetting(judged("C31").parameters, others=others)
    assert cascade(p) == gone
    assert cascade(p.but(outside=1.17)) == 0
    at = claims.c31(others=others).evidence
    assert at["members who leave"][at["outside"].index(1.3)] == gone


def test_sharing_keeps_a_dissatisfied_member_in() -> None:
    alone, shared = judged("C31"), claims.c31(sharing="voluntary")
    assert shared.threshold["outside"] > alone.threshold["outside"]
    assert (alone.verdict, shared.verdict) == ("holds", "fails")
    assert shared.concept == "voluntary-transfers SPE"


@pytest.mark.parametrize("memory", [1, 2, 3])
def test_lifetime_is_the_sum_of_survival(memory: int) -> None:
    p = ParameterSetting(judged("C06").parameters, memory=memory, friction=0.2)
    found = relations.evolution(trust._remembering, p, founding=memory)
    total = found.survival(np.arange(1, 400)).sum()
    batch = relations.varied(trust._remembering, p, "delta", [0.8, 0.2], founding=memory)
    # Trust falls with probability .2 a period, and the relation ends with the m-th fall.
    assert relations.lifetimes(batch) == pytest.approx([memory / 0.2, 0])
    assert total == pytest.approx(memory / 0.2)


def test_forgiving_relations_last_for_ever() -> None:
    pair = qg.Partnership([[2, 2], [3, 3]], 1, promotion=0.5, friction=0.1)
    batch = qg.evolve_many([pair], [0.9])
    assert relations.lifetimes(batch) == [math.inf]
    assert relations.chances_of_full_trust(batch) == pytest.approx([1])


def test_full_trust_is_a_race_against_friction() -> None:
    # Up with probability (1 - eps) p, over with eps: (1 - eps) p/((1 - eps) p + eps).
    pair = qg.Partnership([[2, 2], [3, 3]], 1, promotion=0.5, friction=0.1, drop=None)
    batch = qg.evolve_many([pair, pair], [0.9, 0.1])
    assert relations.chances_of_full_trust(batch) == pytest.approx([0.45 / 0.55, 0])


def test_least_patience_of_many() -> None:
    # delta* = (c/b)/(1 - eps), none where that is not below 1.
    pairs = [
        qg.Partnership([[b, b]], 1, promotion=0, friction=eps, drop=None)
        for b, eps in [(2, 0.1), (1.6, 0), (1.1, 0.2)]
    ]
    found = relations.least_patience(pairs)
    assert found[:2] == pytest.approx([0.5 / 0.9, 1 / 1.6], abs=1e-9)
    assert found[2] == math.inf


def test_hazard_falls_with_age_and_a_bad_history_is_final() -> None:
    table = judged("C12").further["hazard by age"]
    some = np.array(table["hazard, some trust"])
    assert some[0] == 0
    assert (np.diff(some[1:]) < 0).all()
    assert table["hazard, bad history"][0] == 1


@pytest.mark.parametrize("seed", range(5))
def test_smallest_coalition_by_trying_all(seed: int) -> None:
    rng = np.random.default_rng(seed)
    capacities, target = rng.integers(1, 6, 5).tolist(), int(rng.integers(2, 20))
    sizes = [
        k
        for k in range(1, 6)
        if any(sum(group) >= target for group in itertools.combinations(capacities, k))
    ]
    found = claims.c04(capacities=capacities, target=target)
    row = found.evidence["target"].index(target)
    assert found.evidence["smallest coalition"][row] == min(sizes, default=math.inf)
    powers = found.further["power"]["power"]
    assert sum(powers) == (1 if sizes else 0)
    assert found.evidence["power of the strongest"][row] == max(powers)


@pytest.mark.slow
def test_divisions_in_the_core_are_those_that_keep_trust() -> None:
    p = {"benefits": (2.4, 1.6), "costs": (1.0, 1.0), "outside": 0.1}
    found = claims.c13(**p, delta=0.7)
    row = found.evidence["delta"].index(0.7)
    low, high = (found.evidence[f"{end} for member 1"][row] for end in ("least", "most"))
    for payoff, verdict in [(low, "fails"), (high, "fails"), (low - 1e-6, "holds")]:
        # Two contributions are worth 4 and cost 2.
        at = {**p, "delta": 0.7, "division": payoff / 2}
        assert verdict_at(claims.c13, at) == verdict
    assert verdict_at(claims.c13, {**p, "delta": 0.7, "division": (high + 1e-6) / 2}) == "holds"
    optimal = found.threshold["delta"]
    for delta, empty in [(optimal - 1e-6, True), (optimal + 1e-6, False)]:
        at = case_of(claims.c13, {**p, "delta": delta})
        assert ("the core is empty" in at.condition()) == empty


@pytest.mark.slow
@pytest.mark.parametrize("division", ["optimal", 0.58])
def test_which_divisions_keep_trust_does_not_depend_on_the_one_in_force(division) -> None:
    # (1 - delta) b_i = .45 (2.4, 1.6) of 2: between .54 and 1 - .36.
    found = claims.c13(division=division)
    edges = [end for span in found.region["division"] for end in span]
    assert edges == pytest.approx([0, 0.54, 0.64, 1], abs=1e-12)
    named = isinstance(division, str)
    assert found.threshold.get("division") == (None if named else pytest.approx(0.54, abs=1e-12))


@SLOW
def test_divisions_that_keep_trust_are_exact_and_none_is_too_few_to_be_seen() -> None:
    benefits = (Fraction(12, 5), Fraction(8, 5))
    delta = Fraction(1, 2) + Fraction(1, 10**6)  # far between two values of any grid
    found = claims.c13(benefits=benefits, delta=delta)
    ends = ((1 - delta) * benefits[0] / 2, 1 - (1 - delta) * benefits[1] / 2)
    assert found.region["division"] == [(0, ends[0]), (ends[1], 1)]
    assert claims.c13(benefits=benefits, delta=Fraction(1, 2)).region["division"] == [(0, 1)]


def test_no_division_beats_the_optimal_one() -> None:
    optimal = case_of(claims.c13, {}).edge("delta")
    for division in np.linspace(0.3, 0.9, 10).tolist():
        other = case_of(claims.c13, {"division": division, "delta": 0.01})
        assert other.edge("delta") >= optimal - 1e-9


def test_transfers_make_up_for_inequality_until_somebody_acts_alone() -> None:
    # A unit is worth .7 (1 + s) to the stronger member and costs 1: alone from s = 3/7 on.
    table = judged("C16").evidence
    needed = dict(zip(table["spread"], table["patience with transfers"], strict=True))
    assert [needed[s] for s in (0.0, 0.1, 0.2, 0.3, 0.4)] == pytest.approx([3 / 7] * 5)
    rising = [needed[s] for s in sorted(needed) if s > 3 / 7]
    assert (np.diff(rising) > 0).all()
    without = table["patience without sharing"]
    assert all(later >= earlier for earlier, later in itertools.pairwise(without))


@SLOW
def test_river_coalitions_by_trying_all() -> None:
    n, q, claim = 6, 0.8, judged("C17")
    assert (claim.parameters["members"], claim.parameters["reach"]) == (n, q)

    def worth(group: tuple[int, ...], benefit: float) -> float:
        # A member makes an effort exactly when those of the group below it gain more than it costs.
        gains = (sum(benefit * q ** (j - i - 1) for j in group if j > i) for i in group)
        return sum(max(0.0, gain - 1) for gain in gains)

    groups = [g for k in range(1, n + 1) for g in itertools.combinations(range(n), k)]
    benefit, *found, _ = claim.evidence.values()
    for b, single, together, smallest in zip(benefit, *found, strict=True):
        sizes = (len(g) for g in groups if worth(g, b) > 1e-9)
        assert smallest == min(sizes, default=math.inf)
        assert single == 0
        below = [sum(b * q**k for k in range(n - 1 - i)) for i in range(n)]
        assert together == sum(gain > 1 for gain in below)


def test_plan_can_lose_what_single_agreements_keep() -> None:
    table = judged("C19").evidence
    row = table["delta"].index(0.55)
    assert table["surplus of one plan"][row] == 0
    assert table["surplus topic by topic"][row] == table["surplus of the best bundles"][row] > 0


def test_few_and_many_at_a_fixed_total_and_a_fixed_own_return() -> None:
    table = claims.c21(multiplier=1.6, members=4).further["patience by number of members"]
    for n, total, own in zip(*(table[name] for name in table), strict=True):
        assert total == pytest.approx((n - 1.6) / (1.6 * (n - 1)))
        # An own return of .4 for a cost of 1 is worth it to no two.
        assert own == pytest.approx(0.6 / (0.4 * (n - 1)) if n > 2 else math.inf)


def test_paper_is_held_against_its_own_list() -> None:
    name, listed = facts.longest_list_of_topics()
    claim = judged("C23")
    assert claim.parameters["topics"] == len(listed) == 5
    for part in (name, "inconsistent with the 5"):
        assert part in claim.condition
    assert judged("C19").condition.endswith(f"inconsistent with 5.3 ({', '.join(facts.plans())})")


@pytest.mark.slow
def test_one_agreement_on_all_decides_about_topics(monkeypatch: pytest.MonkeyPatch) -> None:
    real = topics.link_issues

    def swapped(*given: Any, **options: Any) -> Any:
        found = real(*given, **options)
        separate, linked = found.separate, found.linked
        object.__setattr__(found, "separate", (linked,) * len(separate))
        object.__setattr__(found, "linked", max(separate))
        return found

    monkeypatch.setattr(topics, "link_issues", swapped)
    assert claims.c19().verdict == "fails"
    assert claims.c23().verdict == "fails"


@pytest.mark.slow
def test_a_wrong_coalition_makes_a_wrong_verdict(monkeypatch: pytest.MonkeyPatch) -> None:
    everybody_alone = changed(alone.dividends, "values", np.ones_like)
    monkeypatch.setattr(alone, "dividends", everybody_alone)
    assert claims.c04().verdict == claims.c17().verdict == "fails"


def test_every_claim_has_its_theory() -> None:
    page = (Path(__file__).parents[2] / "docs" / "theory" / "claims.md").read_text("utf-8")
    assert re.findall(r"^\((C\d\d)\)=\n## C\d\d: ", page, flags=re.MULTILINE) == list(EXPECTED)
    assert re.findall(r"shown\(claims\.(c\d\d)\(\)\)", page) == [name.lower() for name in EXPECTED]


def test_command_prints_the_claims(few: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["claims", "--set", "delta=0.3", "drop=none"]) == 0
    printed, complaints = capsys.readouterr()
    assert complaints == ""
    verdicts = dict(re.findall(r"^(C\d\d)  (\w+)  ", printed, flags=re.MULTILINE))
    given = {"delta": 0.3, "drop": None}
    for name, judge in few.items():
        own = {key: given[key] for key in given.keys() & judge.argument.parameters.keys()}
        assert verdicts[name] == verdict_at(judge, own)
    assert list(verdicts) == list(few)
    assert verdicts != {name: EXPECTED[name] for name in few}
    assert "illustrative" in printed
    assert max(map(len, printed.splitlines())) <= 92


def test_command_explains_single_claims(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["claims", "c49", "C48", "--set", "delta=0.4"]) == 0
    printed, _ = capsys.readouterr()
    told = [claims.CLAIMS[name].explain(delta=0.4) for name in ("C49", "C48")]
    assert [" ".join(part.split()) for part in printed.split("\n\n")] == told
    assert max(map(len, printed.splitlines())) <= 92


@pytest.mark.slow
def test_always_and_never() -> None:
    # With half as much for one of two, no friction makes it as easy across the border.
    across = claims.c36(spread=0.5, barrier=0)
    assert across.holds_for() == "every barrier between 0 and 1"
    assert across.extent == "within"
    assert dataclasses.replace(across, counterexample=None).extent == "always"
    # As much as the work costs, and what honesty takes, is within the stated range.
    assert judged("C35").holds_for() == "income in [0.65, 1.00]"


def test_a_counterexample_without_a_number_is_in_no_range() -> None:
    # With trust that forgives, no friction is too much; without, this one is.
    forgiving = claims.c33(drop=1, friction=0.9, delta=0.3, benefit=3, cost=0.5)
    assert forgiving.counterexample["drop"] is None
    assert forgiving.extent == "never"


@pytest.mark.slow
def test_where_any_number_may_lie() -> None:
    spans = claims.c22.where("benefit", delta=0.3)
    # 2 b delta/c > a: b > .5 * 2/.6.
    assert spans[0][0] == pytest.approx(0.5 * 2 / 0.6, abs=1e-6)
    whole = claims.c26.where("neighbours")
    assert whole == [(3, 5)]
    with pytest.raises(errors.UnknownNameError, match="Did you mean 'benefit'"):
        claims.c22.where("benfit")


def test_region_leaves_out_what_makes_no_sense() -> None:
    # T > R or it is no dilemma: the stated range of T begins at 2.5. delta (T - P) = T - R.
    (spans,) = claims.c49(reward=3.5, delta=0.5, temptation=5).region.values()
    assert spans.domain[0] == pytest.approx(3.5)
    assert spans[0][0] == pytest.approx(7)


@pytest.mark.slow
def test_map_of_two_parameters() -> None:
    found = claims.c22.map("delta", "authority", steps=5)
    frame = found.to_frame()
    # a < min(.8, 1.6 delta).
    for authority, row in frame.iterrows():
        for delta, verdict in row.items():
            assert verdict == ("holds" if authority < min(0.8, 1.6 * delta) - 1e-9 else "fails")
    ax = found.plot()
    assert (ax.get_xlabel().partition(";")[0], ax.get_ylabel()) == ("delta", "authority")
    matplotlib.pyplot.close(ax.figure)
    with pytest.raises(errors.UnknownNameError, match="Did you mean 'delta'"):
        claims.c22.map("detla", "authority")
    with pytest.raises(errors.RangeError, match="another parameter than x"):
        claims.c22.map("delta", "delta")


@SLOW
def test_share_of_the_ranges() -> None:
    # a and delta even on [0, 1], b/c = .8: the area below min(.8, 1.6 delta) is
    # .8 * .5/2 + .8 * .5 = .6.
    found = claims.c22.uncertain(draws=50, rng=3, benefit=1.6, cost=2)
    assert found.share == pytest.approx(0.6, abs=4 * found.error)
    assert found.error == pytest.approx(np.sqrt(0.24 / 50), rel=0.1)
    assert sum(found.verdicts.values()) == found.draws == 50
    assert found.ranges.keys() == {"authority", "delta"}
    assert found.fixed == {"benefit": 1.6, "cost": 2}
    again = claims.c22.uncertain(draws=50, rng=found.seed, benefit=1.6, cost=2)
    assert again == found
    assert isinstance(claims.c22.uncertain(draws=2).seed, int)
    assert claims.c22.uncertain(draws=2, rng=np.random.default_rng(0)).seed is None
    with pytest.raises(errors.RangeError, match="draws"):
        claims.c22.uncertain(draws=0)


def test_whole_numbers_are_drawn_evenly() -> None:
    # Every two of six have a link from 3 neighbours on each side on, of 1 to 4.
    free = {"link_cost": 0, "delta": 0.9, "benefit": 2, "cost": 1, "members": 6}
    found = claims.c26.uncertain(draws=200, rng=2, **free)
    assert found.ranges == {"neighbours": (1, 4)}
    assert found.share == pytest.approx(0.5, abs=4 * found.error)


def test_patience_has_no_end_below_one() -> None:
    spans = judged("C22").region["delta"]
    assert spans.domain == (0, 1)
    assert spans[-1][1] == 1


def test_every_threshold_is_drawn() -> None:
    from matplotlib.figure import Figure

    window = judged("C14")
    ax = window.plot(Figure().subplots())
    lines = [line.get_xdata()[0] for line in ax.lines if line.get_linestyle() == "--"]
    assert lines == pytest.approx([0.5, 0.625])
    names = judged("C42").plot(Figure().subplots()).get_legend_handles_labels()[1]
    assert [name for name in names if name != "threshold"] == list(judged("C42").picture[1:])


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (["C1"], r"'C1' is no claim\. Did you mean"),
        (["C14", "--set", "benefit=2"], r"--set benefit 2.*Did you mean 'benefits'"),
        (["--set", "detla=0.3"], r"--set 'detla': is not known\. Did you mean 'delta'\?"),
        (["--set", "delta=3"], r"--set delta 3: a discount factor lies in"),
        (["--set", "members=two"], r"--set members 'two': is no whole number"),
        (["--set", "delta"], r"must read name=value"),
        (["--quiet"], r"'--quiet' is no option of claims"),
    ],
)
def test_command_explains_what_is_wrong(options, complaint, capsys):
    assert cli.main(["claims", *options]) == 2
    printed, complaints = capsys.readouterr()
    assert printed == ""
    assert re.search(complaint, complaints)


def test_claims_about_one_computation_refer_to_each_other() -> None:
    """Whoever is named is there, and names the other one."""
    see = {name: claim.argument.see for name, claim in claims.CLAIMS.items()}
    pairs = {name: text[:3] for name, text in see.items() if text}
    assert {frozenset(pair) for pair in pairs.items()} == {
        frozenset(pair) for pair in (("C12", "C27"), ("C28", "C33"), ("C32", "C40"), ("C42", "C44"))
    }
    assert all(pairs[pairs[name]] == name for name in pairs)
    assert f"{see['C33']}." in claims.c33().explain()
