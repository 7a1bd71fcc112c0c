"""Figure 2 of the paper: do Bazhong and Hanzhong depend on their provinces?"""

import qinba_games as qg

levels = qg.paper.hierarchy()
for delta in (0.7, 0.5):
    pair = qg.stabilise(levels, delta, "none").pair("Bazhong", "Hanzhong")
    print(delta, pair.founding_class, "needs its provinces:", pair.needs)
pair.plot()
