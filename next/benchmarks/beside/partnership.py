"""What becomes of a partnership, as one member's patience and all its terms are drawn."""

#: What is compared of every answer; values, division and punishment by state and member.
NAMES = (
    *("classes", "policy", "profiles", "founding_value", "founding_value_net"),
    *("probability_strong", "time_to_strong", "long_run", "values", "punishment", "division"),
    "binding",
)


def questions(count, rng):
    """Terms and patience, every sixth in Fractions."""
    from oracles.draws import random_terms

    return [random_terms(rng, most=10_000, exact=k % 6 == 0) for k in range(count)]


def answer(question):
    import qinba_games as qg

    terms, delta = question
    model = qg.Partnership(**terms)
    said = qg.evolve(model, delta)
    parts = {name: getattr(said, name) for name in NAMES}
    if not model.mandate:
        del parts["punishment"]  # the outside values, where the first edition has None
    if parts["binding"]:  # several deviations may gain as much
        parts["binding"] = parts["binding"][-1]
    return parts
