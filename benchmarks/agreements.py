"""Agreements among 16 members who are told apart: seconds per call, the certificate included."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import numpy as np

from benchmarks.comparison import seconds
from qinba_games.agreements import AbatementEconomy, stable_agreements
from qinba_games.agreements.agreement import Agreement

#: Internal, external and potential stability of all sets of 16 members is promised in this time.
SECONDS_FOR_SIXTEEN = 1.0
OPTIONS: dict[str, dict[str, Any]] = {
    "internal, external": {},
    "potential": {"transfers": True},
    "next stable": {"response": "next stable"},
}


def sixteen() -> Agreement:
    """Governments whose benefits from abatement differ up to six times."""
    return AbatementEconomy(np.random.default_rng(16).random(16) + 0.2).to_agreement()


def stability_of_sixteen() -> Iterator[tuple[str, float]]:
    """Seconds for each question; the promise is `SECONDS_FOR_SIXTEEN`."""
    pact = sixteen()
    for name, options in OPTIONS.items():
        yield name, seconds(partial(stable_agreements, pact, **options))


if __name__ == "__main__":
    for name, taken in stability_of_sixteen():
        print(f"agreements of 16, {name}: {taken:.3g} s (at most {SECONDS_FOR_SIXTEEN:g} s)")
