"""Sympy twins of the closed forms."""

__all__: list[str] = []
