"""`python -m benchmarks`: every comparison, shown and written as the table of the documentation.

The status is 1 when a promised ratio is exceeded, or a peer is faster and no sentence says why.
With `--release` the ratios are kept as those of the release that is made. SGSolve is measured where
the variable SGSOLVE names a checkout of it.
"""

import itertools
import sys

from benchmarks import (
    batch,
    critical_discount,
    discount_table,
    elimination,
    first_answer,
    levels,
    networks,
    payoff_sets,
    sgsolve,
    sharing,
    table,
    ties,
)

comparisons = itertools.chain(
    first_answer.compare(),
    critical_discount.compare(),
    discount_table.compare(),
    elimination.compare(),
    ties.compare(),
    batch.compare(),
    sharing.compare(),
    networks.compare(),
    levels.compare(),
    payoff_sets.compare(),
    sgsolve.compare(),
)
results = []
for result in comparisons:
    print(result, flush=True)
    results.append(result)
table.write(results)
if "--release" in sys.argv[1:]:
    table.store_release(results)
sys.exit(not all(result.ok for result in results))
