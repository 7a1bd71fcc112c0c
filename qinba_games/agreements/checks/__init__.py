"""Independent checks of this chapter's results: nothing here knows a solver."""

from . import agreement, issues, renegotiation, shared_agreement

__all__ = ["agreement", "issues", "renegotiation", "shared_agreement"]
