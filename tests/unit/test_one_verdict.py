"""A claim has one verdict word, and every place that shows it shows that one."""

import html
import pickle
import re

import pytest
from helpers.claim_thresholds import each_once, judged
from helpers.project import ROOT

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
    table = claims.catalogue.tabulated(found)["verdict"]
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
