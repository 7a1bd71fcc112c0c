"""Estimates from drawn panels: what is found, what is refused by name, what is said of it."""

import dataclasses

import numpy as np
import pandas as pd
import pytest

import qinba_games as qg
from qinba_games import errors
from qinba_games.panel.likelihood import PanelRecords, cells_for, first_promises, loglik_in
from qinba_games.panel.limits import kaplan_meier
from qinba_games.panel.parameters import complete
from qinba_games.panel.surface import ProfileLikelihood, Surface

SIZE = 80
GAINS = np.tile(np.linspace(0.3, 0.8, 8), SIZE // 8)
PAIRS = {
    "a": [f"g{k}" for k in range(SIZE)],
    "b": ["hub"] * SIZE,
    "gain_a": GAINS,
    "gain_b": GAINS,
    "across": [k % 2 == 0 for k in range(SIZE)],
    "start": [2000] * SIZE,
}
#: Two levels and no bad times: a likelihood takes some milliseconds.
SMALL = {"levels": 1, "bad_times": 0, "benefit": 2.4, "learning": 0.3}
TRUE = {**SMALL, "delta": 0.6, "promotion": 0.5}
PANEL = qg.simulate_panel(PAIRS, 8, rng=1, **TRUE)


@pytest.fixture(scope="module")
def found():
    return qg.calibrate(PANEL, ["delta", "friction"], starts=1, **SMALL)


def test_the_truth_lies_in_the_intervals(found):
    truth = {"delta": 0.6, "friction": 0.08}
    for name, value in truth.items():
        ((low, high),) = found.interval(name)
        assert low <= value <= high
        assert low <= found.estimate[name] <= high
    assert found.loglik >= found.loglik_at(**truth)
    assert found.loglik_at() == pytest.approx(found.loglik, abs=1e-9)
    assert found.settings == found.estimate
    assert found.status.name == "COMPUTED"


def test_ends_are_where_the_profile_passes_the_limit(found):
    ((low, high),) = found.interval("delta")
    rows = found.profile("delta", [high, low])
    deviance = 2 * (found.loglik - rows["loglik"].to_numpy())
    assert deviance == pytest.approx([3.8415] * 2, rel=0.06)
    assert rows["delta"].tolist() == pytest.approx([high, low])
    again = found.profile("delta", [low, high, low])
    assert again.iloc[[2, 1]].to_numpy().tolist() == rows.iloc[[1, 0]].to_numpy().tolist()
    nothing = found.profile("delta", [])
    assert list(nothing) == list(rows)
    assert len(nothing) == 0
    ((inner, outer),) = found.interval("delta", 0.5)
    assert low < inner < found.estimate["delta"] < outer < high


def test_an_estimate_enters_a_region(found):
    gains = pd.DataFrame([[0, 1.6], [1.2, 0]], index=["A", "B"], columns=["A", "B"])
    region = qg.Region.from_matrix(gains, cost=1).with_settings(found)
    assert region.delta == found.estimate["delta"]
    row = region.sources.set_index("setting").loc["delta"]
    assert row["source"] == "estimated from records"
    assert row["records"] == "80 pairs with 56 exits, 2000–2007"
    assert (row["low"], row["high"], row["level"]) == (*found.interval("delta")[0], 0.95)


def test_what_is_said_of_it(found):
    rows = found.identified
    assert rows["parameter"].tolist() == ["delta", "friction"]
    assert set(rows["status"]) <= {"interval", "one-sided", "ridge with delta"}
    assert "delta" in repr(found)
    assert "80 pairs" in repr(found)
    table = found.to_frame()
    for _, row in table.iterrows():
        width = row["high"] - row["low"]
        shown = [repr(float(row[name])).split("e")[0] for name in ("estimate", "low", "high")]
        digits = max(len(text.partition(".")[2]) for text in shown)
        assert 10.0**-digits >= width / 1000  # not more than two digits of the width, rounded


def test_a_weak_result_says_so_in_one_line():
    found = qg.calibrate(PANEL, ["promotion"], observed="spells", starts=1, **SMALL, delta=0.6)
    status = found.identified["status"][0]
    weak = {"not": "(not identified)", "one-sided": "(one-sided)"}
    assert weak[status] in repr(found)


@pytest.mark.parametrize(
    ("free", "fixed", "remedy"),
    [
        (["benefit", "cost", "learning", "hardship"], {}, "such as cost=1"),
        (["benefit", "cost"], {"learning": 0, "hardship": 0, "outside_signed": 0}, "such as cost"),
        (["promotion"], {"levels": 0}, "more levels"),
        (["learning"], {"levels": 0}, "more levels"),
        (["hardship"], {"bad_times": 0}, "another bad_times"),
        (["bad_times"], {"hardship": 0}, "another hardship"),
        (["outside_signed"], {}, "Fix outside_signed"),
        (["delta", "noise"], {"observed": "spells"}, "observe modes"),
    ],
)
def test_what_no_records_say_is_refused_by_name(free, fixed, remedy):
    with pytest.raises(errors.NotIdentifiedError) as caught:
        qg.calibrate(PANEL, free, **fixed)
    assert caught.value.value in free
    assert remedy in caught.value.remedy


def test_friction_needs_pairs_on_its_side():
    for across, name in ((True, "friction"), (False, "barrier")):
        panel = qg.simulate_panel({**PAIRS, "across": [across] * SIZE}, 2, rng=1, **SMALL)
        with pytest.raises(errors.NotIdentifiedError, match=name):
            qg.calibrate(panel, [name])
    signed = qg.simulate_panel({**PAIRS, "founding": [1] * SIZE}, 2, rng=1, **SMALL)
    with pytest.raises(errors.NotIdentifiedError, match="every pair begins with trust"):
        qg.calibrate(signed, ["outside"])


def test_what_is_fixed_is_not_free():
    with pytest.raises(errors.NotApplicableError, match="free and fixed"):
        qg.calibrate(PANEL, ["delta"], delta=0.5)
    with pytest.raises(errors.NotApplicableError, match="whole number"):
        qg.calibrate(PANEL, ["levels"])
    spells = qg.Panel.from_spells(PAIRS, {"a": ["g0"], "b": ["hub"], "start": [2000]}, until=2005)
    with pytest.raises(errors.NotApplicableError, match="does not know"):
        qg.calibrate(spells, ["delta"])


def test_nothing_is_lost_at_an_interrupt(monkeypatch):
    seen, height = [], Surface.height

    def stopped(self, point):
        seen.append(point)
        if len(seen) == 6:
            raise KeyboardInterrupt
        return height(self, point)

    monkeypatch.setattr(Surface, "height", stopped)
    with pytest.raises(errors.NotConvergedError) as caught:
        qg.calibrate(PANEL, ["delta"], starts=1, **SMALL)
    partial = caught.value.partial
    assert partial.identified["status"].tolist() == ["not computed"]
    assert partial.loglik > PANEL.loglik(**SMALL, delta=0.1)


@pytest.mark.slow
def test_one_seed_on_one_and_two_jobs(found):
    again = qg.calibrate(PANEL, ["delta", "friction"], starts=1, jobs=2, **SMALL)
    assert again == found
    one, two = (found.bootstrap(2, rng=5, jobs=jobs) for jobs in (1, 2))
    assert one.to_csv() == two.to_csv()


def test_steps_of_the_records_lie_around_first_passage(found):
    """Kaplan and Meier's steps, border by border, and the mean chance that a pair stands."""
    for across in (False, True):
        some = np.flatnonzero(PANEL.across == across)
        stands = [found.survival(PANEL.a[k], "hub")["stands"].to_numpy() for k in some]
        steps, mean = kaplan_meier(PANEL.history[some]), np.mean(stands, axis=0)
        spread = np.sqrt(mean * (1 - mean) / len(some))
        assert (abs(steps - mean) <= 3 * spread + 0.01).all()
    assert len(found.plot().get_lines()) == 4
    with pytest.raises(errors.UnknownNameError):
        found.survival("g0", "g1")


@pytest.mark.exhaustive
def test_intervals_hold_the_truth():
    """Two free parameters in 200 panels: likelihood-ratio intervals at .95."""
    # Of delta and benefit these few records say so little that intervals hold the truth always.
    truth, hits = {"delta": 0.6, "friction": 0.08}, np.zeros(2)
    known = complete("test", {**SMALL, **truth})
    for seed in range(200):
        panel = qg.simulate_panel(PAIRS, 8, rng=seed, **known)
        surface = Surface(PanelRecords.of("test", panel, "modes"), tuple(truth), known, "none")
        top, height = surface.polish(surface.climb(surface.point(truth), [0, 1])[0])
        for k, name in enumerate(truth):
            place = surface.scales[k].place(truth[name])
            _, there = ProfileLikelihood(surface, k, top, height).follow(place)
            hits[k] += 2 * (height - there) <= 3.8415
    assert (hits / 200 >= 0.91).all()
    assert hits.mean() / 200 <= 0.98


def truth_after(panel, known, years):
    """Whether pairs that stand after so many years are at a strong level, and end in the next."""
    first = panel.truth[panel.truth["year"] == 2000 + years].set_index("a")
    helped = {name: known[name] for name in ("promotion", "delta")}
    gains = (
        known["benefit"]
        * np.exp(first["u"].to_numpy())
        * panel.pairs.set_index("a").loc[first.index, "gain_a"].to_numpy()
    )
    rise = known["learning"] * np.arange(2)
    across = panel.pairs.set_index("a").loc[first.index, "across"].to_numpy()
    levels = (gains[:, None] + rise)[..., None] * np.ones(2)
    modes = qg.evolve_arrays(
        benefit=levels, cost=1, friction=np.where(across, 0.25, 0.08), **helped
    ).modes
    strong = (modes == 0).all(axis=2)[np.arange(len(first)), first["trust"]]
    return pd.DataFrame({"strong": strong, "ends": first["state"] == "ended"}, index=first.index)


@pytest.mark.slow
def test_forecasts_are_calibrated():
    """Of those of whom a tenth was forecast, a tenth is: 3,000 pairs, at the true parameters."""
    many = {name: list(values) * 38 for name, values in PAIRS.items()}
    many["a"] = [f"g{k}" for k in range(len(many["b"]))]
    known = {**TRUE, "spread": 0.4}
    panel = qg.simulate_panel(many, 6, rng=7, **known)
    cut = dataclasses.replace(panel, history=panel.history[:, :5], until=2004, hidden=())
    fit = qg.calibrate(cut, ["promotion"], starts=1, **{**SMALL, "spread": 0.4}, delta=0.6)
    rows = fit.predict(promotion=0.5).set_index("a")
    rows = rows[rows["stands"]]
    truth = truth_after(panel, known, 5).loc[rows.index]
    for forecast, happened in (("strong_now", "strong"), ("ends_next", "ends")):
        chance, seen = rows[forecast].to_numpy(), truth[happened].to_numpy()
        for part in np.array_split(np.argsort(chance, kind="stable"), 10):
            error = np.sqrt((chance[part] * (1 - chance[part])).sum())
            assert abs(seen[part].sum() - chance[part].sum()) <= 3 * error + 1e-6
    assert (rows["strong_ever"] >= rows["strong_now"] - 1e-9).all()
    trust = rows[[name for name in rows if name.startswith("trust_")]].sum(axis=1)
    np.testing.assert_allclose(trust, 1)


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("loglik", lambda one: one.loglik + 1e-3),
        ("parameters", lambda one: (("delta", 0.5), *one.parameters[:-1])),
        ("cells", lambda one: one.cells._replace(high=one.cells.high + 0.01)),
        ("cells", lambda one: one.cells._replace(acts=0 * one.cells.acts)),
    ],
)
def test_what_is_changed_is_refused(found, field, change):
    forged = dataclasses.replace(found, **{field: change(found)}, certificate=None)
    assert not qg.verify(forged).ok


