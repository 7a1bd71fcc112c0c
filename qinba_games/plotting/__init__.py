"""Draws plain arrays and labels with matplotlib; knows no result."""
