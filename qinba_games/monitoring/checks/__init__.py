"""Independent checks of this chapter's results: nothing here knows a solver."""

from . import public_monitoring  # noqa: F401 (they register what they do)
