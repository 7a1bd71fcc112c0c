"""The partnership's period, spelled out: states, profiles, payoffs, moves and temptations."""

from itertools import product

import numpy as np

from ._exact import Record, as_numbers, is_exact, tolerance

CONTRIBUTE, IDLE, LEAVE = "contribute", "idle", "leave"
RANK = {"contribute": 0, "leave": 1, "mixed": 2, "idle": 3}


def mode_of(profile):
    """What a profile amounts to: "contribute", "leave", "mixed" or "idle"."""
    if LEAVE in profile:
        return "leave"
    kinds = set(profile)
    return "mixed" if len(kinds) > 1 else kinds.pop()


def model_of(params, exact=None):
    """Everything the conditions of an equilibrium are made of, as arrays [state, profile, ...].

    states   [(trust, times)], trust-major, times 0 = good
    profiles what the members can agree on: three joint modes, or with voluntary sharing all
             profiles of contribute and idle, and leaving
    pay      [x, a, i]  payoff of the period, share payments and subsidy included
    move     [x, a, x'] probability of the next state;  lost[x, a] of having dissolved
    voluntary: need[x, a]  the sum over members of what continuing must be worth to each, in
             payoffs of one period;  fixed: tempt_now[x, a, i] and tempt_keep, what a breach
             gives at once and the probability that it goes unnoticed (breach[x, a]: is there any)
    """
    p = _read(params, exact)
    n, top = p.n, p.top
    states = list(product(range(top + 1), range(len(p.times))))
    voluntary = isinstance(p.sharing, str) and p.sharing == "voluntary"
    if voluntary:
        profiles = [*product((CONTRIBUTE, IDLE), repeat=n), (LEAVE,) * n]
    else:
        profiles = [(mode,) * n for mode in (CONTRIBUTE, IDLE, LEAVE)]
    S, A = len(states), len(profiles)

    def zeros(*shape):
        return as_numbers(np.zeros(shape, dtype=int), p.exact)

    pay, move, lost = zeros(S, A, n), zeros(S, A, S), zeros(S, A)
    need, breach_now = zeros(S, A), zeros(S, A, n)
    for x, (k, t) in enumerate(states):
        hardship = p.times[t][1]
        for a, profile in enumerate(profiles):
            if LEAVE in profile:
                pay[x, a], lost[x, a] = p.outside, 1
                continue
            every = IDLE not in profile
            stage = [_stage_payoff(p, k, hardship, profile, i) for i in range(n)]
            shared = stage if voluntary or not every else _shares(p, stage)
            pay[x, a] = [g + (p.subsidy if every else 0) for g in shared]
            for trust, chance in _next_trust(p, k, every):
                if trust is None:
                    lost[x, a] += chance
                else:
                    for late, (weight, _) in enumerate(p.times):
                        move[x, a, states.index((trust, late))] += chance * weight
            if voluntary:
                need[x, a] = sum(_need(p, k, hardship, profile, i) for i in range(n))
            elif every:
                # benefits without the cost and the share payment; found out: lump lost, no subsidy
                breach_now[x, a] = [
                    stage[i]
                    + p.cost[i]
                    + hardship[i]
                    + (1 - p.detection) * p.subsidy
                    - p.detection * p.deposit[i]
                    for i in range(n)
                ]
    return Record(
        states=states,
        profiles=profiles,
        modes=[mode_of(a) for a in profiles],
        n=n,
        top=top,
        times=p.times,
        outside=p.outside,
        pay=pay,
        move=move,
        lost=lost,
        voluntary=voluntary,
        need=need,
        breach_now=breach_now,
        unnoticed=1 - p.detection,
        exact=p.exact,
        subsidy=p.subsidy,
        tol=tolerance(p.exact, pay, need[need < np.inf], breach_now),
    )


