"""Sympy twins of the closed forms."""
