"""Witnesses: what an answer about a table brings with it, so that its check has only to read.

Rows are numbered as in the table. V and v are values of nodes: V has a column for each pool of
members and last one for the objective (one column if all are one pool), v one for each member.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from ..types import Array, BoolArray, IntArray


class Play(NamedTuple):
    """What is played in every state, what that is worth, and what each deviator gets after it."""

    rows: IntArray  #: shape (states, N)
    worth: Array  #: V, shape (nodes, pools, N)
    punishment: Array  #: v, shape (nodes, n, N)


class Against(NamedTuple):
    """A punishment where nobody pays: what is played for ever once it begins, and its worth."""

    member: int
    begins: int  #: the node at which it begins
    rows: IntArray  #: shape (states, N): in all states that a deviation can lead to
    worth: Array  #: shape (nodes, pools, N)


class Bounds(NamedTuple):
    """No equilibrium of the rows that remain is worth more, or leaves a deviator less."""

    worth: Array  #: shape (nodes, pools, N)
    punishment: Array  #: shape (nodes, n, N)


class Round(NamedTuple):
    """Rows that break a constraint even under these bounds: no equilibrium uses them."""

    bounds: Bounds
    eliminated: BoolArray  #: shape (rows, N)


class Tree(NamedTuple):
    """Rounds of elimination; in a single game, where bounds are not reached, branches by row."""

    rounds: tuple[Round, ...]
    bounds: Bounds
    at: int | None = None  #: the state that is branched on
    branches: Mapping[int, Tree] = {}


class Rise(NamedTuple):
    """Where nobody pays: policies upheld by `known` leave each member at least `values`."""

    known: Array  #: shape (nodes, n, N)
    values: Array  #: shape (nodes, n, N)
    # By member and node (the fastest), with the member's loss as objective; None: known.
    trees: tuple[Tree | None, ...]


class PenalCode(NamedTuple):
    """The least that deviators can be held to, in the table of what follows deviations."""

    punishment: Array  #: shape (nodes, n, N)
    agreed: Play | None
    # With transfers (one pool) a period against each member, and the agreement after it; where
    # nobody pays a play of its own for each member and node (the fastest).
    rows: tuple[IntArray, ...]
    against: tuple[Against, ...]
    record: Tree
    rises: tuple[Rise, ...] = ()


class Part(NamedTuple):
    """The witness of some games of a batch: of all that needed no search, or of a single one."""

    games: IntArray
    play: Play
    tree: Tree
    code: PenalCode | None


class Regimes(NamedTuple):
    """One model at rising patience, at both ends and beside every change of what is selected."""

    delta: Array  #: shape (N,)
    parts: tuple[Part, ...]  #: their witnesses, games numbered as in `delta`
