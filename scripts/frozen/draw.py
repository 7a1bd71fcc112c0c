"""Seeded random models of every chapter: floats for even seeds, Fractions for odd ones."""

from __future__ import annotations

import zlib
from fractions import Fraction
from typing import Any

import numpy as np

import qinba_games as qg

RULES = ("none", "voluntary", "equal", "surplus", "proportional", "optimal", "fractions")


class Draw:
    """Numbers and models of one seed of a chapter."""

    def __init__(self, chapter: str, seed: int) -> None:
        self.rng = np.random.default_rng([zlib.crc32(chapter.encode()), seed])
        self.seed, self.exact = seed, seed % 2 == 1

    def number(self, low: float, high: float) -> Any:
        """A number between two others, both included."""
        value = self.rng.uniform(low, high)
        return Fraction(round(12 * value), 12) if self.exact else round(value, 3)

    def numbers(self, low: float, high: float, *shape: int) -> Any:
        """A list of numbers, or a list of lists."""
        if not shape:
            return self.number(low, high)
        return [self.numbers(low, high, *shape[1:]) for _ in range(shape[0])]

    def integer(self, low: int, high: int) -> int:
        """A whole number between two others, both included."""
        return int(self.rng.integers(low, high + 1))

    def pick(self, *options: Any) -> Any:
        """One of the options."""
        return options[int(self.rng.integers(len(options)))]

    def chance(self, probability: float = 0.5) -> bool:
        """True with a probability."""
        return bool(self.rng.random() < probability)

    def delta(self, low: float = 0.25, high: float = 0.97) -> Any:
        """A discount factor."""
        return min(self.number(low, high), Fraction(11, 12) if self.exact else 0.97)

    def shares(self, n: int) -> list[Any]:
        """Numbers that sum to one."""
        parts = [self.integer(1, 6) for _ in range(n)]
        exact = [Fraction(part, sum(parts)) for part in parts]
        return exact if self.exact else [*map(float, exact)]

    def stage(self, *shape: int) -> qg.StageGame:
        """A stage game; half of the games have small whole numbers, so that ties occur."""
        whole = self.chance()
        payoffs = self.rng.integers(-3, 4, (*shape, len(shape))).tolist()
        return qg.StageGame(payoffs if whole else self.numbers(-3, 3, *shape, len(shape)))

    def dilemma(self) -> qg.StageGame:
        """A prisoners' dilemma, in which agreements matter."""
        low, step, more = self.number(0, 1), self.number(0.25, 2), self.number(0.25, 1)
        return qg.prisoners_dilemma(low + step, low - more, low + step + more, low)

    def repeated(self, *shape: int) -> qg.RepeatedGame:
        """A repeated game, with a way out or without."""
        stage = self.dilemma() if shape == (2, 2) and self.chance() else self.stage(*shape)
        outside = self.numbers(-2, 0.5, len(shape)) if self.chance() else None
        return qg.RepeatedGame(stage, outside=outside)

    def stochastic(self) -> qg.StochasticGame:
        """A game of two or three states and two players."""
        states = self.integer(2, 3)
        payoffs = [self.numbers(-3, 3, 2, 2, 2) for _ in range(states)]
        moves = [[[self.shares(states) for _ in "ab"] for _ in "ab"] for _ in range(states)]
        return qg.StochasticGame.from_arrays(payoffs, moves)

    def partnership(self, n: int = 2, **fixed: Any) -> qg.Partnership:
        """Half plain, half with a way out, bad times, hidden breaches, deposits and subsidies."""
        rich, top = fixed.pop("rich", self.chance()), fixed.pop("top", self.integer(0, 3))
        rule = fixed.pop("sharing", self.pick(*RULES))
        given: dict[str, Any] = {
            "promotion": self.number(0.25, 1),
            "friction": self.number(0, 0.34),
            "drop": self.pick(1, 2, None),
            "sharing": self.shares(n) if rule == "fractions" else rule,
        }
        if rich:
            given |= {
                "outside": self.numbers(-0.4, 0.4, n),
                "detection": self.number(0.42, 1),
                "deposit": self.numbers(0, 0.6, n),
                "subsidy": self.number(0, 0.3),
            }
        if rich and self.chance():
            given["bad_times"] = [(self.number(0.1, 0.5), self.numbers(0.1, 1.2, n))]
        return qg.Partnership(self.benefit(n, top), self.numbers(0.5, 1.3, n), **given, **fixed)

    def benefit(self, n: int, top: int) -> Any:
        """What members gain from each other at every trust, not less with more trust."""
        pull = self.numbers(0.6 / (n - 1), 2.4 / (n - 1), n, n)
        table = []
        for _ in range(top + 1):
            table.append([[0 if i == j else pull[i][j] for j in range(n)] for i in range(n)])
            pull = [[b + self.number(0, 0.7) for b in row] for row in pull]
        return table

    def coordinator(self, n: int, *without: str) -> qg.Coordinator:
        """A third party with some of its capacities, but for those named."""
        given: dict[str, Any] = {"sharing": self.chance(0.6) and "sharing" not in without}
        for name, most in (("monitoring", 1), ("mediation", 1), ("subsidy", 0.3), ("stake", 0.2)):
            if self.chance(0.4) and name not in without:
                given[name] = self.number(0, most)
        if self.chance(0.3) and "deposit" not in without:
            given["deposit"] = self.numbers(0, 0.5, n)
        if self.chance(0.2) and "mandate" not in without:
            given["mandate"] = self.pick("all", [0])
        elif self.chance(0.3):
            given["credibility"] = self.number(0.5, 1)
        return qg.Coordinator(**given)

    def network(self, n: int, *, friction: bool = False) -> qg.Network:
        """Governments and ties between about half of the pairs."""
        pairs = [(a, b) for a in range(n) for b in range(a) if self.chance(0.6)] or [(1, 0)]
        columns = {"a": [f"g{a}" for a, _ in pairs], "b": [f"g{b}" for _, b in pairs]}
        for end in "ab":
            value = self.numbers(0.2, 3, len(pairs))
            more = self.numbers(0, 3, len(pairs))
            columns[f"value_{end}"] = value
            columns[f"temptation_{end}"] = [v + m for v, m in zip(value, more, strict=True)]
            columns[f"outside_{end}"] = self.numbers(-0.5, 0.5, len(pairs))
        if friction:
            columns["friction"] = self.numbers(0, 0.3, len(pairs))
        return qg.Network([f"g{k}" for k in range(n)], columns)

    def hierarchy(self) -> qg.Hierarchy:
        """A nation of two provinces of two places each, and a partnership for most pairs."""
        tree = {"nation": None, "A": "nation", "B": "nation"}
        tree |= {"a1": "A", "a2": "A", "b1": "B", "b2": "B"}
        top = self.integer(0, 1 if self.exact else 2)
        pairs = [("A", "B"), ("a1", "b1"), ("a1", "a2"), ("b1", "b2"), ("a2", "b2")]
        chosen = [pairs[0], *(pair for pair in pairs[1:] if self.chance(0.6))]
        ties = {
            pair: self.partnership(
                top=top,
                rich=self.chance(0.3),
                sharing=self.pick("none", "none", "voluntary", "equal"),
            )
            for pair in chosen
        }
        border = sorted(self.numbers(0.05, 0.6, top + 1), reverse=True)
        border.append(max(border[0], self.number(0.3, 0.7)))
        founding = {pair: self.integer(0, top) for pair in chosen}
        return qg.Hierarchy(
            tree, ties, inside=self.number(0, 0.2), border=border, founding=founding
        )

    def tu_game(self, n: int) -> qg.TUGame:
        """A cooperative game; in half of them the more members there are the better."""
        worths = [0, *self.numbers(-1, 4, 2**n - 1)]
        if self.chance():
            worths = [worth + mask.bit_count() ** 2 for mask, worth in enumerate(worths)]
        return qg.TUGame([worths[0] * 0, *worths[1:]])
