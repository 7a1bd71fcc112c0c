"""How sure: all settings drawn at once."""

import copy
import dataclasses

import numpy as np
import pandas as pd
import pytest
from helpers.regions import PARAMETERS, altered, qinba_tables, six_provinces
from scipy import stats

import qinba_games as qg
from qinba_games import errors
from qinba_games.partnership.evolve_arrays import evolve_terms
from qinba_games.partnership.results.arrays import CLASSES
from qinba_games.region.uncertain import draws, results


@pytest.fixture(scope="module")
def yangtze():
    return qg.Region.from_frames(**six_provinces())


@pytest.fixture(scope="module")
def drawn(yangtze):
    return yangtze.uncertain(draws=60, rng=4)


@pytest.mark.slow
def test_each_draw_is_what_evolve_says_of_its_settings(yangtze, drawn) -> None:
    names = np.array(["isolated", "nominal", "weak", "strong"])
    for place in range(0, 60, 12):
        row = drawn.settings.iloc[place].to_dict()
        region = yangtze.replaced(**row)
        for tie in region.all_ties:
            model, k = region.model(tie), tie.founding
            for side, helper in enumerate((None, region.coordinator)):
                found = qg.evolve(model, region.delta, founding=k, coordinator=helper)
                assert names[drawn.founded[side, place, tie.number]] == found.classes[k]


def test_every_draw_is_judged_or_a_sample_is_named(yangtze, drawn, monkeypatch) -> None:
    assert not any("draws" in name for name in drawn.open)
    for place in (1, 17, 58):
        founded = drawn.founded.copy()
        founded[:, place] = 3 - founded[:, place]
        assert not qg.verify(dataclasses.replace(drawn, founded=founded)).ok
    monkeypatch.setattr(results, "_KEPT", 0)
    some = yangtze.uncertain(draws=60, rng=4)
    assert (some.founded == drawn.founded).all()
    assert "the equilibria of 40 of 60 draws" in some.open


def _with_sides(found, sides):
    """The same draws with other solutions of those that were kept."""
    numbers = [[CLASSES.index(one) for one in side.founding_class] for side in sides]
    return dataclasses.replace(
        found,
        founded=np.reshape(numbers, found.founded.shape),
        residual=max(side.residual.max() for side in sides),
        witness=(found.witness[0], *sides),
    )


@pytest.fixture(scope="module")
def five(yangtze):
    return yangtze.uncertain({"cost": (0.8, 1.2), "detection": (0.8, 1)}, draws=5, rng=4)


@pytest.mark.parametrize("name", PARAMETERS)
def test_every_draw_that_was_kept_is_of_its_settings(five, name) -> None:
    sides = five.witness[1:]
    assert qg.verify(_with_sides(five, sides)).ok
    forged = [altered(side, name, slice(14, 21)) for side in sides]
    certificate = qg.verify(_with_sides(five, forged))
    assert (certificate.ok, certificate.action) == (False, "the parameters of a tie")


def test_what_stands_behind_draws_is_theirs(yangtze, five) -> None:
    shown, *sides = five.witness
    moved = copy.copy(yangtze)  # with what was derived from the table
    object.__setattr__(moved, "records", copy.copy(yangtze.records))
    object.__setattr__(moved.records, "sizes", yangtze.records.sizes + [1, 0, 0, 0, 0, 0])
    short = [dataclasses.replace(side, proven=side.proven[:-1]) for side in sides]
    for forged in (
        {"region": moved},
        {"witness": (shown, *short)},
        {"witness": (shown[:2], *[evolve_terms(s.terms.block(slice(14))) for s in sides])},
        {"coordinator": dataclasses.replace(yangtze.coordinator, stake=0.5)},
        {"ranges": tuple(one._replace(distribution=stats.norm()) for one in five.ranges)},
    ):
        assert not qg.verify(dataclasses.replace(five, seed=None, **forged)).ok


