"""At which discount factors a partnership cooperates; partial mandates are slow, and few."""


def questions(count, rng):
    """Terms alone."""
    from oracles.draws import random_terms

    drawn = (random_terms(rng, most=200)[0] for _ in range(20 * count))
    return [terms for terms in drawn if not terms.get("mandate")][:count]


def answer(question):
    import qinba_games as qg

    return {"critical": list(qg.critical_discount(qg.Partnership(**question)).intervals)}
