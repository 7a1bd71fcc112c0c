"""The page of a study: its numbers are those of the study, and nothing of the user's is lost."""

import re
from html.parser import HTMLParser

import pandas
import pytest

import qinba_games as qg
from qinba_games import paper
from qinba_games.core import errors


@pytest.fixture(scope="module")
def study():
    return paper.case().study()


@pytest.fixture(scope="module")
def page(study, tmp_path_factory):
    return study.report(tmp_path_factory.mktemp("page"), title="Qinba & more")


class Reader(HTMLParser):
    """Counts tags that are open and text by the last one."""

    def __init__(self):
        super().__init__()
        self.open, self.wrong, self.links, self.ids = [], [], [], []

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.ids += [attrs["id"]] if "id" in attrs else []
        self.links += [attrs[key] for key in ("href", "src") if key in attrs]
        if tag not in {"meta", "link", "input", "br"}:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)


def test_the_first_screen_says_what_was_found(page):
    text = page.read_text("utf-8")
    assert "<h1>Of 49 ties, 15 are kept alone and 40 with a coordinator.</h1>" in text
    assert "The coordinator adds 25 ties, " in text
    assert "With a coordinator: 22 strong, 18 weak, 2 nominal, 7 isolated" in text
    assert "Alone: 12 strong, 3 weak, 12 nominal, 22 isolated" in text
    assert "Qinba &amp; more · 49 ties" in text


def test_the_page_is_well_formed_and_asks_nothing_of_the_network(page):
    text = page.read_text("utf-8")
    reader = Reader()
    reader.feed(text)
    assert (reader.open, reader.wrong) == ([], [])
    own = {"map", "ties", "assumed", "sure"}
    assert {link[1:] for link in reader.links if link.startswith("#")} >= own
    assert {*reader.ids} >= own
    assert not any(re.match(r"(https?:)?//", link) for link in reader.links)
    assert "<script" not in text
    assert "url(http" not in text
    assert len(text) < 400_000


def test_every_tie_stands_in_the_table(study, page):
    text = page.read_text("utf-8")
    whole = text[text.index("<details>") : text.index("</details>")]
    assert whole.count('<th scope="row">') == 49
    assert whole.count('data-f="added') == sum(study.added)
    for reason in study.reasons:
        assert reason.replace("'", "&#39;") in whole
    table = pandas.read_csv(page.parent / "ties.csv")
    assert table["class_with"].value_counts().to_dict() == {
        "strong": 22, "weak": 18, "isolated": 7, "nominal": 2,
    }  # fmt: skip


def test_what_is_assumed_is_what_was_computed(study, tmp_path):
    other = study.region.study(delta=0.65, coordinator=qg.Coordinator(deposit=0.3))
    text = other.report(tmp_path / "deep" / "page").read_text("utf-8")
    assert "assumed, 0.65: a benefit next period counts 65\N{NO-BREAK SPACE}% of one now" in text
    assert "The coordinator: Coordinator(deposit=0.3)." in text
    assert "<code>mediation</code>" not in text
    assert "<code>hardship</code>" in text


def test_a_small_region_has_its_own_words(tmp_path):
    ties = {"a": ["<A>"], "b": ["B"], "benefit_a": [1.6], "benefit_b": [1.2]}
    region = qg.Region.from_frames({"name": ["<A>", "B"]}, ties)
    text = region.study().report(tmp_path).read_text("utf-8")
    assert "Of 1 tie, 0 are kept alone and 1 with a coordinator." in text
    assert "The coordinator adds 1 tie. Over the widest range" in text
    assert "<A>" not in text
    assert "&lt;A&gt;–B" in text
    assert "<details>" not in text
    none = region.study(coordinator=qg.Coordinator()).report(tmp_path).read_text("utf-8")
    assert "It adds no tie." in none


def test_an_unresolved_window_is_marked(study, tmp_path):
    window = study.windows[0]
    steps = window.without.steps
    wrong = steps.replace(labels=tuple("weak" if x == "strong" else "strong" for x in steps.labels))
    broken = window.replace(without=window.without.replace(steps=wrong))
    marked = study.replace(windows=(broken, *study.windows[1:]))
    text = marked.report(tmp_path).read_text("utf-8")
    assert '<td class="w">unresolved' in text
    assert "Unresolved windows: 1." in text


def test_a_folder_of_somebody_else_is_not_touched(study, page, tmp_path):
    assert study.report(page.parent, title="Qinba & more") == page
    (tmp_path / "letter.txt").write_text("mine")
    for folder in (tmp_path, tmp_path / "letter.txt"):
        with pytest.raises(errors.RangeError, match=r"Study\.report: folder must be new"):
            study.report(folder)
    with pytest.raises(errors.OutputError, match="cannot be made"):
        study.report(tmp_path / "letter.txt" / "page")
    assert [each.name for each in tmp_path.iterdir()] == ["letter.txt"]
