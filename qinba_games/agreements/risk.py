"""What income is worth to members that are averse to risk, and how weights divide it."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..types import FloatArray
from .insurance import Insurance


def utility(consumption: Any, aversion: float) -> FloatArray:
    """Utility of a period, c^(1-γ)/(1-γ) or log c."""
    if aversion == 1:
        return np.asarray(np.log(consumption))
    return np.asarray(consumption ** (1 - aversion) / (1 - aversion))


def certain(utilities: Any, aversion: float) -> FloatArray:
    """What has such a utility if it is consumed for sure: the inverse of `utility`."""
    if aversion == 1:
        return np.asarray(np.exp(utilities))
    return np.asarray(((1 - aversion) * np.asarray(utilities)) ** (1 / (1 - aversion)))


def discounted(insurance: Insurance, delta: float, now: FloatArray) -> FloatArray:
    """Expected discounted sum of what depends on the state alone, by first state."""
    P = insurance.probability
    return np.asarray(np.linalg.solve(np.eye(len(P)) - delta * P, now))


def autarky(insurance: Insurance, delta: float) -> FloatArray:
    """What each member has when it is alone for ever; shape (S, n)."""
    return discounted(insurance, delta, utility(insurance.alone, insurance.aversion))


def needed_shares(insurance: Insurance, delta: float) -> FloatArray:
    """The share of total income with which each member stays, by state; shape (S, n)."""
    apart = (1 - delta) * autarky(insurance, delta)
    whole = (1 - delta) * discounted(insurance, delta, utility(insurance.total, insurance.aversion))
    return certain(apart, insurance.aversion) / certain(whole, insurance.aversion)[:, None]


def least_shares(insurance: Insurance, delta: float) -> FloatArray:
    """The share of total income with which each member stays in every state; shape (n,)."""
    return np.asarray(needed_shares(insurance, delta).max(axis=0))


def divided(total: FloatArray, ratio: Any, aversion: float) -> FloatArray:
    """Consumption of two members at a log ratio of marginal utilities, on a last axis."""
    odds = np.exp(np.asarray(ratio) / aversion)
    return np.stack([total / (1 + 1 / odds), total / (1 + odds)], axis=-1)


def ratio_of(consumed: FloatArray, aversion: float) -> FloatArray:
    """The log ratio of marginal utilities of two members, on the last axis."""
    return np.asarray(aversion * np.log(consumed[..., 0] / consumed[..., 1]))
