"""Algorithms on checked arrays: arrays in, arrays out."""
