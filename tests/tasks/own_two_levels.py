"""Two provinces and a prefecture in each: does the pair below need the pair above?"""

import qinba_games as qg

tree = {"nation": None, "A": "nation", "B": "nation", "a": "A", "b": "B"}
provinces = qg.Partnership([[1.3, 1.9], [1.4, 2]], 1, promotion=0.5, friction=0)
prefectures = qg.Partnership([[1.1, 1.7], [1.7, 2.3]], 1, promotion=0.5, friction=0)
levels = qg.Hierarchy(
    tree,
    {("A", "B"): provinces, ("a", "b"): prefectures},
    inside=0.1,
    border=[0.25, 0.1, 0.4],
)
for regime in ("none", "national"):
    pair = qg.stabilise(levels, 0.7, regime).pair("a", "b")
    print(regime, pair.founding_class, "needs the provinces:", pair.needs)
print(qg.least_regime(levels, "a", "b", 0.7), qg.pair_thresholds(levels, "a", "b", 0.7, "none"))
pair.plot()