def test_a_coordinator_can_ask_each_member_for_another_deposit(yangtze) -> None:
    found = yangtze.uncertain(
        {"cost": (0.9, 1.1)}, draws=2, rng=1, coordinator=qg.Coordinator(deposit=[0.1, 0.4])
    )
    assert found.witness[2].terms.deposit[:, [0, 13]].tolist() == [[0.1, 0.1], [0.4, 0.4]]
    with pytest.raises(errors.ShapeError, match="deposit"):
        yangtze.uncertain(draws=2, coordinator=qg.Coordinator(deposit=[1, 2, 3]))


def test_worse_equilibria_of_the_draws_are_refused(drawn) -> None:
    shown, without, helped = drawn.witness
    apart = dataclasses.replace(without, acts=np.full_like(without.acts, 4))
    judged = qg.verify(apart)
    assert judged.inside
    assert not judged.ok
    founded = drawn.founded.copy()
    founded[0] = 0
    forged = dataclasses.replace(drawn, founded=founded, witness=(shown, apart, helped))
    assert not qg.verify(forged).ok


@pytest.mark.slow
def test_one_seed_gives_the_same_numbers_on_two_jobs(yangtze, drawn, monkeypatch) -> None:
    monkeypatch.setattr(draws, "_PART", 500)
    assert yangtze.uncertain(draws=60, rng=4, jobs=2) == drawn
    assert yangtze.uncertain(draws=60, rng=5) != drawn


def test_signing_is_never_worth_more_outside(drawn) -> None:
    settings = drawn.settings
    assert (settings["outside_signed"] <= settings["outside"]).all()
    assert len(settings.columns) == 14
    assert settings["detection"].between(0.8, 1).all()
    assert settings["delta"].between(0.6, 0.8).all()


def test_counts_and_shares_are_of_the_draws(drawn) -> None:
    kept, ties = drawn.kept, drawn.ties
    assert (kept["with"] - kept["without"] == kept["added"]).all()
    for side in ("without", "with"):
        share = ties[f"{side}_weak"] + ties[f"{side}_strong"]
        assert share.sum() == pytest.approx(kept[side].mean())
    assert drawn.to_dataset()["kept_added"].values.tolist() == kept["added"].tolist()


def test_a_quantile_is_a_number_that_occurred(drawn) -> None:
    found = drawn.quantiles([0, 0.3, 1])
    values = np.sort(drawn.kept["with"])
    # The inverse of the empirical distribution: the smallest with at least a share of .3 below it.
    assert found["with"].tolist() == [values[0], values[int(np.ceil(0.3 * 60)) - 1], values[-1]]
    interval = drawn.quantile_intervals([0.3], rng=1).query("of == 'with'").iloc[0]
    assert interval["low"] <= interval["quantile"] == found["with"].iloc[1] <= interval["high"]
    several = drawn.quantile_intervals([0.1, 0.5, 0.9], rng=1)
    assert (several["low"] <= several["quantile"]).all()
    assert (several["low"] < several["high"]).any()


def test_distributions_and_a_coordinator_of_its_own(yangtze) -> None:
    helper = qg.Coordinator(deposit=0.4)
    found = yangtze.uncertain(
        {"delta": stats.beta(6, 3), "cost": (1, 1)}, draws=200, rng=1, coordinator=helper
    )
    assert found.settings["delta"].mean() == pytest.approx(2 / 3, abs=0.05)
    row = found.settings["delta"].iloc[7]
    asked = yangtze.study(delta=row, coordinator=helper).classes
    names = ["isolated", "nominal", "weak", "strong"]
    assert [names[k] for k in found.founded[1, 7]] == [after for _, after in asked]


