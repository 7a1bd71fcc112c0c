"""Regions: read from tables, built from settings, studied."""

import dataclasses
import itertools
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from helpers.marks import some
from helpers.regions import PARAMETERS, altered, qinba_tables, six_provinces
from helpers.the_case import case_study

import qinba_games as qg
from qinba_games import errors
from qinba_games.common.spans import Spans
from qinba_games.paper import facts, solving
from qinba_games.paper.claims.judging import CLAIMS
from qinba_games.paper.tables import tables
from qinba_games.partnership.evolve_arrays import evolve_terms
from qinba_games.region.study import solve

#: Columns of the shipped data that no table of a region needs.
SHIPPED = {"code", "name_zh", "level", "status", "size_status", "status_a", "status_b"}


@pytest.fixture(scope="module")
def yangtze():
    return qg.Region.from_frames(**six_provinces())


@pytest.fixture(scope="module")
def study(yangtze):
    return yangtze.study()


@pytest.mark.exhaustive
def test_the_qinba_case_is_built_again_from_files(tmp_path) -> None:
    """Somebody who writes the case down from the shipped data gets its numbers, to the last."""
    for name, frame in qinba_tables().items():
        frame.to_csv(tmp_path / f"{name}.csv", index=False)
    again = qg.Region.from_frames(
        tmp_path / "governments.csv", tmp_path / "ties.csv", tmp_path / "agreements.csv"
    )
    case = qg.paper.case()
    one, other = again.study(), case.study()
    pd.testing.assert_frame_equal(one.to_frame(), other.to_frame(), check_exact=True)
    pd.testing.assert_frame_equal(one.windows(), other.windows(), check_exact=True)
    pd.testing.assert_frame_equal(one.priorities(), other.priorities(), check_exact=True)
    columns = again.ties.columns.tolist()
    pd.testing.assert_frame_equal(again.ties, case.ties[columns], check_exact=True)


def test_a_study_says_what_evolve_says(yangtze, study) -> None:
    for tie, (before, after) in zip(yangtze.all_ties, study.classes, strict=True):
        model, k = yangtze.model(tie), tie.founding
        assert qg.evolve(model, yangtze.delta).classes[k] == before
        found = qg.evolve(model, yangtze.delta, founding=k, coordinator=yangtze.coordinator)
        assert found.classes[k] == after
        assert found.probability_strong == pytest.approx(
            study.helped.probability_strong[tie.number], abs=1e-9
        )


def test_a_window_is_that_of_the_partnership(yangtze, study) -> None:
    tie = yangtze.tie("Hubei", "Chongqing")
    asked = qg.pivotal_window(yangtze.model(tie), yangtze.coordinator, founding=tie.founding)
    found = study.window("Chongqing", "Hubei")
    assert np.asarray(found.intervals) == pytest.approx(np.asarray(asked.intervals), abs=1e-8)
    assert list(found.by_class) == list(asked.by_class)


def test_what_is_expected_over_time_is_what_simulation_gives(yangtze, study) -> None:
    """Chances of one tie step by step, from the chain of `evolve`."""
    path = study.path(4).query("coordinator == 'with'")
    total = np.zeros(5)
    for tie in yangtze.all_ties:
        found = qg.evolve(
            yangtze.model(tie),
            yangtze.delta,
            founding=tie.founding,
            coordinator=yangtze.coordinator,
        )
        conditions = found.choice.shape[1]
        strong = np.append(np.repeat(np.array(found.classes) == "strong", conditions), False)
        now = found.initial
        for period in range(5):
            total[period] += now[strong].sum()
            now = now @ found.chain
    assert path["strong"].to_numpy() == pytest.approx(total, abs=1e-9)
    classes = ["isolated", "nominal", "weak", "strong", "dissolved"]
    assert path[classes].sum(axis=1).to_numpy() == pytest.approx(len(yangtze.all_ties))


def test_priorities_are_single_actions_the_best_first(yangtze, study) -> None:
    found = study.priorities()
    assert len(found) == len(yangtze.all_ties) * len(yangtze.coordinator.capacities)
    assert found["gain_per_cost"].is_monotonic_decreasing
    first = found.iloc[0]
    tie = yangtze.tie(first["a"], first["b"])
    helper = yangtze.coordinator.only((first["action"],))
    asked = [
        qg.evolve(yangtze.model(tie), 0.7, founding=tie.founding, coordinator=one)
        for one in (None, helper)
    ]
    gain = asked[1].probability_strong - asked[0].probability_strong
    assert first["gain"] == pytest.approx(gain, abs=1e-9)
    halved = study.priorities(cost={first["action"]: 2}).query("action == @first.action")
    assert halved["gain_per_cost"].max() == pytest.approx(gain / 2, abs=1e-9)