def _read(params, exact):
    """Parameters as arrays of one kind of number, scalars spread over members and trust levels."""
    benefit, sharing = np.asarray(params["benefit"]), params.get("sharing", "none")
    top, n = benefit.shape[0] - 1, benefit.shape[1]
    hard = [(share, np.broadcast_to(h, n)) for share, h in params.get("bad_times", ())]
    raw = {
        "benefit": benefit,
        "cost": np.broadcast_to(params["cost"], n),
        "outside": np.broadcast_to(params.get("outside", 0), n),
        "promotion": params["promotion"],
        "friction": np.broadcast_to(params["friction"], top + 1),
        "detection": params.get("detection", 1),
        "deposit": np.broadcast_to(params.get("deposit", 0), n),
        "subsidy": params.get("subsidy", 0),
    }
    fractions = [] if isinstance(sharing, str) else [sharing]
    if exact is None:
        exact = is_exact(*raw.values(), *(part for pair in hard for part in pair), *fractions)
    read = {name: as_numbers(value, exact)[()] for name, value in raw.items()}
    hard = [(as_numbers(share, exact)[()], as_numbers(h, exact)) for share, h in hard]
    good = (1 - sum(share for share, _ in hard), as_numbers(np.zeros(n, dtype=int), exact))
    if fractions:
        sharing = as_numbers(sharing, exact)
    return Record(
        n=n,
        top=top,
        exact=exact,
        times=[good, *hard],
        drop=params.get("drop", 1),
        sharing=sharing,
        **read,
    )


def _stage_payoff(p, k, hardship, profile, i):
    gained = sum(p.benefit[k, i, j] for j in range(p.n) if j != i and profile[j] == CONTRIBUTE)
    return gained - (p.cost[i] + hardship[i] if profile[i] == CONTRIBUTE else 0)


def _shares(p, stage):
    joint = sum(stage)
    if not isinstance(p.sharing, str):
        return [part * joint for part in p.sharing]
    return {
        "none": lambda: stage,
        "equal": lambda: [joint / p.n] * p.n,
        "surplus": lambda: [w + (joint - sum(p.outside)) / p.n for w in p.outside],
        "proportional": lambda: [joint * c / sum(p.cost) for c in p.cost],
    }[p.sharing]()


def _next_trust(p, k, every):
    """[(next trust, probability)]; None = dissolved."""
    fallen = None if p.drop is None else max(0, k - p.drop)
    if not every:
        return [(fallen, 1)]
    calm = 1 - p.friction[k]
    return [
        (fallen, p.friction[k]),
        (min(p.top, k + 1), calm * p.promotion),
        (k, calm * (1 - p.promotion)),
    ]


def _need(p, k, hardship, profile, i):
    """Least δ (E V_i - w_i) / (1 - δ) at which no deviation of i pays, transfers being sunk."""
    every = IDLE not in profile
    bonus = p.subsidy if every else 0
    here = _stage_payoff(p, k, hardship, profile, i)
    own_cost = p.cost[i] + hardship[i]
    needs = [0, p.outside[i] - here - bonus]  # leaving now
    if profile[i] == CONTRIBUTE:
        # breach: q (now + cost - B, then w) + (1 - q) (now + cost + bonus, then as if kept)
        gain = own_cost - p.detection * (bonus + p.deposit[i])
        if p.detection > 0:
            needs.append(gain / p.detection)
        elif gain > 0:
            needs.append(np.inf)
    elif all(profile[j] == CONTRIBUTE for j in range(p.n) if j != i):
        needs.append(p.subsidy - own_cost)  # contributing unasked, for the subsidy; then w
    return max(needs)


def indices_of(model, policy):
    """The policy as profile indices [1, x]; None if a profile is not known to the regime."""
    row = []
    for x in model.states:
        profile = policy[x]
        profile = (profile,) * model.n if isinstance(profile, str) else tuple(profile)
        if LEAVE in profile:
            profile = (LEAVE,) * model.n
        if profile not in model.profiles:
            return None
        row.append(model.profiles.index(profile))
    return np.array([row])
