"""Checks that only read: an answer brings its witness, and nothing here searches."""
