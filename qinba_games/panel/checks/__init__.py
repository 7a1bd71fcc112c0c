"""Independent checks of what records are said to tell."""

from . import calibration, revealed_patience  # noqa: F401 (they register themselves)
