"""Brute-force oracles: the definitions, computed the slow and obvious way.

They import numpy, fractions, itertools and math only, never the package they judge. Exact input
(integers, ``Fraction``; integer or object arrays) gives exact answers with no tolerance; float
input is compared with a tolerance of 1e-9 of the payoff scale. Players, states, trust levels and
actions are counted from 0.

``repeated``     repeated games with voluntary transfers, withdrawal, fixed sharing rules
``partnership``  the partnership: every policy enumerated
``evolution``    how it evolves, by running its chain forward
``public_monitoring``  signals instead of actions: every corner of every programme
``stochastic``   stochastic games: deletion with every stationary policy enumerated
``issues``       linked issues: every division into bundles
``risk_sharing``   insurance of two members by value iteration over shares
``renegotiation``  punishments of a public good, played out phase by phase
``nash``         equilibria of stage games: every support and every vertex tried
``generators``   seeded random inputs for all of them
"""
