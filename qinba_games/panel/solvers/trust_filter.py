"""How likely histories are when trust is hidden: the forward recursion of a hidden Markov model.

With E_m(k) the chance of mode m at trust k, M_c and M_i the moves of trust after a period in which
all contribute and in which somebody idles, eta the chance of a wrong record and xi that of an end
from outside, trust alpha at the start of a year becomes

    implemented: (1 - xi) [(1 - eta) (alpha E_c) M_c + eta (alpha E_i) M_i]
    forum:       (1 - xi) [eta (alpha E_c) M_c + (1 - eta) (alpha E_i) M_i]
    stands:      (1 - xi) [(alpha E_c) M_c + (alpha E_i) M_i]

and a history that ends has the factor xi sum(alpha) + (1 - xi) sum(alpha E_l). See [Rabiner1989]_.

References
----------
.. [Rabiner1989] L. R. Rabiner (1989), "A tutorial on hidden Markov models and selected applications
   in speech recognition", Proceedings of the IEEE 77, 257-286, equations (18)-(21).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ...types import FloatArray, IntArray

__all__ = ["ENDED", "FORUM", "IMPLEMENTED", "STANDS", "Plays", "forward"]

IMPLEMENTED, FORUM, STANDS, ENDED = range(4)


class Plays(NamedTuple):
    """How R pairs play, and how their trust moves.

    Attributes
    ----------
    contribute, idle : array, shape (K + 1, R)
        Chance at every trust that all contribute, and that the agreement stands otherwise.
    friction : array, shape (R,)
    promotion : float
    drop : int or None
    """

    contribute: FloatArray
    idle: FloatArray
    friction: FloatArray
    promotion: float
    drop: int | None


def forward(
    plays: Plays, history: IntArray, founding: IntArray, noise: float, outside_end: float
) -> tuple[FloatArray, FloatArray]:
    """Log-likelihood of every history, and trust after its last year.

    Parameters
    ----------
    plays : Plays
    history : int array, shape (R, years)
        0 implemented, 1 forum, 2 stands, 3 ended (the last); -1 where nothing is known any more.
        Longer histories come first.
    founding : int array, shape (R,)
    noise, outside_end : float

    Returns
    -------
    loglik : array, shape (R,)
        Minus infinity where a history cannot be.
    trust : array, shape (K + 2, R)
        The chance of every level given the history; last that friction ended the relation.

    Examples
    --------
    >>> import numpy as np
    >>> always = Plays(np.ones((1, 1)), np.zeros((1, 1)), np.array([0.5]), 1.0, 1)
    >>> np.exp(forward(always, np.array([[0, 0, 1]]), np.array([0]), 0.1, 0)[0]).round(3)
    array([0.081])
    """
    levels, count = plays.contribute.shape
    leave = np.ones((levels + 1, count))
    leave[:-1] -= plays.contribute + plays.idle
    thrown = plays.contribute * plays.friction
    rise = (plays.contribute - thrown) * plays.promotion
    stay = plays.contribute - thrown - rise
    below = [levels if plays.drop is None else max(0, k - plays.drop) for k in range(levels)]
    # How far a year counts as one in which all contribute, and as another one.
    as_work = np.array([1 - noise, noise, 1, 0]) * (1 - outside_end)
    as_idle = np.array([noise, 1 - noise, 1, 0]) * (1 - outside_end)
    trust = np.zeros((levels + 1, count))
    trust[founding, np.arange(count)] = 1
    loglik = np.zeros(count)
    years = (history >= 0).sum(axis=0)
    for year, rows in enumerate(years.tolist()):
        signal, now = history[:rows, year], trust[:-1, :rows]
        work, idle = as_work[signal], as_idle[signal]
        new = np.zeros((levels + 1, rows))
        new[:-1] += work * now * stay[:, :rows]
        up = work * now * rise[:, :rows]
        new[1:-1] += up[:-1]
        new[-2] += up[-1]
        down = now * (work * thrown[:, :rows] + idle * plays.idle[:, :rows])
        for k, target in enumerate(below):
            new[target] += down[k]
        ended = signal == ENDED
        leaving = (trust[:, :rows] * leave[:, :rows]).sum(axis=0)
        total = np.where(ended, outside_end + (1 - outside_end) * leaving, new.sum(axis=0))
        with np.errstate(divide="ignore"):
            loglik[:rows] += np.log(total)
        trust[:, :rows] = np.where(ended, trust[:, :rows], new / np.where(total > 0, total, 1))
    return loglik, trust
