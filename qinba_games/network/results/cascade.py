"""What an exit or a shock sets off."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

from ... import _exact
from ...common.result import FrameColumns, Result, show
from ...common.rounded import derived, verbatim
from ...common.show import many
from ...types import Array, BoolArray, Status, frozen, read_only
from ..cascading import TieEndings, cascading
from ..components import names_of
from ..drawing import draw_frames, draw_network
from ..network import Network
from ..regimes import place_of
from .sustained import Sustained

Shocks = tuple[tuple[Any, Any], ...]


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
    witness : Sustained
        The best new agreement, under the same regime, among all ties that the exits left; the same
        cascade in fractions where floats are too far apart.
    """

    _sources = ("granovetter1978", "yuan2020")
    _once = ("exits", "shocks")
    _full = Status.COMPUTED

    before: Sustained
    exits: tuple[Any, ...]
    shocks: Shocks

    @property
    def concept(self) -> str:
        """The solution concept."""
        return self.before.concept

    @functools.cached_property
    def _network(self) -> Network:
        return after_shocks(self.before.network, self.shocks)

    @functools.cached_property
    def _out(self) -> BoolArray:
        return np.array(
            [name in self.exits for name in self.before.network.governments], dtype=bool
        )

    @verbatim
    def _course(self) -> TieEndings:
        before, room = self.before, max(self.before.room, self.witness.room)
        return course_of(before, self._network.slack(before.delta), self._out, room)

    @property
    def rounds(self) -> tuple[tuple[Any, ...], ...]:
        """Who left in each round, or which ties, as pairs of names, ended in it.

        Ties in other regimes than "multilateral".
        """
        net = self.before.network
        if self.before.regime == "multilateral":
            names = net.governments
            return tuple(tuple(names[i] for i in who.tolist()) for who in self._course.left)
        return tuple(tuple(net.ties[e] for e in ties.tolist()) for ties in self._course.ended)

    @functools.cached_property
    def _follow(self) -> BoolArray:
        return followers_of(self.before, self._course)

    @property
    def followers(self) -> tuple[Any, ...]:
        """Who left after the exits; in the other regimes whose last tie ended in a round."""
        return names_of(self.before.network.governments, self._follow)

    @property
    def stranded(self) -> tuple[Any, ...]:
        """Who had ties and has none, but did not leave."""
        net, (had, have) = self.before.network, np.zeros((2, len(self._out)), dtype=bool)
        had[net.ends[self.before.sustained]] = True
        have[net.ends[self.remaining]] = True
        return names_of(net.governments, had & ~have & ~self._follow & ~self._out)

    @functools.cached_property
    def remaining(self) -> BoolArray:
        """Which ties are left, shape (ties,)."""
        return read_only(self._course.remaining)

    @derived
    def value(self) -> Any:
        """What the remaining ties count for."""
        worth = self._network.worth[self.remaining].sum()
        return _exact.fraction(worth) if self.exact else float(worth)

    @derived
    def salvage(self) -> Any:
        """What the best new agreement would count for; followers may be in it."""
        return self.witness.value

    def plot(self, ax: Any = None, **style: Any) -> Any:
        """Draw what remains, and who left in which round; returns the Axes."""
        net, (*_, (_, _, when)) = self.before.network, self._frames()
        return draw_network(net.governments, net.ends, self.remaining, rounds=when, ax=ax, **style)

    def frames(self, **style: Any) -> tuple[Any, ...]:
        """Draw the network after the exits and after every round; returns one Axes for each."""
        net = self.before.network
        panels: tuple[Any, ...] = draw_frames(net.governments, net.ends, self._frames(), **style)
        return panels

    def _frames(self) -> list[tuple[str, BoolArray, list[int]]]:
        """Title, ties that are left, and the round in which each government left, by round."""
        net = self.before.network
        gone, exit_rounds = set(self.exits), dict.fromkeys(self.exits, 0)
        frames = []
        for number, names in enumerate(((), *self.rounds)):
            gone |= set(names)
            ties = [
                not {a, b, (a, b)} & gone if stays else False
                for (a, b), stays in zip(net.ties, self.before.sustained, strict=True)
            ]
            tied = {
                name for tie, stays in zip(net.ties, ties, strict=True) if stays for name in tie
            }
            new = [n for n in self.followers if n not in exit_rounds and n not in tied]
            exit_rounds |= dict.fromkeys(new, number)
            title = f"round {number}" if number else "exits" if self.exits else "shock"
            when = [exit_rounds.get(name, -1) for name in net.governments]
            frames.append((title, np.array(ties, dtype=bool), when))
        return frames

    def _table(self) -> FrameColumns:
        names = [self.exits, *self.rounds]
        return {
            "round": list(range(len(names))),
            "who or what": [", ".join(map(_word, one)) for one in names],
        }

    def __repr__(self) -> str:
        start = ", ".join(map(str, [*self.exits, *(name for name, _ in self.shocks)])) or "nobody"
        left, ties = int(np.sum(self.remaining)), int(self.before.sustained.sum())
        rest = f"{left} of {many(ties, 'tie')} {'remains' if 1 in (left, ties) else 'remain'}"
        others = many(len(self.followers), "follower")
        return (
            f"Cascade({self.before.regime} from {start}: {others} in "
            f"{many(len(self.rounds), 'round')}, {rest}, value {show(self.value)})"
        )


def _word(entry: Any) -> str:
    return "-".join(map(str, entry)) if isinstance(entry, tuple) else str(entry)


# -- How it goes on -------------------------------------------------------------------------------


def after_shocks(network: Network, shocks: Shocks) -> Network:
    """The same network after outside values have risen."""
    if not shocks:
        return network
    rise = dict(shocks)
    more = np.array([rise.get(name, 0) for name in network.governments], dtype=object)
    # Number by number: one float, perhaps of who has no tie, does not round the others' fractions.
    return network.replaced(outside=network.outside.astype(object) + more[network.ends])


def course_of(before: Sustained, slack: Array, out: BoolArray, room: Any) -> TieEndings:
    """Follow what happens at these slacks after these governments are gone."""
    ends = before.network.ends
    if before.exact and slack.dtype == object and slack.size:  # the same signs of all sums, sooner
        slack = _exact.over_common_denominator(slack, slack.size)[0]
    ties = before.sustained & ~out[ends].any(axis=1)
    place, regime = place_of(before), before.regime
    return cascading(len(out), ends, slack, ties, regime=regime, place=place, room=room)


def followers_of(before: Sustained, course: TieEndings) -> BoolArray:
    """Who followed: left, or in other regimes lost its last tie in a round."""
    ends, followers = before.network.ends, np.zeros(len(before.network.governments), dtype=bool)
    if before.regime == "multilateral":
        for who in course.left:
            followers[who] = True
        return followers
    for ties in course.ended:
        followers[ends[ties]] = True
    followers[ends[course.remaining]] = False
    return followers