def test_what_cannot_be_drawn_is_refused(yangtze) -> None:
    for ranges, kind, match in [
        ({"levels": (1, 3)}, errors.NotApplicableError, "does not vary continuously"),
        ({"dleta": (0.1, 0.3)}, errors.UnknownNameError, "Did you mean 'delta'"),
        ({"delta": (0.8, 0.7)}, errors.RangeError, "Exchange the two"),
        ({"delta": (0.8, 1.2)}, errors.DiscountError, "below 1"),
        ({"friction": stats.norm(0.1, 1)}, errors.RangeError, "friction"),
        ({"outside": (0, 0), "outside_signed": (1, 2)}, errors.RangeError, "nearly every draw"),
        ({}, errors.InputTypeError, "at least one"),
        ({"delta": stats.uniform([0.5, 0.6], 0.1)}, errors.ShapeError, "must have shape"),
        ({"size": stats.uniform([0.5, 0.6], 0.1)}, errors.InvalidInputError, "ranges, size"),
    ]:
        with pytest.raises(kind, match=match):
            yangtze.uncertain(ranges, draws=20, rng=1)
    with pytest.raises(errors.NotApplicableError, match="what the coordinator"):
        yangtze.uncertain({"mediation": (0, 1)}, coordinator=qg.Coordinator(sharing=True))


def test_a_range_gives_every_name_one_number() -> None:
    """Two columns under one name shifted what came after them."""
    for ranges in ({1: (0, 1), "1": (0, 1)}, {"a": (0, 1), "b": stats.uniform([0, 1], 1)}):
        with pytest.raises(errors.ShapeError, match=r"sobol\(\): argument 'ranges"):
            qg.sobol(lambda x: x.sum(axis=1), ranges, draws=64, rng=1)


def test_sizes_and_trust_are_not_drawn_for_levels_of_government() -> None:
    case = qg.paper.case(levels=1)
    for name in ("size", "trust"):
        with pytest.raises(errors.NotApplicableError, match="for ties alone"):
            case.uncertain_levels(["none"], {name: (1, 1)}, build=qg.paper.hierarchy, draws=1)


@pytest.mark.slow
def test_settings_under_a_constraint_are_one_group(yangtze) -> None:
    found = yangtze.sensitivity(draws=32, rng=1)
    settings = found["setting"].unique().tolist()
    assert len(settings) == 13
    assert settings[-1] == "outside, outside_signed"
    # What no draw changes decides nothing.
    found = yangtze.sensitivity({"delta": (0.5, 0.9), "reach": (400, 400)}, draws=64, rng=1)
    nothing = found.query("setting == 'reach'")[["first", "total"]]
    assert (nothing == 0).all(axis=None)


@pytest.mark.slow
def test_the_default_ranges_of_the_qinba_case() -> None:
    """20,000 independent draws, solved one by one elsewhere, gave these quantiles."""
    found = qg.Region.from_frames(**qinba_tables()).uncertain(draws=1500, rng=11)
    told = found.quantile_intervals()
    expected = [9, 13, 35, 22, 39, 48, 10, 20, 26]
    for asked, low, high in zip(expected, told["low"], told["high"], strict=True):
        assert low <= asked <= high


@pytest.fixture(scope="module")
def around():
    return qg.paper.case().uncertain(draws=40, rng=6)


def test_of_the_case_sizes_and_trust_are_drawn_after_the_settings(around) -> None:
    """A size is a whole number at most two away and at least 1, trust at most a level away."""
    case = around.region
    plain = qg.Region.from_frames(**qinba_tables()).uncertain(draws=40, rng=6)
    pd.testing.assert_frame_equal(around.settings, plain.settings)
    assert [one.name for one in around.ranges][14:] == ["size", "trust"]
    sizes, given = around.sizes, case.governments.set_index("name")["size"]
    assert sizes.columns.tolist() == given.index.tolist()
    assert (sizes % 1 == 0).all(axis=None)
    assert (sizes.min() >= np.maximum(given - 2, 1)).all()
    assert (sizes.max() <= given + 2).all()
    founding = np.array([tie.founding for tie in case.all_ties])
    off = around.trust.to_numpy() - founding
    assert set(off.ravel().tolist()) == {-1, 0, 1}
    assert around.trust.to_numpy().min() == 0
    assert around.trust.to_numpy().max() <= 3
    # What was not drawn is the same in all draws.
    assert (plain.sizes == given.to_numpy()).all(axis=None)
    assert (plain.trust == founding).all(axis=None)
    assert around.to_dataset()["trust"].dims == ("draw", "tie")
    assert qg.verify(around).ok


