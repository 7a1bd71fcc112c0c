"""How a partnership evolves, by running its distribution forward instead of solving for it.

``evolution(params, policy, founding=0, periods=50)`` -> Record with ``probability_strong``,
``time_to_strong`` (inf if the probability is 0), ``survival[t]`` for t = 0..periods (P that the
relation still stands at the start of period t), ``hazard[t]`` (nan once survival is 0),
``long_run`` {class or "dissolved": share of time}. Params and policy as in
``oracles.partnership``. Horizons of 2**40 periods by doubling: M, M², M⁴, ...
"""

import math
from itertools import pairwise

import numpy as np

from ._exact import Record
from ._partnership_model import indices_of, mode_of, model_of
from .partnership import classes_of

DOUBLINGS = 40


def trust_chain(params, policy):
    """M[k, k'] between trust levels at the start of a period; the last index is "dissolved"."""
    model = model_of(params, exact=False)
    (row,) = indices_of(model, policy)
    levels, times = model.top + 1, len(model.times)
    chain = np.zeros((levels + 1, levels + 1))
    chain[levels, levels] = 1
    for x, (k, t) in enumerate(model.states):
        weight = model.times[t][0]
        chain[k, :levels] += weight * model.move[x, row[x]].reshape(levels, times).sum(axis=1)
        chain[k, levels] += weight * model.lost[x, row[x]]
    return chain


def _far(chain):
    """(distribution, summed distributions) after 2**DOUBLINGS periods, from every start."""
    power, visits = chain, np.eye(len(chain))
    for _ in range(DOUBLINGS):
        visits = visits + power @ visits
        power = power @ power
        power = power / power.sum(axis=1, keepdims=True)
    return power, visits


def evolution(params, policy, founding=0, periods=50):
    chain = trust_chain(params, policy)
    dissolved = len(chain) - 1
    profiles = {x: (p if isinstance(p, str) else mode_of(tuple(p))) for x, p in policy.items()}
    classes = classes_of(profiles)
    strong = [k for k, kind in enumerate(classes) if kind == "strong"]

    stopped = chain.copy()
    stopped[strong] = np.eye(len(chain))[strong]
    end, visits = _far(stopped)
    reached = end[:, strong].sum(axis=1)
    before = [k for k in range(dissolved) if k not in strong]
    chance = float(reached[founding])
    waited = float(visits[founding, before] @ reached[before])

    alive, start = [], np.eye(len(chain))[founding]
    for _ in range(periods + 2):
        alive.append(float(start[:dissolved].sum()))
        start = start @ chain
    hazard = [1 - b / a if a > 0 else math.nan for a, b in pairwise(alive)]

    share = _far(chain)[1][founding] / 2.0**DOUBLINGS
    long_run = dict.fromkeys(("strong", "weak", "nominal", "isolated"), 0.0)
    for k, kind in enumerate(classes):
        long_run[kind] += float(share[k])
    return Record(
        probability_strong=chance,
        time_to_strong=waited / chance if chance > 0 else math.inf,
        survival=alive[: periods + 1],
        hazard=hazard[: periods + 1],
        long_run={**long_run, "dissolved": float(share[dissolved])},
        classes=classes,
    )
