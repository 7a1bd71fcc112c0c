"""Random models that are played as tables, and false witnesses of what is agreed on in them."""

import dataclasses
from fractions import Fraction

import numpy as np

import qinba_games as qg
from qinba_games.game.table import after_deviations
from qinba_games.game.witness import Bounds, Round

RULES = ("none", "voluntary", "equal", "surplus", "proportional", "optimal")


def random_partnership(rng, *, exact=False, mandate=0.0, rules=RULES):
    """A partnership of two or three members with whatever a partnership can have."""
    n, levels = int(rng.choice([2, 2, 3])), int(rng.integers(1, 5))

    def number(x):
        return Fraction(round(x * 20), 20) if exact else float(x)

    def numbers(values):
        return [number(v) for v in values]

    gains = rng.uniform(0, 2, (n, n)) + rng.uniform(0, 0.5, (levels, n, n)).cumsum(axis=0)
    benefit = [
        [[0 if i == j else number(level[i, j]) for j in range(n)] for i in range(n)]
        for level in gains
    ]
    more = {}
    if rng.random() < 0.4:
        more["bad_times"] = [(number(0.25), numbers(rng.uniform(0, 1, n)))]
    if rng.random() < 0.3:
        more["deposit"] = number(rng.uniform(0, 1))
    if rng.random() < 0.3:
        more["subsidy"] = number(rng.uniform(0, 0.3))
    if rng.random() < 0.2:
        more["stake"] = number(rng.uniform(0, 0.3))
    if rng.random() < mandate:
        more["mandate"] = [["1"], ["1", "2"], "all"][int(rng.integers(3))]
    return qg.Partnership(
        benefit,
        numbers(rng.uniform(0.5, 1.5, n)),
        promotion=number(rng.uniform(0.2, 1)),
        friction=number(rng.uniform(0, 0.3)),
        outside=numbers(rng.uniform(-0.3, 0.4, n)),
        drop=[1, 2, None][int(rng.integers(3))],
        detection=number(rng.choice([1, 1, 0.7, 0.4])),
        sharing=str(rng.choice(rules)),
        **more,
    )


def random_patience(rng, *, exact=False):
    """A discount factor between .3 and .95."""
    delta = Fraction(int(rng.integers(6, 20)), 20)
    return delta if exact else float(delta)


def random_stochastic_game(rng, *, exact=False, constant=0):
    """A game of one to three players with one to four states."""
    states, n = int(rng.integers(1, 5)), int(rng.integers(1, 4))
    payoffs, moves = [], []
    for _ in range(states):
        shape = tuple(rng.integers(1, 4, size=n))
        paid = rng.integers(-5, 9, size=(*shape, n)) + constant
        weight = rng.integers(0, 4, size=(*shape, states)) + (np.arange(states) == 0)
        total = weight.sum(axis=-1, keepdims=True)
        if exact:
            share = np.frompyfunc(lambda a, b: Fraction(int(a), int(b)), 2, 1)(weight, total)
        else:
            paid, share = paid + rng.random(paid.shape), weight / total
        payoffs.append(paid)
        moves.append(share)
    return qg.StochasticGame.from_arrays(payoffs, moves)


def forged(rng, table, play, tree, code):
    """One change of what is played, worth, feared or recorded; None where there is none to make."""
    amount = Fraction(1, int(rng.integers(2, 1000)))
    if table.delta.dtype != object:
        amount = float(amount)
    amount = amount * (1 if rng.random() < 0.5 else -1)

    def moved(values):
        values = values.copy()
        values[tuple(int(rng.integers(size)) for size in values.shape)] += amount
        return values

    def other_rows(rows):
        rows, state = rows.copy(), int(rng.integers(table.states))
        rows[state] = rng.choice(np.flatnonzero(table.state == state))
        return rows

    def in_tree(node, table=table):
        """Bounds of a round or the last ones, rows that fall, rounds, or branches."""
        kind = int(rng.integers(5))
        if kind == 0:
            last = node.bounds
            last = Bounds(moved(last.worth), last.punishment)
            return node._replace(bounds=last)
        if kind == 1:
            last = Bounds(node.bounds.worth, moved(node.bounds.punishment))
            return node._replace(bounds=last)
        if kind == 2:
            rows = np.arange(len(table.state))[:, None] == rng.integers(len(table.state))
            step = node.rounds[-1] if node.rounds else None
            if step is None or rng.random() < 0.5:
                return node._replace(rounds=(*node.rounds, Round(node.bounds, rows)))
            more = step._replace(eliminated=step.eliminated | rows)
            return node._replace(rounds=(*node.rounds[:-1], more))
        if kind == 3 and node.rounds:
            k = int(rng.integers(len(node.rounds)))
            step = node.rounds[k]
            bounds = Bounds(step.bounds.worth - abs(amount), step.bounds.punishment)
            return node._replace(
                rounds=(*node.rounds[:k], step._replace(bounds=bounds), *node.rounds[k + 1 :])
            )
        if node.branches:
            row = int(rng.choice(list(node.branches)))
            if rng.random() < 0.5:
                return node._replace(branches={r: b for r, b in node.branches.items() if r != row})
            return node._replace(
                branches={**node.branches, row: in_tree(node.branches[row], table)}
            )
        return node._replace(rounds=node.rounds[:-1])

    kind = int(rng.integers(5 if code is None else 8))
    if kind == 0:
        return play._replace(worth=moved(play.worth)), tree, code
    if kind == 1:
        return play._replace(punishment=moved(play.punishment)), tree, code
    if kind == 2:
        return play._replace(rows=other_rows(play.rows)), tree, code
    if kind in (3, 4):
        return play, in_tree(tree), code
    if kind == 5:
        known = play.punishment + amount
        return (
            play._replace(punishment=known),
            tree,
            code._replace(punishment=code.punishment + amount),
        )
    if kind == 6:
        return play, tree, code._replace(record=in_tree(code.record, after_deviations(table)))
    if not code.rises:
        return None
    rise = code.rises[-1]
    rise = rise._replace(values=moved(rise.values), known=moved(rise.known))
    return play, tree, code._replace(rises=(*code.rises[:-1], rise))


def replaced(table, **fields):
    """A table with other parts."""
    return dataclasses.replace(table, **fields)
