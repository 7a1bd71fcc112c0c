"""Independent checks of what records are said to tell."""

from . import revealed_patience  # noqa: F401 (it registers itself)
