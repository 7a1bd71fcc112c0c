"""Where claims on networks and levels turn, against closed forms derived here."""

from typing import Any

import numpy as np
import pytest
from helpers.claim_thresholds import (
    NETWORKS,
    Drawn,
    closed_forms,
    deciding,
    derived,
    threshold_is_reported,
    verdict_turns,
)
from helpers.marks import some

from qinba_games.paper import claims


def effort_that_lasts(rng: np.random.Generator) -> Drawn:
    # Both get b e - c e^2/2; a breach saves c e^2/2 now and loses all that from then on:
    # (1 - delta) c e^2/2 <= delta (b e - c e^2/2), or e <= 2 b delta/c. Below b/c more is better.
    b, c, delta = rng.uniform(1, 1.5), rng.uniform(1.6, 2), rng.uniform(0.2, 0.45)
    return Drawn(
        claims.c22, {"benefit": b, "cost": c, "delta": delta}, "authority", 2 * b * delta / c
    )


def effort_worth_it(rng: np.random.Generator) -> Drawn:
    # Patient partners go up to where the next bit costs what it brings: b = c e.
    b, c = rng.uniform(1, 1.5), rng.uniform(1.6, 2)
    return Drawn(claims.c22, {"benefit": b, "cost": c, "delta": 0.8}, "authority", b / c)


def patience_for_more(rng: np.random.Generator) -> Drawn:
    # As the first, solved for delta.
    b, c, a = rng.uniform(1, 1.5), rng.uniform(1.6, 2), rng.uniform(0.2, 0.5)
    return Drawn(claims.c22, {"benefit": b, "cost": c, "authority": a}, "delta", a * c / (2 * b))


def coordination(rng: np.random.Generator) -> Drawn:
    # Everybody is an equilibrium exactly when (n - 1) g >= c; nobody is one as long as c > 0.
    n, c = int(rng.integers(3, 6)), rng.uniform(0.5, 1.5)
    return Drawn(claims.c25, {"members": n, "cost": c, "benefit": 1.0}, "complement", c / (n - 1))


def leaders(rng: np.random.Generator) -> Drawn:
    # With k held in, each of the others joins exactly when k g >= c; once one does, all do.
    n, c = int(rng.integers(4, 7)), rng.uniform(0.5, 1)
    k = int(rng.integers(1, n - 1))
    return Drawn(claims.c47, {"members": n, "cost": c, "projects": k}, "complement", c / k)


def costly_links(rng: np.random.Generator) -> Drawn:
    # (1 - delta)(b - k) + 0 <= b - c - k.
    b, delta = rng.uniform(1.8, 2.2), rng.uniform(0.6, 0.7)
    given = {"benefit": b, "cost": 1.0, "delta": delta, "members": 5, "neighbours": 2}
    return Drawn(claims.c26, given, "link_cost", b - 1 / delta)


def patience_of_links(rng: np.random.Generator) -> Drawn:
    # The same solved for delta.
    b, k = rng.uniform(1.8, 2.5), rng.uniform(0, 0.5)
    given = {"benefit": b, "cost": 1.0, "link_cost": k, "members": 5, "neighbours": 2}
    return Drawn(claims.c26, given, "delta", 1 / (b - k))


def border(rng: np.random.Generator) -> Drawn:
    # Friction eps acts like impatience, rho = delta (1 - eps). Inside, shared: rho >= c/b with
    # eps (1 - a); across, the one that gains less: rho >= c/(b (1 - s)) with eps_out.
    b, s, eps, a = (
        rng.uniform(2, 2.5),
        rng.uniform(0, 0.1),
        rng.uniform(0.3, 0.4),
        rng.uniform(0.3, 0.6),
    )
    given = {"benefit": b, "cost": 1.0, "spread": s, "friction": eps, "mediation": a}
    return Drawn(claims.c36, given, "barrier", 1 - (1 - eps * (1 - a)) / (1 - s))


def levels_given(rng: np.random.Generator) -> dict[str, Any]:
    eps, a = rng.uniform(0.22, 0.28), rng.uniform(0.4, 0.6)
    given = {"benefit": rng.uniform(1.8, 2.2), "cost": 1.0, "spread": rng.uniform(0.05, 0.15)}
    return {**given, "friction": eps, "barrier": 0.4, "mediation": a}


def control(rng: np.random.Generator) -> Drawn:
    # The bridge shares, and leaves eps (1 - a (1 - lambda)) of friction, up to 1 - c/(delta b).
    given = levels_given(rng)
    b, eps, a = given["benefit"], given["friction"], given["mediation"]
    loss = rng.uniform(0.3, 0.7)
    delta = 1 / b / (1 - eps * (1 - a * (1 - loss)))
    return Drawn(claims.c42, {**given, "delta": delta}, "control_loss", loss)


def bridge(rng: np.random.Generator) -> Drawn:
    given = levels_given(rng)
    b, eps, a = given["benefit"], given["friction"], given["mediation"]
    loss = rng.uniform(0, 0.5)
    edge = 1 / b / (1 - eps * (1 - a * (1 - loss)))
    return Drawn(claims.c44, {**given, "control_loss": loss}, "delta", edge)


def no_bridge_needed(rng: np.random.Generator) -> Drawn:
    # The trust of the provinces alone is enough where the one that gains less goes on at eps.
    given = levels_given(rng)
    edge = 1 / (given["benefit"] * (1 - given["spread"])) / (1 - given["friction"])
    return Drawn(claims.c44, given, "delta", edge)


def levels_not_needed(rng: np.random.Generator) -> Drawn:
    return no_bridge_needed(rng)._replace(claim=claims.c42)


def strength(rng: np.random.Generator) -> Drawn:
    # One level of trust, a misfire costs nothing. In good times only, Y = (1 - pi)(b - c) a period;
    # in bad times too, Y = b - c - pi h. Not even the least patient who contribute in good times do
    # so in bad times: (1 - delta)(c + h) <= delta Y is the later of the two, and below it the pair
    # stays weak for ever.
    b, h, pi = rng.uniform(1.6, 2), rng.uniform(0.3, 0.5), rng.uniform(0.2, 0.3)
    given = {"benefit": b, "cost": 1.0, "hardship": h, "bad_times": pi, "levels": 0}
    return Drawn(claims.c40, given, "delta", (1 + h) / (b + (1 - pi) * h))


CASES = closed_forms(globals())


@pytest.mark.parametrize("seed", some(range(3), 1))
@pytest.mark.parametrize("case", CASES)
def test_verdict_turns_at_the_closed_form(case, seed):
    verdict_turns(case(np.random.default_rng(seed)))


@pytest.mark.parametrize("seed", some(range(3), 1, 1))
@pytest.mark.parametrize("case", some(CASES, 4))
def test_verdict_turns_at_the_closed_form_and_names_it(case, seed):
    threshold_is_reported(case(np.random.default_rng(seed)), near=True)


def test_every_threshold_has_a_closed_form_here() -> None:
    assert derived(CASES) == deciding(NETWORKS)
