"""For every test: pictures need no screen, random inputs have no deadline, nothing is skipped."""

import gc
import os
import re
import tempfile
from collections.abc import Callable, Generator

import hypothesis
import pytest
from helpers.marks import LEFT_OUT
from helpers.once import FOLDER

os.environ["MPLBACKEND"] = "Agg"

# A slow machine is no counterexample, and a failure has to come back when the test is run again.
SURE = {"deadline": None, "derandomize": True}
hypothesis.settings.register_profile("all", max_examples=40, **SURE)
hypothesis.settings.register_profile("fast", max_examples=25, **SURE)
hypothesis.settings.load_profile("all")


#: Examples that take long, by how their names begin; they run with the slow tests.
_LONG = (
    "qinba_games.paper.claims.",
    "qinba_games.paper.scenarios",
    "qinba_games.third_parties.cheapest.cheapest_coordinator",
)
#: Examples of everything, the whole case or every form, as in tests; all draws have them.
_LONGEST = frozenset(
    (
        "qinba_games.paper.claims.levels.superiors_first",
        "qinba_games.paper.report.reproduce",
        "qinba_games.paper.solving.study",
        "qinba_games.symbolic.twins.catalogue",
    )
)


def pytest_configure(config: pytest.Config) -> None:
    """A folder for what is solved once, which the processes of xdist find; what is left out."""
    if FOLDER not in os.environ:
        folder = tempfile.TemporaryDirectory()
        config.add_cleanup(folder.cleanup)
        os.environ[FOLDER] = folder.name
    asked = config.option.markexpr
    LEFT_OUT.update(re.findall(r"\bnot (\w+)", asked) if " or " not in asked else ())
    if "slow" in LEFT_OUT:
        hypothesis.settings.load_profile("fast")


#: Of a test with more cases than a few a fast run makes a quarter, and not many more than six; what
#: has to hold of the package's own files it asks of all.
_FEW, _MANY = 3, 6


def judged_once(example: Callable[[], None]) -> Callable[[], None]:
    """An example of a claim that shows what tests have judged, where it is about the same."""

    def run() -> None:
        from helpers.claim_thresholds import each_once

        with each_once():
            example()

    return run


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark as slow long examples, whose docstrings cannot say so, and most of many cases."""
    cases: dict[str, list[pytest.Item]] = {}
    for item in items:
        if item.name.startswith("qinba_games.paper.claims."):
            item.runtest = judged_once(item.runtest)
        if not any(map(item.get_closest_marker, ("slow", "exhaustive", "browser", "kernel"))):
            cases.setdefault(item.nodeid.partition("[")[0], []).append(item)
    for many in cases.values():
        whole = len(many) <= _FEW or "architecture" in many[0].path.parts
        for k, item in enumerate(many):
            if not whole and k % max(4, len(many) // _MANY):
                item.add_marker(pytest.mark.slow)
    for item in items:
        if item.name in _LONGEST:
            item.add_marker(pytest.mark.exhaustive)
        elif item.name.startswith(_LONG):
            item.add_marker(pytest.mark.slow)


@hypothesis.given(hypothesis.strategies.none())
def _first_draw(_: None) -> None:
    """Let hypothesis register its generator, which it looks for among what is not yet frozen."""


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Look for no garbage among what stays, now or later: that takes a tenth of all the time."""
    gc.disable()
    try:
        return (yield)
    finally:
        _first_draw()
        gc.freeze()
        gc.set_threshold(50_000)  # and rarely among what comes and goes
        gc.enable()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail the run if a test was skipped: what cannot run here must not look as if it had."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None and reporter.stats.get("skipped") and session.exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
