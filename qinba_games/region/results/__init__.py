"""Answers about regions."""
