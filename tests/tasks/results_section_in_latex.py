"""The results section of a paper: a table, the ranges, a sentence on methods, the sources."""

from pathlib import Path

import qinba_games as qg

names = {"name": ["North", "East", "South"]}
ties = {"a": ["North", "North", "South"], "b": ["East", "South", "East"]}
gains = {"benefit_a": [1.6, 1.4, 1.7], "benefit_b": [1.2, 1.4, 1.2]}
region = qg.Region.from_frames(names, ties | gains, delta=0.7)
study, drawn = region.study(), region.uncertain(draws=100, rng=1)
columns = {"a": "one", "b": "other", "class_without": "alone", "window": "coordinator decides"}
low, _, high = drawn.quantiles()["added"]
text = [
    r"% needs \usepackage{booktabs}",
    study.to_latex(columns=columns, caption="Ties", label="tab:ties"),
    drawn.to_latex(caption="Ties kept in nine draws of ten", label="tab:ranges"),
    f"The coordinator adds {low} to {high} of {len(region.all_ties)} ties.",
    f"Answers are {study.guarantee}.",
]
Path("results.tex").write_text("\n\n".join(text))
Path("sources.bib").write_text(study.cite())
print("\n\n".join(text))
study.plot(style="paper")[0].figure.savefig("map.pdf")
