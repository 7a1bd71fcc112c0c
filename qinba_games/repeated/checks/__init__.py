"""Independent checks of this chapter's results: nothing here knows a solver."""

from . import (  # noqa: F401 (they register what they do)
    critical_discount,
    discount_table,
    equilibrium,
    risk_dominance,
)
