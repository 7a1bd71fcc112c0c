"""The economics: parameters in, games out; nothing is solved here."""
