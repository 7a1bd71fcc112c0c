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
from helpers.claim_thresholds import LEVELS, judged, verdict_at
from helpers.marks import EXHAUSTIVE, SLOW, some

import qinba_games as qg
from qinba_games import errors
from qinba_games.paper import claims, claims_page, cli, facts, tables
from qinba_games.paper.claims import (
    catalogue,
    commons,
    contracts,
    coordinator,
    development,
    divisions,
    interdependence,
    lasting,
    levels,
    links,
    meetings,
    national,
    openness,
    participation,
    scope,
    third_party,
    three_levels,
    topics,
    trust,
    whole_system,
)
from qinba_games.paper.claims.parameters import Setting
from qinba_games.paper.claims.participation import cascade
from qinba_games.paper.claims.worlds import (
    alone,
    coalitions,
    pairs,
    relations,
    strangers,
    superiors,
    ties,
    windows,
)
from qinba_games.types import Certificate

EXPECTED = {
    "C01": "holds",
    "C02": "fails",
    "C03": "empirical",
    "C04": "holds",
    "C05": "holds",
    "C06": "holds",
    "C07": "empirical",
    "C08": "holds",
    "C09": "fails",
    "C10": "holds",
    "C11": "inconsistent",
    "C12": "fails",
    "C13": "fails",
    "C14": "holds",
    "C15": "inconsistent",
    "C16": "fails",
    "C17": "holds",
    "C18": "empirical",
    "C19": "holds",
    "C20": "holds",
    "C21": "fails",
    "C22": "holds",
    "C23": "inconsistent",
    "C24": "holds",
    "C25": "holds",
    "C26": "holds",
    "C27": "fails",
    "C28": "holds",
    "C29": "fails",
    "C30": "holds",
    "C31": "holds",
    "C32": "holds",
    "C33": "fails",
    "C34": "holds",
    "C35": "inconsistent",
    "C36": "holds",
    "C37": "fails",
    "C38": "fails",
    "C39": "empirical",
    "C40": "inconsistent",
    "C41": "holds",
    "C42": "holds",
    "C43": "holds",
    "C44": "holds",
    "C45": "holds",
    "C46": "holds",
    "C47": "holds",
    "C48": "holds",
    "C49": "holds",
    "C50": "holds",
    "C51": "holds",
}
#: In the stated ranges; it holds outside of them.
NEVER = ("C35",)
#: The module and the name of every solver that a verdict goes through.
SOLVERS = [
    ("C01", alone, "nash"),
    ("C02", alone, "nash"),
    ("C02", commons, "critical_discount"),
    ("C03", alone, "nash"),
    ("C04", coalitions, "dividends"),
    ("C04", commons, "shapley"),
    ("C05", development, "nash"),
    ("C06", relations, "evolve"),
    ("C07", relations, "evolve"),
    ("C08", pairs, "nash"),
    ("C08", pairs, "critical_discount"),
    ("C09", development, "critical_discount"),
    ("C10", trust, "correlated"),
    ("C10", pairs, "nash"),
    ("C11", pairs, "critical_discount"),
    ("C11", contracts, "critical_discount"),
    ("C12", relations, "evolve_many"),
    ("C13", divisions, "critical_discount"),
    ("C13", divisions, "core"),
    ("C14", third_party, "pivotal_window"),
    ("C15", third_party, "honesty"),
    ("C15", third_party, "workable_stakes"),
    ("C16", divisions, "critical_discount"),
    ("C17", alone, "nash"),
    ("C17", coalitions, "dividends"),
    ("C18", windows, "pivotal_window"),
    ("C19", topics, "link_issues"),
    ("C20", relations, "evolve"),
    ("C21", participation, "critical_discount"),
    ("C22", scope, "critical_discount"),
    ("C23", topics, "link_issues"),
    ("C24", alone, "nash"),
    ("C24", development, "critical_discount"),
    ("C25", interdependence, "membership_equilibria"),
    ("C25", interdependence, "critical_discount"),
    ("C26", links, "sustain"),
    ("C27", relations, "evolve_many"),
    ("C27", meetings, "evolve"),
    ("C27", ties, "evolve_many"),
    ("C28", relations, "evolve"),
    ("C29", ties, "evolve_many"),
    ("C30", strangers, "nash"),
    ("C31", relations, "evolve"),
    ("C32", relations, "evolve"),
    ("C33", relations, "evolve"),
    ("C34", relations, "evolve"),
    ("C34", relations, "evolve_many"),
    ("C34", coordinator, "attribute"),
    ("C34", coordinator, "pivotal_window"),
    ("C35", coordinator, "honesty"),
    ("C36", superiors, "stabilise"),
    ("C37", levels, "evolve_many"),
    ("C38", levels, "evolve_many"),
    ("C39", ties, "evolve_many"),
    ("C40", relations, "evolve"),
    ("C41", windows, "pivotal_window"),
    ("C41", national, "evolve_members"),
    ("C42", superiors, "stabilise"),
    ("C42", three_levels, "stabilise"),
    ("C43", national, "critical_discount"),
    ("C43", national, "when_it_hurts"),
    ("C44", superiors, "stabilise"),
    ("C45", pairs, "critical_discount"),
    ("C45", pairs, "nash"),
    ("C46", topics, "critical_discount"),
    ("C46", topics, "link_issues"),
    ("C47", interdependence, "key_projects"),
    ("C48", pairs, "critical_discount"),
    ("C49", pairs, "critical_discount"),
    ("C50", openness, "critical_discount"),
    ("C51", whole_system, "evolve"),
    ("C51", relations, "evolve_many"),
]


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
    def test_verdict_at_the_defaults(self, identifier: str) -> None:
        assert judged(identifier).verdict == EXPECTED[identifier]

    def test_statement_is_one_sentence(self, identifier: str) -> None:
        assert judged(identifier).statement.endswith(".")
        assert judged(identifier).statement.count(". ") == 0

    def test_is_certified(self, identifier: str) -> None:
        assert judged(identifier).certificate.ok

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
        assert plain["certified"] is True
        assert json.loads(json.dumps(plain, default=str))["verdict"] == claim.verdict
        assert list(claim.to_frame()) == list(claim.evidence)
        again = pickle.loads(pickle.dumps(claim))
        assert repr(again) == repr(claim)

    def test_is_frozen(self, identifier: str) -> None:
        with pytest.raises(AttributeError):
            judged(identifier).verdict = "holds"  # type: ignore[misc]

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
            asked = make.argument.asked(Setting(claim.parameters), name)
            values = rng.uniform(float(low), float(high), 3)
            assert asked(values).tolist() == [value in spans for value in values], name
            if not isinstance(claim.parameters[name], str):
                assert (claim.parameters[name] in spans) == (claim.verdict == "holds")
        assert claim.extent == ("never" if identifier in NEVER else "within")
        assert claim.holds_for() in claim.explain()

    def test_default_plot_makes_a_figure(self, identifier: str) -> None:
        ax = judged(identifier).plot()
        assert isinstance(ax, matplotlib.axes.Axes)
        matplotlib.pyplot.close(ax.figure)