@pytest.mark.slow
def test_a_draw_is_the_region_with_its_sizes_and_trust(around) -> None:
    case, k = around.region, 11
    tables = {"governments": case.governments, "ties": case.to_edge_list()[["a", "b"]]}
    tables["governments"]["size"] = around.sizes.iloc[k].to_numpy()
    tables["ties"]["trust"] = around.trust.iloc[k].to_numpy()
    settings = around.settings.iloc[k].to_dict()
    region = qg.Region.from_frames(**tables, agreements=case.agreements, **settings)
    names = ["isolated", "nominal", "weak", "strong"]
    for side, found in enumerate(zip(*region.study().classes, strict=True)):
        assert [names[c] for c in around.founded[side, k]] == list(found)


def test_sizes_and_trust_of_other_regions_are_drawn_by_name(yangtze) -> None:
    ranges = {"trust": (-2, 0), "delta": (0.6, 0.7), "size": (0.5, 1.5)}
    found = yangtze.uncertain(ranges, draws=200, rng=1)
    assert [one.name for one in found.ranges] == ["delta", "size", "trust"]
    factor = found.sizes / yangtze.governments["size"].to_numpy()
    assert factor.min(axis=None) >= 0.5
    assert factor.max(axis=None) <= 1.5
    assert factor.std().min() > 0.2
    assert (found.trust.max() == [tie.founding for tie in yangtze.all_ties]).all()
    assert repr(found).startswith("Uncertain(200 draws of 1 setting, sizes, founding trust;")
    skewed = yangtze.uncertain({"size": stats.lognorm(0.3)}, draws=50, rng=1)
    assert skewed.sizes.to_numpy().min() > 0
    assert qg.verify(skewed).ok
    for ranges, kind in [
        ({"size": (0, 2)}, errors.RangeError),
        ({"size": stats.norm()}, errors.RangeError),
        ({"trust": (-0.5, 1)}, errors.InputTypeError),
        ({"trust": stats.norm()}, errors.NotApplicableError),
    ]:
        with pytest.raises(kind):
            yangtze.uncertain(ranges, draws=50, rng=1)


@pytest.fixture(scope="module")
def measured():
    """Three governments whose gains are given, moved by at most a fifth, with their patience."""
    gains = pd.DataFrame(
        [[0, 1.6, 1.3], [1.2, 0, 1.1], [2, 0, 0]], index=[*"ABC"], columns=[*"ABC"]
    )
    region = qg.Region.from_matrix(gains, cost=1)
    return region.uncertain({"gain": (0.8, 1.2), "delta": (0.6, 0.8)}, draws=60, rng=2)


def test_gains_are_drawn_by_name_each_by_itself(measured) -> None:
    assert [one.name for one in measured.ranges] == ["delta", "gain"]
    assert repr(measured).startswith("Uncertain(60 draws of 1 setting, gains;")
    given = {"A from B": 1.6, "B from A": 1.2, "A from C": 1.3, "C from A": 2, "B from C": 1.1}
    factor = measured.gains[list(given)] / pd.Series(given)
    assert measured.gains.columns.tolist() == [*given, "C from B"]
    assert (measured.gains["C from B"] == 0).all()
    assert factor.min(axis=None) >= 0.8
    assert factor.max(axis=None) <= 1.2
    assert (factor.corr() - np.eye(5)).abs().max(axis=None) < 0.5
    dataset = measured.to_dataset()["gain"]
    assert dataset.dims == ("draw", "tie", "member")
    assert dataset.sel(tie="A–C", member="b").to_numpy() == pytest.approx(factor["C from A"])
    assert qg.verify(measured).ok
    drawn = measured.drawn.copy()
    drawn[7, 2] = 1.21
    assert not qg.verify(dataclasses.replace(measured, drawn=drawn)).ok


