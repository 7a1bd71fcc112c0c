"""The reference partnerships and a bridge from the oracles' raw parameters."""

import numpy as np

import qinba_games as qg


def reference(name, sharing="none"):
    """Two members, cost 1, outside 0, promotion .6, friction .05; bad times in B and C."""
    top, base = {"A": (4, (1.2, 0.7)), "B": (2, (1.2, 1.2)), "C": (2, (1.2, 0.7))}[name]
    trust = np.arange(top + 1)[:, None]
    bad = () if name == "A" else [(0.25, (1, 1))]
    return qg.Partnership(
        np.array(base) + 0.35 * trust,
        1,
        promotion=0.6,
        friction=0.05,
        bad_times=bad,
        sharing=sharing,
    )


def from_raw(params):
    """A Partnership from the oracles' dict of raw parameters."""
    return qg.Partnership(
        params["benefit"],
        params["cost"],
        **{k: v for k, v in params.items() if k not in ("benefit", "cost")},
    )
