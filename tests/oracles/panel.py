"""How likely a panel's records are, by every path of trust and every gain.

``loglik(pair, history, theta, observed, sharing)``
    ``pair``: gain_a, gain_b, across, founding; ``history``: letters c (implemented), f (forum),
    e (ended); ``theta``: benefit, learning, cost, hardship, bad_times, outside, outside_signed,
    levels, promotion, friction, barrier, drop, delta, spread, noise, outside_end.
``of_policy(policy, friction, founding, history, theta, observed)``
    the same if the policy, {(trust, times): mode}, is known.
"""

import math
from statistics import NormalDist

import numpy as np

from .partnership import best_equilibrium

#: Gains between which the policy is looked at, in standard deviations; and how often halved.
POINTS, FAR, HALVINGS = 121, 6.0, 20


def of_policy(policy, friction, founding, history, theta, observed):
    times = [(0, 1 - theta["bad_times"]), (1, theta["bad_times"])]

    def onward(trust, mode):
        """What trust may be next, and with which chance; None: the relation is over."""
        drop = theta["drop"]
        fallen = None if drop is None else max(0, trust - drop)
        if mode != "contribute":
            return [(fallen, 1.0)]
        rise = (1 - friction) * theta["promotion"]
        up = min(theta["levels"], trust + 1)
        return [(fallen, friction), (up, rise), (trust, 1 - friction - rise)]

    def chance(year, trust):
        """Of what is seen from a year on, if trust is that; None: over."""
        if year == len(history):
            return 1.0
        seen, luck = history[year], theta["outside_end"]
        total = luck if seen == "e" else 0.0
        for time, weight in times:
            mode = "leave" if trust is None else policy[trust, time]
            if mode == "leave":
                total += (1 - luck) * weight * (seen == "e")
            elif seen != "e":
                right = (seen == "c") == (mode == "contribute")
                record = 1 - theta["noise"] if right else theta["noise"]
                if observed == "spells":
                    record = 1.0
                later = sum(p * chance(year + 1, k) for k, p in onward(trust, mode) if p > 0)
                total += (1 - luck) * weight * record * later
        return total

    return chance(0, founding)


def policy_at(pair, u, theta, sharing):
    """What is selected at a gain, by enumeration of all policies."""
    levels = theta["levels"] + 1
    benefit = np.zeros((levels, 2, 2))
    for k in range(levels):
        benefit[k, 0, 1] = theta["benefit"] * math.exp(u) * pair[0] + theta["learning"] * k
        benefit[k, 1, 0] = theta["benefit"] * math.exp(u) * pair[1] + theta["learning"] * k
    params = {
        "benefit": benefit,
        "cost": theta["cost"],
        "outside": theta["outside_signed" if pair[3] else "outside"],
        "promotion": theta["promotion"],
        "friction": theta["barrier" if pair[2] else "friction"],
        "drop": theta["drop"],
        "bad_times": [(theta["bad_times"], theta["hardship"])],
        "sharing": sharing,
    }
    modes = best_equilibrium(params, theta["delta"]).modes
    return {x: "idle" if mode == "mixed" else mode for x, mode in modes.items()}


def loglik(pair, history, theta, observed, sharing):
    spread, normal = theta["spread"], NormalDist()
    friction = theta["barrier" if pair[2] else "friction"]

    def integral(low, high, first, last, depth):
        if first == last:
            value = of_policy(first, friction, pair[3], history, theta, observed)
            return value * (normal.cdf(high / spread) - normal.cdf(low / spread))
        if depth == 0:
            middle = (low + high) / 2
            return integral(low, middle, first, first, 0) + integral(middle, high, last, last, 0)
        middle = (low + high) / 2
        policy = policy_at(pair, middle, theta, sharing)
        return integral(low, middle, first, policy, depth - 1) + integral(
            middle, high, policy, last, depth - 1
        )

    points = np.linspace(-FAR * spread, FAR * spread, POINTS)
    policies = [policy_at(pair, u, theta, sharing) for u in points]
    parts = [
        integral(points[k], points[k + 1], policies[k], policies[k + 1], HALVINGS)
        for k in range(POINTS - 1)
    ]
    return math.log(sum(parts)) if sum(parts) else -math.inf
