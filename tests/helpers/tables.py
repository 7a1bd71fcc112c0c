"""Random models that are played as tables, and false witnesses of what is agreed on in them."""

import dataclasses
from fractions import Fraction

import numpy as np

import qinba_games as qg
from qinba_games.game.table import Choices, Lotteries, Table, after_deviations
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


def by_hand(delta, rows, *, pools, draws=None, feared=None, exact=True):
    """A game row by row: its state, what it pays, the node that follows, {member: replies}.

    A reply is what it pays and the node that follows; None: it is an exit.
    """
    n, draws = len(pools), draws or [{state: 1} for state in range(rows[-1][0] + 1)]
    menus = [(i, menu) for *_, instead in rows for i, menu in sorted(instead.items())]
    number, nodes = iter(range(len(menus))), np.arange(len(draws) + 1)

    def numbers(values):
        return np.array(values, dtype=object if exact else float)[..., None]

    def choices(parts):
        now, then = zip(*parts, strict=True)
        waits = np.array([node is not None for node in then])
        return Choices(numbers(now), waits, np.array([node or 0 for node in then]))

    return Table(
        delta=numbers(delta),
        state=np.array([row[0] for row in rows]),
        rows=choices([row[1:3] for row in rows]),
        nodes=Lotteries(
            np.cumsum([0, *map(len, draws)]),
            np.array([state for draw in draws for state in draw]),
            numbers([chance for draw in draws for chance in draw.values()]),
        ),
        lotteries=Lotteries(nodes, nodes[:-1], numbers([1] * len(draws))),
        menu=np.array([[next(number) if i in row[3] else -1 for i in range(n)] for row in rows]),
        owner=np.array([i for i, _ in menus]),
        first=np.cumsum([0, *(len(menu) for _, menu in menus)]),
        replies=choices([reply for _, menu in menus for reply in menu]),
        open=np.ones((len(rows), 1), dtype=bool),
        pools=np.array(pools),
        objective=np.ones(n, dtype=int),
        feared=nodes[:-1] if feared is None else np.array(feared),
        start=nodes[:1],
        prefer=np.zeros(len(rows), dtype=int),
    )


def by_chance(seed, *, alone, exact=True):
    """Four states in two nodes, the second after every deviation; members `alone` pay nobody."""
    rng, rows = np.random.default_rng(seed), []
    for state in np.repeat(np.arange(4), 3).tolist():
        now = rng.integers(0, 9, 2).tolist()
        instead = np.maximum(now + rng.integers(-3, 5, 2), 0).tolist()
        more = rng.integers(0, 3, 2).tolist()
        then = int(rng.integers(2)) if state < 2 else 1
        replies = [
            [(best, 1), *[(other, 1)] * (other > 0)]
            for best, other in zip(instead, more, strict=True)
        ]
        rows.append((state, now, then, dict(enumerate(replies))))
    draws = [{0: Fraction(1, 3), 1: Fraction(2, 3)}, {2: Fraction(1, 4), 3: Fraction(3, 4)}]
    pools = (0, 1) if alone else (0, 0)
    return by_hand(Fraction(2, 5), rows, pools=pools, draws=draws, feared=[1], exact=exact)


def together(*tables):
    """Games of one shape as one table."""

    def joined(part):
        return np.concatenate([part(table) for table in tables], axis=-1)

    first = tables[0]
    return replaced(
        first,
        delta=joined(lambda table: table.delta),
        open=joined(lambda table: table.open),
        rows=first.rows._replace(now=joined(lambda table: table.rows.now)),
        nodes=first.nodes._replace(chance=joined(lambda table: table.nodes.chance)),
        lotteries=first.lotteries._replace(chance=joined(lambda table: table.lotteries.chance)),
        replies=first.replies._replace(now=joined(lambda table: table.replies.now)),
    )
