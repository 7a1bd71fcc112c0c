"""Independent checks of this chapter's results: nothing here knows a solver."""

from . import (  # noqa: F401 (they register what they do)
    agreement,
    issues,
    negotiation,
    renegotiation,
    risk_sharing,
)
