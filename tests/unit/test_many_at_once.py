"""Evolutions that are judged together: the verdict on each is that on it alone."""

import dataclasses
import importlib
from fractions import Fraction

import pytest
from helpers.partnerships import instead, reference

import qinba_games as qg
from qinba_games import errors
from qinba_games.partnership.checks import evolution as checks
from qinba_games.verify.door import verify_all

#: `qinba_games.partnership.evolve` is the verb.
SOLVER = importlib.import_module("qinba_games.partnership.evolve")
DELTAS = [0.2, 0.5, 0.6, 0.7, 0.75, 0.8, 0.95]
CASES = [(name, sharing) for name in "ABC" for sharing in ("none", "voluntary", "equal")]


def alone(result):
    certificate = qg.verify(result)
    return certificate.inside, certificate.outside, certificate.gap


def worse(model, monkeypatch, *, rows: bool):
    """Consistent answers that are not the best: with a false record, or with that of the best."""
    with monkeypatch.context() as patch:
        if rows:
            real = importlib.import_module("qinba_games.algorithms.solution").needs

            def dearer(table, punishment):
                need = real(table, punishment)
                return need._replace(due=need.due + abs(need.due) / 5)

            patch.setattr("qinba_games.algorithms.solution.needs", dearer)
        else:
            instead(patch, lambda game: len(game.contributes))
        return SOLVER._evolutions([(model, at, 0) for at in DELTAS], None, None, exact=False)


@pytest.mark.parametrize(("name", "sharing"), CASES)
@pytest.mark.slow
def test_the_verdict_is_that_on_each_alone(name, sharing, monkeypatch):
    model = reference(name, sharing)
    some = [*SOLVER.evolve_at(model, DELTAS, 0), *worse(model, monkeypatch, rows=True)]
    some += worse(model, monkeypatch, rows=False)
    some += SOLVER.evolve_at(reference("B", sharing), DELTAS, 1)
    some.append(qg.evolve(model, 0.7, coordinator=qg.Coordinator(mediation=0.5)))
    found = [(each.inside, each.outside, each.gap) for each in verify_all(some)]
    assert found == [alone(each) for each in some]
    assert 0 < [inside for inside, _, _ in found].count(False) < len(found)


def test_those_that_are_the_best_are_read_in_one_table(monkeypatch):
    asked = []
    monkeypatch.setattr(checks, "read_together", lambda some: asked.append(len(some)) or real(some))
    assert all(each.ok for each in verify_all(FINE))
    assert asked == [len(DELTAS)]
    assert checks._certify_evolution not in checks._single_checks(FINE)


real = checks.read_together
FINE = SOLVER.evolve_at(reference("A"), DELTAS, 0)


@pytest.mark.parametrize("row", range(len(DELTAS)))
def test_one_false_record_among_others_is_refused(row):
    play, tree, code = FINE[row].witness
    lower = tree._replace(bounds=tree.bounds._replace(worth=tree.bounds.worth - 0.01))
    false = dataclasses.replace(FINE[row], witness=(play, lower, code))
    found = verify_all([*FINE[:row], false, *FINE[row + 1 :]])
    assert [each.ok for each in found] == [k != row for k in range(len(DELTAS))]


def test_a_pessimistic_solver_is_refused_at_many_patiences(monkeypatch):
    model = reference("A", "voluntary")
    found = worse(model, monkeypatch, rows=True)
    monkeypatch.setattr(SOLVER, "_evolutions", lambda *given, **options: found)
    with pytest.raises(errors.CertificateError, match="an eliminated row is upheld"):
        SOLVER.evolve_at(model, DELTAS, 0)


def test_what_a_window_rests_on_is_judged_when_somebody_asks():
    """A solver has had it judged; whoever asks has not."""
    found = qg.pivotal_window(reference("A"), qg.Coordinator(sharing=True))
    delta, without, helped = found.witness[0]
    play, tree, code = helped.witness
    other = play._replace(worth=play.worth + 1e-3, punishment=play.punishment - 1)
    false = dataclasses.replace(helped, witness=(other, tree, code))
    bent = dataclasses.replace(found, witness=((delta, without, false), *found.witness[1:]))
    assert qg.verify(found).ok
    assert not qg.verify(bent).ok


def test_what_is_remembered_of_a_partnership_is_what_it_says():
    """Not which it is: numbers that were changed behind its back are read anew."""
    pair = qg.Partnership([[3, 2], [4, 3]], 1, promotion=1, friction=0)
    alike = qg.Partnership([[3.0, 2], [4, 3]], 1, promotion=1, friction=0)
    one, other = qg.evolve(pair, Fraction(1, 2)), qg.evolve(alike, 0.5)
    assert pair == alike
    assert (qg.verify(one).exact, qg.verify(other).exact) == (True, False)
    for found in (one, other):
        cost = found.partnership.cost
        cost.flags.writeable = True
        cost += 1
        assert not qg.verify(found).ok
        cost -= 1
        assert qg.verify(found).ok
