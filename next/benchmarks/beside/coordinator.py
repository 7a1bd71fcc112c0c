"""When a coordinator matters; by turns which part of it works, how fast, and what hurts."""

#: Terms that only a coordinator brings.
FREE = {"deposit": 0, "subsidy": 0, "stake": 0, "mandate": (), "sharing": "none"}


def questions(count, rng):
    """Terms, patience, capacities, and whose turn it is."""
    from oracles.draws import random_terms

    asked = []
    for k in range(count):
        terms, delta = random_terms(rng, most=200)
        asked.append(({**terms, **FREE, "detection": 0.5}, float(delta), capacities(rng), k % 3))
    return asked


def capacities(rng):
    """What a coordinator can do, by name."""
    some = {name: float(rng.integers(0, 3) / 2) for name in ("monitoring", "mediation", "deposit")}
    some |= {"sharing": bool(rng.random() < 0.5), "subsidy": float(rng.integers(0, 2) / 4)}
    return some | {"credibility": rng.integers(1, 5) / 4, "stake": rng.integers(0, 2) / 8}


def answer(question):
    import qinba_games as qg

    try:
        from qinba_games.coordinator import subsidy_budget, when_it_hurts
    except ImportError:  # where the first edition has them
        from qinba_games.third_parties import subsidy_budget, when_it_hurts
    terms, delta, given, turn = question
    model, helper = qg.Partnership(**terms), qg.Coordinator(**given)
    parts = {
        "window": list(qg.pivotal_window(model, helper).intervals),
        "budget": subsidy_budget(model, delta).subsidy,
    }
    if turn == 0:
        parts["attribute"] = qg.attribute(model, helper).values
    elif turn == 1:
        parts["speed"] = qg.attribute(model, helper, of="speed", delta=delta).values
    else:
        parts["hurts"] = list(when_it_hurts(model, "support", [0, 0.25, 0.5]).intervals)
    return parts