@pytest.mark.parametrize("delta", [0.35, 0.6])
def test_what_kept_promises_refuse_is_said(delta):
    """At a patience at which nobody can contribute every record of a first year is an error."""
    few = PANEL.history[:, 0] == 0
    found = qg.calibrate(PANEL, ["promotion"], starts=1, delta=delta, **SMALL)
    records = PanelRecords.of("test", PANEL, "modes")
    first = first_promises(PANEL, records, found.cells, dict(found.parameters))
    assert (first.kept, first.pairs) == (few.sum(), len(PANEL))
    said = [note for note in found.notes if "revealed patience refuses it" in note]
    assert bool(said) == (delta < 0.5)
    if said:
        assert first.p < 1e-6
        assert f"{few.sum()} of {len(PANEL)} pairs implemented" in said[0]
    blind = dataclasses.replace(PANEL, observed="spells")
    assert first_promises(blind, records, found.cells, dict(found.parameters)) is None


def test_so_many_kept_promises_are_counted():
    """Where nobody can contribute every record of a first year is an error, one by one."""
    from scipy.stats import binom

    records, kept = PanelRecords.of("test", PANEL, "modes"), int((PANEL.history[:, 0] == 0).sum())
    known = complete("test", {**TRUE, "delta": 0.05})
    found = first_promises(PANEL, records, cells_for(records, known, "none"), known)
    assert found.p == pytest.approx(binom.sf(kept - 1, len(PANEL), 0.02), abs=1e-12)
    with pytest.raises(
        errors.NotApplicableError, match=r"g\d+ – hub has records that have no chance"
    ):
        qg.calibrate(PANEL, ["promotion"], starts=1, **{**SMALL, "delta": 0.05})


