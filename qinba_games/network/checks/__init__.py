"""Independent checks of this chapter's results: nothing here knows a solver."""

from . import cascade, members, proof, strength, sustained, tipping  # noqa: F401 (they register what they do)
