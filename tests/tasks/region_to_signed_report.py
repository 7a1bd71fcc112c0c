"""Twelve governments to a report that somebody signs."""

from pathlib import Path

import numpy as np
import pandas as pd

import qinba_games as qg

rng = np.random.default_rng(7)
names = [f"County {letter}" for letter in "ABCDEFGHIJKL"]
governments = pd.DataFrame(
    {
        "name": names,
        "lat": 31 + rng.uniform(0, 2, 12).round(2),
        "lon": 107 + rng.uniform(0, 3, 12).round(2),
        "group": ["upper"] * 6 + ["lower"] * 6,
    }
)
ties = pd.DataFrame({"a": names[::2], "b": names[1::2]})
signed = pd.DataFrame({"agreement": "river", "member": names[3:8]})
region = qg.Region.from_frames(governments, ties, signed, reach=120)
region.report("report", title="The upper river", author="A. Scholar", draws=20)
print("A. Scholar" in Path("report/index.html").read_text(encoding="utf-8"))
