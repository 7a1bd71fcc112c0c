"""Independent checks of this chapter's results: nothing here knows a solver."""

from . import divisions, games, sampled_shapley  # noqa: F401 (they register what they do)
