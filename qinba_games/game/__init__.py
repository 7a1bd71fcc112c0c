"""Play as a table: the one normal form of everything that is played."""
