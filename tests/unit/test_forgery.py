"""A result of which anything was changed is refused, unless what it says is still so."""

import dataclasses

import numpy as np
import pytest

import qinba_games as qg
from qinba_games.cooperative import TUGame, core, least_core, nucleolus, properties, shapley

from ..helpers.forgery import forgeries

DILEMMA = qg.StageGame.from_bimatrix([[9, 1], [10, 3]], [[9, 10], [1, 3]])
FLOATS = qg.StageGame(DILEMMA.payoffs.astype(float))
BENEFIT = np.repeat(1.2 + 0.35 * np.arange(3)[:, None], 2, axis=1)
PLAIN = {"promotion": 0.6, "friction": 0.05}
TIMES = {"bad_times": [(0.25, (1, 1))]}
PAIR = qg.Partnership(BENEFIT, 1, **PLAIN, **TIMES)
SHARING = qg.Partnership(BENEFIT * [1, 0.8], 1, sharing="voluntary", **PLAIN, **TIMES)
BOUND = qg.Partnership(BENEFIT, 1, mandate=["1"], **PLAIN)
COALITIONS = TUGame([0, 0, 0, 40.0, 0, 50, 20, 100])

#: Kind of result, field: why a change of it may be accepted.
STILL_SO = {
    ("Equilibrium", "delta"): "the agreement is the best one at that patience too",
    ("Equilibrium", "transfers"): "a fine may be higher than it need be",
    ("EvolutionBatch", "delta"): "members who leave get the same at that patience",
    ("CriticalDiscount", "tolerance"): "named in .unchecked: a larger error claims less",
    ("CriticalDiscount", "binding"): "a name twice is the same name",
    ("CriticalDiscount", "exact"): "numbers that are exact may be called rounded",
    ("DiscountTable", "exact"): "numbers that are exact may be called rounded",
    ("Allocation", "levels"): "a level twice says the same",
}
RESULTS = {
    "table": lambda: qg.discount_table(DILEMMA),
    "table in floats": lambda: qg.discount_table(FLOATS),
    "threshold": lambda: qg.critical_discount(FLOATS),
    "threshold of a rule": lambda: qg.critical_discount(DILEMMA, sharing="equal"),
    "equilibrium": lambda: qg.solve(FLOATS, 0.5),
    "equilibrium of a rule": lambda: qg.solve(FLOATS, 0.5, sharing="equal"),
    "states": lambda: qg.solve(qg.StochasticGame.from_stage(FLOATS), 0.5),
    "partnership": lambda: qg.evolve(PAIR, 0.8),
    "voluntary": lambda: qg.evolve(SHARING, 0.9),
    "mandate": lambda: qg.evolve(BOUND, 0.8),
    "batch": lambda: qg.evolve_many([PAIR, PAIR], [0.7, 0.8]),
    "threshold of a partnership": lambda: qg.critical_discount(PAIR),
    "core": lambda: core(COALITIONS),
    "corners": lambda: core(COALITIONS, vertices=True),
    "least core": lambda: least_core(COALITIONS),
    "nucleolus": lambda: nucleolus(COALITIONS),
    "shapley": lambda: shapley(COALITIONS),
    "properties": lambda: properties(COALITIONS),
}


@pytest.mark.parametrize("name", RESULTS)
def test_what_is_forged_is_refused(name):
    result = RESULTS[name]()
    kind, size = type(result).__name__, 100 if "oalition" in repr(result.game) else 10
    accepted, tried = {}, 0
    for field, change, forged in forgeries(result, size):
        tried += 1
        certificate = qg.verify(forged)
        # Less may be claimed than is so: that it is the best was found and is not said.
        if certificate.ok and field != "proven" and field not in result.certificate.unchecked:
            accepted.setdefault((kind, field), []).append(change)
    assert tried > 10
    assert set(accepted) <= set(STILL_SO)
    assert sum(map(len, accepted.values())) <= 0.05 * tried + 2


def test_a_forged_end_of_the_relation_is_refused():
    found = qg.evolve(qg.Partnership(BENEFIT, 1, promotion=0.6, friction=0.3, drop=None), 0.9)
    chain = found.chain.copy()
    chain[-1] = np.eye(len(chain))[0]  # dissolved, it begins anew
    forged = dataclasses.replace(found, chain=chain)
    assert not qg.verify(forged).ok
    assert qg.verify(found).ok


def test_what_is_too_large_for_floats_is_no_answer():
    with np.errstate(all="ignore"), pytest.raises(qg.errors.QinbaGamesError):
        shapley(TUGame([0, 1e308, -1e308, 1e308, 1e308, -1e308, 1e308, 1e308]))


def test_fields_that_were_not_checked_are_named():
    certificate = qg.critical_discount(PAIR).certificate
    assert "tolerance" in certificate.unchecked
    assert "not checked: tolerance" in repr(certificate)
    assert qg.evolve(PAIR, 0.8).certificate.unchecked == ()


def test_a_culprit_is_named_only_where_something_fails():
    found = qg.evolve(PAIR, 0.8)
    assert " by " not in repr(found.certificate)
    forged = dataclasses.replace(found, founding_value=0.0)
    assert "by action founding value" in repr(qg.verify(forged))
