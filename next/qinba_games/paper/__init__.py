"""The case of the paper: the governments of the Qinba mountains, their borders and agreements."""

from .case import case
from .cli import main

__all__ = ["case", "main"]
