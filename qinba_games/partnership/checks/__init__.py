"""Independent checks of this chapter's results: nothing here knows a solver."""

from . import arrays, batch, evolution, proof, thresholds  # noqa: F401 (they register)
