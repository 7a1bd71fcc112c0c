"""Certificate of a cascade: every round again, from the definition."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from ...common.certificate import Certificate
from ...common.register import checks
from ...types import Array
from ...verify.evidence import worst
from ...verify.findings import Finding, claim, verdict, without_policy
from ..network import Network
from ..results.cascade import Cascade
from ..results.sustained import Sustained
from .sustained import Book, certify_sustained


@checks(Cascade)
def certify_cascade(result: Cascade, policy: Any = None) -> Certificate:
    """Check rounds, followers, what remains and its value; and the agreements before and after.

    Parameters
    ----------
    result : Cascade
    policy : None
        A cascade has none.
    """
    without_policy(
        policy, rule="a cascade has no policy", remedy="Check the ties: verify(x.before)"
    )
    model = _risen(result)
    book = Book(result.before, model)
    book.allowed = 0 if result.exact else book.allowed
    kept, rounds, followers = follow(result.before, book, set(result.exits))
    own = verdict(
        [*_compared(result, book, kept, rounds, followers), *_salvage(result, model)],
        exact=result.exact,
        tolerance=book.allowed,
    )
    for part in (result.before, result.evidence):
        own = worst(own, certify_sustained(part))
    return own


def _risen(result: Cascade) -> Network:
    """The network after the shocks, row by row."""
    net, rise = result.before.network, dict(result.shocks)
    if not rise:
        return net
    table = net.columns()
    for side in "ab":
        table[f"outside_{side}"] = [
            w + rise.get(name, 0)
            for w, name in zip(table[f"outside_{side}"], table[side], strict=True)
        ]
    return Network(net.governments, table)


def follow(before: Sustained, book: Book, out: set[Any]) -> tuple[Array, list[Any], set[Any]]:
    """What remains, the rounds, and who followed, after these governments are gone."""
    names, ties = before.network.governments, before.network.ties
    pairs = zip(before.sustained.tolist(), ties, strict=True)
    kept = np.array([there and not out & set(tie) for there, tie in pairs], dtype=bool)
    rounds: list[Any] = []
    followers: set[Any] = set()
    while True:
        if before.regime == "multilateral":
            total = book.deficits(kept)
            gone = [names[i] for i in np.flatnonzero(total < -book.allowed).tolist()]
            ended = np.array([bool(set(gone) & set(tie)) for tie in ties], dtype=bool) & kept
            entry: tuple[Any, ...] = tuple(gone)
        else:
            ended = _ending(book, kept)
            entry = tuple(ties[e] for e in np.flatnonzero(ended).tolist())
        if not ended.any():
            return kept, rounds, followers
        rounds.append(entry)
        kept = kept & ~ended
        if before.regime == "multilateral":
            followers |= set(entry)
        else:
            stay = {name for e in np.flatnonzero(kept).tolist() for name in ties[e]}
            followers |= {name for tie in entry for name in tie} - stay
            followers -= stay


def _ending(book: Book, kept: Array) -> Array:
    """Ties in a bundle (one tie, a component, a jurisdiction) that is in deficit by itself."""
    place = np.arange(len(kept))
    if book.regime == "multilateral+sharing":
        place = book.joined(kept)[book.ends[:, 0]]
    elif book.regime == "coordinator":
        place = np.where(book.inside, -1 - book.code[book.ends[:, 0]], place)
    ended = np.zeros(len(kept), dtype=bool)
    for bundle in np.unique(place[kept]):
        alone = kept & (place == bundle)
        ended |= alone & bool(book.deficits(alone).min(initial=0) < -book.allowed)
    return ended


def _compared(
    result: Cascade, book: Book, kept: Array, rounds: list[Any], followers: set[Any]
) -> Iterator[Finding]:
    names, ties = result.before.network.governments, result.before.network.ties
    yield claim((kept == result.remaining).all(), state="remaining")
    yield claim(tuple(rounds) == result.rounds, state="rounds")
    follow = tuple(name for name in names if name in followers)
    yield claim(follow == result.followers, state="followers")
    had = {name for e in np.flatnonzero(result.before.sustained).tolist() for name in ties[e]}
    have = {name for e in np.flatnonzero(kept).tolist() for name in ties[e]}
    lost = had - have - followers - set(result.exits)
    stranded = tuple(name for name in names if name in lost)
    yield claim(stranded == result.stranded, state="stranded")
    yield Finding(abs(result.value - book.worth[kept].sum()), book.worth_room, state="value")


def _salvage(result: Cascade, model: Network) -> Iterator[Finding]:
    """The new agreement is one among all ties that the exits left, at the same patience."""
    again, out = result.evidence, set(result.exits)
    table = model.columns()
    left = [k for k, tie in enumerate(model.ties) if not out & set(tie)]
    asked = {name: [column[k] for k in left] for name, column in table.items()}
    given = again.network.columns()
    same = (
        asked == given
        and again.network.governments == model.governments
        and (again.delta, again.regime, again.jurisdictions)
        == (result.before.delta, result.before.regime, result.before.jurisdictions)
    )
    yield claim(same, "another question", state="salvage")
    yield Finding(abs(result.salvage - again.value), 0, state="salvage")
    sure = bool(result.before.proven) and bool(again.proven)
    yield claim(sure or not result.proven, state="proven")