def test_the_picture_of_a_parameter_is_its_profile(found):
    ax = found.plot(of="delta")
    line = next(line for line in ax.lines if len(line.get_xdata()) > 1)
    ((low, high),) = found.interval("delta")
    values = np.array(line.get_xdata())
    assert (values[0], values[-1]) == pytest.approx((low, high))
    loss = found.profile("delta", values)["loglik"].to_numpy() - found.loglik
    assert np.array(line.get_ydata()) == pytest.approx(loss, abs=1e-6)
    with pytest.raises(errors.UnknownNameError):
        found.plot(of="noise")


@pytest.mark.slow
def test_a_profile_is_followed_along_a_ridge():
    """Far from the estimate, where more patience does what more gain did: beside a grid."""
    panel = qg.simulate_panel(PAIRS, 8, rng=19, **TRUE)
    known = {name: value for name, value in SMALL.items() if name != "benefit"}
    surface = Surface(
        PanelRecords.of("test", panel, "modes"),
        ("delta", "benefit"),
        complete("test", TRUE),
        "none",
    )
    top, height = surface.polish(surface.climb(surface.point(complete("test", TRUE)), [0, 1])[0])
    place = surface.scales[1].place(2.4)
    assert abs(top[1] - place) > 0.2
    _, there = ProfileLikelihood(surface, 1, top, height).follow(place)
    grid = [surface.height(np.array([x, place])) for x in np.linspace(0.5, 0.7, 41)]
    assert there == pytest.approx(max(grid), abs=0.05)
    found = qg.calibrate(panel, ["delta", "benefit"], starts=1, **known)
    assert found.profile("benefit", [2.4])["loglik"][0] == pytest.approx(max(grid), abs=0.05)