def test_table_lists_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "all_claims", lambda: tuple(map(judged, EXPECTED)))
    frame = claims.table()
    assert list(frame.index) == list(claims.CLAIMS) == list(EXPECTED)
    columns = ["holds_for", "verdict", "extent", "condition", "threshold", "concept"]
    assert list(frame) == ["section", "claim", *columns]
    assert dict(frame.verdict) == EXPECTED


def test_report_lists_the_claims_and_where_their_theory_is() -> None:
    found = tuple(map(judged, EXPECTED))
    assert list(tables._claims(found).theory_page) == [
        f"theory/claims#{name.lower()}" for name in EXPECTED
    ]
    page = html.unescape(claims_page.claims_part(found).body)
    for claim in found:
        assert claim.statement in page
        assert f'id="{claim.id.lower()}"' in page
    assert "http" not in page
    assert "illustrative" in page


@pytest.fixture
def anew() -> Iterator[None]:
    """Nothing is remembered, before and after."""
    kept = (
        levels.needing,
        national.six_provinces,
        three_levels.of_case,
        ties.solved,
        whole_system._needed,
        levels.bearable,
        levels.everywhere,
    )
    superiors.forget()
    for solved in kept:
        solved.cache_clear()
    yield
    superiors.forget()
    for solved in kept:
        solved.cache_clear()


