"""The certificates of what is said of a region; they are registered when they are imported."""

from . import study, uncertain  # noqa: F401
