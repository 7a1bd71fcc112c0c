"""Algorithms of this chapter, on plain numbers."""
