"""The front doors that look at the kind of model."""

from .critical_discount import critical_discount, discount_table
from .solve import solve

__all__ = ["critical_discount", "discount_table", "solve"]
