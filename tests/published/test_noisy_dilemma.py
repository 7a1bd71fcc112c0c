"""The noisy prisoner's dilemma as solved by the package repgame (R), at the printed digits.

S. Kranz (2012), "Interactively Solving Repeated Games: A Toolbox", section 7; the method is that of
Goldluecke and Kranz (2012), "Infinitely repeated games with public monitoring and monetary
transfers", Journal of Economic Theory 147, 1191-1221.
"""

import numpy as np
import pytest

from qinba_games.third_parties import noisy_prisoners_dilemma, public_monitoring

#: d=1; s=1.5; lambda=0.1; mu=0.2; alpha=0.1; beta=0.2; psi=1
PARAMETERS = {"d": 1, "s": 1.5, "lam": 0.1, "mu": 0.2, "alpha": 0.1, "beta": 0.2, "psi": 1}
#: delta, L, U, v1, v2
PRINTED = [(0.0, 0, 0, 0, 0), (0.769231, 5, 1.5, 0, 0), (0.833333, 10, 2, 0, 0)]


def test_parameters_are_those_of_the_source():
    chances = noisy_prisoners_dilemma(**PARAMETERS).monitoring.probabilities
    by_profile = {
        (0, 0): (0.7, 0.1, 0.1, 0.1),
        (0, 1): (0.3, 0.3, 0.1, 0.3),
        (1, 0): (0.3, 0.3, 0.3, 0.1),
        (1, 1): (0.0, 1.0, 0.0, 0.0),
    }
    for profile, printed in by_profile.items():
        np.testing.assert_allclose(chances[profile], printed, rtol=0, atol=1e-12)
    default = noisy_prisoners_dilemma().monitoring.probabilities.astype(float)
    np.testing.assert_allclose(chances, default, rtol=0, atol=1e-12)


@pytest.mark.parametrize("given", [PARAMETERS, {}], ids=["float", "exact"])
def test_critical_discount_factors(given):
    """Cooperation from 0.769231 on, with money burned; from 0.833333 on without."""
    table = public_monitoring(noisy_prisoners_dilemma(**given))
    columns = [table.delta, table.liquidity, table.joint_payoff, *table.punishment_payoff.T]
    found = [[float(v) for v in row] for row in zip(*columns, strict=True)]
    assert found == [pytest.approx(row, abs=5e-7) for row in PRINTED]
    assert table.profile == ((1, 1), (0, 0), (0, 0))
    assert all(punished == ((1, 1), (1, 1)) for punished in table.punishment_profile)
    assert table.exact is not bool(given)
