"""How large a question may be: every limit in one place, looked at before anything is allocated.

A limit is where an answer would take more than about a gigabyte, or minutes, on an ordinary
computer. Errors say the size asked for, the limit, and what to ask instead.
"""

from __future__ import annotations

from typing import Any

from . import errors

#: Payoffs in the tensor of a stage game, or probabilities of its signals: 40 MB of floats.
PAYOFFS = 5_000_000
#: Players of a game whose tensor is built from a formula: numpy has at most 64 axes.
PLAYERS = 32
#: Members of a TU game: 2^24 worths take 128 MB.
COALITION_MEMBERS = 24
#: Signatories told apart: 2^20 rows of 20 payoffs take 160 MB.
SIGNATORIES = 20
#: Members that are all alike: what each number of signatories gets is a `Fraction`.
ALIKE = 10_000
#: Profiles of a correlated equilibrium: the programme has a variable for each.
CORRELATED = 100_000
#: Turn-takers at a canal, governments of a regional agreement, members who leave one by one.
WAITERS, REGIONAL, LEAVING = 12, 250, 12
#: Populations of replicator dynamics.
POPULATIONS = 8
#: Governments of which every set may tip.
TIPPING = 20
#: Starting points from which paths of the replicator dynamics are followed.
STARTS = 100_000
#: Points at which a verb solves a model anew, or lists what it found.
POINTS = 100_000
#: Members of a promise, each with a deposit.
PROMISERS = 100_000
#: States of a game given by dense arrays: a row of chances for each profile and next state.
DENSE_STATES = 20_000
#: Levels of trust of a partnership: 400 take about 10 seconds at one discount factor.
TRUST_LEVELS = 400
#: Levels of trust where the answer is wanted at every discount factor.
SCANNED_LEVELS = 100
#: Members of a partnership whose every subset of contributors is a mode: 14 take about 2 seconds.
CONTRIBUTORS = 14
#: Periods of a path that is listed one by one.
PATH = 1_000_000
#: Draws of uncertain settings, and resamples of them.
DRAWS = 1_000_000
#: Processes at work at once.
JOBS = 1_000
#: Periods after which somebody may ask whether a relation lasts.
PERIODS = 10**18


def fits(
    function: str, argument: str, value: Any, size: int, most: int, what: str, remedy: str
) -> None:
    """`size` things of the kind `what` are at most `most`."""
    if size > most:
        shown = f"{size:,}" if size < 10**15 else f"about 10^{len(str(size)) - 1}"
        rule = f"{shown} {what} are too many; at most {most:,} are allowed"
        raise errors.RangeError(function, argument, value, rule, remedy)
