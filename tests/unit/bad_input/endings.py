"""Bad input to what asks when help may end."""

import pandas as pd

import qinba_games as qg
from bad_input.defects import Defect, Public, instance, integer
from qinba_games import errors

GAINS = pd.DataFrame([[0, 1.6], [1.2, 0]], index=["A", "B"], columns=["A", "B"])
REGION = qg.Region.from_matrix(GAINS, cost=1)
PAIR = REGION.partnership("A", "B")
HELPER = qg.Coordinator(sharing=True)
BOUND = qg.Coordinator(mandate=["A"])

CALLABLES = {
    "hand_over": Public(
        qg.hand_over,
        {"model": PAIR, "delta": 0.7, "coordinator": HELPER, "periods": 2},
        model=instance("Partnership"),
        delta=[
            Defect(1, errors.DiscountError, "below 1", function="evolve"),
            Defect(None, errors.InputTypeError, "Pass", function="evolve"),
        ],
        coordinator=[
            *instance("Coordinator"),
            Defect(BOUND, errors.NotApplicableError, "Drop", ("A",), "mandate"),
        ],
        founding=integer(low=0, high=3),
        periods=integer(low=1),
    ),
    "hand_over (region)": Public(
        qg.hand_over,
        {"model": REGION, "periods": 2},
        founding=[Defect(1, errors.NotApplicableError, "each tie has its own")],
    ),
    "Region.hand_over": Public(
        REGION.hand_over,
        {"periods": 2},
        delta=[Defect(1, errors.DiscountError, "below 1")],
        coordinator=[
            Defect("me", errors.InputTypeError, "Build a Coordinator first"),
            Defect(BOUND, errors.NotApplicableError, "Drop mandate"),
        ],
        periods=integer(low=1),
    ),
}
