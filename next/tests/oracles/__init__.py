"""Brute force beside the package: plain loops and numpy, and nothing of the package's solver."""
