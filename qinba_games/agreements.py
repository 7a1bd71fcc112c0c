"""Agreements that nobody enforces: which coalitions last, which issues to link, who may punish."""

__all__: list[str] = []
