"""A phase diagram, kept in a file, so that a run that was stopped goes on where it was."""

import numpy as np

import qinba_games as qg

benefit = np.array([1.2, 0.7]) + 0.35 * np.arange(4)[:, None]
pair = qg.Partnership(benefit, 1, promotion=0.6, friction=0)
grid = {"delta": [0.5, 0.6, 0.7, 0.8], "friction": [0.0, 0.1]}
first = qg.sweep(qg.evolving(pair), grid, store="kept.jsonl", progress=False)

wider = {**grid, "friction": [0.0, 0.1, 0.2]}
alone = qg.sweep(qg.evolving(pair), wider, store="kept.jsonl", progress=False)
helper = qg.Coordinator(sharing=True)
helped = qg.sweep(qg.evolving(pair, coordinator=helper), wider, store="kept.jsonl", progress=False)
print(alone["founding_class"].to_dataframe().unstack())
qg.phase_diagram(alone, helped=helped)
