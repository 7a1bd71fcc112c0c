"""The sliders in a real browser: they are there, a move is told, a new page is shown."""

import json

import pytest

import qinba_games as qg
from browser.chromium import Chromium, found
from qinba_games.explore.sliders import controls, page, script

pytestmark = pytest.mark.browser

PAIR = qg.Partnership([[1.2, 0.7], [1.55, 1.05]], 1, promotion=0.6, friction=0.05)
# What a notebook hands to the script: state, and a way to be told of changes.
HOST = """
const told = [], model = {{ state: {state}, heard: null,
  get(name) {{ return this.state[name]; }},
  set(name, value) {{ this.state[name] = value; }},
  on(_, listen) {{ this.heard = listen; }},
  save_changes() {{ told.push(this.state.settings); }} }};
render({{ model, el: document.getElementById("here") }});
window.told = told; window.model = model;
"""


def test_a_move_of_a_slider_is_told_and_a_new_page_is_shown(tmp_path):
    program = found()
    if program is None:
        pytest.fail("there is no Chromium; install one, or name it in the variable CHROMIUM")
    given = controls(PAIR, 0.7, qg.Coordinator(sharing=True))
    settings = {control["name"]: control["value"] for control in given}
    state = {"controls": given, "settings": settings, "page": page(PAIR, settings)}
    moved = script().replace("export default { render };", HOST.format(state=json.dumps(state)))
    place = tmp_path / "sliders.html"
    place.write_text(
        f'<meta charset="utf-8"><div id="here"></div><script type="module">{moved}</script>',
        encoding="utf-8",
    )
    with Chromium(program) as browser:
        browser.show(place.as_uri(), 900, 600)
        assert browser.run("document.querySelectorAll('input, select').length") == len(given)
        assert browser.run("document.querySelectorAll('svg').length") == 4
        browser.run(
            "(() => { const one = document.querySelector('input'); one.value = 0.3;"
            " one.dispatchEvent(new Event('input')); })()"
        )
        assert browser.run("told.map(one => one.delta)") == [0.3]
        assert browser.run("document.querySelector('output').textContent") == "0.3"
        browser.run("(() => { model.state.page = '<p>anew</p>'; model.heard(); })()")
        assert "anew" in browser.run("document.getElementById('here').textContent")
        assert browser.complaints() == []
        assert browser.requests() == [] or all(r.startswith("file:") for r in browser.requests())
