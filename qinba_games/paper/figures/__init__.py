"""Pictures of the paper that are drawn with matplotlib: evidence for a claim, scenarios."""
