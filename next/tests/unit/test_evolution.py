"""What follows from what is agreed: values, what binds, divisions, survival; pictures and files."""

import json

import numpy as np
import pytest
from oracles import draws, partnership

import qinba_games as qg
from qinba_games.core import errors

TRUST = np.arange(5)[:, None]
A = qg.Partnership(np.array([1.2, 0.7]) + 0.35 * TRUST, 1, promotion=0.6, friction=0.05)


def some(count, **changes):
    for seed in range(count):
        terms, delta = draws.random_terms(np.random.default_rng(seed), most=81)
        model = qg.Partnership(**{**terms, **changes})
        yield model, float(delta), partnership.Arrays(partnership.read(model))


def worth(it, rows, delta):
    """What complying is worth to each member in every state, (L, T, n)."""
    later = it.next(it.values(rows[None], delta)[0])
    level, times = np.ogrid[: it.pay.shape[0], : it.pay.shape[1]]
    return (1 - delta) * it.pay[level, times, rows] + delta * later[level, it.kind[rows]]


def test_values_are_what_complying_is_worth():
    for model, delta, it in some(60):
        answer = qg.evolve(model, delta)
        rows = answer.play.rows[: model.levels, :, 0]
        own = worth(it, rows, delta).reshape(-1, model.n_members)
        if model.voluntary:
            assert answer.values.sum(axis=1) == pytest.approx(own.sum(axis=1))
            assert (answer.values >= answer.punishment - 1e-9).all()
        else:
            assert answer.values == pytest.approx(own)


def test_the_binding_deviation_gains_most_where_all_contribute():
    seen = 0
    for model, delta, it in some(150, mandate=(), detection=1):
        if model.voluntary:
            continue
        rows = np.zeros(it.pay.shape[:2], dtype=int)
        own = worth(it, rows, delta)
        leave = it.outside - own
        idle = (1 - delta) * (it.gross[:, :, 0] - it.deposit) + delta * it.outside - own
        most, answer = max(leave.max(), idle.max()), qg.evolve(model, delta).binding
        if most < 1e-9:
            assert answer is None
            continue
        seen += 1
        assert answer.gain == pytest.approx(most)
        gains = leave if answer.action == "leave" else idle
        assert gains[(*answer.state, model.members.index(answer.member))] == pytest.approx(most)
    assert seen > 30


def test_parts_of_the_next_surplus_are_what_members_need():
    seen = 0
    for model, delta, it in some(60, sharing="voluntary", mandate=(), detection=1):
        answer = qg.evolve(model, delta)
        need = partnership.need(it, delta, None) - delta * it.outside
        level, times = np.ogrid[: it.pay.shape[0], : it.pay.shape[1]]
        own = need[level, times, answer.play.rows[: model.levels, :, 0]].clip(0)
        for state, parts in zip(answer.states, answer.division, strict=True):
            together = own[state].sum()
            equal = answer.policy[state] == "leave" or together < 1e-9
            seen += not equal
            even = np.full(model.n_members, 1 / model.n_members)
            assert parts == pytest.approx(even if equal else own[state] / together)
    assert seen > 20


def test_survival_is_what_period_after_period_leaves():
    for model, delta, it in some(40, drop=1):
        answer = qg.evolve(model, delta)
        rows = answer.play.rows[: model.levels, :, 0]
        now = np.zeros(model.levels)
        now[model.founding], alive = 1, [1.0]
        for _ in range(6):
            stays = ~it.leave[rows]
            alive.append(float((now[:, None] * it.chance * stays).sum()))
            level = np.arange(model.levels)[:, None]
            move = np.einsum("l,t,ltk->k", now, it.chance, it.move[level, it.kind[rows]])
            now = move[:-1]
        assert answer.survival(range(7)) == pytest.approx(alive)
        assert answer.survival(3) == pytest.approx(alive[3])
        if alive[3] > 0:
            assert answer.hazard(3) == pytest.approx(1 - alive[4] / alive[3])
        else:
            assert np.isnan(answer.hazard(3))
    with pytest.raises(errors.InputTypeError):
        answer.survival(1.5)


def test_every_answer_has_its_views(tmp_path):
    coordinator = qg.Coordinator(sharing=True)
    pays = [[[2, 2], [-1, 3]], [[3, -1], [0, 0]]]
    game = qg.StochasticGame.from_arrays([pays], [np.ones((2, 2, 1))])
    answers = [
        qg.evolve(A, 0.7),
        qg.evolve(A, 0.7, coordinator=coordinator),
        qg.evolve_many(A, [0.6, 0.7]),
        qg.critical_discount(A),
        qg.pivotal_window(A, coordinator),
        qg.attribute(A, coordinator),
        qg.solve(game, 0.5),
        qg.critical_discount(game, {0: (0, 0)}),
        qg.nash(qg.prisoners_dilemma(2, -1, 3, 0)),
    ]
    for answer in answers:
        frame, parts = answer.to_frame(), json.loads(answer.to_json())
        assert len(frame) > 0
        assert parts["answer"] == type(answer).__name__
        assert list(parts["table"]) == list(map(str, frame.columns))
        assert parts["certificate"]["holds"] is True
        assert answer.to_latex(caption="A caption").startswith("\\begin{table}")
        assert frame.columns[0] in answer.to_latex([frame.columns[0]]).replace("\\_", "_")
        assert "<table" in answer._repr_html_()
        assert answer.concept in answer.summary()
        assert repr(answer).startswith(f"{type(answer).__name__}(")
        with pytest.raises(errors.UnknownNameError):
            answer.to_latex(["colour"])
    with pytest.raises(errors.NotApplicableError):
        answers[3].to_file(tmp_path / "answer.json")


def test_certificates_name_the_place():
    bound = A.replace(mandate="all", sharing="none")
    assert qg.evolve(bound, 0.7).certificate.where.startswith("trust")
    answer = qg.evolve(A, 0.7)
    rows = answer.play.rows.copy()
    rows[0] = 0
    broken = answer.replace(play=answer.play._replace(rows=rows)).certificate
    assert broken.where == "trust 0, times 0, member 2"
    wrong = qg.evolve(bound, 0.7)
    low = answer.replace(partnership=bound, play=wrong.play._replace(low=wrong.play.low - 5))
    assert low.certificate.where == "a punishment"


def test_pictures_say_what_answers_say():
    import matplotlib as mpl

    mpl.use("agg")
    import matplotlib.pyplot as plt

    axes = qg.evolve(A, 0.8).plot()
    words = [text.get_text() for text in axes.texts]
    assert words.count("strong") == 5
    assert "strong from the start" in axes.get_title()
    assert "never becomes strong" in qg.evolve(A, 0.7).plot().get_title()
    drawn = qg.evolve_many(A, [0.5, 0.7, 0.8]).plot()
    names = [text.get_text() for text in drawn.get_legend().get_texts()]
    assert names == ["isolated", "strong"]
    plt.close("all")
