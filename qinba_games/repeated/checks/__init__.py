"""Independent checks of this chapter's results: nothing here knows a solver."""

from . import critical_discount, discount_table, equilibrium, governed  # noqa: F401 (they register what they do)
