"""Claims: verdicts that come from solvers, with thresholds, evidence and counterexamples."""

import json
import math
import pickle
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np
import pytest

import qinba_games as qg
from qinba_games import cli, errors
from qinba_games.paper import background, claims, tables
from qinba_games.paper.claims import catalogue, relations, section1, section2, section5, withdrawal
from qinba_games.results.certificate import Certificate

EXPECTED = {
    "C01": "holds",
    "C02": "fails",
    "C06": "holds",
    "C12": "fails",
    "C20": "holds",
    "C28": "holds",
    "C31": "holds",
    "C32": "holds",
    "C33": "fails",
    "C48": "holds",
    "C49": "holds",
    "C50": "holds",
}
#: The module and the name of every solver that a verdict goes through.
SOLVERS = [
    ("C01", section1, "nash"),
    ("C02", section1, "nash"),
    ("C02", section1, "critical_discount"),
    ("C06", relations, "evolve"),
    ("C12", relations, "evolve_many"),
    ("C20", relations, "evolve"),
    ("C28", relations, "evolve"),
    ("C31", relations, "evolve"),
    ("C32", relations, "evolve"),
    ("C33", relations, "evolve"),
    ("C48", section5, "critical_discount"),
    ("C49", section5, "critical_discount"),
    ("C50", section5, "critical_discount"),
]


@pytest.fixture(scope="module")
def judged() -> dict[str, claims.Claim]:
    return {claim.id: claim for claim in claims.all_claims()}


def test_verdicts_at_the_defaults(judged: dict[str, claims.Claim]) -> None:
    assert {identifier: claim.verdict for identifier, claim in judged.items()} == EXPECTED


@pytest.mark.parametrize("identifier", EXPECTED)
class TestEveryClaim:
    def test_is_certified(self, identifier: str, judged: dict[str, claims.Claim]) -> None:
        assert judged[identifier].certificate.ok

    def test_counterexample_has_the_other_verdict(
        self, identifier: str, judged: dict[str, claims.Claim]
    ) -> None:
        claim = judged[identifier]
        assert claim.counterexample is not None
        other = claims.CLAIMS[identifier](**claim.counterexample)
        assert {claim.verdict, other.verdict} == {"holds", "fails"}

    def test_verdict_turns_at_the_thresholds(
        self, identifier: str, judged: dict[str, claims.Claim]
    ) -> None:
        claim = judged[identifier]
        assert claim.threshold
        for name, edge in claim.threshold.items():
            sides = {
                claims.CLAIMS[identifier](**{**claim.parameters, name: float(edge) + step}).verdict
                for step in (-1e-6, 1e-6)
            }
            assert sides == {"holds", "fails"}, name

    def test_evidence_agrees_with_the_verdict(
        self, identifier: str, judged: dict[str, claims.Claim]
    ) -> None:
        claim = judged[identifier]
        name = claim.picture[0]
        row = int(np.abs(np.array(claim.evidence[name]) - claim.parameters[name]).argmin())
        assert claim.evidence[name][row] == pytest.approx(claim.parameters[name])
        assert claim.evidence["verdict"][row] == claim.verdict
        assert set(claim.evidence["verdict"]) == {"holds", "fails"}

    def test_evidence_has_the_verdict_of_its_parameters(
        self, identifier: str, judged: dict[str, claims.Claim]
    ) -> None:
        claim = judged[identifier]
        name = claim.picture[0]
        for row in (0, -1):
            again = claims.CLAIMS[identifier](
                **{**claim.parameters, name: claim.evidence[name][row]}
            )
            assert again.verdict == claim.evidence["verdict"][row]

    def test_explains_itself(self, identifier: str, judged: dict[str, claims.Claim]) -> None:
        claim = judged[identifier]
        text = claim.explain()
        for part in (identifier, claim.section, claim.statement, claim.verdict, claim.condition):
            assert part in text
        assert claim.concept in text
        assert "illustrative" in text
        assert "\n" not in text
        assert repr(claim) in claim._repr_html_().replace("&#x27;", "'")

    def test_draws_where_it_is_told(self, identifier: str, judged: dict[str, claims.Claim]) -> None:
        from matplotlib import pyplot
        from matplotlib.figure import Figure

        before = pyplot.get_fignums()
        ax = Figure().subplots()
        assert judged[identifier].plot(ax, linewidth=3) is ax
        assert ax.lines[0].get_linewidth() == 3
        assert pyplot.get_fignums() == before

    def test_exports(self, identifier: str, judged: dict[str, claims.Claim]) -> None:
        claim = judged[identifier]
        plain = claim.to_dict()
        assert plain["id"] == identifier
        assert plain["certified"] is True
        assert json.loads(json.dumps(plain, default=str))["verdict"] == claim.verdict
        assert list(claim.to_frame()) == list(claim.evidence)
        again = pickle.loads(pickle.dumps(claim))
        assert repr(again) == repr(claim)

    def test_is_frozen(self, identifier: str, judged: dict[str, claims.Claim]) -> None:
        with pytest.raises(AttributeError):
            judged[identifier].verdict = "holds"  # type: ignore[misc]

    def test_wrong_arguments_are_named(self, identifier: str) -> None:
        make = claims.CLAIMS[identifier]
        for name in catalogue._parameters(make):
            for wrong in ("much", math.nan):
                with pytest.raises(errors.InvalidInputError) as caught:
                    make(**{name: wrong})
                assert caught.value.argument == name
                assert caught.value.function == f"claims.{identifier.lower()}"

    def test_default_plot_makes_a_figure(
        self, identifier: str, judged: dict[str, claims.Claim]
    ) -> None:
        ax = judged[identifier].plot()
        assert isinstance(ax, matplotlib.axes.Axes)
        matplotlib.pyplot.close(ax.figure)


