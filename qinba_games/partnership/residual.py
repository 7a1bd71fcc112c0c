"""How far what many pairs do is from an equilibrium: a kernel on plain arrays.

Shared by the answer and its check, and written from the definition: values by the equation that
they solve, then every deviation. Axes: member i, trust k, condition t, pair n.
"""

from __future__ import annotations

import numpy as np

from ..types import FloatArray, IntArray


def residual(
    *,
    received: FloatArray,
    burden: FloatArray,
    share: FloatArray | None,
    chance: FloatArray,
    friction: FloatArray,
    promotion: FloatArray,
    delta: FloatArray,
    detection: FloatArray,
    subsidy: FloatArray,
    outside: FloatArray,
    deposit: FloatArray,
    drop: int | None,
    acts: IntArray,
    start: FloatArray,
) -> FloatArray:
    """Largest gain of any one-shot deviation, or error of a value, of each pair, shape (n,).

    Parameters
    ----------
    received : array, shape (2, L, n)
        What each member gets from the other's contribution.
    burden : array, shape (2, T, n)
    share : array, shape (2, L, T, n), or None
        What members get under a fixed rule when both contribute; None: voluntary transfers.
    chance : array, shape (T, n)
    friction : array, shape (L, n)
    promotion, delta, detection, subsidy : arrays, shape (n,)
    outside, deposit : arrays, shape (2, n)
    drop : int or None
    acts : int array, shape (L, T, n)
        0 both contribute, 1 and 2 the first or the second alone, 3 nobody, 4 they leave.
    start : array, shape (2, L, n), or (1, L, n) with voluntary transfers
        Values (the joint value) before conditions are known, as the policy is said to yield them.
    """
    levels = received.shape[1]
    voluntary = share is None
    end = outside.sum(axis=0)[None] if voluntary else outside
    worst = np.full(received.shape[-1], -np.inf)
    again = np.zeros_like(start)
    for k in range(levels):
        fallen = end if drop is None else start[:, max(0, k - drop)]
        risen = start[:, min(k + 1, levels - 1)]
        smooth = 1 - friction[k]
        kept = friction[k] * fallen + smooth * (promotion * risen + (1 - promotion) * start[:, k])
        for t in range(len(chance)):
            chosen = acts[k, t]
            one, other = (chosen == 0) | (chosen == 1), (chosen == 0) | (chosen == 2)
            who = np.stack([one, other])
            full, left = chosen == 0, chosen == 4
            got = np.stack([other * received[0, k], one * received[1, k]])
            earned = got - who * burden[:, t] + full * subsidy
            alone = got  # who breaches keeps what it receives and spares its burden
            if share is not None:
                earned = np.where(full, share[:, k, t] + subsidy, earned)
            later = np.where(full, kept, fallen)
            flow = earned.sum(axis=0)[None] if voluntary else earned
            value = np.where(left, end, (1 - delta) * flow + delta * later)
            again[:, k] += chance[t] * value
            worst = np.maximum(worst, (end - value).max(axis=0))
            if voluntary:
                need = np.maximum(0, outside - earned)
                with np.errstate(divide="ignore", invalid="ignore"):
                    never = np.where(burden[:, t] > 0, np.inf, 0.0)
                    saved = np.where(detection == 0, never, burden[:, t] / detection)
                forfeit = deposit + full * subsidy
                need = np.maximum(need, np.where(who, saved - forfeit, -np.inf))
                idler = (one != other) & ~who
                need = np.maximum(need, np.where(idler, subsidy - burden[:, t], -np.inf))
                gain = (1 - delta) * need.sum(axis=0) - delta * (later[0] - end[0])
                worst = np.maximum(worst, np.where(left, -np.inf, gain))
            else:
                q = detection
                caught = alone + (1 - q) * subsidy - q * deposit
                after = q * outside + (1 - q) * later
                breach = (1 - delta) * caught + delta * after - value
                worst = np.maximum(worst, np.where(full, breach.max(axis=0), -np.inf))
    return np.asarray(np.maximum(worst, abs(again - start).max(axis=(0, 1))))
