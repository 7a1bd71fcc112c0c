"""The front door to every check, and what all checks are made of; nothing here knows a solver."""
