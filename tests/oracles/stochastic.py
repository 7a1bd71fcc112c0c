"""Stochastic games with voluntary transfers: deletion with every stationary policy enumerated.

A raw game is a list over states of (payoffs[a_1, ..., a_n, i], transitions[a_1, ..., a_n, x']).
Policies and punishments are {state index: profile of action indices} (or lists over states).

``solve_at(game, delta)``
    None if no pure equilibrium is left, else a Record with ``joint_payoff[x]`` U,
    ``punishment_payoff[x][i]`` v, ``profiles[x]`` the set of profiles that survive.
``policy_ok(game, delta, policy, punishments)``, ``policy_slack(...)``
    whether `policy`, with punishments[i] played for one period against i after it refused or
    deviated, is sustained; by how much the tightest state and phase holds (negative: fails).
``policy_values(game, delta, policy)``    joint value per state, by a linear solve
``reply_values(game, delta, policy, i)``  i's best dynamic reply when the others play `policy`
"""

from itertools import product

import numpy as np

from ._exact import Record, as_numbers, is_exact, solve_linear, tolerance


def _read(game, delta):
    """(states as tables {profile: (payoffs, transition row)}, n, exact, tolerance)."""
    exact = is_exact(delta, *(array for state in game for array in state))
    tables, scale = [], []
    for payoffs, transitions in game:
        g, move = as_numbers(payoffs, exact), as_numbers(transitions, exact)
        scale.append(g)
        profiles = product(*(range(m) for m in g.shape[:-1]))
        tables.append({a: (g[a], move[a]) for a in profiles})
    return tables, scale[0].shape[-1], exact, tolerance(exact, *scale)


def _value(rewards, rows, delta, exact):
    """Average discounted values of a Markov chain with rewards, for many chains at once."""
    size = np.shape(rows)[-1]
    if exact:
        matrix = np.eye(size, dtype=int) - delta * np.array(rows, dtype=object)
        right = (1 - delta) * np.array(rewards, dtype=object)
        return [solve_linear(m, r) for m, r in zip(matrix, right, strict=True)]
    matrix = np.eye(size) - delta * np.array(rows, dtype=float)
    right = (1 - delta) * np.array(rewards, dtype=float)
    return list(np.linalg.solve(matrix, right[..., None])[..., 0])


def _best_over(choices, delta, exact):
    """Largest value in every state over all stationary policies.

    choices[x] is a list of (reward, transition row); one policy attains all the maxima at once.
    """
    picks = list(product(*choices))
    values = _value(
        [[r for r, _ in pick] for pick in picks],
        [[list(row) for _, row in pick] for pick in picks],
        delta,
        exact,
    )
    return np.max(np.array(values), axis=0)


def _replies(table, a, i):
    """[(payoff of i, transition row)] of everything i can do while the others play a."""
    others = a[:i] + a[i + 1 :]
    return [(g[i], row) for b, (g, row) in table.items() if b[:i] + b[i + 1 :] == others]


def _reply_values(tables, delta, policy, i, exact):
    return _best_over(
        [_replies(t, a, i) for t, a in zip(tables, policy, strict=True)], delta, exact
    )


def _punishment(tables, delta, allowed, i, exact):
    """Least value in every state of i's best reply, over all policies of allowed profiles."""
    distinct = []  # what i itself was told to play does not matter to its best reply
    for profiles in allowed:
        seen = {}
        for a in sorted(profiles):
            seen.setdefault(a[:i] + a[i + 1 :], a)
        distinct.append(list(seen.values()))
    return np.min(
        np.array([_reply_values(tables, delta, policy, i, exact) for policy in product(*distinct)]),
        axis=0,
    )


def _surplus(tables, delta, x, a, U, v):
    """(1-δ)G + δE[U] minus the sum of best one-period deviations, in state x at profile a."""
    g, row = tables[x][a]
    agreed = (1 - delta) * sum(g) + delta * sum(row * U)
    return agreed - sum(
        max(
            (1 - delta) * now + delta * sum(later * v[i])
            for now, later in _replies(tables[x], a, i)
        )
        for i in range(len(g))
    )


def solve_at(game, delta):
    tables, n, exact, tol = _read(game, delta)
    allowed = [set(table) for table in tables]
    while all(allowed):
        U = _best_over(
            [
                [(sum(t[a][0]), t[a][1]) for a in sorted(profiles)]
                for t, profiles in zip(tables, allowed, strict=True)
            ],
            delta,
            exact,
        )
        v = [_punishment(tables, delta, allowed, i, exact) for i in range(n)]
        kept = [
            {a for a in profiles if _surplus(tables, delta, x, a, U, v) >= -tol}
            for x, profiles in enumerate(allowed)
        ]
        if kept == allowed:
            return Record(
                joint_payoff=U.tolist(),
                punishment_payoff=np.transpose(v).tolist(),
                profiles=allowed,
            )
        allowed = kept
    return None


def _listed(policy, size):
    return [tuple(policy[x]) for x in range(size)]


def policy_values(game, delta, policy):
    tables, _, exact, _ = _read(game, delta)
    policy = _listed(policy, len(tables))
    chosen = [[(sum(t[a][0]), t[a][1])] for t, a in zip(tables, policy, strict=True)]
    return _best_over(chosen, delta, exact).tolist()


def reply_values(game, delta, policy, i):
    tables, _, exact, _ = _read(game, delta)
    return _reply_values(tables, delta, _listed(policy, len(tables)), i, exact).tolist()


def policy_slack(game, delta, policy, punishments):
    tables, n, _, _ = _read(game, delta)
    size = len(tables)
    U = np.array(policy_values(game, delta, policy))
    v = [np.array(reply_values(game, delta, punishments[i], i)) for i in range(n)]
    phases = [_listed(policy, size), *(_listed(p, size) for p in punishments)]
    return min(_surplus(tables, delta, x, phase[x], U, v) for phase in phases for x in range(size))


def policy_ok(game, delta, policy, punishments):
    return bool(policy_slack(game, delta, policy, punishments) >= -_read(game, delta)[3])
