"""The case of the paper: the governments of the Qinba mountains, their borders and agreements."""

from .case import case

__all__ = ["case"]
