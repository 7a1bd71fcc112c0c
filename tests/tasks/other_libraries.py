"""Games and networks from and to other libraries, and answers as tables."""

import networkx as nx

import qinba_games as qg

river = qg.prisoners_dilemma(9, 1, 10, 3)
assert qg.from_nfg(qg.to_nfg(river)) == river  # Gambit
print(list(qg.to_nashpy(river).support_enumeration()))

graph = nx.DiGraph()
graph.add_edge("Ankang", "Shiyan", value_a=2, value_b=2, temptation_a=3, temptation_b=3)
graph.add_edge("Shiyan", "Bazhong", value_a=3, value_b=1, temptation_a=7, temptation_b=2)
net = qg.Network.from_networkx(graph)
print(qg.sustain(net, 0.5, "bilateral").to_frame())
print(nx.degree_centrality(net.to_networkx()))
