"""Equilibria printed in the literature."""

from fractions import Fraction

import qinba_games as qg


def _solve(A, B):
    found = qg.nash(qg.StageGame.from_bimatrix(A, B))
    assert found.certificate.ok
    return found, {tuple(tuple(v) for v in strategies) for strategies in found.equilibria}


def test_von_stengel_three_by_two():
    # von Stengel, B. (2007), in Algorithmic Game Theory (eds Nisan et al.), chapter 3: the 3 x 2
    # game used throughout the chapter and its three equilibria.
    found, equilibria = _solve([[3, 3], [2, 5], [0, 6]], [[3, 2], [2, 6], [3, 1]])
    assert equilibria == {
        ((1, 0, 0), (1, 0)),
        ((Fraction(4, 5), Fraction(1, 5), 0), (Fraction(2, 3), Fraction(1, 3))),
        ((0, Fraction(1, 3), Fraction(2, 3)), (Fraction(1, 3), Fraction(2, 3))),
    }
    assert found.complete


def test_chicken_of_aumann():
    # Aumann, R. (1974), Subjectivity and correlation in randomized strategies, J. Math. Econ. 1:
    # the game (6,6),(2,7),(7,2),(0,0) has two pure equilibria, (2,7) and (7,2), and a mixed one
    # that pays 14/3 to each.
    found, _ = _solve([[6, 2], [7, 0]], [[6, 7], [2, 0]])
    assert {tuple(row) for row in found.payoffs} == {
        (2, 7),
        (7, 2),
        (Fraction(14, 3), Fraction(14, 3)),
    }
    assert found.complete


def test_the_common_pool_of_ostrom_gardner_and_walker():
    # Ostrom, E., Gardner, R. and Walker, J. (1994), Rules, Games, and Common-Pool Resources,
    # chapter 5, and the experiments reported there: eight appropriators, yield 23X - .25X^2,
    # outside return 5 a token; 8 tokens each in equilibrium, 36 in total at the optimum.
    levels = [4.5, 8, 9]
    game = qg.commons(8, 23, 0.25, 5, levels=levels)
    assert (levels.index(8),) * 8 in qg.nash(game).pure
    joint = game.payoffs.sum(axis=-1)
    assert joint[(0,) * 8] == joint.max()
    # 36 tokens maximise (23 - 5)X - .25X^2 over all X.
    assert joint.max() == 18 * 36 - 0.25 * 36**2
