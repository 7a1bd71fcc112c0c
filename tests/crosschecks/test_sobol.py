"""Indices of sensitivity against SALib, on the same points, and against a known function."""

import numpy as np
import pytest

import qinba_games as qg
from qinba_games import errors
from qinba_games.region.uncertain.sobol import indices

PI = float(np.pi)
BOX = {"a": (-PI, PI), "b": (-PI, PI), "c": (-PI, PI)}


def ishigami(x):
    return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


# The oldest SALib asks pandas for what a later pandas will refuse.
@pytest.mark.filterwarnings("ignore::FutureWarning")
def test_the_estimates_are_those_of_salib() -> None:
    from SALib.analyze.sobol import analyze, first_order, total_order

    rng = np.random.default_rng(5)
    one, other = rng.uniform(-PI, PI, (2, 256, 3))
    found = indices(lambda x: ishigami(x)[:, None], one, other, [[0], [1], [2]], rng, "test")
    # Its rows: a point, the point with one column of the other after another, the other.
    rows = []
    for a, b in zip(one, other, strict=True):
        mixed = [np.where(np.arange(3) == k, b, a) for k in range(3)]
        rows += [a, *mixed, b]
    told = ishigami(np.array(rows)).reshape(-1, 5).T
    told -= told[[0, 4]].mean()  # the first index depends on the mean of what is compared
    sides = [(told[0], half, told[4]) for half in told[1:4]]
    firsts, totals = (
        [float(index(*each)) for each in sides] for index in (first_order, total_order)
    )
    assert found["first"][:, 0] == pytest.approx(firsts, abs=1e-12)
    assert found["total"][:, 0] == pytest.approx(totals, abs=1e-12)
    problem = {"num_vars": 3, "names": list(BOX), "bounds": list(BOX.values())}
    asked = analyze(
        problem, ishigami(np.array(rows)), calc_second_order=False, num_resamples=400, seed=1
    )
    assert found["first"][:, 0] == pytest.approx(asked["S1"], abs=5e-3)
    assert found["total"][:, 0] == pytest.approx(asked["ST"], abs=1e-12)
    # Its intervals are 95 %, of another bootstrap.
    assert 1.96 * found["first_se"][:, 0] == pytest.approx(asked["S1_conf"], rel=0.3)


@pytest.mark.parametrize("unit", [1e-150, 1, 1e250])
def test_a_unit_of_account_changes_nothing(unit) -> None:
    found = qg.sobol(ishigami, BOX, draws=64, rng=1)
    other = qg.sobol(lambda x: unit * ishigami(x), BOX, draws=64, rng=1)
    np.testing.assert_allclose(other, found, rtol=1e-9)


def test_other_numbers_of_points_are_refused() -> None:
    with pytest.raises(errors.RangeError, match=r"a power of two\. Pass 512 or 1024"):
        qg.sobol(ishigami, BOX, draws=1000)


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_the_indices_of_ishigamis_function_are_known(seed) -> None:
    """V = 1/2 + a^2/8 + b pi^4/5 + b^2 pi^8/18 and its parts, a = 7, b = 0.1 (Ishigami 1990)."""
    found = qg.sobol(ishigami, BOX, draws=4096, rng=seed)
    parts = np.array([(1 + 0.1 * PI**4 / 5) ** 2 / 2, 7**2 / 8, 0])
    both = 0.01 * PI**8 * (1 / 18 - 1 / 50)
    total = (parts + [both, 0, both]) / (parts.sum() + both)
    assert found["first"].to_numpy() == pytest.approx(parts / (parts.sum() + both), abs=0.02)
    assert found["total"].to_numpy() == pytest.approx(total, abs=0.02)
