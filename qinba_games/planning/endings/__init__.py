"""When help can end: until a date, until a mark of trust, or never."""
