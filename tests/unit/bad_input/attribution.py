"""What a coordinator's capacities do: how each name is called properly, and what can be wrong."""

import dataclasses

import qinba_games as qg
from qinba_games import third_parties

from . import bad
from .defects import NAN, Public

PAIR = qg.Partnership([[2, 2]], 1, promotion=0, friction=0.1, members=["North", "South"])
GAME = qg.RepeatedGame(qg.prisoners_dilemma(2, -1, 3, 0), outside=[0, 0])
HELP = qg.Coordinator(subsidy=0.1)
TRUST = bad.integer(high=0)
NO_TRUST = bad.use(1, "has no trust")


CALLABLES = {
    "attribute": Public(
        third_parties.attribute,
        {"model": PAIR, "coordinator": HELP},
        model=[
            dataclasses.replace(d, function="pivotal_window") for d in bad.instance("RepeatedGame")
        ],
        delta=[bad.use(0.5, "Leave delta out")],
        founding=TRUST,
    ),
    "attribute (the chance of becoming strong)": Public(
        third_parties.attribute,
        {"model": PAIR, "coordinator": HELP, "of": "probability_strong", "delta": 0.5},
        model=bad.instance("Partnership", GAME),
        delta=bad.discount(),
    ),
    "cheapest_coordinator": Public(
        third_parties.cheapest_coordinator,
        {"model": PAIR, "delta": 0.7, "prices": {"subsidy": 1}},
        prices=[
            *(
                bad.kind(value, "Pass for example {'sharing'")
                for value in (None, 3, {}, [("subsidy", 1)])
            ),
            bad.name({"subsdy": 1}, "Did you mean 'subsidy'", "subsdy"),
            bad.name({"stake": 1}, "Choose one of", "stake"),
            bad.bounds({"subsidy": -1}, "Choose a number in", -1),
            bad.infinite({"subsidy": NAN}, "Replace NaN", NAN),
            bad.shape({"subsidy": (1, 2, 3)}, "a number or a pair", (1, 2, 3)),
        ],
        founding=TRUST,
        limits=[
            bad.name({"subsdy": 1}, "Did you mean 'subsidy'", "subsdy"),
            bad.bounds({"subsidy": -1}, "Choose a number in", -1),
            bad.bounds({"mediation": 2}, "Choose a number in", 2),
        ],
    ),
    "subsidy_budget": Public(
        third_parties.subsidy_budget,
        {"model": PAIR, "delta": 0.4},
        founding=TRUST,
        coordinator=[bad.use(HELP, "Leave the subsidy out")],
    ),
    "when_it_hurts": Public(
        third_parties.when_it_hurts,
        {"model": GAME, "measure": "support", "sizes": [0, 1]},
        model=[*bad.instance("Partnership"), bad.use(GAME.stage, "Pass a RepeatedGame")],
        sizes=[
            *bad.array([0, 1]),
            bad.empty([], "one number per size"),
            bad.bounds([-1], "Choose a number in", seen=-1),
            bad.shape([[0, 1]], "Reshape the array", seen=(1, 2)),
        ],
        crowding_out=[d for d in bad.number(low=0, high=1) if d.value is not None],
        favoured=[bad.use(0, "ask about 'bias'")],
        founding=[NO_TRUST],
    ),
    "when_it_hurts (bias)": Public(
        third_parties.when_it_hurts,
        {"model": PAIR, "measure": "bias", "sizes": [0.1], "favoured": "North"},
        favoured=[d for d in bad.choice("Nroth", "North") if d.value is not None],
        crowding_out=[bad.use(0.5, "ask about 'support'")],
        sizes=[bad.bounds([2], "Choose a number in", seen=2)],
        founding=TRUST,
    ),
    "when_it_hurts (mediation)": Public(
        third_parties.when_it_hurts,
        {"model": PAIR, "measure": "mediation", "sizes": [0.1]},
        model=bad.instance("Partnership", GAME),
    ),
}
