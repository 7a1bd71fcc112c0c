"""The report in a real browser: nothing loaded, nothing cut, readable by all; needs a Chromium."""

import json
import os
import re
from pathlib import Path

import numpy as np
import pandas
import pytest

import qinba_games as qg
from browser.chromium import Chromium, found
from qinba_games.region.report import files

pytestmark = pytest.mark.browser

PHONE, DESKTOP = (390, 844), (1280, 900)
AXE = (Path(__file__).parent / "axe" / "axe.min.js").read_text(encoding="utf-8")
VIOLATIONS = """axe.run(document, {resultTypes: ["violations"]}).then(found =>
  found.violations.map(one => one.id + ": " + one.nodes.map(node => node.html).join("; ")))"""
#: Drawings, and whatever else could be wider than the screen, with how far it reaches.
#: (A phone shows a page that is too wide smaller, so that its own `innerWidth` says nothing.)
WIDE = """[...document.querySelectorAll("svg, table, pre, .bar, .track, figure")]
  .filter(one => one.checkVisibility() && !one.closest(".vh"))
  .map(one => [one.id || one.className.baseVal || one.className, one.getBoundingClientRect()])
  .filter(([name, box]) => box.left < -0.5
    || box.right > document.documentElement.clientWidth + 0.5)
  .map(([name, box]) => name)"""
#: The size of the smallest text of each kind of element, in pixels of the screen.
SMALLEST = """(() => { const sizes = {html: 99, svg: 99};
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const parent = walk.currentNode.parentElement, svg = parent.closest("svg");
    if (!walk.currentNode.data.trim() || !parent.checkVisibility()) continue;
    if (parent.closest(".vh, title, desc")) continue;
    const size = parseFloat(getComputedStyle(parent).fontSize);
    if (svg) {
      const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
      if (!parent.closest(".hn")) sizes.svg = Math.min(sizes.svg, size * scale);
    } else sizes.html = Math.min(sizes.html, size);
  }
  return sizes; })()"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = os.environ.get("REPORT")  # look at one that is there already
    if made:
        return Path(made)
    place = tmp_path_factory.mktemp("report") / "report"
    qg.paper.reproduce(place, draws=200, jobs=2, progress=False)
    return place


@pytest.fixture(scope="module")
def browser():
    program = found()
    if program is None:
        pytest.fail("there is no Chromium; install one, or name it in the variable CHROMIUM")
    with Chromium(program) as opened:
        yield opened


@pytest.fixture
def page(browser, folder, request):
    size, dark = request.param
    browser.show((folder / "index.html").as_uri(), *size, dark=dark)
    return browser


EVERYWHERE = pytest.mark.parametrize(
    "page",
    [(PHONE, False), (PHONE, True), (DESKTOP, False), (DESKTOP, True)],
    ids=["phone", "phone, dark", "desktop", "desktop, dark"],
    indirect=True,
)
ON_PHONE = pytest.mark.parametrize("page", [(PHONE, False)], indirect=True)
ON_BOTH = pytest.mark.parametrize("page", [(PHONE, False), (DESKTOP, False)], indirect=True)


@EVERYWHERE
def test_nothing_is_loaded_and_nothing_complains(page, folder):
    assert page.requests() == [(folder / "index.html").as_uri()]
    assert page.complaints() == []


@EVERYWHERE
def test_everybody_can_read_it(page):
    for opened in (False, True):
        page.run(
            f"document.querySelectorAll('details').forEach(one => one.open = {str(opened).lower()})"
        )
        page.run(f"{AXE};1")
        assert page.run(VIOLATIONS) == []


def test_a_violation_would_be_noticed(browser, folder):
    browser.show((folder / "index.html").as_uri(), *DESKTOP)
    browser.run("document.querySelector('svg[role=img]').removeAttribute('aria-labelledby')")
    browser.run("document.querySelector('svg[role=img] title').remove()")
    browser.run("document.querySelector('.cards p').style.color = 'rgb(240, 240, 240)'")
    browser.run(f"{AXE};1")
    told = {one.partition(":")[0] for one in browser.run(VIOLATIONS)}
    assert {"color-contrast", "svg-img-alt"} <= told


@ON_BOTH
def test_nothing_is_wider_than_the_screen(page):
    for opened in ("false", "true"):
        page.run(f"document.querySelectorAll('details').forEach(one => one.open = {opened})")
        assert page.run(WIDE) == []
        reach = "scrollWidth <= document.documentElement.clientWidth"
        assert page.run(f"document.documentElement.{reach}")


@ON_BOTH
def test_type_is_large_enough(page):
    smallest = page.run(SMALLEST)
    assert smallest["html"] >= 12.99
    assert smallest["svg"] >= 9.9


@ON_PHONE
def test_few_screens_on_a_phone(page):
    assert page.run("document.documentElement.scrollHeight") <= 25 * PHONE[1]


@ON_BOTH
def test_the_first_screen_says_all(page):
    cards = page.run(
        """[...document.querySelectorAll(".cards > div, .ministry li, h1")].map(one =>
          [one.innerText, one.getBoundingClientRect().bottom <= innerHeight])"""
    )
    assert all(seen for _, seen in cards)
    texts = [" ".join(text.split()) for text, _ in cards]
    starts = ("Asked Which of 49 pairs", "Assumed All payoffs are illustrative", "Found 15 ties")
    for start in (*starts, "How sure With 16 assumptions moved at once"):
        assert any(text.startswith(start) for text in texts)
    assert sum("●" in text for text in texts) == 3


def test_links_lead_somewhere(browser, folder):
    browser.show((folder / "index.html").as_uri(), *DESKTOP)
    lost = browser.run(
        """[...document.querySelectorAll("a[href^='#']")].map(one => one.hash.slice(1))
          .filter(name => !document.getElementById(name))"""
    )
    assert lost == []
    links = browser.run("[...document.querySelectorAll('a')].map(one => one.getAttribute('href'))")
    files = [link for link in links if not link.startswith(("#", "https://doi.org/"))]
    assert files
    assert all((folder / name).is_file() for name in files)
    assert json.loads((folder / "report.json").read_text())["files"]


def test_an_anchor_opens_its_table(browser, folder):
    browser.show((folder / "index.html").as_uri() + "#tie-40", *DESKTOP)
    assert browser.run("document.querySelector('#tie-40').checkVisibility()")
    assert browser.run("document.querySelector('#ties details').open")
    seen = "document.querySelector('#ties table.pre').checkVisibility()"
    assert not browser.run(seen)


def test_filters_need_no_script(browser, folder):
    browser.show((folder / "index.html").as_uri(), *DESKTOP)
    browser.run("document.querySelector('#ties details').open = true")
    shown = """[...document.querySelectorAll('#all-ties tbody tr')]
      .filter(one => one.checkVisibility()).length"""
    assert browser.run(shown) == 49
    browser.run("document.querySelector('input[data-show=across]').click()")
    assert browser.run(shown) == 23
    browser.run("document.querySelector('input[data-show=own]').click()")
    assert browser.run(shown) == 25


def test_paper_shows_whole_tables(browser, folder):
    browser.show((folder / "index.html").as_uri(), *DESKTOP, dark=True)
    browser.ask("Emulation.setEmulatedMedia", media="print")
    assert browser.run("document.querySelector('#tie-49').getBoundingClientRect().height > 5")
    assert not browser.run("document.querySelector('nav').checkVisibility()")
    light = "getComputedStyle(document.body).backgroundColor"
    assert browser.run(light) == "rgb(255, 255, 255)"
    assert browser.paper().startswith(b"%PDF")


def test_the_report_is_printed_without_a_trace_of_this_machine(folder, monkeypatch):
    """Its date is fixed; how a browser writes the rest is the browser's affair."""
    monkeypatch.setenv("CHROMIUM", found())
    one = files.pdf_of(files.browser("report"), (folder / "index.html").read_bytes())
    assert one.startswith(b"%PDF")
    dates = re.findall(rb"/(?:Creation|Mod)Date \(([^)]*)\)", one)
    assert dates
    assert set(dates) == {b"D:20000101000000+00'00'"}
    assert b"file://" not in one
    assert b"doi.org" in one


