"""`waiting` beside all policies of small pairs, and what its certificate notices."""

import dataclasses
import itertools

import numpy as np
import pytest
from helpers.marks import SLOW

import qinba_games as qg
from qinba_games import errors
from qinba_games.hierarchy import waiting

TREE = {"nation": None, "A": "nation", "B": "nation", "a": "A", "b": "B"}
BUILDING = qg.Partnership([[0.4, 0.4], [2.5, 2.5]], 1, promotion=0.5, friction=0)


def chain_of(pair, delta, border=(0.6, 0, 0.7), regime="national", **options):
    strong = qg.Partnership([[2, 2], [3, 3]], 1, promotion=0.9, friction=0)
    levels = qg.Hierarchy(
        TREE, {("A", "B"): strong, ("a", "b"): pair}, inside=0.1, border=list(border)
    )
    return qg.stabilise(levels, delta, regime, **options)


def values_of(one, delta, policies, flows):
    """Values (P, S, columns) of policies (P, S) at states (trust, place), one of which ends."""
    places = len(one.environment)
    trust, place = np.divmod(np.arange(2 * places), places)
    fall = np.eye(2)[np.maximum(trust - 1, 0)]
    rise = np.eye(2)[np.minimum(trust + 1, 1)]
    eps, p = one.friction[place][:, None], one.helped.promotion
    kept = eps * fall + (1 - eps) * (p * rise + (1 - p) * np.eye(2)[trust])
    onward = [(part[:, :, None] * one.chain[place][:, None]).reshape(len(trust), -1)
              for part in (kept, fall, 0 * fall)]  # fmt: skip
    kind = np.where(policies == 0, 0, np.where(policies == flows.shape[0] - 1, 2, 1))
    moves = np.stack(onward)[kind, np.arange(len(trust))]
    weight = np.where(kind == 2, 1, 1 - delta)[..., None]
    paid = weight * flows[policies, trust]
    start = np.linalg.solve(np.eye(len(trust)) - delta * moves, paid)
    return start, [delta * (part @ start) for part in onward], trust


def best_beginning(one, delta):
    """Value at founding of the best equilibrium that contributes there, by trying all policies."""
    model, first = one.helped, one.founding[0] * len(one.environment) + one.founding[1]
    got = np.array([[model.benefit[k, 0, 1], model.benefit[k, 1, 0]] for k in (0, 1)])
    acts = [(1, 1), (0, 0)] if model.sharing == "none" else [(1, 1), (1, 0), (0, 1), (0, 0)]
    flows = [got * act[::-1] - model.cost * act for act in np.array(acts)]
    flows = np.stack([*flows, np.tile(model.outside, (2, 1))])
    states, out = 2 * len(one.environment), model.outside
    policies = np.array(list(itertools.product(range(len(flows)), repeat=states)))
    policies = policies[policies[:, first] == 0]
    start, ahead, trust = values_of(one, delta, policies, flows)
    leaves, future = policies == len(flows) - 1, np.where(
        (policies == 0)[..., None], ahead[0], ahead[1]
    )  # fmt: skip
    now = flows[policies, trust]
    if model.sharing == "none":
        fine = (start >= out - 1e-9).all(axis=-1)
        breach = (1 - delta) * got[trust] + delta * out
        fine &= (policies != 0) | (breach <= start + 1e-9).all(axis=-1)
    else:
        does = np.array([*acts, (0, 0)], dtype=bool)[policies]
        need = np.maximum(np.where(does, model.cost, 0), np.maximum(out - now, 0)).sum(axis=-1)
        # Whoever alone is idle could contribute unasked, which costs it something.
        fine = (1 - delta) * need <= future.sum(axis=-1) - delta * out.sum() + 1e-9
    able = (fine | leaves).all(axis=1)
    joint = start.sum(axis=-1)[able, first]
    return joint.max() if len(joint) else None


@pytest.mark.parametrize("seed", range(30))
@pytest.mark.parametrize("regime", ["national", pytest.param("three-level", id="bridge")])
def test_all_policies_are_tried(seed, regime):
    rng = np.random.default_rng([seed, len(regime)])
    low, more = rng.uniform(0.2, 0.9, 2), rng.uniform(0.8, 2.4, 2)
    pair = qg.Partnership(
        [low, low + more], 1, promotion=rng.uniform(0.3, 0.9), friction=0, outside=-0.05
    )
    delta = rng.uniform(0.6, 0.95)
    levels = chain_of(pair, delta, (rng.uniform(0.3, 0.9), 0, 0.9), regime)
    one, found = levels.pair("a", "b"), waiting(levels)
    assert (one.helped.sharing == "voluntary") == (regime == "three-level")
    idles = one.choice[(*one.founding, 0)] == (3 if regime == "three-level" else 1)
    begins = best_beginning(one, delta)
    if not idles and one.choice[(*one.founding, 0)] != 0:
        assert found.pairs == ()
    elif not idles:
        assert found.pairs == ()
        assert begins == pytest.approx(one.founding_value, abs=1e-9)
    elif found.pairs:
        assert found.values == (pytest.approx(begins, abs=1e-9),)
        assert begins < one.founding_value
    else:
        # All that is left: nothing begins, or nothing comes later.
        assert begins is None or one.probability_strong == 0


def test_patience_decides_who_waits():
    # At .7 nobody would comply at once, at .95 it is worth beginning at once.
    assert [waiting(chain_of(BUILDING, delta)).pairs for delta in (0.7, 0.8, 0.95)] == [
        (),
        (("a", "b"),),
        (),
    ]
    found = waiting(chain_of(BUILDING, 0.8))
    assert repr(found) == "Waiting(national, delta 0.8: 1 of 2 pairs wait)"
    row = found.to_frame().iloc[0]
    assert row["value without waiting"] < row["founding value"]


def test_pairs_may_share_by_fractions_of_their_own():
    """Halves of what equals earn are what each of them earns."""
    shares = dataclasses.replace(BUILDING, sharing=[0.5, 0.5])
    one, two = waiting(chain_of(shares, 0.8)), waiting(chain_of(BUILDING, 0.8))
    assert one.pairs == two.pairs == (("a", "b"),)
    assert one.values == pytest.approx(two.values, abs=1e-12)


@SLOW
def test_nobody_in_the_case_waits_unless_trust_is_built_at_a_loss():
    case = qg.paper.hierarchy()
    assert waiting(qg.stabilise(case, 0.7, "three-level")).pairs == ()
    poor = qg.stabilise(qg.paper.hierarchy(benefit=1.0, barrier=0.6), 0.95, "none")
    assert len(waiting(poor).pairs) == 15


def test_levels_that_somebody_changed_are_judged_again():
    """The certificate of what was changed by hand comes along, and is not believed."""
    levels = chain_of(BUILDING, 0.9)
    assert waiting(levels).pairs == (("a", "b"),)
    key = levels.pairs[1].pair, None
    part, game = levels.witness[key]
    more = part._replace(play=part.play._replace(worth=part.play.worth + 1))
    forged = dataclasses.replace(levels, witness={**levels.witness, key: (more, game)})
    assert forged.certificate.ok
    with pytest.raises(errors.CertificateError, match="levels"):
        waiting(forged)
