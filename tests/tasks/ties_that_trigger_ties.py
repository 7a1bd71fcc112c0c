"""One government leaves: which others follow, which ties fall, and does sharing stop it?"""

import pandas as pd

import qinba_games as qg

ties = pd.DataFrame(
    {
        "a": ["Bazhong", "Hanzhong", "Ankang"],
        "b": ["Hanzhong", "Ankang", "Shiyan"],
        "value_a": [2, 3, 2],
        "value_b": [2, 1, 2],
        "temptation_a": [3, 7, 4],
        "temptation_b": [3, 2, 3],
    }
)
net = qg.Network(["Bazhong", "Hanzhong", "Ankang", "Shiyan"], ties)
for regime in ("multilateral", "multilateral+sharing"):
    fall = qg.cascade(net, 0.5, regime, exits=["Bazhong"])
    print(regime, fall.rounds, fall.stranded, fall.value)
fall.plot()
