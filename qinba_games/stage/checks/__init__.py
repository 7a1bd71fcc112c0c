"""Independent checks of this chapter's results: nothing here knows a solver."""

from . import correlated, nash  # noqa: F401 (they register what they do)