@pytest.mark.parametrize("field", ["segments", "without"])
def test_the_check_refuses_a_study_of_other_ties(study, field) -> None:
    turned = {
        "segments": study.segments[::-1],
        "without": dataclasses.replace(study.without, acts=study.without.acts[::-1]),
    }
    assert not qg.verify(dataclasses.replace(study, **{field: turned[field]})).ok


def under_a_nation() -> qg.Region:
    """The six provinces, and whoever stands above them."""
    tables = six_provinces()
    tables["governments"].loc[len(tables["governments"])] = ["Nation", 39.9, 116.4, 1, ""]
    tables["governments"]["parent"] = ["Nation"] * 6 + [None]
    return qg.Region.from_frames(**tables)


def test_superiors_set_the_friction_of_those_below() -> None:
    region = under_a_nation()
    tree = region.hierarchy()
    assert tree.root == "Nation"
    assert set(tree.pairs) == {tie.members for tie in region.all_ties}
    actions = region.study().priorities()["action"]
    assert "regime: provinces" in set(actions)


def test_a_region_without_parents_has_no_levels(yangtze) -> None:
    with pytest.raises(errors.NotApplicableError, match="names no parents"):
        yangtze.hierarchy()


def test_a_network_holds_each_tie_at_its_founding_trust(yangtze) -> None:
    net = yangtze.network()
    alone = yangtze.network(trust=1)
    tie = next(tie for tie in yangtze.all_ties if tie.founding == 1)
    assert net.value[tie.number].tolist() == alone.value[tie.number].tolist()
    other = next(tie for tie in yangtze.all_ties if tie.founding == 0)
    assert net.value[other.number].tolist() != alone.value[other.number].tolist()


def test_an_unknown_tie_names_the_neighbours(yangtze) -> None:
    with pytest.raises(errors.NotApplicableError, match="Choose one of: Chongqing"):
        yangtze.tie("Sichuan", "Anhui")
    with pytest.raises(errors.UnknownNameError, match="Did you mean 'Anhui'"):
        yangtze.tie("Sichuan", "Anhuy")


def test_a_coordinator_that_binds_members_is_refused(yangtze) -> None:
    with pytest.raises(errors.NotApplicableError, match="know no mandate"):
        yangtze.study(coordinator=qg.Coordinator(mandate="all"))


@pytest.mark.slow
def test_a_study_that_was_interrupted_goes_on_where_it_was(yangtze, study, tmp_path, monkeypatch):
    monkeypatch.setattr(solve, "BLOCK", 3)
    run, asked = solve.run, []

    def torn(function, tasks, **options):
        yield from itertools.islice(run(function, tasks, **options), 2)
        raise KeyboardInterrupt

    def watched(function, tasks, **options):
        asked.extend(tasks)
        return run(function, tasks, **options)

    store = tmp_path / "windows.jsonl"
    monkeypatch.setattr(solve, "run", torn)
    with pytest.raises(KeyboardInterrupt):
        yangtze.study(store=store)
    monkeypatch.setattr(solve, "run", watched)
    assert yangtze.study(store=store).to_frame().equals(study.to_frame())
    assert len(asked) == 4  # of six blocks
    assert yangtze.study(store=store, delta=0.8).pivotal == study.pivotal
    assert len(asked) == 4
    dearer = yangtze.replaced(cost=1.1)
    assert dearer.study(store=store).pivotal != study.pivotal
    assert len(asked) > 4


def test_levels_over_draws_are_those_of_stabilise() -> None:
    region = under_a_nation()
    found = region.uncertain_levels(["none", "national"], {"delta": (0.6, 0.9)}, draws=5, rng=3)
    drawn = region.uncertain({"delta": (0.6, 0.9)}, draws=5, rng=3).settings["delta"]
    for draw, delta in enumerate(drawn):
        asked = qg.stabilise(region.hierarchy(), delta, "national", coordinator=region.coordinator)
        strong = sum(pair.founding_class == "strong" for pair in asked.pairs)
        row = found[(found["draw"] == draw) & (found["regime"] == "national")].iloc[0]
        assert (row["pairs"], row["strong"]) == (7, strong)


