"""The partnership by enumeration of every policy.

``params`` is a dict of raw parameters: benefit[k, i, j], cost, outside, promotion, friction, drop
(int or None), detection, deposit, subsidy, bad_times [(probability, (h_i, ...))], sharing ("none",
"equal", "surplus", "proportional" to cost, fractions that sum to 1, or "voluntary"). Missing ones
default to outside 0, drop 1, detection 1, deposit and subsidy 0, no bad times, sharing "none".

A policy is {(trust, times): profile}, times 0 = good; a profile is one of "contribute", "idle",
"leave" for all, or a tuple with one of these per member.

``best_equilibrium(params, delta)``
    Record: ``policy`` and ``modes`` {(trust, times): ...}, ``classes`` (one per trust level),
    ``joint`` {(trust, times): joint value}, ``values`` {...: value of each member} (None with
    voluntary sharing), ``founding_values[k]`` before times are known, ``founding_values_net[k]``
    without subsidies, ``greatest`` (False: no equilibrium is greatest in every state, the choice
    was made by the value at trust 0, then 1, ...), ``count`` of equilibria, ``others`` the number
    of equilibria with the same values.
``enumerate_equilibria(params, delta)``
    Record: ``policies[e, x]`` (indices into ``profiles``), ``joint[e, x]``, ``states``,
    ``profiles``, ``slack[e]``.
``policy_ok(params, delta, policy)``, ``policy_slack(...)``
    whether the policy is an equilibrium; by how much its tightest condition holds (negative: by
    how much it fails; -inf: a profile that the sharing regime does not know). Exact for exact
    parameters.
``policy_values(params, delta, policy)``
    {(trust, times): [value of each member]} before any transfers; their sum is the joint value.
``raw_game(params)``
    the same partnership for ``oracles.stochastic`` (perfect detection, no deposit, no subsidy).
"""

from itertools import product

import numpy as np

from ._exact import Record, is_exact, solve_linear
from ._partnership_model import CONTRIBUTE, IDLE, LEAVE, RANK, indices_of, model_of

CHUNK = 20_000


def _judge(model, policies, delta, pay=None):
    """(values[e, x, i], slack[e]) of policies given as profile indices [e, x]."""
    x = np.arange(len(model.states))
    move, lost = model.move[x, policies], model.lost[x, policies]
    now = (model.pay if pay is None else pay)[x, policies]
    right = (1 - delta) * now + delta * lost[..., None] * model.outside
    matrix = np.eye(len(x), dtype=int) - delta * move
    if model.exact:
        values = np.array([solve_linear(m, r) for m, r in zip(matrix, right, strict=True)])
    else:
        values = np.linalg.solve(matrix, right)
    later = move @ values + lost[..., None] * model.outside
    if model.voluntary:
        joint_out = sum(model.outside)
        stay = values.sum(axis=-1) - joint_out
        with np.errstate(invalid="ignore"):
            keep = delta * (later.sum(axis=-1) - joint_out) - (1 - delta) * model.need[x, policies]
        slack = np.minimum(stay, keep).min(axis=1)
    else:
        found_out = 1 - model.unnoticed
        breach = (1 - delta) * model.breach_now[x, policies] + delta * (
            found_out * model.outside + model.unnoticed * later
        )
        told = np.array([mode == "contribute" for mode in model.modes])[policies][..., None]
        keep = np.where(told, values - breach, 0)
        slack = np.minimum(values - model.outside, keep).min(axis=(1, 2))
    return values, slack


def enumerate_equilibria(params, delta):
    model = model_of(params, exact=False)
    every = product(range(len(model.profiles)), repeat=len(model.states))
    kept, joint, slacks = [], [], []
    while chunk := [policy for policy, _ in zip(every, range(CHUNK), strict=False)]:
        policies = np.array(chunk)
        values, slack = _judge(model, policies, delta)
        ok = slack >= -model.tol
        kept.append(policies[ok])
        joint.append(values[ok].sum(axis=-1))
        slacks.append(slack[ok])
    return Record(
        policies=np.concatenate(kept),
        joint=np.concatenate(joint),
        slack=np.concatenate(slacks),
        states=model.states,
        profiles=model.profiles,
        model=model,
    )


