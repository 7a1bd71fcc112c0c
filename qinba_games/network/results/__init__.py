"""The answers of this chapter."""
