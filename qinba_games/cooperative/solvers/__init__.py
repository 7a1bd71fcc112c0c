"""One algorithm a file, named as in the literature; checked arrays in, plain values out.

Worths are `values`, shape (2^n,), by mask. What members get has shape (n,), and is `Fraction`s for
rational worths.
"""
