"""Check the proof of an answer with nothing but Python: `python check_proof.py proof.json`.

A proof holds the game as given, the answer, and where one is needed the record that shows it. All
numbers are fractions. What is said is computed once more from the game; a digest tells whether
anything was changed since. Prints "accepted" or what is wrong, and exits with 0 or 1.
"""

import hashlib
import itertools
import json
import sys
from fractions import Fraction
from pathlib import Path


class RefusedError(Exception):
    """What is wrong with a proof."""


def need(holds, what):
    """Refuse a proof of which something does not hold."""
    if not holds:
        raise RefusedError(what)


def numbers(value):
    """The fractions in nested lists."""
    if isinstance(value, list):
        return [numbers(entry) for entry in value]
    return Fraction(value) if isinstance(value, str) else value


def integers(value):
    """Whole numbers in nested lists."""
    found = numbers(value)
    flat = [found] if not isinstance(found, list) else found
    for entry in flat:
        if isinstance(entry, list):
            integers(entry)
        else:
            need(entry.denominator == 1, "a number of something is a fraction")
    return found


# --- repeated games ------------------------------------------------------------------------------


def check_repeated(told):
    """The largest joint payoff and the harshest punishments: delete what nobody would enforce."""
    shape = [int(m) for m in integers(told["shape"])]
    payoffs, delta = numbers(told["payoffs"]), Fraction(told["delta"])
    w = None if told["outside"] is None else numbers(told["outside"])
    n, profiles = len(shape), list(itertools.product(*(range(m) for m in shape)))
    need(0 <= delta < 1 and len(payoffs) == len(profiles), "the game is none")
    g = dict(zip(profiles, payoffs, strict=True))
    kept = {}
    for a in profiles:
        kept[a] = [max(g[(*a[:i], b, *a[i + 1 :])][i] for b in range(shape[i])) for i in range(n)]
        if w is not None:
            kept[a] = [max(pair) for pair in zip(kept[a], w, strict=True)]
    joint, best = {a: sum(g[a]) for a in profiles}, dict(kept)
    if w is not None:
        joint[None], best[None] = sum(w), list(w)
    left = set(joint)
    while True:
        need(left, "no profile is enforced")
        most = max(joint[a] for a in left)
        held = [min(best[a][i] for a in left) for i in range(n)] if w is None else list(w)
        room = delta * (most - sum(held))
        fine = {a for a in left if (1 - delta) * (sum(best[a]) - joint[a]) <= room}
        if fine == left:
            break
        left = fine
    need(Fraction(told["joint"]) == most, f"the largest joint payoff is {most}")
    need(numbers(told["punishment"]) == held, "members are held to something else")
    agreed = None if told["policy"] is None else tuple(int(a) for a in integers(told["policy"]))
    need(agreed in left and joint[agreed] == most, "the agreement is not enforced, or not the best")
    paid = numbers(told["payoffs on the path"])
    need(len(paid) == n and sum(paid) == most, "what members get is not what there is")
    need(all(x >= v for x, v in zip(paid, held, strict=True)), "somebody would rather be punished")
    for i, against in enumerate(integers(told["punishments"])):
        a = tuple(int(b) for b in against)
        need(a in left and best[a][i] == held[i], f"punishment of member {i}")


# --- stochastic games ----------------------------------------------------------------------------


def check_stochastic(told):
    """Bounds that need no solving, what falls under them, and that the last are reached."""
    state = [int(x) for x in integers(told["state"])]
    action = [tuple(int(b) for b in a) for a in integers(told["action"])]
    payoffs, delta = numbers(told["payoffs"]), Fraction(told["delta"])
    moves = [[(int(Fraction(y)), Fraction(p)) for y, p in row] for row in told["moves"]]
    rows, n, count = range(len(state)), len(payoffs[0]), max(state) + 1
    need(0 <= delta < 1, "the discount factor is none")
    for row in moves:
        need(sum(p for _, p in row) == 1 and all(p >= 0 for _, p in row), "moves are no chances")
    replies = [{} for _ in range(n)]
    for r in rows:
        for i in range(n):
            others = (state[r], action[r][:i], action[r][i + 1 :])
            replies[i].setdefault(others, []).append(r)

    def of(i, r):
        return replies[i][state[r], action[r][:i], action[r][i + 1 :]]

    def worth(r, reward, later):
        return (1 - delta) * reward + delta * sum(p * later[y] for y, p in moves[r])

    left = set(rows)
    for joint, held, fell in told["record"]:
        joint, held = numbers(joint), numbers(held)
        fell = {int(r) for r in integers(fell)}
        agreed = {r: worth(r, sum(payoffs[r]), joint) for r in rows}
        alone = [{r: worth(r, payoffs[r][i], [v[i] for v in held]) for r in rows} for i in range(n)]
        best = {r: [max(alone[i][b] for b in of(i, r)) for i in range(n)] for r in rows}
        need(all(agreed[r] <= joint[state[r]] for r in left), "more could be reached together")
        need(
            all(best[r][i] >= held[state[r]][i] for r in left for i in range(n)),
            "somebody could be held to less",
        )
        need(fell <= left, "what was deleted is deleted again")
        need(all(agreed[r] < sum(best[r]) for r in fell), "what was deleted can be enforced")
        left -= fell
    need(told["record"] and not fell, "the record does not end")
    need(numbers(told["joint"]) == joint, "the joint values are not those of the record")
    need(numbers(told["punishment"]) == held, "members are held to something else")
    phases = [integers(told["policy"]), *integers(told["punishments"])]
    need(len(phases) == n + 1 and all(len(phase) == count for phase in phases), "phases")
    for k, phase in enumerate(phases):
        for x, r in enumerate(map(int, phase)):
            need(state[r] == x and r in left, "a phase plays what is not there")
            need(agreed[r] >= sum(best[r]), "a phase is not enforced")
            reached = agreed[r] == joint[x] if k == 0 else best[r][k - 1] == held[x][k - 1]
            need(reached, "the bounds are not reached")


