"""A referee asks about one tie: why this one, and who says so?"""

import subprocess
import sys
from pathlib import Path

import pandas as pd

import qinba_games as qg

ties = pd.DataFrame(
    {"a": ["North"], "b": ["South"], "benefit_a": [1.6], "benefit_b": [1.2]},
)
region = qg.Region.from_frames({"name": ["North", "South"]}, ties, delta=0.7)
why = region.why("North", "South")
print(why.text)
why.proof("tie.json")  # both edges of the window
script = Path(sys.argv[1]) / "scripts" / "check_proof.py"
print(subprocess.check_output([sys.executable, script, "tie.json"], text=True))
