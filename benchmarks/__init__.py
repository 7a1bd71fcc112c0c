"""The same work by this package and by others, as ratios of processor time."""

import os

# Threads of BLAS that wait would be counted as work, ours or the peer's.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