def test_a_draw_is_the_region_with_its_gains(measured) -> None:
    names = ["isolated", "nominal", "weak", "strong"]
    for k in (0, 17, 59):
        gains = pd.DataFrame(0.0, index=[*"ABC"], columns=[*"ABC"])
        for name, value in measured.gains.iloc[k].items():
            gains.loc[name[0], name[-1]] = value
        delta = float(measured.settings.loc[k, "delta"])
        study = qg.Region.from_matrix(gains, cost=1, delta=delta).study()
        for side, found in enumerate(zip(*study.classes, strict=True)):
            assert [names[c] for c in measured.founded[side, k]] == list(found)


def test_gains_of_regions_that_build_them_are_moved_as_well(yangtze) -> None:
    found = yangtze.uncertain({"gain": (1, 1), "benefit": (2, 2.6)}, draws=30, rng=1)
    plain = yangtze.uncertain({"benefit": (2, 2.6)}, draws=30, rng=1)
    assert (found.founded == plain.founded).all()
    pd.testing.assert_frame_equal(found.gains, plain.gains)
    spread = yangtze.uncertain({"gain": stats.lognorm(0.2)}, draws=30, rng=1)
    assert qg.verify(spread).ok
    assert yangtze.sensitivity({"gain": (0.5, 1.5)}, draws=8, rng=1)["setting"].unique() == ["gain"]
    for ranges, kind in [
        ({"gain": (-1, 1)}, errors.RangeError),
        ({"gain": stats.norm()}, errors.RangeError),
        ({"gain": 1}, errors.InvalidInputError),
    ]:
        with pytest.raises(kind):
            yangtze.uncertain(ranges, draws=50, rng=1)
    with pytest.raises(errors.NotApplicableError, match="for ties alone"):
        qg.paper.case().uncertain_levels(["none"], {"gain": (0.5, 1)}, draws=1)


@pytest.mark.parametrize("name", ["size", "trust"])
@pytest.mark.slow
def test_the_check_refuses_other_sizes_and_trust(around, name) -> None:
    column = {"size": 14, "trust": 14 + len(around.region.names)}[name]
    for change in (lambda v: v + 1, lambda v: np.where(v > 1, v - 1, v + 1)):
        drawn = around.drawn.copy()
        drawn[:, column] = change(drawn[:, column])
        assert not qg.verify(dataclasses.replace(around, drawn=drawn)).ok


@pytest.mark.slow
def test_sizes_are_one_group_of_the_indices_and_trust_another() -> None:
    found = qg.paper.case().sensitivity(draws=8, rng=1)
    assert found["setting"].unique().tolist()[-3:] == ["size", "trust", "outside, outside_signed"]


@pytest.mark.slow
def test_with_all_sizes_equal_the_coordinator_adds_little() -> None:
    """The sizes, which nobody has verified, make most of what it adds."""
    case = qg.paper.case()
    equal = case.governments.assign(size=1)
    region = qg.Region.from_frames(equal, case.to_edge_list()[["a", "b"]], case.agreements)
    counts = region.study().counts
    kept = [counts[side]["weak"] + counts[side]["strong"] for side in ("without", "with")]
    assert kept == [46, 48]


def test_a_tie_of_huge_numbers_is_drawn_beside_small_ones() -> None:
    ties = {"a": ["A", "B"], "b": ["B", "C"], "benefit_a": [2, 1.5], "benefit_b": [1e12, 1]}
    found = qg.Region.from_frames({"name": ["A", "B", "C"]}, ties).uncertain(draws=3, rng=0)
    assert found.residual > 1e-6
    assert qg.verify(found).ok