def test_the_keyboard_reaches_the_results_first(browser, folder):
    browser.show((folder / "index.html").as_uri(), *DESKTOP)
    for kind in ("keyDown", "keyUp"):
        browser.ask("Input.dispatchKeyEvent", type=kind, key="Tab", code="Tab",
                    windowsVirtualKeyCode=9)  # fmt: skip
    assert browser.run("document.activeElement.className") == "skip"
    assert browser.run("document.activeElement.getBoundingClientRect().left") >= 0


@pytest.fixture(scope="module", params=["a matrix", "a map"])
def other(request, tmp_path_factory):
    """A report about a region that is not Qinba: without coordinates, or with them."""
    place = tmp_path_factory.mktemp("other") / "report"
    names = ["Uri", "Schwyz", "Unterwalden", "Luzern", "Zürich & Land", "Glarus"]
    if request.param == "a matrix":
        rng = np.random.default_rng(4)
        table = rng.random((6, 6)) * 2 * (1 - np.eye(6))
        gains = pandas.DataFrame(table, index=names, columns=names)
        region = qg.Region.from_matrix(gains, cost=1)
    else:
        who = pandas.DataFrame(
            {
                "name": names,
                "lat": [46.8, 47.0, 46.9, 47.1, 47.4, 47.0],
                "lon": [8.6, 8.7, 8.3, 8.3, 8.5, 9.1],
                "group": list("aaabbb"),
            }
        )
        pairs = [(a, b) for k, a in enumerate(names) for b in names[k + 1 :]][::2]
        ties = pandas.DataFrame(pairs, columns=["a", "b"])
        region = qg.Region.from_frames(who, ties, delta=0.6)
    region.report(place, draws=40)
    return place


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_any_region_has_such_a_page(browser, other, size):
    browser.show((other / "index.html").as_uri(), *size)
    assert browser.requests() == [(other / "index.html").as_uri()]
    assert browser.complaints() == []
    assert browser.run(WIDE) == []
    assert browser.run(
        "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    )
    browser.run(f"{AXE};1")
    assert browser.run(VIOLATIONS) == []
    assert browser.run("document.body.innerText.includes('Zürich & Land')")
    assert browser.run("document.documentElement.scrollHeight") <= 25 * size[1]
