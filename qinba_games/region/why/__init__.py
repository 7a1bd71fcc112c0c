"""Why one tie is kept or not: every reading of it in one answer."""
