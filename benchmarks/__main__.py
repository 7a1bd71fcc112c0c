"""`python -m benchmarks`: every comparison; status 1 when a promised ratio is exceeded."""

import sys

from benchmarks import first_answer

results = [first_answer.compare()]
print(*results, sep="\n")
sys.exit(not all(result.ok for result in results))
