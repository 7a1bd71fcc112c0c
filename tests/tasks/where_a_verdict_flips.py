"""An argument of the paper: where does it hold, and where does its verdict turn?"""

import qinba_games as qg

claim = qg.paper.claims.third_party_needed()
print(claim.verdict, claim.region)
print(claim.explain())
for delta in (0.3, 0.55, 0.9):
    print(delta, qg.paper.claims.third_party_needed(delta=delta).verdict)
claim.plot()
