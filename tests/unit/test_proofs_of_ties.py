"""Sets of ties on file: what holds is added up, and prices of slack bound every other set."""

import copy
from fractions import Fraction as F

import numpy as np
import pytest
from helpers.marks import some
from helpers.proofs import accepted, loaded, refused, signed

import qinba_games as qg
from qinba_games import errors
from qinba_games.network.regimes import REGIMES


def network(seed):
    """Some ties among a few governments, in fractions or in floats, some with weights."""
    rng, exact = np.random.default_rng(seed), seed % 2 == 0
    n = int(rng.integers(3, 9))
    pairs = rng.permutation([(a, b) for a in range(n) for b in range(a)])[: rng.integers(1, 20)]

    def column(low, high):
        given = rng.integers(low, high, len(pairs)).tolist()
        return [F(v, 4) if exact else v / 7 for v in given]

    table = {"a": pairs[:, 0], "b": pairs[:, 1]}
    for k in "ab":
        table[f"value_{k}"], table[f"temptation_{k}"] = column(2, 20), column(2, 60)
        table[f"outside_{k}"] = column(-2, 4)
    if seed % 3 == 0:
        table["weight"] = column(-3, 10)
    return qg.Network(range(n), table), F(1, 2) if exact else 0.55


def sustained(seed, regime):
    net, delta = network(seed)
    labels = [k % 2 for k in range(len(net.governments))]
    return qg.sustain(net, delta, regime, jurisdictions=labels if seed % 5 else None)


def flipped(told, found, k):
    """The set with one tie more or less, and what that is worth."""
    worth = found.network.worth
    told["sustained"][k] = not told["sustained"][k]
    told["worth"] = qg.common.proof.plain(found.value - (1 - 2 * told["sustained"][k]) * worth[k])
    return worth[k]


@pytest.mark.parametrize("regime", REGIMES)
@pytest.mark.parametrize("seeds", some([range(3), range(3, 8), range(8, 60)], 1, 2))
def test_sets_are_accepted_and_no_other_worth(regime, seeds):
    space, seen = loaded(), 0
    for seed in seeds:
        found = sustained(seed, regime)
        try:
            told = found.proof()
        except errors.NotApplicableError:
            assert found.certificate.outside is None
            continue
        seen += 1
        assert not refused(space, told)
        for k in range(len(found.sustained)):
            other = copy.deepcopy(told)
            if abs(flipped(other, found, k)) > 1e-9:
                assert refused(space, signed(other)), (seed, k)
    assert seen > 0.8 * len(seeds)


def test_the_script_accepts_them(tmp_path):
    assert accepted(sustained(4, "multilateral").proof(), tmp_path)


def pairs_apart():
    """Pairs that nothing joins in one jurisdiction: two of them together help a third."""
    ends = {"a": range(0, 26, 2), "b": range(1, 26, 2), "weight": [1, 100, -1, *[1] * 10]}
    both = {f"value_{k}": [10, 10, 6, *[0] * 10] for k in "ab"}
    both |= {f"temptation_{k}": [10, 35, 6, *[0] * 10] for k in "ab"}
    return qg.sustain(qg.Network(range(26), ends | both), F(1, 2), "coordinator")


CHANGES = {
    "a price below nothing": {"price": ["-1"] * 26},
    "a set that is worth less, at two prices": {
        "sustained": [True, False, False, *[True] * 10],
        "worth": "11",
        "price": [0, 0, 10, 10, *[0] * 22],
    },
    "another jurisdiction": {"jurisdictions": [0, 0, *[1] * 24]},
    "another regime": {"regime": "multilateral"},
    "a regime that is none": {"regime": "together"},
    "ties that end by chance": {"friction": ["1/10"] * 13},
    "no patience": {"delta": "0"},
    "a tie with itself": {"ends": [[0, 0]] * 13},
    "a tie less": {"ends": [[0, 1]]},
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_is_forged_is_refused(change):
    space, told = loaded(), pairs_apart().proof()
    assert not refused(space, told)
    assert refused(space, signed(told | CHANGES[change]))


def test_what_prices_leave_open_has_no_proof():
    open_ = next(
        one
        for one in (sustained(seed, "multilateral") for seed in range(200))
        if one.certificate.outside is None
    )
    with pytest.raises(errors.NotApplicableError, match="prices of slack leave open"):
        open_.proof()