@pytest.mark.parametrize("rng", [2, 6])
def test_unequal_members_who_pay_each_other_are_estimated(rng):
    gains = np.random.default_rng(rng).uniform(0.1, 2, (2, 8))
    pairs = {"a": range(8), "b": ["hub"] * 8, "gain_a": gains[0], "gain_b": gains[1]}
    panel = qg.simulate_panel({**pairs, "start": [0] * 8}, 6, rng=rng, sharing="voluntary")
    found = qg.calibrate(panel, ["cost"], starts=1, sharing="voluntary")
    assert found.certificate.ok
    ((low, high),) = found.interval("cost")
    assert low < 1 < high


def test_no_benefit_is_an_estimate_too():
    pairs = {"a": range(3), "b": ["hub"] * 3, "gain_a": [1.5, 0.1, 2], "gain_b": [0.2, 1.6, 1.7]}
    panel = qg.simulate_panel({**pairs, "start": [2, 2, 0]}, 9, rng=1, delta=0, outside_end=0)
    found = qg.calibrate(panel, ["benefit"], starts=1, sharing="voluntary")
    assert found.certificate.ok
    assert dict(found.parameters)["benefit"] == pytest.approx(0, abs=1e-9)


def test_edges_that_cross_have_no_weight():
    records, known = PanelRecords.of("test", PANEL, "modes"), complete("test", {"delta": 0.6})
    cells = cells_for(records, known, "none")
    k = int(np.flatnonzero(np.isfinite(cells.high) & np.isfinite(cells.low))[0])
    low = cells.low.copy()
    low[k] = cells.high[k] + 1e-6
    with np.errstate(invalid="raise"):
        moved = loglik_in(records, cells._replace(low=low), known)
    assert np.isfinite(moved).all()


