"""How sure an answer is: all settings drawn at once, and which of them decides."""
