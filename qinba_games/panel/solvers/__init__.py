"""Algorithms of what records tell; importable one by one."""
