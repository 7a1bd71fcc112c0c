"""A claim has one verdict word, and every place that shows it shows that one."""

import dataclasses
import html
import pickle
import re
from typing import Any

import pytest
from helpers.claim_thresholds import LEVELS, each_once, judged
from helpers.marks import SLOW
from helpers.project import ROOT

import qinba_games as qg
from qinba_games.paper import claims, cli
from qinba_games.paper.claims.argument import VERDICTS
from qinba_games.paper.page import appendix_part

SOME = ("C02", "C03", "C11", "C14")


def test_every_verdict_is_one_of_four() -> None:
    found = [judged(name) for name in SOME]
    assert {claim.verdict for claim in found} == {*VERDICTS}


def test_page_table_and_command_say_the_same_word(capsys: pytest.CaptureFixture[str]) -> None:
    found = [judged(name) for name in SOME]
    page = html.unescape(appendix_part(found).body)
    shown = dict(re.findall(r'class="cid">(C\d\d)<.*?class="vd \w+">(\w+)<', page, flags=re.DOTALL))
    table = claims.catalogue.table_of(found)["verdict"]
    with each_once():
        assert cli.main(["claims", *SOME]) == 0
    told = " ".join(capsys.readouterr().out.split())
    printed = dict(re.findall(r"(C\d\d) \(section .*?Verdict: (\w+),", told))
    for claim in found:
        words = {shown[claim.id], table[claim.id], printed[claim.id], claim.to_dict()["verdict"]}
        assert words == {claim.verdict}
        assert f"Verdict: {claim.verdict}," in claim.explain()
        title = claim.plot().get_legend().get_title().get_text()
        assert " ".join(title.split()) == f"{claim.id}: {claim.verdict}"


def test_no_other_word_is_a_verdict() -> None:
    folder = ROOT / "qinba_games" / "paper"
    for path in (*folder.rglob("*.py"), *folder.rglob("*.html")):
        text = path.read_text(encoding="utf-8")
        assert "needs data" not in text, path
        if path.name != "argument.py":
            assert not re.search(r'return "(holds|fails|inconsistent|empirical)"', text), path


def test_a_claim_says_the_same_wherever_it_was_judged() -> None:
    """One that comes back from another process names what is changed in its counterexample."""
    found = judged("C02")
    assert pickle.loads(pickle.dumps(found)).explain() == found.explain()
    assert "It holds with delta 0.25 and all else equal." in found.explain()


EVERY = [pytest.param(name, marks=[SLOW] * (name not in LEVELS)) for name in claims.CLAIMS]


@pytest.mark.parametrize("identifier", EVERY)
def test_every_claim_is_confirmed(identifier: str) -> None:
    assert qg.verify(judged(identifier)).ok


def _moved(turning: Any, by: float) -> Any:
    return turning._replace(points=tuple(point + by for point in turning.points))


@pytest.mark.parametrize(
    ("field", "forge"),
    [
        ("id", lambda _: "C99"),
        ("verdict", lambda _: "fails"),
        ("condition", lambda text: text.replace("0.5", "0.6")),
        ("turns", lambda turns: {name: _moved(one, 0.01) for name, one in turns.items()}),
        ("evidence", lambda table: {**table, "verdict": table["verdict"][::-1]}),
        ("counterexample", lambda p: {**p, "delta": 0.55}),
        ("concept", lambda _: '"Nash equilibrium"'),
    ],
)
def test_what_a_claim_says_is_refused_if_solvers_do_not(field: str, forge: Any) -> None:
    told = judged("C14")
    forged = dataclasses.replace(told, **{field: forge(getattr(told, field))})
    found = qg.verify(forged)
    assert not found.ok
    assert field in found.action


def test_condition_is_asked_on_both_sides(monkeypatch: pytest.MonkeyPatch) -> None:
    """What makes a claim and what makes it again are wrong alike: the verdict does not turn."""
    judge = claims.CLAIMS["C14"]
    told = judged("C14")
    assert told.threshold == {"delta": 0.5}
    told = dataclasses.replace(told, turns={"delta": _moved(told.turns["delta"], 0.05)})
    monkeypatch.setitem(claims.CLAIMS, "C14", Same(judge, told))
    found = qg.verify(told)
    assert not found.ok
    assert found.action == "threshold of delta"


class Same:
    """Judges a claim as it was judged before."""

    def __init__(self, judge: Any, told: claims.Claim) -> None:
        self.argument, self.told = judge.argument, told

    def __call__(self, **_: Any) -> claims.Claim:
        return self.told


def test_a_claim_has_no_policy() -> None:
    with pytest.raises(qg.errors.NotApplicableError, match="no policy"):
        qg.verify(judged("C14"), policy={})
