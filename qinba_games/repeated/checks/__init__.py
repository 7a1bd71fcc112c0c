"""Independent checks of this chapter's results: nothing here knows a solver."""

from . import critical_discount, discount_table, equilibrium, governed

__all__ = ["critical_discount", "discount_table", "equilibrium", "governed"]
