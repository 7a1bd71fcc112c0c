"""Panels written as letters."""

import qinba_games as qg

STATES = {"c": "implemented", "f": "forum", "e": "ended"}


def panel_of(rows):
    """Of rows (gain_a, gain_b, across, founding, history), all from year 0 on."""
    names = [f"g{k}" for k in range(len(rows))]
    pairs = {
        "a": names,
        "b": ["all"] * len(rows),
        "gain_a": [row[0] for row in rows],
        "gain_b": [row[1] for row in rows],
        "across": [row[2] for row in rows],
        "founding": [row[3] for row in rows],
        "start": [20 - len(row[4]) if row[4][-1] != "e" else 0 for row in rows],
    }
    records = [
        (name, "all", start + k, STATES[letter])
        for name, start, row in zip(names, pairs["start"], rows, strict=True)
        for k, letter in enumerate(row[4])
    ]
    columns = dict(zip(("a", "b", "year", "state"), zip(*records, strict=True), strict=True))
    return qg.Panel.from_records(pairs, {n: list(c) for n, c in columns.items()}, until=19)
