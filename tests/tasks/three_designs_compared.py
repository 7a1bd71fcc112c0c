"""Settle shares, mediate, or pay: what does each design bring, and what does it cost?"""

import numpy as np
import pandas as pd

import qinba_games as qg

benefit = np.array([1.2, 0.7]) + 0.35 * np.arange(3)[:, None]
pair = qg.Partnership(benefit, 1, members=["A", "B"], promotion=0.6, friction=0.15)
designs = {
    "shares": qg.Coordinator(sharing=True),
    "mediates": qg.Coordinator(mediation=0.5),
    "pays": qg.Coordinator(subsidy=0.1),
}
rows = {}
for name, helper in designs.items():
    answer = qg.evolve(pair, 0.8, coordinator=helper)
    rows[name] = (answer.classes[0], round(answer.founding_value, 2), answer.time_to_strong)
print(pd.DataFrame(rows, index=["class", "value", "periods until strong"]).T)
print(qg.pivotal_window(pair, designs["shares"]))
prices = {"sharing": 0.05, "mediation": 0.1, "subsidy": 1}
print(qg.third_parties.cheapest_coordinator(pair, 0.8, prices))