@pytest.mark.usefixtures("anew")
@pytest.mark.parametrize(("identifier", "module", "solver"), EACH_SOLVER)
def test_no_verdict_without_the_solver(
    identifier: str, module: Any, solver: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any, **__: Any) -> Any:
        raise errors.NotConvergedError("broken on purpose")

    monkeypatch.setattr(module, solver, broken)
    with pytest.raises(errors.NotConvergedError, match="broken on purpose"):
        claims.CLAIMS[identifier]()


@pytest.mark.usefixtures("anew")
@pytest.mark.parametrize(("identifier", "module", "solver"), EACH_SOLVER)
def test_no_verdict_without_a_certificate(
    identifier: str, module: Any, solver: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = getattr(module, solver)
    failed = Certificate(
        inside=False, largest_gain=1, member="1", state=None, action=None, exact=True, tolerance=0
    )
    for certificate in (None, failed):

        def uncertified(*given: Any, kept: Any = certificate, **options: Any) -> Any:
            found = real(*given, **options)
            object.__setattr__(found, "certificate", kept)
            return found

        monkeypatch.setattr(module, solver, uncertified)
        with pytest.raises(errors.CertificateError, match="not certified"):
            claims.CLAIMS[identifier]()


def impatient(real: Callable[..., Any]) -> Callable[..., Any]:
    return lambda model, delta, **options: real(model, np.asarray(delta) * 0 + 0.01, **options)


def patient(real: Callable[..., Any]) -> Callable[..., Any]:
    return lambda model, delta, **options: real(model, np.asarray(delta) * 0 + 0.99, **options)


@pytest.mark.parametrize(
    ("identifier", "mistake"),
    [
        ("C06", impatient),
        ("C20", patient),
        ("C28", impatient),
        ("C31", patient),
        ("C32", impatient),
        ("C33", impatient),
        ("C34", impatient),
    ],
)
def test_a_wrong_solver_makes_a_wrong_verdict(
    identifier: str, mistake: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Verdicts are what the solver says, not what a formula says."""
    claim, given = claims.CLAIMS[identifier], {"outside": 1.2} if identifier == "C31" else {}
    before = verdict_at(claim, given)
    for name in ("evolve", "evolve_many"):
        monkeypatch.setattr(relations, name, mistake(getattr(relations, name)))
    assert {before, verdict_at(claim, given)} == {"holds", "fails"}


@pytest.mark.parametrize(
    ("identifier", "given"),
    [
        ("C02", {"members": 6, "delta": 0.5}),
        ("C08", {"temptation": 4, "delta": 0.5}),
        ("C13", {"delta": 0.45, "division": "none"}),
        ("C43", {}),
        ("C45", {"temptation": 4, "delta": 0.5}),
        ("C46", {"complement": 5}),
        ("C48", {}),
        ("C49", {}),
        ("C50", {}),
    ],
)
def test_a_wrong_threshold_makes_a_wrong_verdict(
    identifier: str, given: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    modules = {"C02": commons, "C08": pairs, "C13": divisions, "C43": national, "C45": pairs}
    modules |= {"C46": topics, "C50": openness}
    module: Any = modules.get(identifier, pairs)
    real = module.critical_discount

    def other_way_round(*arguments: Any, **options: Any) -> Any:
        found = real(*arguments, **options)
        object.__setattr__(found, "delta", 1 - found.delta)
        return found

    assert verdict_at(claims.CLAIMS[identifier], given) == "holds"
    monkeypatch.setattr(module, "critical_discount", other_way_round)
    assert verdict_at(claims.CLAIMS[identifier], given) == "fails"


def hopeless(real: Callable[..., Any]) -> Callable[..., Any]:
    """Everything takes more patience than there is."""
    return changed(real, "delta", lambda _: 0.999)


def changed(real: Callable[..., Any], field: str, how: Callable[[Any], Any]) -> Callable[..., Any]:
    """The answer with one field forged."""

    def forged(*given: Any, **options: Any) -> Any:
        found = real(*given, **options)
        object.__setattr__(found, field, how(getattr(found, field)))
        return found

    return forged


def nobody_joins(real: Callable[..., Any]) -> Callable[..., Any]:
    return changed(real, "greatest", np.zeros_like)


def nobody_leads(real: Callable[..., Any]) -> Callable[..., Any]:
    return changed(real, "seeds", lambda _: ())


def better_alone(real: Callable[..., Any]) -> Callable[..., Any]:
    return lambda game, **options: real(qg.StageGame(game.payoffs + 10), **options)


def upside_down(real: Callable[..., Any]) -> Callable[..., Any]:
    return lambda game, **options: real(qg.StageGame(-game.payoffs), **options)


def idle_office(real: Callable[..., Any]) -> Callable[..., Any]:
    return lambda model, _, **options: real(model, qg.Coordinator(), **options)


def at_no_patience(real: Callable[..., Any]) -> Callable[..., Any]:
    return lambda model, delta, *given, **options: real(model, 0.01, *given, **options)


@pytest.mark.usefixtures("anew")
@pytest.mark.parametrize(
    ("identifier", "given", "module", "solver", "mistake"),
    [
        ("C03", {"doubt": 0.3}, alone, "nash", better_alone),
        ("C05", {}, development, "nash", upside_down),
        ("C07", {"doubt": 0.1}, relations, "evolve", impatient),
        ("C09", {"complement": 0.3}, development, "critical_discount", hopeless),
        ("C18", {"delta": 0.7}, windows, "pivotal_window", idle_office),
        ("C22", {}, scope, "critical_discount", hopeless),
        ("C24", {}, development, "critical_discount", hopeless),
        ("C25", {}, interdependence, "membership_equilibria", nobody_joins),
        ("C26", {}, links, "sustain", at_no_patience),
        ("C27", {"noise": 0.001}, relations, "evolve_many", impatient),
        ("C36", {}, superiors, "stabilise", at_no_patience),
        ("C37", {"quorum": 0.05}, levels, "evolve_many", impatient),
        ("C40", {"delta": 0.75}, relations, "evolve", impatient),
        ("C42", {}, superiors, "stabilise", at_no_patience),
        ("C44", {}, superiors, "stabilise", at_no_patience),
        ("C47", {}, interdependence, "key_projects", nobody_leads),
        ("C51", {}, whole_system, "evolve", impatient),
    ],
)
def test_a_wrong_answer_of_a_solver_turns_the_verdict(
    identifier: str,
    given: dict[str, Any],
    module: Any,
    solver: str,
    mistake: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    argument = claims.CLAIMS[identifier].argument
    p = Setting(argument.parameters, **given)
    assert argument.verdict(p) == "holds"
    superiors.forget()
    levels.needing.cache_clear()
    monkeypatch.setattr(module, solver, mistake(getattr(module, solver)))
    assert argument.verdict(p) == "fails"


@pytest.mark.parametrize(("identifier", "module"), [("C14", third_party), ("C41", windows)])
def test_a_third_party_who_can_do_nothing_is_not_needed(
    identifier: str, module: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = module.pivotal_window

    def idle(model: Any, _: Any, **options: Any) -> Any:
        return real(model, qg.Coordinator(), **options)

    assert verdict_at(claims.CLAIMS[identifier], {}) == "holds"
    monkeypatch.setattr(module, "pivotal_window", idle)
    assert verdict_at(claims.CLAIMS[identifier], {}) == "fails"


@pytest.mark.parametrize(("identifier", "module"), [("C15", third_party), ("C35", coordinator)])
def test_an_impatient_third_party_is_not_believed(
    identifier: str, module: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = module.honesty

    def impatient(income: Any, _: Any, deposit: Any, **options: Any) -> Any:
        return real(income, 0, deposit, **options)

    assert claims.CLAIMS[identifier]().verdict == "inconsistent"
    monkeypatch.setattr(module, "honesty", impatient)
    assert claims.CLAIMS[identifier]().verdict == "fails"


def test_an_unfined_order_is_not_obeyed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contracts, "Coordinator", lambda **_: qg.Coordinator(sharing=True))
    assert claims.c11(fine=3).verdict == "holds"


def test_a_rule_that_nobody_obeys_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    real = trust.correlated

    def worthless(stage: Any) -> Any:
        found = real(stage)
        object.__setattr__(found, "payoffs", found.payoffs * 0)
        return found

    monkeypatch.setattr(trust, "correlated", worthless)
    assert claims.c10().verdict == "fails"


@pytest.mark.slow
def test_trust_is_about_the_equilibria_found(monkeypatch: pytest.MonkeyPatch) -> None:
    real = strangers.nash

    def mistaken(stage: Any, **options: Any) -> Any:
        return real(qg.StageGame(stage.payoffs[::-1, ::-1]), **options)

    assert claims.c30().verdict == "holds"
    monkeypatch.setattr(strangers, "nash", mistaken)
    assert claims.c30().verdict == "fails"


@pytest.mark.parametrize(("income", "side"), [(0.65, "below"), (0.6, "above"), (0.7, "below")])
def test_counterexample_on_either_side_of_the_threshold(income: float, side: str) -> None:
    # At the threshold itself the claim holds, so that only what lies below is another verdict.
    other = claims.c35(income=income).counterexample["income"]
    assert (other < 0.65) == (side == "below")


def test_no_equilibrium_is_no_tragedy(monkeypatch: pytest.MonkeyPatch) -> None:
    real = alone.nash

    def none_found(stage: Any) -> Any:
        found = real(stage)
        object.__setattr__(found, "equilibria", ())
        return found

    monkeypatch.setattr(alone, "nash", none_found)
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


EDGES = [
    # Nobody gains enough for anything to be worth doing, or everybody does it anyway.
    (claims.c01, {"benefit": 0.5}, "fails"),
    (claims.c02, {"multiplier": 5}, "fails"),
    (claims.c02, {"multiplier": 0.5}, "fails"),
    (claims.c04, {"capacities": [2]}, "fails"),
    (claims.c04, {"capacities": [0, 0]}, "fails"),
    (claims.c04, {"capacities": [0.0008] * 4, "target": 0.003}, "holds"),
    (claims.c06, {"benefit": 0.5}, "fails"),
    (claims.c06, {"friction": 1}, "fails"),
    (claims.c12, {"benefit": 0.5}, "fails"),
    (claims.c12, {"cost": 0}, "fails"),
    (claims.c12, {"factor": 1, "noise": 0}, "fails"),
    # What would be kept is worth less than life outside, or does not cover its cost.
    (claims.c13, {"outside": 3}, "holds"),
    (claims.c13, {"costs": (3, 3), "division": "none"}, "holds"),
    (claims.c13, {"costs": (0, 0)}, "fails"),
    (claims.c13, {"division": 0}, "holds"),
    (claims.c13, {"division": None}, "holds"),
    (claims.c16, {"benefit": 2}, "fails"),
    (claims.c16, {"benefit": 0.4}, "fails"),
    (claims.c16, {"delta": 0.3}, "fails"),
    (claims.c16, {"spread": 0, "sharing": None}, "fails"),
    (claims.c17, {"members": 2}, "fails"),
    (claims.c17, {"reach": 0}, "fails"),
    (claims.c17, {"cost": 0, "members": 3}, "fails"),
    (claims.c17, {"benefit": 0}, "fails"),
    (claims.c19, {"gain": 0}, "fails"),
    (claims.c19, {"topics": 1}, "fails"),
    (claims.c19, {"topics": None}, "holds"),
    (claims.c19, {"benefit": 0.5}, "fails"),
    (claims.c19, {"benefit": 0.9, "topics": 4}, "holds"),
    (claims.c19, {"cost": 0}, "fails"),
    (claims.c21, {"multiplier": 5}, "fails"),
    (claims.c21, {"multiplier": 0.5, "rivalry": 0}, "fails"),
    (claims.c21, {"multiplier": 0.8, "rivalry": 0}, "holds"),
    (claims.c22, {"delta": 0}, "fails"),
    (claims.c22, {"benefit": 4, "delta": 0.9}, "holds"),
    (claims.c23, {"gain": 0}, "fails"),
    (claims.c23, {"delta": 0.5}, "fails"),
    (claims.c23, {"delta": 0.53}, "holds"),
    (claims.c23, {"delta": 0.53, "topics": 7}, "fails"),
    (claims.c23, {"delta": 0.99, "topics": 1}, "inconsistent"),
    (claims.c03, {"doubt": 0}, "holds"),
    (claims.c03, {"doubt": 1, "harm": 0}, "holds"),
    (claims.c03, {"cost": 9}, "fails"),
    (claims.c05, {"complement": 1}, "fails"),
    (claims.c05, {"benefit": 0.5}, "fails"),
    (claims.c07, {"doubt": 0}, "holds"),
    (claims.c07, {"delta": 0}, "fails"),
    (claims.c08, {"temptation": 3}, "fails"),
    (claims.c08, {"sucker": 2}, "fails"),
    (claims.c08, {"delta": 0}, "fails"),
    (claims.c09, {"similarity": 0, "complement": 0.5}, "fails"),
    (claims.c09, {"cost": 0}, "fails"),
    (claims.c10, {"temptation": 3}, "holds"),
    (claims.c10, {"sucker": 2}, "fails"),
    (claims.c11, {"fine": 0}, "holds"),
    (claims.c11, {"fine": 2}, "inconsistent"),
    (claims.c11, {"temptation": 2}, "fails"),
    (claims.c14, {"benefits": (2, 2)}, "fails"),
    (claims.c14, {"costs": (0, 0)}, "fails"),
    (claims.c14, {"outside": 1}, "fails"),
    (claims.c14, {"deposit": 1, "delta": 0}, "holds"),
    (claims.c14, {"benefits": (3, 0.5), "delta": 0.9}, "holds"),
    (claims.c15, {"effort": 5}, "fails"),
    (claims.c15, {"deposit": 100}, "fails"),
    (claims.c15, {"temptation": 2}, "inconsistent"),
    (claims.c18, {"delta": 0.3}, "fails"),
    (claims.c18, {"spread": 0}, "empirical"),
    (claims.c18, {"delta": 0.7}, "holds"),
    (claims.c20, {"benefit": 0.5}, "holds"),
    (claims.c20, {"outside": 0.1}, "fails"),
    (claims.c20, {"cost": 0}, "fails"),
    (claims.c24, {"delta": 0}, "fails"),
    (claims.c24, {"multiplier": 5}, "fails"),
    (claims.c24, {"support": 1}, "fails"),
    (claims.c25, {"cost": 0}, "fails"),
    (claims.c25, {"cost": 5}, "fails"),
    (claims.c26, {"neighbours": 2}, "fails"),
    (claims.c26, {"neighbours": 2, "members": 5}, "holds"),
    (claims.c26, {"delta": 0}, "fails"),
    (claims.c26, {"benefit": 0.5}, "fails"),
    (claims.c28, {"benefit": 0.2}, "fails"),
    (claims.c28, {"delta": 0}, "fails"),
    (claims.c27, {"noise": 0}, "holds"),
    (claims.c29, {"year": 1986}, "fails"),
    (claims.c29, {"year": 1985}, "holds"),
    (claims.c30, {"prior": 0}, "holds"),
    (claims.c30, {"prior": 1}, "fails"),
    (claims.c30, {"prior": 0, "sucker": 2}, "fails"),
    (claims.c30, {"delta": 0}, "fails"),
    (claims.c31, {"delta": 0}, "holds"),
    (claims.c32, {"delta": 0}, "fails"),
    (claims.c32, {"hardship": 0}, "fails"),
    (claims.c33, {"benefit": 0.2}, "holds"),
    (claims.c33, {"drop": 1, "friction": 1}, "fails"),
    (claims.c34, {"mediation": 0, "deposit": 0, "subsidy": 0}, "fails"),
    (claims.c34, {"factor": 1}, "holds"),
    (claims.c34, {"levels": 0}, "fails"),
    (claims.c35, {"effort": 0, "deposit": 0, "income": 0}, "holds"),
    (claims.c35, {"delta": 0}, "fails"),
    (claims.c35, {"stake": 0}, "fails"),
    (claims.c36, {"spread": 0.5, "barrier": 0}, "holds"),
    (claims.c36, {"mediation": 0, "barrier": 0.2}, "fails"),
    (claims.c36, {"benefit": 0.5}, "fails"),
    (claims.c37, {"quorum": 0}, "holds"),
    (claims.c37, {"delta": 0.8, "drop": None}, "holds"),
    (claims.c39, {"doubt": 0.5}, "holds"),
    (claims.c39, {"doubt": 0}, "holds"),
    (claims.c40, {"delta": 0}, "fails"),
    (claims.c40, {"hardship": 0}, "fails"),
    (claims.c41, {"spread": 0}, "fails"),
    (claims.c41, {"spread": 1}, "holds"),
    (claims.c41, {"multiplier": 0.5}, "fails"),
    (claims.c41, {"multiplier": 9}, "fails"),
    (claims.c42, {"control_loss": 1}, "fails"),
    (claims.c42, {"delta": 0}, "fails"),
    (claims.c43, {"budget": 0}, "fails"),
    (claims.c43, {"crowding_out": 0}, "holds"),
    (claims.c43, {"crowding_out": 0, "conditional": 0}, "fails"),
    (claims.c43, {"temptation": 2}, "fails"),
    (claims.c44, {"delta": 0}, "fails"),
    (claims.c44, {"mediation": 0, "spread": 0}, "fails"),
    (claims.c45, {"focal": "yes"}, "fails"),
    (claims.c45, {"delta": 0, "temptation": 2}, "holds"),
    (claims.c45, {"temptation": 2, "sucker": 2}, "fails"),
    (claims.c46, {"complement": 0}, "fails"),
    (claims.c46, {"benefit": 0.5, "complement": 2}, "holds"),
    (claims.c46, {"cost": 0}, "fails"),
    (claims.c46, {"delta": 0}, "fails"),
    (claims.c47, {"complement": 0.3}, "fails"),
    (claims.c47, {"projects": 1, "complement": 1}, "holds"),
    (claims.c47, {"cost": 0}, "fails"),
    (claims.c48, {"delta": 0.1}, "fails"),
    (claims.c48, {"delta": 0}, "fails"),
    (claims.c49, {"delta": 0}, "holds"),
    (claims.c50, {"weight": 0}, "fails"),
    (claims.c50, {"softening": 1}, "fails"),
    (claims.c50, {"turnover": 1}, "fails"),
    (claims.c51, {"delta": 0}, "fails"),
    (claims.c51, {"benefits": (0.5, 0.5), "subsidy": 0}, "fails"),
    (claims.c51, {"detection": 0, "monitoring": 0, "delta": 0.9}, "fails"),
]


@pytest.mark.parametrize(("make", "given", "verdict"), EDGES)
def test_verdict_at_the_edges_of_the_parameters(
    make: Any, given: dict[str, Any], verdict: str
) -> None:
    assert verdict_at(make, given) == verdict


@pytest.mark.parametrize(
    ("make", "given", "verdict"),
    [pytest.param(*edge, marks=EXHAUSTIVE if k % 10 else SLOW) for k, edge in enumerate(EDGES)],
)
def test_edges_of_the_parameters(make: Any, given: dict[str, Any], verdict: str) -> None:
    claim = make(**given)
    assert claim.verdict == verdict
    assert claim.verdict in claim.condition or claim.threshold
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


@pytest.mark.parametrize(("others", "gone"), [(0.0, 1), (0.3, 1), (0.6, 4)])
def test_cascade_of_withdrawals(others: float, gone: int) -> None:
    # A network of m keeps a member with outside value v exactly when v <= (m - 1) b - c/delta:
    # .575 for three and negative for two, with b = .6, c = .5, delta = .8.
    p = Setting(judged("C31").parameters, others=others)
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
    p = Setting(judged("C06").parameters, memory=memory, friction=0.2)
    found = relations.evolution(lasting._remembering, p, founding=memory)
    total = found.survival(np.arange(1, 400)).sum()
    batch = relations.varied(lasting._remembering, p, "delta", [0.8, 0.2], founding=memory)
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
        at = claims.c13(**p, delta=delta)
        assert ("the core is empty" in at.condition) == empty


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


@pytest.mark.parametrize("count", some([4, 10], 0, 1))
def test_no_division_beats_the_optimal_one(count: int) -> None:
    optimal = judged("C13").threshold["delta"]
    for division in np.linspace(0.3, 0.9, count):
        assert claims.c13(division=float(division), delta=0.01).threshold["delta"] >= optimal - 1e-9


def test_transfers_make_up_for_inequality_until_somebody_acts_alone() -> None:
    # A unit is worth .7 (1 + s) to the stronger member and costs 1: alone from s = 3/7 on.
    table = judged("C16").evidence
    needed = dict(zip(table["spread"], table["patience with transfers"], strict=True))
    assert [needed[s] for s in (0.0, 0.1, 0.2, 0.3, 0.4)] == pytest.approx([3 / 7] * 5)
    rising = [needed[s] for s in sorted(needed) if s > 3 / 7]
    assert (np.diff(rising) > 0).all()
    without = table["patience without sharing"]
    assert all(later >= earlier for earlier, later in itertools.pairwise(without))


@pytest.mark.slow
@pytest.mark.parametrize("benefit", some([0.4, 0.9, 1.1, 0.3, 0.6], 1, 3))
def test_river_coalitions_by_trying_all(benefit: float) -> None:
    n, q = 6, 0.8

    def worth(group: tuple[int, ...]) -> float:
        # A member makes an effort exactly when those of the group below it gain more than it costs.
        gains = (sum(benefit * q ** (j - i - 1) for j in group if j > i) for i in group)
        return sum(max(0.0, gain - 1) for gain in gains)

    groups = [g for k in range(1, n + 1) for g in itertools.combinations(range(n), k)]
    smallest = min((len(g) for g in groups if worth(g) > 1e-9), default=math.inf)
    table = claims.c17(benefit=benefit).evidence
    row = table["benefit"].index(benefit)
    assert table["smallest coalition"][row] == smallest
    assert table["efforts alone"][row] == 0
    below = [sum(benefit * q**k for k in range(n - 1 - i)) for i in range(n)]
    assert table["efforts together"][row] == sum(gain > 1 for gain in below)


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
    real = coalitions.dividends

    def everybody_alone(game: Any) -> Any:
        found = real(game)
        object.__setattr__(found, "values", np.ones_like(found.values))
        return found

    monkeypatch.setattr(coalitions, "dividends", everybody_alone)
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
    assert verdicts == {c.id: c.verdict for c in claims.all_claims(delta=0.3, drop=None)}
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
    # Work that costs nothing is outside of the stated range.
    assert judged("C35").counterexample is not None
    assert judged("C35").extent == "never"
    assert judged("C35").holds_for() == "no income between 0.1 and 0.4"


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
    found = claims.c22.uncertain(draws=100, rng=3, benefit=1.6, cost=2)
    assert found.share == pytest.approx(0.6, abs=4 * found.error)
    assert found.error == pytest.approx(np.sqrt(0.24 / 100), rel=0.1)
    assert sum(found.verdicts.values()) == found.draws == 100
    assert found.ranges.keys() == {"authority", "delta"}
    assert found.fixed == {"benefit": 1.6, "cost": 2}
    again = claims.c22.uncertain(draws=100, rng=found.seed, benefit=1.6, cost=2)
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
        (["--set", "members=two"], r"--set members 'two': must be an integer"),
        (["--set", "delta"], r"must read name=value"),
        (["--quiet"], r"'--quiet' is no option of claims"),
    ],
)
def test_command_explains_what_is_wrong(
    options: list[str], complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["claims", *options]) == 2
    printed, complaints = capsys.readouterr()
    assert printed == ""
    assert re.search(complaint, complaints)
