"""Partnerships: the numbers of the reference cases, the file, refusals."""

import importlib.util
import json
import pathlib
from fractions import Fraction

import numpy as np
import pytest

import qinba_games as qg
from qinba_games.core import errors
from qinba_games.partnership import founding_classes

TRUST = np.arange(5)[:, None]
A = qg.Partnership(np.array([1.2, 0.7]) + 0.35 * TRUST, 1, promotion=0.6, friction=0.05)
B = qg.Partnership(
    np.array([1.2, 1.2]) + 0.35 * TRUST[:3], 1, promotion=0.6, friction=0.05, bad_times=[(0.25, 1)]
)
C = B.replace(benefit=np.array([1.2, 0.7]) + 0.35 * TRUST[:3])
EXACT = qg.Partnership([[3, 2], [4, 3]], 1, promotion=Fraction(1, 2), friction=Fraction(1, 10))


@pytest.mark.parametrize(
    ("model", "delta", "sharing", "classes"),
    [
        (A, 0.5, "none", ["isolated"] * 5),
        (A, 0.6, "none", ["isolated"] * 2 + ["strong"] * 3),
        (A, 0.7, "none", ["isolated"] + ["strong"] * 4),
        (A, 0.8, "none", ["strong"] * 5),
        (A, 0.5, "voluntary", ["isolated"] * 3 + ["strong"] * 2),
        (A, 0.6, "voluntary", ["isolated"] + ["strong"] * 4),
        (A, 0.7, "voluntary", ["strong"] * 5),
        (B, 0.65, "none", ["isolated"] * 3),
        (B, 0.7, "none", ["isolated", "weak", "weak"]),
        (B, 0.75, "voluntary", ["weak"] * 3),
        (B, 0.8, "none", ["weak", "strong", "strong"]),
        (C, 0.8, "none", ["isolated"] * 3),
        (C, 0.8, "voluntary", ["isolated", "weak", "weak"]),
        (C, 0.9, "none", ["isolated"] * 3),
        (C, 0.9, "voluntary", ["weak", "strong", "strong"]),
    ],
)
def test_classes_of_the_reference_partnerships(model, delta, sharing, classes):
    answer = qg.evolve(model, delta, sharing=sharing)
    assert list(answer.classes) == classes
    assert answer.certificate.ok
    assert qg.evolve_many([model.replace(sharing=sharing)], delta).classes[0].tolist() == classes


def test_values_and_times_of_the_reference_partnerships():
    assert qg.evolve(A, 0.7, sharing="voluntary").founding_value == pytest.approx(
        0.697308, abs=1e-6
    )
    assert qg.evolve(A, 0.8, sharing="voluntary").founding_value == pytest.approx(
        1.069542, abs=1e-6
    )
    strong = qg.evolve(B, 0.8)
    assert strong.founding_value == pytest.approx(0.766807, abs=1e-6)
    assert strong.probability_strong == pytest.approx(1)
    assert strong.time_to_strong == pytest.approx(1 / 0.4275)
    assert qg.evolve(B, 0.75).founding_value == pytest.approx(0.639344, abs=1e-6)


def test_thresholds_of_the_reference_partnerships():
    assert qg.critical_discount(A).delta == pytest.approx(0.747347, abs=1e-6)
    assert qg.critical_discount(A, sharing="voluntary").delta == pytest.approx(0.673094, abs=1e-6)
    assert qg.critical_discount(C).delta == pytest.approx(0.930322, abs=1e-6)
    assert qg.critical_discount(C, sharing="voluntary").delta == pytest.approx(0.81647, abs=1e-5)


def test_one_sided_play_where_one_member_gains_nearly_all():
    pair = qg.Partnership([[3, 0.5]], 1, promotion=0, friction=0, sharing="voluntary")
    assert qg.evolve(pair, 0.9).modes[0, 0] == "mixed"


def test_fractions_stay_fractions():
    answer = qg.evolve(EXACT, Fraction(4, 5))
    assert answer.exact
    assert isinstance(answer.founding_value, Fraction)
    assert float(answer.founding_value) == pytest.approx(qg.evolve(EXACT, 0.8).founding_value)
    assert answer.certificate.tolerance == 0


def test_a_policy_that_is_no_equilibrium_is_refused():
    answer = qg.evolve(A, 0.7)
    rows = answer.play.rows.copy()
    rows[0] = 0  # all contribute at trust 0, where the second would rather idle
    broken = answer.replace(play=answer.play._replace(rows=rows))
    with pytest.raises(errors.CertificateError) as caught:
        broken.checked()
    assert caught.value.partial == broken
    low = answer.play.low.copy() - 0.1
    with pytest.raises(errors.CertificateError):
        answer.replace(play=answer.play._replace(low=low)).checked()