def many(governments, count):
    """Tables of a region as large as asked; ties to near neighbours."""
    rng = np.random.default_rng(1)
    who = pd.DataFrame(
        {
            "name": [f"g{k}" for k in range(governments)],
            "lat": rng.uniform(25, 35, governments),
            "lon": rng.uniform(103, 115, governments),
            "size": rng.integers(1, 9, governments),
            "group": [f"p{k % 12}" for k in range(governments)],
        }
    )
    where = who[["lat", "lon"]].to_numpy()
    near = np.argsort(((where[:, None] - where) ** 2).sum(axis=2), axis=1)[:, 1:12]
    pairs = sorted({tuple(sorted((k, j))) for k, row in enumerate(near.tolist()) for j in row})
    ties = pd.DataFrame([(f"g{a}", f"g{b}") for a, b in pairs[:count]], columns=["a", "b"])
    return who, ties


#: Reads a region from tables, studies it, and says in how many seconds and KiB.
STUDY = """
import resource, sys, time
import qinba_games as qg
start = time.process_time()
found = qg.Region.from_frames("governments.csv", "ties.csv").study(progress=False)
print(len(found.to_frame()), time.process_time() - start)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


@pytest.mark.parametrize("governments", some([300, 1000], 0, 0))
def test_large_regions_are_studied_within_a_minute_and_a_gibibyte(tmp_path, governments) -> None:
    """Of processor time; 300 governments with 1,500 ties, or a thousand with 5,000."""
    ties = 5 * governments
    for name, frame in zip(("governments", "ties"), many(governments, ties), strict=True):
        frame.to_csv(tmp_path / f"{name}.csv", index=False)
    command = [sys.executable, "-c", STUDY]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    count, seconds, most = done.stdout.split()
    assert int(count) == ties
    assert float(seconds) < 60
    assert int(most) * (1 if sys.platform == "darwin" else 1024) < 2**30


@pytest.mark.parametrize("draws", some([0, 50], 0, 0))
def test_the_report_on_the_case_has_the_tables_of_its_files(tmp_path, draws, monkeypatch) -> None:
    """Cell by cell, but for the claims and for columns that only the shipped data have.

    A tie with the same parameters on both sides is solved once.
    """
    known, solve_tie = {}, solving.solve_tie

    def once(case, tie, found):
        asked = (case.model(tie), case.coordinator, tie.founding, case.delta, repr(found))
        if asked not in known:
            known[asked] = solve_tie(case, tie, found)
        return dataclasses.replace(known[asked], tie=tie)

    monkeypatch.setattr(solving, "solve_tie", once)
    sure = {row["name"]: facts.size_status(code) for code, row in facts.governments().items()}
    given = qinba_tables()
    given["governments"]["size_status"] = given["governments"]["name"].map(sure)
    for name, frame in given.items():
        frame.to_csv(tmp_path / f"{name}.csv", index=False)
    again = qg.Region.from_frames(
        tmp_path / "governments.csv", tmp_path / "ties.csv", tmp_path / "agreements.csv"
    )
    regions = again.replaced(levels=1), qg.paper.case(levels=1)
    own, told = [
        tables(qg.paper.study(region, draws=draws), (CLAIMS["C14"](),), region.study())
        for region in regions
    ]
    assert len(known) == len(regions[1].all_ties)
    assert own.keys() == told.keys()
    for name in own.keys() - {"claims"}:
        columns = own[name].columns
        assert set(told[name].columns) - set(columns) <= SHIPPED, name
        pd.testing.assert_frame_equal(own[name], told[name][columns], check_exact=True)
    one, other = (region.uncertain(draws=20, rng=1) for region in regions)
    assert np.array_equal(one.founded, other.founded)


def _starts_as_counted(region) -> None:
    found = region.study()
    start = found.path(0).set_index("coordinator")
    for side, counts in found.counts.items():
        assert start.loc[side, list(counts)].astype(int).to_dict() == counts
        assert start.loc[side, "ever_strong"] == counts["strong"]


def test_conditions_that_never_come_decide_nothing_in_period_0() -> None:
    _starts_as_counted(qg.Region.from_frames(**six_provinces(), bad_times=0, delta=0.8))


@pytest.mark.slow
def test_the_case_without_bad_times_starts_as_it_is_counted() -> None:
    case = qg.paper.case(bad_times=0)
    assert [one["strong"] for one in case.study().counts.values()] == [25, 44]
    _starts_as_counted(case)


def _at_a_knife_edge() -> qg.Region:
    """One of two ties changes its class where two agreements are worth the same."""
    gains = pd.DataFrame([[0, 2.19, 3], [0.82, 0, 0], [2, 0, 0]], index=[*"xyz"], columns=[*"xyz"])
    return qg.Region.from_matrix(
        gains,
        cost=0.5,
        hardship=0.6,
        bad_times=0.5,
        levels=2,
        promotion=1,
        drop=2,
        detection=0.5,
        deposit=1,
        subsidy=0.05,
        learning=0,
        outside_signed=-0.05,
    )


@pytest.fixture(scope="module")
def knife_edge():
    return _at_a_knife_edge().study()


@pytest.mark.slow
def test_a_window_at_a_knife_edge_is_not_resolved_and_the_others_are(knife_edge) -> None:
    found = knife_edge
    assert [bool(window.notes) for window in found.pivotal] == [True, False]
    assert any(note.startswith("the window of x and y is not resolved") for note in found.notes)
    assert "the windows" in found.open
    assert not qg.verify(dataclasses.replace(found, unresolved=())).ok


@pytest.mark.exhaustive
def test_a_report_survives_a_window_that_is_not_resolved(tmp_path) -> None:
    found = _at_a_knife_edge().study()
    found.report(tmp_path / "report")
    assert (tmp_path / "report" / "index.html").exists()


def doubled(side, rows=slice(None)):
    """The same pairs with all payoffs of some twice as large: as certain, and of the same class."""
    terms = {name: np.array(getattr(side.terms, name)) for name in PAID}
    for values in terms.values():
        values[..., rows] *= 2
    return evolve_terms(dataclasses.replace(side.terms, **terms))


PAID = ("received", "burden", "cost", "outside", "deposit", "subsidy")


@pytest.fixture(scope="module")
def two_ties():
    gains = pd.DataFrame([[0, 1.6, 3], [1.2, 0, 0], [3, 0, 0]], index=[*"ABC"], columns=[*"ABC"])
    return qg.Region.from_matrix(gains, cost=1).study()


def test_what_is_solved_beside_the_edges_of_a_study_are_its_own_ties(two_ties):
    who, *sides, parts, levels = two_ties.witness
    assert qg.verify(two_ties).ok
    forged = dataclasses.replace(two_ties, witness=(who, *map(doubled, sides), parts, levels))
    assert qg.verify(forged).action == "windows"


def of_other_ties(found, name, rows):
    """The study with one parameter of some ties a little different, and what follows from it."""
    who, *sides, parts, levels = found.witness
    own = [altered(side, name, rows) for side in (found.without, found.helped, *parts)]
    beside = [
        evolve_terms(dataclasses.replace(one.terms.block(who), delta=side.terms.delta))
        for one, side in zip(own, sides, strict=False)
    ]
    return dataclasses.replace(
        found,
        without=own[0],
        helped=own[1],
        witness=(who, *beside, tuple(own[2:]), levels),
    )


def with_segments(found, k, without):
    """The study with other classes of a tie that nobody helps."""
    told = list(found.segments)
    told[k] = (without, told[k][1])
    return dataclasses.replace(found, segments=tuple(told))


def with_endless_deposit(found):
    deposit = np.where(np.arange(2) == 1, np.inf, found.helped.terms.deposit)
    terms = dataclasses.replace(found.helped.terms, deposit=deposit)
    return dataclasses.replace(found, helped=dataclasses.replace(found.helped, terms=terms))


SAID = {
    "an endless deposit": with_endless_deposit,
    "no word of what is missed": lambda found: dataclasses.replace(found, notes=found.notes[:1]),
    "a finer grid": lambda found: dataclasses.replace(
        found, notes=tuple(note.replace("400", "4000") for note in found.notes)
    ),
    "a window that is not resolved": lambda found: dataclasses.replace(found, unresolved=(1,)),
    "no class anywhere": lambda found: with_segments(found, 1, {}),
    "no class close to 1": lambda found: with_segments(found, 1, {"isolated": Spans([(0, 0.9)])}),
    "two classes at once": lambda found: with_segments(
        found, 1, dict.fromkeys(("isolated", "weak"), Spans([(0, 1)]))
    ),
}


@pytest.mark.parametrize("name", SAID)
def test_a_study_says_of_windows_and_actions_what_was_found(two_ties, name):
    assert qg.verify(two_ties).ok
    assert not qg.verify(SAID[name](two_ties)).ok


def test_of_a_window_that_is_not_resolved_no_unknown_class_is_told(knife_edge):
    unknown = {f"not {name}": spans for name, spans in knife_edge.segments[0][0].items()}
    assert not qg.verify(with_segments(knife_edge, 0, unknown)).ok


def test_capacities_by_themselves_bring_what_evolve_finds(two_ties):
    region = two_ties.region
    assert [one.name for one in two_ties.actions] == ["sharing", "mediation"]
    for action in two_ties.actions:
        helper = region.coordinator.only((action.name,))
        for k, tie in enumerate(region.all_ties):
            alone, helped = (
                qg.evolve(region.model(tie), region.delta, founding=tie.founding, coordinator=one)
                for one in (None, helper)
            )
            gain = helped.founding_value - alone.founding_value
            assert action.value[k] == pytest.approx(gain, abs=1e-9)
            more = helped.probability_strong - alone.probability_strong
            assert action.probability[k] == pytest.approx(more, abs=1e-9)


def test_reasons_name_who_gains_least_and_the_patience_that_it_takes(two_ties):
    assert two_ties.reasons == (
        (
            "B gains only 1.20 for a cost of 1: it takes patience of about 0.71. With the "
            "coordinator about 0.63 is enough, in bad times too from about 0.70."
        ),
        "Both gain enough: patience of about 0.43 keeps it even in bad times.",
    )


def test_reasons_name_the_same_patience_as_windows():
    """What is enough with the coordinator is where the window begins, bad times or not."""
    gains = pd.DataFrame([[0, 1.9], [1.26, 0]], index=["A", "B"], columns=["A", "B"])
    found = qg.Region.from_matrix(gains, cost=1.1).study()
    assert found.classes == (("isolated", "strong"),)
    ((low, high),) = found.pivotal[0].intervals
    (reason,) = found.reasons
    assert reason == (
        f"B gains only 1.26 for a cost of 1.1: it takes patience of about {high:.2f}. With the "
        f"coordinator about {low:.2f} is enough, in bad times too from about 0.69."
    )
    pair, helper = found.region.partnership("A", "B"), found.coordinator
    classes = [qg.evolve(pair, d, coordinator=helper).classes[0] for d in (0.68, 0.7)]
    assert classes == ["weak", "strong"]


@pytest.mark.parametrize(
    ("rest", "settings", "told"),
    [
        (
            {"benefit_b": 1.1},
            {"cost": 1.33, "delta": 0.63},
            "it cannot be borne. With the coordinator it takes patience of about 0.80, still more",
        ),
        (
            {"benefit_b": 0.9},
            {"cost": 1.1, "delta": 0.95},
            "it cannot be borne. With the coordinator patience of about 0.70 is enough.",
        ),
        (
            {"benefit_b": 0.9, "outside_a": -0.5, "outside_b": -0.5},
            {"cost": 1.1, "delta": 0.3},
            "They stay without contributing. B gains only 0.90 for a cost of 1.1",
        ),
    ],
)
def test_reasons_name_patience_once_and_no_signature_where_none_is(rest, settings, told):
    ties = pd.DataFrame([{"a": "A", "b": "B", "benefit_a": 2.0, **rest}])
    made = qg.Region.from_frames(pd.DataFrame(index=[*"AB"]), ties, levels=1, **settings)
    assert told in made.study().reasons[0]


def test_levels_are_left_out_of_a_study_only_where_it_says_so():
    who = pd.DataFrame({"parent": ["C", "C", ""]}, index=[*"ABC"])
    ties = pd.DataFrame({"a": ["A"], "b": ["B"], "benefit_a": [1.6], "benefit_b": [1.2]})
    found = qg.Region.from_frames(who, ties).study()
    assert [one.everywhere for one in found.actions] == [False, False, True]
    tree, helper = found.region.hierarchy(), found.coordinator
    before, after = (
        qg.stabilise(tree, found.delta, regime, coordinator=helper)
        for regime in ("none", "provinces")
    )
    for own, name in (("value", "founding_value"), ("probability", "probability_strong")):
        gain = sum(getattr(p, name) for p in after.pairs) - sum(
            getattr(p, name) for p in before.pairs
        )
        assert getattr(found.actions[-1], own) == pytest.approx([gain], abs=1e-9)
    *witness, _ = found.witness
    fewer = {"witness": (*witness, ())}
    assert not qg.verify(dataclasses.replace(found, **fewer)).ok
    said = (*found.notes, "regimes of levels are left out: nobody asked")
    assert qg.verify(dataclasses.replace(found, notes=said, **fewer)).ok
    assert not qg.verify(dataclasses.replace(found, notes=said)).ok


def test_edges_of_a_window_cannot_be_left_out(two_ties):
    """Of a window without edges, one answer would show everything."""
    who, *sides, parts, levels = two_ties.witness
    kept = np.arange(len(who)) >= np.argmax(who != 0) - 1
    beside = []
    for one, side in zip((two_ties.without, two_ties.helped), sides, strict=True):
        delta = side.terms.delta[kept].copy()
        delta[0] = two_ties.delta
        terms = dataclasses.replace(one.terms.block(who[kept]), delta=delta)
        beside.append(evolve_terms(terms))
    everywhere = Spans([(0, 1)])
    plain = tuple({name: everywhere} for name in two_ties.classes[0])
    forged = dataclasses.replace(
        two_ties,
        segments=(plain, *two_ties.segments[1:]),
        witness=(who[kept], *beside, parts, levels),
    )
    assert qg.verify(forged).action == "windows"
    assert "patience within the intervals" in two_ties.open


@pytest.mark.parametrize("name", PARAMETERS)
def test_every_tie_of_a_study_has_the_parameters_of_its_region(two_ties, name):
    assert not qg.verify(of_other_ties(two_ties, name, [1])).ok


@pytest.mark.slow
def test_every_tie_of_a_large_study_has_the_parameters_of_its_region():
    """One of 1,100 ties, beside whose window nothing was solved; its classes stay what they are."""
    region = qg.Region.from_frames(*many(450, 1100), levels=0, bad_times=0, mediation=0)
    found = region.study(progress=False)
    for name in ("received", "friction"):
        forged = of_other_ties(found, name, [1])
        certificate = qg.verify(forged)
        assert (certificate.ok, certificate.action) == (False, "the parameters of a tie")
    assert "the windows of 100 of 1100 ties" in found.open


@pytest.mark.slow
def test_equal_priorities_are_said_to_be_equal_and_have_an_order() -> None:
    """Ties that only the coordinator keeps stand first, then those that gain more in value."""
    study = case_study()
    found = study.priorities()
    assert found.attrs["note"].startswith("21 actions are equally good by the probability of")
    best = found[found["gain_per_cost"] > 1 - 1e-9]
    assert len(best) == 21
    value = study.priorities("value").set_index(["action", "a", "b"])["gain"]
    names = (tie.members for tie in study.region.all_ties)
    needs = dict(zip(names, study.needs_coordinator, strict=True))
    place = {"in both readings": 0, "acting together": 1}
    ranks = [
        (
            place.get(needs[a, b], 2),
            -round(value[action, a, b], 12),
        )
        for action, a, b in best[["action", "a", "b"]].itertuples(index=False)
    ]
    assert ranks == sorted(ranks)
    assert len({*ranks}) > 10
    drawn = study.region.uncertain({"delta": (0.6, 0.8)}, draws=20, rng=1)
    assert study.priorities(sure=drawn)["gain"].tolist() == found["gain"].tolist()
    other = study.region.replaced(cost=1.1).uncertain({"delta": (0.6, 0.8)}, draws=5, rng=1)
    assert len(study.priorities(sure=other)) == len(found)
    plain = qg.Region.from_matrix(
        pd.DataFrame([[0, 1.6], [1.2, 0]], index=["A", "B"], columns=["A", "B"]), cost=1
    )
    with pytest.raises(errors.NotApplicableError, match="another region"):
        study.priorities(sure=plain.uncertain({"delta": (0.5, 0.9)}, draws=5, rng=1))


@pytest.mark.slow
def test_what_flips_within_a_step_is_what_other_settings_give(yangtze) -> None:
    found = yangtze.check()
    assert len(found)
    shown = found.drop_duplicates("assumption").head(3)
    kept = ("weak", "strong")
    for row in shown.itertuples():
        assert yangtze.settings[row.assumption] == row.now
        before = yangtze.study(progress=False).classes
        after = yangtze.replaced(**{row.assumption: row.tried}).study(progress=False).classes
        k = [tie.members for tie in yangtze.all_ties].index((row.a, row.b))
        side = ("without", "with").index(row.side)
        assert (row.before, row.after) == (before[k][side], after[k][side])
        assert (row.before in kept) != (row.after in kept)
        flips = {
            (tie.members, side)
            for tie, now, then in zip(yangtze.all_ties, before, after, strict=True)
            for side, a, b in zip(("without", "with"), now, then, strict=True)
            if (a in kept) != (b in kept)
        }
        here = found[(found.assumption == row.assumption) & (found.tried == row.tried)]
        assert flips == {((one.a, one.b), one.side) for one in here.itertuples()}
