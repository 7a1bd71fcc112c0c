"""The tables of a region: read and checked, written out again, from and to other programs."""