@pytest.mark.parametrize("mandate", [(), "all", ("1",)])
@pytest.mark.parametrize("sharing", ["none", "voluntary"])
def test_the_file_is_judged_by_plain_python(tmp_path, mandate, sharing, capsys):
    script = pathlib.Path(__file__).parents[2] / "scripts" / "check_equilibrium.py"
    spec = importlib.util.spec_from_file_location("check_equilibrium", script)
    check = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(check)
    path = tmp_path / "answer.json"
    qg.evolve(EXACT.replace(mandate=mandate, sharing=sharing), Fraction(1, 2)).to_file(path)
    assert check.main(path) == 0
    parts = json.loads(path.read_text())
    parts["low"] = [[str(Fraction(x) - 2) for x in row] for row in parts["low"]]
    path.write_text(json.dumps(parts))
    assert check.main(path) == 1
    assert "FAILS" in capsys.readouterr().out


def test_arrays_are_what_partnerships_are():
    deltas = np.linspace(0.4, 0.95, 12)
    terms = {"cost": 1, "promotion": 0.6, "friction": 0.05}
    arrays = qg.evolve_many(benefit=A.benefit[:, [0, 1], [1, 0]], delta=deltas, **terms)
    models = qg.evolve_many(A, deltas)
    assert np.array_equal(arrays.classes, models.classes)
    assert np.allclose(arrays.founding_value, models.founding_value)
    assert models.founding_class.tolist() == founding_classes([A] * 12, deltas).tolist()


def test_a_series_names_partnerships():
    import pandas as pd

    answer = qg.evolve_many(pd.Series({"one": A, "two": A}), [0.5, 0.8])
    assert answer.to_frame().index.tolist() == ["one", "two"]
    assert answer.to_frame()["founding class"].tolist() == ["isolated", "strong"]


def test_who_stands_first_does_not_matter():
    other = C.replace(benefit=C.benefit[:, ::-1, ::-1])
    for delta in (0.7, 0.85, 0.95):
        first, second = qg.evolve(C, delta), qg.evolve(other, delta)
        assert first.classes == second.classes
        assert np.allclose(first.values, second.values[:, ::-1])


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"cost": -1}, errors.RangeError),
        ({"cost": [1, 2, 3]}, errors.ShapeError),
        ({"promotion": 1.2}, errors.ProbabilityError),
        ({"friction": float("nan")}, errors.NotFiniteError),
        ({"benefit": [[2, 2], [1, 2]]}, errors.RangeError),
        ({"benefit": [1, 2, 3]}, errors.ShapeError),
        ({"sharing": "voluntry"}, errors.UnknownNameError),
        ({"sharing": [0.5, 0.6]}, errors.ProbabilityError),
        ({"bad_times": [(0.7, 1), (0.6, 1)]}, errors.ProbabilityError),
        ({"bad_times": 3}, errors.ShapeError),
        ({"mandate": "Baoji"}, errors.UnknownNameError),
        ({"founding": 9}, errors.RangeError),
        ({"cost": True}, errors.InputTypeError),
        ({"outside": {1, 2}}, errors.InputTypeError),
        ({"members": ["a", "a"]}, errors.ShapeError),
        ({"drop": 0}, errors.RangeError),
    ],
)
def test_bad_parameters_are_named(change, error):
    with pytest.raises(error) as caught:
        A.replace(**change)
    (name,) = change
    assert caught.value.function == "Partnership"
    assert caught.value.argument == name


@pytest.mark.parametrize("delta", [-0.1, 1, 1.5, 1 - 1e-9, "0.5", None])
def test_bad_patience_is_named(delta):
    with pytest.raises(errors.InvalidInputError):
        qg.evolve(A, delta)


def test_models_are_values():
    import pickle

    same = pickle.loads(pickle.dumps(A))
    assert same == A
    assert hash(same) == hash(A)
    assert A != B
    for array in (A.cost, same.benefit):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 5


def test_a_stake_in_a_surplus_of_nothing_takes_nothing():
    """The joint payoff of -.75 is what both have outside; rounding leaves 1e-16 of a surplus."""
    gains = [[[0, 0], [2, 0]]]
    shared = {"sharing": "proportional", "outside": [-1, 0.25], "stake": 0.5}
    pair = qg.Partnership(gains, [1.25, 1.5], promotion=0, friction=0.25, **shared)
    half = Fraction(1, 2)
    exact = qg.Partnership(
        gains,
        [Fraction(5, 4), 3 * half],
        promotion=0,
        friction=half / 2,
        **shared | {"outside": [-1, half / 2], "stake": half},
    )
    one, other = qg.evolve(pair, 0.25).binding, qg.evolve(exact, half / 2).binding
    assert one.gain == pytest.approx(float(other.gain))
