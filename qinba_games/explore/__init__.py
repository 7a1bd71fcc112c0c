"""The same answers under sliders in a notebook.

>>> import qinba_games as qg
>>> "patience" in str(qg.explore(qg.Partnership([[3, 2]], 1, promotion=1, friction=0)).controls)
True
"""

from .sliders import explore

__all__ = ["explore"]
