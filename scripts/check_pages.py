"""Built pages are whole without a network: `python scripts/check_pages.py docs/_build/html`.

Nothing is loaded from elsewhere, no picture is without words, examples are code, formulas are set,
the search finds the right page first, and what a notebook's cell shows fits its page. The last
three are seen in headless Chromium, and said not to be tried where there is none.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

#: What somebody looks for -> where the answer is.
SOUGHT = {
    "network": "reference/network.html",
    "hierarchy": "theory/levels.html",
    "own region": "tutorials/04_your_own_region.html",
    "uncertainty": "tutorials/08_how_sure.html",
    "payoff set": "reference/payoff_sets.html",
    "cite": "how-to/cite.html",
}
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
#: On a desk what a cell shows, and what somebody typed, is no wider than the text; a phone scrolls
#: it, and not the page.
WIDTHS = (1280, 390)
WIDE = """(desk => {
    const wide = [...document.querySelectorAll(".cell_output *, .cell_input pre")].filter(one =>
        one.getBoundingClientRect().right > one.closest("article").getBoundingClientRect().right + 1
        || (one.tagName === "PRE" && one.scrollWidth > one.clientWidth));
    const page = document.documentElement;
    const beyond = page.scrollWidth > page.clientWidth ? ["the page scrolls sideways"] : [];
    const words = (desk ? wide : []).map(one => one.tagName + " " + one.textContent.trim());
    return [...beyond, ...words];
})"""
#: What >>> becomes in Markdown outside of code: quotations in quotations, or itself.
QUOTED = re.compile(r"<blockquote>\s*(<div>)?\s*<blockquote>")
CODE = re.compile(r"<(pre|code|script)\b.*?</\1>", re.DOTALL)
#: A page with many formulas.
FORMULAS = "theory/one-relation.html"


class Loads(HTMLParser):
    """Addresses that a page loads by itself, and pictures without words."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what is loaded from elsewhere, and pictures without words."""
        given = dict(attrs)
        loaded = given.get("src") or (given.get("href") if tag == "link" else None) or ""
        foreign = re.match(r"(https?:)?//", loaded)
        if foreign and given.get("rel") not in ("canonical", "next", "prev"):
            self.found.append(f"loads {loaded}")
        words = given.get("alt") or ""
        if tag == "img" and (not words or words.endswith((".png", ".svg"))):
            self.found.append(f"a picture without words: {given.get('src', '')[:60]}")


def complaints(folder: Path) -> list[str]:
    """What is wrong with the pages as they are written."""
    found = []
    for page in sorted(folder.rglob("*.html")):
        loads, text = Loads(), page.read_text(encoding="utf-8")
        loads.feed(text)
        if QUOTED.search(text):
            loads.found.append("has an example that is set as quotations")
        if "&gt;&gt;&gt;" in CODE.sub("", text):
            loads.found.append("has a prompt outside of code")
        found += [f"{page.relative_to(folder)} {one}" for one in loads.found]
    for style in sorted(folder.rglob("*.css")):
        foreign = re.findall(r"url\(['\"]?((?:https?:)?//[^)'\"]+)", style.read_text("utf-8"))
        found += [f"{style.relative_to(folder)} loads {one}" for one in foreign]
    return found


def seen(browser: str, address: str) -> str:
    """The page as it stands after its scripts have run, without a network."""
    command = [browser, "--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=9000"]
    command += ["--allow-file-access-from-files", "--host-resolver-rules=MAP * ~NOTFOUND"]
    done = subprocess.run(
        [*command, "--dump-dom", address], capture_output=True, text=True, check=True, timeout=120
    )
    return done.stdout


def works(browser: str) -> bool:
    """Whether a Chromium that is there can show an empty page."""
    try:
        return "<html" in seen(browser, "about:blank")
    except (OSError, subprocess.SubprocessError):
        return False


def complaints_in(browser: str, folder: Path) -> list[str]:
    """What is wrong with the pages as a reader without a network sees them."""
    root, found = folder.resolve().as_uri(), []
    formulas = seen(browser, f"{root}/{FORMULAS}")
    if "<mjx-container" not in formulas or re.search(r"\\\(|\\\[", _text(formulas)):
        found.append(f"{FORMULAS}: formulas are not set")
    for words, page in SOUGHT.items():
        listed = seen(browser, f"{root}/search.html?q={words.replace(' ', '+')}")
        results = listed.partition('class="search"')[2]
        first = re.search(r'href="([^"#?]+)', results)
        if first is None or first[1] != page:
            found.append(f"search for '{words}': {first and first[1]} comes first, not {page}")
    return found


def too_wide(browser: str, folder: Path) -> list[str]:
    """What does not fit on the pages of notebooks."""
    sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
    from browser.chromium import Chromium

    found = []
    with Chromium(browser) as page:
        for path in sorted((folder / "tutorials").glob("*.html")):
            for width in WIDTHS:
                page.show(path.resolve().as_uri(), width, 900)
                wide = page.run(f"{WIDE}({'true' if width == WIDTHS[0] else 'false'})")
                found += [f"{path.name} at {width} px: {one[:80]!r} is too wide" for one in wide]
    return found


def _text(page: str) -> str:
    """What is read of a page: without scripts."""
    return re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)


def main(folder: Path) -> int:
    """Print what is wrong; 0 if nothing is."""
    found = complaints(folder)
    browser = next(filter(works, filter(None, map(shutil.which, BROWSERS))), None)
    if browser is None:
        print("check_pages: no Chromium runs here, so formulas, search and widths were NOT TRIED")
    else:
        found += complaints_in(browser, folder) + too_wide(shutil.which(browser) or browser, folder)
    for one in found:
        print(f"check_pages: {one}", file=sys.stderr)
    print(f"check_pages: {len(found)} complaint(s) about {len(list(folder.rglob('*.html')))} pages")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