def best_equilibrium(params, delta):
    found = enumerate_equilibria(params, delta)
    model, tol = found.model, found.model.tol
    joint, chosen = found.joint, np.arange(len(found.joint))
    by_trust = _by_trust(model, joint)
    greatest = np.all(joint >= joint.max(axis=0) - tol, axis=1)
    if greatest.any():
        chosen = chosen[greatest]
    else:
        for k in range(model.top + 1):
            value = by_trust[chosen, k]
            chosen = chosen[value >= value.max() - tol]
    # equal values: contribute, leave, mixed, idle, state by state; then the order of profiles
    ranks = np.array([RANK[mode] for mode in model.modes])[found.policies[chosen]]
    keys = [*zip(ranks.tolist(), found.policies[chosen].tolist(), strict=True)]
    best = chosen[min(range(len(chosen)), key=keys.__getitem__)]
    policy = found.policies[best]
    values, _ = _judge(model, policy[None], delta)
    together = np.array([mode == "contribute" for mode in model.modes])[:, None]
    net, _ = _judge(model, policy[None], delta, model.pay - together * model.subsidy)
    modes = {x: model.modes[a] for x, a in zip(model.states, policy, strict=True)}
    return Record(
        policy={x: model.profiles[a] for x, a in zip(model.states, policy, strict=True)},
        modes=modes,
        classes=classes_of(modes),
        joint=dict(zip(model.states, joint[best].tolist(), strict=True)),
        values=None
        if model.voluntary
        else dict(zip(model.states, values[0].tolist(), strict=True)),
        founding_values=by_trust[best].tolist(),
        founding_values_net=_by_trust(model, net.sum(axis=-1))[0].tolist(),
        greatest=bool(greatest.any()),
        count=len(joint),
        others=int(np.all(np.abs(joint - joint[best]) <= tol, axis=1).sum()) - 1,
    )


def _by_trust(model, joint):
    """Joint value per trust level before times are known, [e, k]."""
    weights = np.array([weight for weight, _ in model.times])
    return joint.reshape(len(joint), model.top + 1, len(model.times)) @ weights


def classes_of(modes):
    """One of strong, weak, nominal, isolated per trust level, from {(trust, times): mode}."""
    classes = []
    for k in range(1 + max(trust for trust, _ in modes)):
        here = [mode for (trust, _), mode in modes.items() if trust == k]
        kept = [mode == "contribute" for mode in here]
        if all(kept):
            classes.append("strong")
        elif any(kept):
            classes.append("weak")
        else:
            classes.append("isolated" if all(mode == "leave" for mode in here) else "nominal")
    return tuple(classes)


def _judge_one(params, delta, policy):
    model = model_of(params, exact=None if is_exact(delta) else False)
    policies = indices_of(model, policy)
    return model, (None if policies is None else _judge(model, policies, delta))


def policy_slack(params, delta, policy):
    _, judged = _judge_one(params, delta, policy)
    return -np.inf if judged is None else judged[1][0]


def policy_ok(params, delta, policy):
    model, judged = _judge_one(params, delta, policy)
    return judged is not None and bool(judged[1][0] >= -model.tol)


def policy_values(params, delta, policy):
    model, judged = _judge_one(params, delta, policy)
    return dict(zip(model.states, judged[0][0].tolist(), strict=True))


def raw_game(params):
    """States in the order of ``states`` and then the dissolved one; actions of every member:
    contribute, idle, leave (0, 1, 2); in the dissolved state there is one action."""
    model = model_of({**params, "sharing": "voluntary"})
    n, S = model.n, len(model.states)
    if model.unnoticed != 0 or model.subsidy != 0:
        raise ValueError("raw_game needs detection 1 and no subsidy")
    game = []
    for x in range(S):
        payoffs = np.empty((3,) * n + (n,), dtype=model.pay.dtype)
        moves = np.empty((3,) * n + (S + 1,), dtype=model.pay.dtype)
        for a in product(range(3), repeat=n):
            profile = tuple((CONTRIBUTE, IDLE, LEAVE)[b] for b in a)
            index = model.profiles.index((LEAVE,) * n if LEAVE in profile else profile)
            payoffs[a] = model.pay[x, index]
            moves[a] = [*model.move[x, index], model.lost[x, index]]
        game.append((payoffs, moves))
    gone = np.empty((1,) * n + (n,), dtype=model.pay.dtype)
    gone[...] = model.outside
    stay = np.array([0] * S + [1]).astype(model.pay.dtype).reshape((1,) * n + (S + 1,))
    return [*game, (gone, stay)]
