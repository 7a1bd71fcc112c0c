"""What trust and talk bring about: rules that all have in common."""

from __future__ import annotations

from typing import Any

from ... import _exact, _tolerance
from ...common.result import show
from ...stage.correlated import correlated
from ...stage.results import CorrelatedEquilibrium, NashResult
from .argument import Case, trusted
from .judging import claim
from .parameters import Setting
from .search import Turning, asking
from .worlds import pairs, strangers
from .worlds.alone import best, most


def _recommended(p: Setting) -> CorrelatedEquilibrium:
    # As fractions: rounding would blur who obeys where temptation is close to nothing.
    exact = p.but(**{name: _exact.fraction(value) for name, value in p.items()})
    return trusted(correlated(pairs.game(exact)))


def _indifferent(case: Case) -> Turning:
    """The same for a rule that names one profile, obeyed exactly when it is an equilibrium."""
    asked = asking(lambda q: _reached(q, best(pairs.apart(q))), case.p, "temptation")
    return pairs.indifference(asked, case.p)


@claim(
    "C10",
    "2 (2)",
    "A network gives its members aims and rules in common.",
    kind="by assumption",
    world=pairs.world(_recommended, '"correlated equilibrium" of the game played once'),
    parameters={"temptation": 2, "reward": 3, "sucker": 0, "punishment": 1},
    turns={"temptation": _indifferent},
    picture=("temptation", "largest joint payoff", "with a rule", "without a rule"),
    condition=(
        "holds if the temptation to break the rule is at most {edge}, what keeping it is worth; "
        "beyond that a rule has to be enforced, and talk does not"
    ),
    never="fails at every temptation: members do the best they can without any rule",
    values=lambda case: (
        case.p.reward - pairs.scale(case.p),
        case.p.reward + pairs.scale(case.p),
        7,
    ),
    columns={
        "largest joint payoff": lambda q, _: most(pairs.game(q)),
        "with a rule": lambda _, found: float(found.payoffs.sum()),
        "without a rule": lambda q, _: pairs.least(pairs.apart(q)),
        "patience to enforce it": lambda q, _: pairs.bond(q).delta,
    },
    others=lambda case: [{"sucker": case.p.punishment - 1, "temptation": case.p.reward}],
)
def common_rules(p: Setting, found: CorrelatedEquilibrium) -> bool:
    """Does talking in a network lead to aims and rules that all have in common?

    Payoffs as for `c08`, played once, after somebody has said what the rule is: the best that a
    mediator can recommend, such that everybody obeys if all others do. Holds exactly when that
    reaches the largest joint payoff and there is a worse equilibrium, so that a rule is needed: an
    assurance game, T <= R and P > S. In a dilemma talk changes nothing; rules then have to be
    enforced.

    References
    ----------
    Aumann, R. J. (1974), Journal of Mathematical Economics 1, 67-96, for what can be recommended.

    Examples
    --------
    >>> from qinba_games.paper import claims
    >>> claims.c10(temptation=2).verdict, claims.c10(temptation=4).verdict
    ('holds', 'fails')
    """
    return _reached(p, found.payoffs.sum())


def _reached(p: Setting, joint: Any) -> bool:
    """Whether `joint` is the largest joint payoff, and more than members may end up with."""
    alone = pairs.apart(p)
    wanted = most(alone.game) - _tolerance.tie(alone.game.payoffs)
    return bool(pairs.least(alone) < wanted <= joint)


@claim(
    "C30",
    "4.2",
    "Members who do not trust each other have no rules in common.",
    world=pairs.world(
        strangers.outcomes, '"Nash equilibrium" of the Bayesian game between the two strategies'
    ),
    parameters={"prior": 0.2, "delta": 0.7, **pairs.PAYOFFS},
    turns={"prior": 8, "delta": lambda case: case.of_parts("delta", _sure, _dares, pieces=16)},
    picture=("prior", "worth of trying", "worth of refusing"),
    condition="holds if trust, the prior, is below {edge}",
    never=lambda case: _at_no_prior(case.p),
    values=(0, 1, 11),
    columns={
        "worth of trying": lambda _, found: found.game.payoffs[0, 0, 0],
        "worth of refusing": lambda _, found: found.game.payoffs[1, 0, 0],
    },
    others=[{"prior": 0, "delta": 0.9}],
)
def no_rules_without_trust(p: Setting, found: NashResult) -> bool:
    """Are there no rules in common where there is no trust?

    Two members play the game of `c08` for ever. Each believes with probability mu that the other
    one can be won, and that it never contributes otherwise. A rule in common is that who can be won
    contributes, and goes on as long as the other one does. It is an equilibrium exactly when trying
    is as good as never contributing,
    mu R + (1 - mu) ((1 - delta) S + delta P) >= mu ((1 - delta) T + delta P) + (1 - mu) P, that is
    from mu* = (1 - delta)(P - S)/((1 - delta)(P - S) + R - (1 - delta) T - delta P) on. Holds
    exactly when mu < mu* and full trust would do: below delta* = (T - R)/(T - P) it is patience
    that is missing.

    Nothing else does better against the two strategies: who was let down does not contribute again,
    and whoever would break the rule later would, if it is patient, not break it at all.

    Examples
    --------
    >>> from qinba_games.paper import claims
    >>> claims.c30(prior=0.2).verdict, claims.c30(prior=0.4).verdict, claims.c30(delta=0.4).verdict
    ('holds', 'fails', 'fails')
    """
    return _sure(p) and not strangers.dare(found)


def _sure(p: Setting) -> bool:
    """Whether full trust would do."""
    return strangers.dare(strangers.outcomes(p.but(prior=1)))


def _dares(p: Setting) -> bool:
    return strangers.dare(strangers.outcomes(p))


def _at_no_prior(p: Setting) -> str:
    if strangers.dare(strangers.outcomes(p.but(prior=0))):
        return "fails at every prior: nobody has anything to fear"
    return f"fails at every prior: at delta {show(p.delta)} not even full trust would do"
