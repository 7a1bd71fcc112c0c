"""What a coordinator's capacities do: how each name is called properly, and what can be wrong."""

import dataclasses

import qinba_games as qg
from qinba_games import errors, third_parties

from .defects import (
    NAN,
    Defect,
    Public,
    array,
    choice,
    discount,
    instance,
    integer,
    number,
    probability,
)

PAIR = qg.Partnership([[2, 2]], 1, promotion=0, friction=0.1, members=["North", "South"])
GAME = qg.RepeatedGame(qg.prisoners_dilemma(2, -1, 3, 0), outside=[0, 0])
HELP = qg.Coordinator(subsidy=0.1)
TRUST = integer(high=0)
NO_TRUST = Defect(1, errors.NotApplicableError, "has no trust")


CALLABLES = {
    "attribute": Public(
        third_parties.attribute,
        {"model": PAIR, "coordinator": HELP},
        model=[dataclasses.replace(d, function="pivotal_window") for d in instance("RepeatedGame")],
        coordinator=instance("Coordinator"),
        of=choice("detla", "delta"),
        delta=[Defect(0.5, errors.NotApplicableError, "Leave delta out")],
        founding=TRUST,
        baseline=choice("acting", "acting together"),
    ),
    "attribute (the chance of becoming strong)": Public(
        third_parties.attribute,
        {"model": PAIR, "coordinator": HELP, "of": "probability_strong", "delta": 0.5},
        model=instance("Partnership", GAME),
        delta=discount(),
    ),
    "cheapest_coordinator": Public(
        third_parties.cheapest_coordinator,
        {"model": PAIR, "delta": 0.7, "prices": {"subsidy": 1}},
        model=instance("Partnership", GAME),
        delta=discount(),
        prices=[
            *(
                Defect(value, errors.InputTypeError, "Pass for example {'sharing'")
                for value in (None, 3, {}, [("subsidy", 1)])
            ),
            Defect({"subsdy": 1}, errors.UnknownNameError, "Did you mean 'subsidy'", "subsdy"),
            Defect({"stake": 1}, errors.UnknownNameError, "Choose one of", "stake"),
            Defect({"subsidy": -1}, errors.RangeError, "Choose a number in", -1),
            Defect({"subsidy": NAN}, errors.NotFiniteError, "Replace NaN", NAN),
            Defect({"subsidy": (1, 2, 3)}, errors.ShapeError, "a number or a pair", (1, 2, 3)),
        ],
        goal=choice("storng", "strong"),
        founding=TRUST,
        credibility=probability(),
        limits=[
            Defect({"subsdy": 1}, errors.UnknownNameError, "Did you mean 'subsidy'", "subsdy"),
            Defect({"subsidy": -1}, errors.RangeError, "Choose a number in", -1),
            Defect({"mediation": 2}, errors.RangeError, "Choose a number in", 2),
        ],
    ),
    "subsidy_budget": Public(
        third_parties.subsidy_budget,
        {"model": PAIR, "delta": 0.4},
        model=instance("Partnership", GAME),
        delta=discount(),
        goal=choice("storng", "strong"),
        founding=TRUST,
        coordinator=[
            *(d for d in instance("Coordinator") if d.value is not None),
            Defect(HELP, errors.NotApplicableError, "Leave the subsidy out"),
        ],
    ),
    "when_it_hurts": Public(
        third_parties.when_it_hurts,
        {"model": GAME, "measure": "support", "sizes": [0, 1]},
        model=[
            *instance("Partnership"),
            Defect(GAME.stage, errors.NotApplicableError, "Pass a RepeatedGame"),
        ],
        measure=choice("suport", "support"),
        sizes=[
            *array([0, 1]),
            Defect([], errors.EmptyGameError, "one number per size"),
            Defect([-1], errors.RangeError, "Choose a number in", seen=-1),
            Defect([[0, 1]], errors.ShapeError, "Reshape the array", seen=(1, 2)),
        ],
        crowding_out=[d for d in number(low=0, high=1) if d.value is not None],
        favoured=[Defect(0, errors.NotApplicableError, "ask about 'bias'")],
        founding=[NO_TRUST],
    ),
    "when_it_hurts (bias)": Public(
        third_parties.when_it_hurts,
        {"model": PAIR, "measure": "bias", "sizes": [0.1], "favoured": "North"},
        favoured=[d for d in choice("Nroth", "North") if d.value is not None],
        crowding_out=[Defect(0.5, errors.NotApplicableError, "ask about 'support'")],
        sizes=[Defect([2], errors.RangeError, "Choose a number in", seen=2)],
        founding=TRUST,
    ),
    "when_it_hurts (mediation)": Public(
        third_parties.when_it_hurts,
        {"model": PAIR, "measure": "mediation", "sizes": [0.1]},
        model=instance("Partnership", GAME),
    ),
}
