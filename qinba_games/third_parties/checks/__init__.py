"""Independent checks of this chapter's results: nothing here knows a solver."""

from . import attribution, cheapest, harm, proof, windows  # noqa: F401 (they register what they do)
