"""A chapter lists what it has, and each kind of answer has its check."""

import configparser
import importlib
import inspect
import operator
import re
from collections.abc import Iterator

import pytest
from helpers.project import ROOT, who_imports_whom

import qinba_games as qg
from qinba_games.common.register import CHECKS
from qinba_games.common.result import Result

KERNELS = ("verify", "common", "solvers")
# The command of the paper is entered from outside: the entry point in pyproject.toml.
ENTERED_FROM_OUTSIDE = {"qinba_games.paper.cli", "qinba_games.__main__"}
WITHOUT_CHECK = {"Scenario"}


def floors() -> dict[str, int]:
    """The floor of every room that exists, counted from the ground."""
    contracts = configparser.ConfigParser()
    contracts.read(ROOT / "setup.cfg")
    layers = contracts["importlinter:contract:floors"]["layers"]
    rows = re.sub(r"\(\w+\)", "", layers).split("\n")  # without chapters to come
    return {room: k for k, row in enumerate(reversed(rows)) for room in re.findall(r"\w+", row)}


FLOOR = floors()


@pytest.mark.parametrize("room", sorted(FLOOR))
def test_a_listed_name_is_defined_here_or_below(room: str) -> None:
    chapter = importlib.import_module(f"qinba_games.{room}")
    for name in getattr(chapter, "__all__", ()):
        value = getattr(chapter, name)
        place = value.__name__ if inspect.ismodule(value) else getattr(value, "__module__", None)
        parts = str(place).split(".")
        if parts[0] != "qinba_games" or len(parts) == 1:
            continue  # A plain value, or a type of numpy under a name of ours.
        if room == "solvers" and inspect.ismodule(value):
            continue
        assert parts[1] == room or FLOOR[parts[1]] < FLOOR[room], f"{name} is defined in {place}"


def test_each_file_is_reached_from_a_list_or_a_kernel() -> None:
    graph = who_imports_whom()
    kernels = {f"qinba_games.{room}" for room in KERNELS if room in FLOOR}
    known = {f"qinba_games.{room}" for room in FLOOR} | ENTERED_FROM_OUTSIDE | {"qinba_games"}
    for start in [*known, *kernels]:
        known |= graph.find_upstream_modules(start)
    # Whoever imports a file enters the folders above it first.
    known |= {name.rsplit(".", k)[0] for name in known for k in range(1, name.count(".") + 1)}
    assert not sorted(graph.modules - known)


# What 0.1 listed, by the chapter in which it has to be found.
PROMISED = {
    "": """Coordinator Partnership PerfectMonitoring RepeatedGame StageGame StochasticGame TUGame
        agreements attribute commons cooperative core correlated critical_discount discount_table
        errors evolve evolve_many evolving from_nashpy nash nucleolus paper pivotal_window
        prisoners_dilemma public_good resource_exchange shapley share solve stag_hunt sweep
        symbolic third_parties to_nashpy verify""",
    "agreements": """AbatementEconomy Agreement Issues SymmetricAgreement all_negotiated
        almost_ideal_sharing barrett_leader chander_tulkens critical_turnover
        diamantoudi_sartzetakis farsighted_agreements gamma_core issues_from_games
        linear_quadratic link_issues minimum_participation modest_agreement negotiated
        renegotiation_proof repeated_agreement stable_agreements""",
    "cooperative": """BargainingProblem ClaimsProblem River TUGame airport_game banzhaf claims_game
        core dividends glove_game least_core myerson_value network_game nucleolus owen_value
        per_capita_nucleolus prenucleolus properties shapley tau_value voting_game""",
    "paper": "Case Study Tie TieStudy Variant case claims publish.publication report.FILES "
    "reproduce study",
    "repeated": "Relation",
    "sharing": "characteristic_function fairness share shares_path",
    "symbolic": "catalogue form prove twin_of",
    "third_parties": """Coordinator Irrigation LawMerchant MerchantGuild PublicMonitoring adoption
        attribute audited cheapest_coordinator correlated credible_deposit honest_trade honesty
        inspection monitoring_window noisy_prisoners_dilemma pivotal_window protected_trade
        public_monitoring subsidy_budget watershed_game when_it_hurts workable_stakes""",
}


@pytest.mark.parametrize("room", PROMISED)
def test_names_of_the_first_version_are_kept(room: str) -> None:
    chapter = importlib.import_module(f"qinba_games.{room}".rstrip("."))
    importlib.import_module("qinba_games.paper.publish")
    for name in PROMISED[room].split():
        assert operator.attrgetter(name)(chapter) is not None
    assert isinstance(qg.paper.case(), qg.paper.Case)


def kinds(base: type = Result) -> Iterator[type]:
    """Every kind of result of the package."""
    for kind in base.__subclasses__():
        if kind.__module__.startswith("qinba_games."):
            yield kind
        yield from kinds(kind)


def test_each_kind_of_result_has_one_check() -> None:
    """One for the kind, or one for each kind of model that the answer can be about."""
    for room in FLOOR:
        importlib.import_module(f"qinba_games.{room}")
    found = {kind for kind in kinds() if not inspect.isabstract(kind)}
    assert type(qg.nash(qg.prisoners_dilemma(2, -1, 3, 0))) in found
    checked = {kind for kind, _ in CHECKS}
    assert {kind.__name__ for kind in found if (kind, None) not in CHECKS} == WITHOUT_CHECK
    assert checked <= found
