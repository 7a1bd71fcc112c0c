"""Solvers of tables: each returns what it found with the record that proves it."""
