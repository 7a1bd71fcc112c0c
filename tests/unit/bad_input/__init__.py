"""Public callables by room: how they are called properly, and what can be wrong."""
