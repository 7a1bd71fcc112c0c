"""The prisoner's dilemma in which nobody sees what the other has done."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np

from .. import _check, _tolerance, errors
from ..repeated.monitoring import PublicMonitoring
from ..repeated.repeated_game import RepeatedGame
from ..stage.stage_game import StageGame
from ..types import Number

_OWNER = "noisy_prisoners_dilemma"


def noisy_prisoners_dilemma(
    *,
    d: Number = 1,
    s: Number = Fraction(3, 2),
    lam: Number = Fraction(1, 10),
    mu: Number = Fraction(1, 5),
    alpha: Number = Fraction(1, 10),
    beta: Number = Fraction(1, 5),
    psi: Number = 1,
    players: Any = None,
) -> RepeatedGame:
    r"""Two governments that cannot see each other's contribution, only signals of it.

    Payoffs are 1 each if both cooperate (C), 0 if both defect (D), 1 + d for a lone defector and
    -s for the one who is left alone. Of four public signals, yC means that all is well and yD that
    somebody has failed, nobody knows who; y1 and y2 point at one member, not always rightly:

    ========  ===============  ========  ======  ======
    profile   yC               yD        y1      y2
    ========  ===============  ========  ======  ======
    C C       1-λ-2α           λ         α       α
    C D       1-λ-μ-2α-β       λ+μ       α       α+β
    D C       1-λ-μ-2α-β       λ+μ       α+β     α
    D D       1-ψ              ψ         0       0
    ========  ===============  ========  ======  ======

    So λ and α are false alarms, μ is what a breach adds to the anonymous signal and β what it adds
    to the one that names the culprit. The default values are those of the source.

    Parameters
    ----------
    d : Number
        What a lone defector gains; not negative.
    s : Number
        What the one left alone loses; not negative.
    lam, mu, alpha, beta, psi : Number
        The probabilities λ, μ, α, β and ψ of the table, with λ + μ + 2α + β at most 1.
    players : sequence of 2 str, optional

    Returns
    -------
    RepeatedGame
        Actions "C" and "D", with `PublicMonitoring`.

    Raises
    ------
    ProbabilityError
        If λ + μ + 2α + β exceeds 1.
    InputTypeError, NotFiniteError, RangeError

    References
    ----------
    S. Kranz (2012), "Interactively Solving Repeated Games: A Toolbox", section 7.

    Examples
    --------
    >>> from qinba_games.third_parties import noisy_prisoners_dilemma
    >>> game = noisy_prisoners_dilemma()
    >>> game.monitoring
    PublicMonitoring(signals yC, yD, y1, y2; exact)
    >>> [str(chance) for chance in game.monitoring.probabilities[0, 1]]
    ['3/10', '3/10', '1/10', '3/10']
    """
    d, s = _check.named_numbers(_OWNER, low=0, d=d, s=s).values()
    given = {"lam": lam, "mu": mu, "alpha": alpha, "beta": beta, "psi": psi}
    lam, mu, alpha, beta, psi = (_check.probability(_OWNER, k, v) for k, v in given.items())
    alarms = lam + mu + 2 * alpha + beta
    if alarms > 1 + (_tolerance.PROBABILITY if isinstance(alarms, float) else 0):
        rule = f"lam + mu + 2 alpha + beta is {alarms}, more than the probability of any alarm"
        remedy = "Lower lam, mu, alpha or beta until they add up to at most 1"
        raise errors.ProbabilityError(_OWNER, "lam", lam, rule, remedy)
    one = [
        [1 - lam - 2 * alpha, lam, alpha, alpha],
        [1 - alarms, lam + mu, alpha, alpha + beta],
        [1 - alarms, lam + mu, alpha + beta, alpha],
        [1 - psi, psi, 0 * psi, 0 * psi],
    ]
    chances = np.array(one, dtype=object).reshape(2, 2, 4)
    rows = np.array([[1, -s], [1 + d, 0]], dtype=object)
    actions = [["C", "D"]] * 2
    stage = StageGame.from_bimatrix(rows, rows.T, players=players, actions=actions)
    return RepeatedGame(stage, monitoring=PublicMonitoring(["yC", "yD", "y1", "y2"], chances))
