"""What an exit or a shock sets off."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...common.result import FrameColumns, Result, show
from ...types import BoolArray, Status, frozen
from ..drawing import draw_frames, draw_network
from .sustained import Sustained


@frozen
class Cascade(Result):
    """What `cascade` returns: who follows whom, and what is left.

    Attributes
    ----------
    before : Sustained
        The ties that were sustained when it began.
    exits : tuple
        Who left, for whatever reason.
    shocks : tuple of (name, Number)
        By how much the outside values of a government have risen, on each of its ties.
    rounds : tuple of tuples
        Who left in each round; in other regimes than "multilateral" the ties, as pairs of names,
        that ended.
    followers : tuple
        Who left after the exits; in the other regimes whose last tie ended in a round.
    stranded : tuple
        Who had ties and has none, but did not leave.
    remaining : bool array, shape (ties,)
    value : Number
        What the remaining ties count for.
    salvage : Number
        What the best new agreement would count for, under the same regime, among all ties that the
        exits left. Followers may be in it.
    evidence : Sustained
        That agreement; the same cascade in fractions where floats are too far apart.
    """

    _sources = ("granovetter1978", "yuan2020")
    _full = Status.COMPUTED

    before: Sustained
    exits: tuple[Any, ...]
    shocks: tuple[tuple[Any, Any], ...]
    rounds: tuple[tuple[Any, ...], ...]
    followers: tuple[Any, ...]
    stranded: tuple[Any, ...]
    remaining: BoolArray
    value: Any
    salvage: Any

    @property
    def concept(self) -> str:
        """The solution concept."""
        return self.before.concept

    def plot(self, ax: Any = None, **style: Any) -> Any:
        """Draw what remains, and who left in which round; returns the Axes."""
        net, (*_, (_, _, when)) = self.before.network, self._frames()
        return draw_network(net.governments, net.ends, self.remaining, rounds=when, ax=ax, **style)

    def frames(self, **style: Any) -> tuple[Any, ...]:
        """Draw the network after the exits and after every round; returns one Axes for each."""
        net = self.before.network
        found: tuple[Any, ...] = draw_frames(net.governments, net.ends, self._frames(), **style)
        return found

    def _frames(self) -> list[tuple[str, BoolArray, list[int]]]:
        """Title, ties that are left, and the round in which each government left, by round."""
        net = self.before.network
        gone, left = set(self.exits), dict.fromkeys(self.exits, 0)
        frames = []
        for number, names in enumerate(((), *self.rounds)):
            gone |= set(names)
            kept = [
                not {a, b, (a, b)} & gone if stays else False
                for (a, b), stays in zip(net.ties, self.before.sustained, strict=True)
            ]
            tied = {
                name for tie, stays in zip(net.ties, kept, strict=True) if stays for name in tie
            }
            new = [n for n in self.followers if n not in left and n not in tied]
            left |= dict.fromkeys(new, number)
            title = f"round {number}" if number else "exits" if self.exits else "shock"
            when = [left.get(name, -1) for name in net.governments]
            frames.append((title, np.array(kept, dtype=bool), when))
        return frames

    def _table(self) -> FrameColumns:
        names = [self.exits, *self.rounds]
        return {
            "round": list(range(len(names))),
            "who or what": [", ".join(map(_word, one)) for one in names],
        }

    def __repr__(self) -> str:
        start = ", ".join(map(str, [*self.exits, *(name for name, _ in self.shocks)])) or "nobody"
        return (
            f"Cascade({self.before.regime} from {start}: {len(self.followers)} followers in "
            f"{len(self.rounds)} rounds, {int(np.sum(self.remaining))} of "
            f"{int(self.before.sustained.sum())} ties remain, value {show(self.value)})"
        )


def _word(entry: Any) -> str:
    return "-".join(map(str, entry)) if isinstance(entry, tuple) else str(entry)
