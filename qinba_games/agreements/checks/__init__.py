"""Independent checks of this chapter's results: nothing here knows a solver."""

from . import agreement, issues, renegotiation, shared_agreement  # noqa: F401 (they register what they do)
