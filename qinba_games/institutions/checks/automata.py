"""Strategies of law merchant and traders written out as automata, and every single deviation.

Nodes say what is done there and what could be done instead, some of it within a period (factor 1)
and some at its end (factor delta). Values come from a linear solve.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from ... import _exact
from ...verify.findings import Finding, Play


class Move(NamedTuple):
    """What one choice brings now, and where it leads."""

    payoff: Any
    after: bool  #: Whether the next node belongs to the next period
    node: str


#: Node -> the prescribed move first, then the others, each by name.
Automaton = dict[str, dict[str, Move]]


def law_merchant(model: Any, judgment: Any) -> Automaton:
    """One trader's choices if all others follow the law merchant's strategy."""
    alpha, beta, Q = model.temptation, model.loss, model.query
    pay, won = model.cost_of_paying(judgment), judgment - model.appeal
    marked, trading = "on record", "on record, trading"
    wary = {"cheat": Move(0, True, "clean"), "honest": Move(-beta, True, "clean")}
    return {
        "clean": {"ask": Move(-Q, False, "both clean"), "not ask": Move(0, False, "unasked")},
        "both clean": {"honest": Move(1, True, "clean"), "cheat": Move(alpha, False, "judged")},
        "unasked": wary,
        "partner has not paid": wary,
        "cheated": {"appeal": Move(won, True, "clean"), "not appeal": Move(0, True, "clean")},
        "judged": {"pay": Move(-pay, True, "clean"), "not pay": Move(0, True, "on record")},
        marked: {"not ask": Move(0, False, trading), "ask": Move(-Q, False, trading)},
        trading: {"cheat": Move(0, True, marked), "honest": Move(-beta, True, marked)},
        "on record, judged again": {
            "not pay": Move(0, True, marked),
            "pay": Move(-pay, True, marked),
        },
    }


def informed_traders(model: Any) -> Automaton:
    """One trader's choices if everybody knows who has cheated last and is to make up for it."""
    # A cheater meets a partner that cheats it once while it is honest; then it is as before.
    alpha, beta = model.temptation, model.loss
    good, bad = "in good standing", "making up"
    return {
        good: {"honest": Move(1, True, good), "cheat": Move(alpha, True, bad)},
        bad: {"honest": Move(-beta, True, good), "cheat": Move(0, True, bad)},
        "punishing": {"cheat": Move(alpha, True, good), "honest": Move(1, True, bad)},
        "both making up": {"honest": Move(1, True, good), "cheat": Move(alpha, True, bad)},
    }


def merchant(income: Any, bribe: Any) -> Automaton:
    """The judge's choice, if nobody asks it once it has judged falsely."""
    bribed = Move(income + bribe, True, "never asked")
    return {
        "asked": {"judge": Move(income, True, "asked"), "take the bribe": bribed},
        "never asked": {"wait": Move(0, True, "never asked")},
    }


def tried(automaton: Automaton, delta: Any, allowed: Any, who: str = "trader") -> list[Finding]:
    """What every single deviation would bring per period."""
    nodes = list(automaton)
    index = {name: k for k, name in enumerate(nodes)}
    plans = [next(iter(moves.values())) for moves in automaton.values()]
    exact = _exact.is_rational(delta) and all(_exact.is_rational(move.payoff) for move in plans)
    leads = _exact.as_numbers(np.zeros((len(nodes), len(nodes)), dtype=int), exact)
    for k, move in enumerate(plans):
        leads[k, index[move.node]] = delta if move.after else 1
    now = _exact.as_numbers([[(1 - delta) * move.payoff] for move in plans], exact)
    values = Play(now, leads).values()[:, 0]
    found = []
    for k, (node, moves) in enumerate(automaton.items()):
        for name, move in list(moves.items())[1:]:
            then = (delta if move.after else 1) * values[index[move.node]]
            gain = (1 - delta) * move.payoff + then - values[k]
            found.append(Finding(gain, allowed, who, node, name))
    return found
