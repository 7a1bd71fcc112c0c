"""One algorithm a file, named as in the literature; checked arrays in, plain values out."""