def test_pairs_of_far_unlike_gains_are_estimated_together() -> None:
    pairs = {"a": ["A", "A", "B"], "b": ["B", "C", "C"], "start": [2000] * 3}
    pairs |= {"gain_a": [1e6, 0.5, 0.5], "gain_b": [1, 2, 1]}
    panel = qg.simulate_panel(pairs, 5, rng=1)
    assert qg.verify(qg.calibrate(panel, ["friction"], starts=1, progress=False)).ok


def drawn(count, seed):
    """A small panel at the same truth."""
    some = {name: values[:count] for name, values in PAIRS.items()}
    return qg.simulate_panel(some, 8, rng=seed, **TRUE)


def test_bad_times_may_be_never():
    known = {name: value for name, value in TRUE.items() if name != "bad_times"}
    answer = qg.calibrate(drawn(20, 0), ["bad_times"], starts=1, hardship=1, **known)
    assert answer.interval("bad_times")[0][0] == 0
    assert answer.open_ends.tolist() == [[True, False]]


def test_an_end_next_to_what_cannot_be_is_where_the_deviance_passes_the_limit():
    """Without ends from outside these records cannot be."""
    answer = qg.calibrate(drawn(40, 3), ["outside_end"], starts=1, **TRUE)
    low = float(answer.ends[0, 0])
    assert 2 * (answer.loglik - answer.loglik_at(outside_end=low)) == pytest.approx(
        3.8415, rel=0.06
    )


def test_a_profile_looks_at_both_sides_of_where_the_likelihood_jumps():
    """From 0 on agreements that idle end: there outside values are as good as they can be."""
    known = {name: value for name, value in TRUE.items() if name != "delta"}
    answer = qg.calibrate(drawn(20, 3), ["delta", "outside"], observed="spells", starts=1, **known)
    low = float(answer.ends[0, 0])
    at_zero = answer.loglik_at(delta=low - 0.03, outside=0)
    assert 2 * (answer.loglik - at_zero) > 3.8415
    assert answer.profile("delta", [low - 0.03])["loglik"].item() >= at_zero - 0.05


def test_a_limit_that_is_passed_at_the_end_of_the_range_is_that_end():
    pairs = {"a": ["A"], "b": ["B"], "gain_a": [0.5], "gain_b": [0.5], "start": [1]}
    spells = {"a": ["A"], "b": ["B"], "start": [1], "end": [2], "kind": ["withdrawal"]}
    panel = qg.Panel.from_spells({**pairs, "across": [True]}, spells, until=3)
    known = {**SMALL, "benefit": 1.05}
    answer = qg.calibrate(panel, ["barrier"], starts=1, observed="spells", **known)
    deviance = 2 * (answer.loglik - answer.loglik_at(barrier=1))
    assert 3.8415 < deviance < 4  # less than one part in fifty beyond
    assert (answer.interval("barrier"), answer.open_ends.all()) == (((0, 1),), True)


def test_an_interval_is_not_cut_short_where_a_long_step_led_the_others_astray():
    """Of few ends benefit and patience are a ridge on which records stay likely for ever."""
    known = {name: value for name, value in TRUE.items() if name not in ("delta", "benefit")}
    free = ["delta", "benefit"]
    answer = qg.calibrate(drawn(20, 1), free, starts=1, observed="spells", **known)
    assert answer.open_ends[1].tolist() == [False, True]
    at_end = dict(zip(free, answer.at_ends[1, 1].tolist(), strict=True))
    assert 2 * (answer.loglik - answer.loglik_at(**at_end)) < 3.8415


def test_one_exit_in_one_year_is_said_to_be_one():
    pairs = {"a": ["A"], "b": ["B"], "gain_a": [1], "gain_b": [0.5], "start": [2001]}
    panel = qg.simulate_panel(pairs, 1, rng=1, levels=0)
    answer = qg.calibrate(panel, ["outside_end"], starts=1, levels=0)
    assert answer.basis == "1 pair with 1 exit, 2001"
    assert "there is 1 exit only" in answer.notes