@pytest.mark.parametrize(("identifier", "module", "solver"), SOLVERS)
def test_no_verdict_without_the_solver(
    identifier: str, module: Any, solver: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any, **__: Any) -> Any:
        raise errors.NotConvergedError("broken on purpose")

    monkeypatch.setattr(module, solver, broken)
    with pytest.raises(errors.NotConvergedError, match="broken on purpose"):
        claims.CLAIMS[identifier]()


@pytest.mark.parametrize(("identifier", "module", "solver"), SOLVERS)
def test_no_verdict_without_a_certificate(
    identifier: str, module: Any, solver: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = getattr(module, solver)
    failed = Certificate(
        ok=False, largest_gain=1, member="1", state=None, action=None, exact=True, tolerance=0
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
    ],
)
def test_a_wrong_solver_makes_a_wrong_verdict(
    identifier: str, mistake: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Verdicts are what the solver says, not what a formula says."""
    given = {"outside": 1.2} if identifier == "C31" else {}
    before = claims.CLAIMS[identifier](**given).verdict
    for name in ("evolve", "evolve_many"):
        monkeypatch.setattr(relations, name, mistake(getattr(relations, name)))
    assert {before, claims.CLAIMS[identifier](**given).verdict} == {"holds", "fails"}


@pytest.mark.parametrize(
    ("identifier", "given"),
    [("C02", {"members": 6, "delta": 0.5}), ("C48", {}), ("C49", {}), ("C50", {})],
)
def test_a_wrong_threshold_makes_a_wrong_verdict(
    identifier: str, given: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    module = section1 if identifier == "C02" else section5
    real = module.critical_discount

    def other_way_round(*arguments: Any, **options: Any) -> Any:
        found = real(*arguments, **options)
        object.__setattr__(found, "delta", 1 - found.delta)
        return found

    assert claims.CLAIMS[identifier](**given).verdict == "holds"
    monkeypatch.setattr(module, "critical_discount", other_way_round)
    assert claims.CLAIMS[identifier](**given).verdict == "fails"


def test_no_equilibrium_is_no_tragedy(monkeypatch: pytest.MonkeyPatch) -> None:
    real = section1.nash

    def none_found(stage: Any) -> Any:
        found = real(stage)
        object.__setattr__(found, "equilibria", ())
        return found

    monkeypatch.setattr(section1, "nash", none_found)
    with pytest.raises(errors.NoEquilibriumError, match="no verdict"):
        claims.c01()


def test_table_lists_all() -> None:
    frame = claims.table()
    assert list(frame.index) == list(EXPECTED)
    assert list(frame) == ["section", "claim", "verdict", "condition", "threshold", "concept"]
    assert dict(frame.verdict) == EXPECTED


def test_overrides_go_where_they_belong() -> None:
    changed = {claim.id: claim for claim in claims.all_claims(delta=0.3, friction=0.1)}
    assert changed["C02"].parameters["delta"] == 0.3
    assert changed["C06"].parameters["friction"] == 0.1
    assert changed["C06"].verdict == "fails"
    assert "delta" not in changed["C01"].parameters
    assert changed["C01"].parameters == claims.c01().parameters


def test_unknown_override_is_named_with_the_nearest() -> None:
    with pytest.raises(errors.UnknownNameError, match="Did you mean 'friction'"):
        claims.table(frictions=0.1)


@pytest.mark.parametrize(
    ("make", "given", "verdict"),
    [
        # Nobody gains enough for anything to be worth doing, or everybody does it anyway.
        (claims.c01, {"benefit": 0.5}, "fails"),
        (claims.c02, {"multiplier": 5}, "fails"),
        (claims.c02, {"multiplier": 0.5}, "fails"),
        (claims.c06, {"benefit": 0.5}, "fails"),
        (claims.c06, {"friction": 1}, "fails"),
        (claims.c12, {"benefit": 0.5}, "fails"),
        (claims.c12, {"cost": 0}, "fails"),
        (claims.c12, {"factor": 1, "noise": 0}, "fails"),
        (claims.c20, {"benefit": 0.5}, "holds"),
        (claims.c20, {"outside": 0.1}, "fails"),
        (claims.c20, {"cost": 0}, "fails"),
        (claims.c28, {"benefit": 0.2}, "fails"),
        (claims.c28, {"delta": 0}, "fails"),
        (claims.c31, {"delta": 0}, "holds"),
        (claims.c32, {"delta": 0}, "fails"),
        (claims.c32, {"hardship": 0}, "fails"),
        (claims.c33, {"benefit": 0.2}, "holds"),
        (claims.c33, {"drop": 1, "friction": 1}, "fails"),
        (claims.c48, {"delta": 0.1}, "fails"),
        (claims.c48, {"delta": 0}, "fails"),
        (claims.c49, {"delta": 0}, "holds"),
        (claims.c50, {"weight": 0}, "fails"),
        (claims.c50, {"softening": 1}, "fails"),
        (claims.c50, {"turnover": 1}, "fails"),
    ],
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


def test_dilemma_payoffs_are_checked() -> None:
    with pytest.raises(errors.RangeError, match="temptation"):
        claims.c49(temptation=1)


@pytest.mark.parametrize(("others", "gone"), [(0.0, 1), (0.3, 1), (0.6, 4)])
def test_cascade_of_withdrawals(others: float, gone: int) -> None:
    # A network of m keeps a member with outside value v iff v <= (m - 1) b - c/delta:
    # .575 for three and negative for two, with b = .6, c = .5, delta = .8.
    p = {**claims.c31().parameters, "others": others}
    assert withdrawal.cascade(p) == gone
    assert withdrawal.cascade({**p, "outside": 1.17}) == 0
    at = claims.c31(others=others).evidence
    assert at["members who leave"][at["outside"].index(1.3)] == gone


def test_sharing_keeps_a_dissatisfied_member_in() -> None:
    alone, shared = claims.c31(), claims.c31(sharing="voluntary")
    assert shared.threshold["outside"] > alone.threshold["outside"]
    assert (alone.verdict, shared.verdict) == ("holds", "fails")
    assert shared.concept == "voluntary-transfers SPE"


@pytest.mark.parametrize("memory", [1, 2, 3])
def test_lifetime_is_the_sum_of_survival(memory: int) -> None:
    p = {**claims.c06().parameters, "memory": memory, "friction": 0.2}
    found = relations.evolution(section2._remembering, p, founding=memory)
    total = found.survival(np.arange(1, 400)).sum()
    batch = relations.varied(section2._remembering, p, "delta", [0.8, 0.2], founding=memory)
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
    table = claims.c12().further["hazard by age"]
    some = np.array(table["hazard, some trust"])
    assert some[0] == 0
    assert (np.diff(some[1:]) < 0).all()
    assert table["hazard, bad history"][0] == 1


def test_statements_are_one_sentence(judged: dict[str, claims.Claim]) -> None:
    for claim in judged.values():
        assert claim.statement.endswith(".")
        assert claim.statement.count(". ") == 0


def test_every_claim_has_its_theory() -> None:
    page = (Path(__file__).parents[2] / "docs" / "theory" / "claims.md").read_text("utf-8")
    assert re.findall(r"^\((C\d\d)\)=\n## C\d\d: ", page, flags=re.MULTILINE) == list(EXPECTED)
    assert re.findall(r"shown\(claims\.(c\d\d)\(\)\)", page) == [name.lower() for name in EXPECTED]


def test_report_lists_the_claims_and_where_their_theory_is() -> None:
    frame = tables._claims()
    assert list(frame.theory_page) == [f"theory/claims#{name.lower()}" for name in EXPECTED]
    page = background.claims_section({"claims": frame})
    for claim in claims.all_claims():
        row = page[page.index(f">{claim.id}</th>") :].partition("</tr>")[0].replace("&#x27;", "'")
        place = f"theory/claims#{claim.id.lower()}"
        for part in (claim.statement, claim.verdict, claim.condition, place):
            assert f">{part}</td>" in row
    assert "http" not in page
    assert "illustrative" in page


def test_command_prints_the_claims(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["claims", "--set", "delta=0.3", "drop=none"]) == 0
    printed, complaints = capsys.readouterr()
    assert complaints == ""
    verdicts = dict(re.findall(r"^(C\d\d)  (\w+)  ", printed, flags=re.MULTILINE))
    assert verdicts == {c.id: c.verdict for c in claims.all_claims(delta=0.3, drop=None)}
    assert verdicts != EXPECTED
    assert "illustrative" in printed
    assert max(map(len, printed.splitlines())) <= 92


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
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
