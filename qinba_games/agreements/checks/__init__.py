"""Independent checks of this chapter's results: nothing here knows a solver."""

from . import (  # noqa: F401 (they register what they do)
    agreement,
    critical_turnover,
    issues,
    negotiation,
    renegotiation,
    risk_sharing,
    shared_agreement,
)
