"""Help that moves on: which tie is helped when, until when, under a budget for every period."""
