"""What records of a panel say of patience, and of parameters."""
