"""Independent checks of this chapter's results: nothing here knows a solver."""

from . import (  # noqa: F401 (they register what they do)
    agreement_sharing,
    farsighted,
    issues,
    negotiation,
    renegotiation,
    repeated,
    risk_sharing,
    stability,
)
