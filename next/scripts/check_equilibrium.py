"""Check an equilibrium written by `answer.to_file(path)`: plain Python, Fractions, no library.

Usage: python check_equilibrium.py FILE

Values are computed once more by one linear solve; then every state, every member (or pool of
members whose transfers meet) and every deviation is looked at. Prints the largest gain of a
one-shot deviation and ends with status 1 if somebody gains more than rounding.
"""

import json
import sys
from fractions import Fraction


def read(part):
    """Numbers of the file: text is a fraction, null is no such deviation."""
    if isinstance(part, list):
        return [read(each) for each in part]
    return Fraction(part) if isinstance(part, str) else part


def solve(matrix, right):
    """X with matrix x = right, by Gauss and Jordan."""
    rows = [row + [b] for row, b in zip(matrix, right)]
    for c in range(len(rows)):
        pivot = next(r for r in range(c, len(rows)) if rows[r][c])
        rows[c], rows[pivot] = rows[pivot], rows[c]
        rows[c] = [x / rows[c][c] for x in rows[c]]
        for r in range(len(rows)):
            if r != c and rows[r][c]:
                factor = rows[r][c]
                rows[r] = [x - factor * y for x, y in zip(rows[r], rows[c])]
    return [row[-1] for row in rows]


class Game:
    """The table of the file."""

    def __init__(self, said):
        numbers = ("delta", "chance", "odds", "pays", "reply", "size", "low")
        for name, part in said.items():
            setattr(self, name, read(part) if name in numbers else part)
        self.groups = [[i for i, p in enumerate(self.pools) if p == g] for g in set(self.pools)]
        self.alone = len(self.groups) > 1

    def later(self, node, lottery, values):
        """What values are expected to be after a lottery of a node."""
        ways = zip(self.to[node][lottery], self.odds[node][lottery])
        return sum(chance * values[next_node] for next_node, chance in ways)

    def values(self, rows, members, first=0):
        """Joint values of some members at nodes from `first` on, under one row in every state."""
        nodes = range(first, len(self.to))
        matrix = [[Fraction(int(y == z)) for z in nodes] for y in nodes]
        right = [Fraction(0)] * len(nodes)
        for a, y in enumerate(nodes):
            for t, chance in enumerate(self.chance[y]):
                row = rows[a][t]
                own = sum(self.pays[y][t][row][i] for i in members)
                right[a] += chance * (1 - self.delta) * own
                kind = self.kind[row]
                for z, odds in zip(self.to[y][kind], self.odds[y][kind]):
                    matrix[a][z - first] -= self.delta * chance * odds
        return [Fraction(0)] * first + solve(matrix, right)

    def comply(self, y, t, row, members, values):
        """What members have together if they comply."""
        own = sum(self.pays[y][t][row][i] for i in members)
        return (1 - self.delta) * own + self.delta * self.later(y, self.kind[row], values)

    def best(self, y, t, row, i):
        """What the best deviation of a member is worth."""
        options = zip(self.reply[y][t][row][i], self.leads[row][i])
        low = [values[i] for values in self.low]
        return max(
            (1 - self.delta) * paid + self.delta * self.later(y, way, low)
            for paid, way in options
            if paid is not None
        )

    def gain(self, rows, then, first=0):
        """The most that anybody gains by one deviation from rows, if `then` is played after it."""
        worst = Fraction(-1, 10**9)
        for members in self.groups:
            values = self.values(then, members, first)
            for a, times in enumerate(rows):
                for t, row in enumerate(times):
                    y = a + first
                    if not self.open[y][t][row]:
                        return float("inf")
                    due = sum(self.best(y, t, row, i) for i in members)
                    worst = max(worst, due - self.comply(y, t, row, members, values))
        return worst

    def replies(self, y, rows, i):
        """What a member can expect at a node if it replies best to rows, one for each time."""
        each = enumerate(zip(self.chance[y], rows))
        return sum(chance * self.best(y, t, row, i) for t, (chance, row) in each)

    def escape(self, code):
        """By how much a punishment is broken, or leaves its member something else than `low`."""
        i, rows, first = code["member"], code["rows"], self.feared
        then = rows if self.alone else self.rows[first:]
        worst = self.gain(rows, then, first)
        if self.alone:
            values = self.values(rows, [i], first)[first:]
        else:
            values = [self.replies(a + first, times, i) for a, times in enumerate(rows)]
        nodes = range(len(rows)) if code["node"] is None else [code["node"]]
        return max([worst, *(abs(values[a] - self.low[a + first][i]) for a in nodes)])

    def punishments(self):
        """The codes of the file; without any, the only rows that are open after a deviation."""
        only = [[row.index(True) for row in times] for times in self.open[self.feared :]]
        each = [{"member": i, "node": None, "rows": only} for i in range(len(self.pools))]
        return self.codes or each


def main(path):
    """Judge one file."""
    with open(path, encoding="utf-8") as file:
        game = Game(json.load(file))
    gains = [game.gain(game.rows, game.rows), *(game.escape(c) for c in game.punishments())]
    tolerance = game.size * ((1 - game.delta) / 10**8 + Fraction(1, 10**12))
    verdict = "holds" if max(gains) <= tolerance else "FAILS"
    print(f"{verdict}: largest gain of one deviation {float(max(gains)):.3g}")
    return int(verdict != "holds")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