# --- cores and nucleoli --------------------------------------------------------------------------


def members(mask, n):
    """Whether each member is in a coalition."""
    return [mask >> i & 1 for i in range(n)]


def excess(values, x, mask):
    """What a coalition could have on its own beyond what it gets."""
    return values[mask] - sum(
        p for p, inside in zip(x, members(mask, len(x)), strict=True) if inside
    )


def check_core(told):
    """A division, and weights of a balanced collection that leave no better one."""
    values, x = numbers(told["values"]), numbers(told["payoffs"])
    n, least, slack = len(x), Fraction(told["least_excess"]), Fraction(told["slack"])
    need(len(values) == 2**n and sum(x) == values[-1], "the division is none")
    proper = range(1, 2**n - 1)
    need(max(excess(values, x, mask) for mask in proper) == least, "the largest excess")
    pairs = [(int(Fraction(mask)), Fraction(weight)) for mask, weight in told["collection"]]
    need(all(weight > 0 and mask in proper for mask, weight in pairs), "weights")
    for i in range(n):
        need(sum(weight for mask, weight in pairs if mask >> i & 1) == 1, "the collection")
    bound = sum(weight * values[mask] for mask, weight in pairs) - values[-1]
    need(bound / sum(weight for _, weight in pairs) == least, "a smaller excess is possible")
    need(slack in (0, least), "the slack")
    need(told["empty"] == (least > slack), "whether there is such a division")


def reduced(vector, basis):
    """What is left of a vector beside the span of a basis in echelon form."""
    vector = list(vector)
    for place, row in basis:
        if vector[place]:
            factor = vector[place] / row[place]
            vector = [a - factor * b for a, b in zip(vector, row, strict=True)]
    return vector


def extended(basis, vector):
    """A basis in echelon form of the span and one vector more."""
    rest = reduced(vector, basis)
    place = next((k for k, entry in enumerate(rest) if entry), None)
    return basis if place is None else [*basis, (place, rest)]


def check_nucleolus(told):
    """Level by level: nothing open is more aggrieved, and nobody on the level can be less so."""
    values, x = numbers(told["values"]), numbers(told["payoffs"])
    n, floors, each = len(x), told["floors"], told["per_capita"]
    need(len(values) == 2**n and sum(x) == values[-1], "the division is none")
    need(not floors or all(x[i] >= values[1 << i] for i in range(n)), "less than alone")
    basis = extended([], [Fraction(1)] * n)
    for level in told["levels"]:
        most = Fraction(level["excess"])
        open_ = [m for m in range(1, 2**n - 1) if any(reduced(members(m, n), basis))]
        need(open_, "a level too many")

        def grievance(m):
            return excess(values, x, m) / (m.bit_count() if each else 1)

        need(max(map(grievance, open_)) == most, "the largest grievance that is left")
        total, added = [Fraction(0)] * n, []
        for key in ("coalitions", "floor"):
            for mask, weight in level[key]:
                mask, weight = int(Fraction(mask)), Fraction(weight)
                need(weight > 0, "weights")
                if key == "floor":
                    need(floors and x[mask.bit_length() - 1] == values[mask], "a floor")
                else:
                    need(grievance(mask) == most, "a coalition on its level")
                row = [Fraction(inside) for inside in members(mask, n)]
                total = [a + weight * b for a, b in zip(total, row, strict=True)]
                added.append(row)
        need(added and not any(reduced(total, basis)), "the level is not balanced")
        for row in added:
            basis = extended(basis, row)
    need(len(basis) == n or n == 1, "more than one division is left")


KINDS = {
    "repeated": check_repeated,
    "stochastic": check_stochastic,
    "core": check_core,
    "nucleolus": check_nucleolus,
}


def check(told):
    """Raise `RefusedError` unless a proof holds."""
    plain = {key: value for key, value in told.items() if key != "digest"}
    text = json.dumps(plain, sort_keys=True, separators=(",", ":"))
    need(told.get("digest") == hashlib.sha256(text.encode()).hexdigest(), "something was changed")
    need(told.get("format") == "qinba_games proof 1", "the format is another one")
    need(told.get("kind") in KINDS, "the kind of answer is another one")
    KINDS[told["kind"]](told)


def main(paths):
    """Check the files named on the command line."""
    failed = False
    for path in paths:
        try:
            check(json.loads(Path(path).read_text(encoding="utf-8")))
            print(f"{path}: accepted")
        except (
            RefusedError,
            ArithmeticError,
            LookupError,
            TypeError,
            ValueError,
            OSError,
        ) as error:
            failed = True
            print(f"{path}: refused: {error}")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
