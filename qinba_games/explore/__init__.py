"""The same answers under sliders in a notebook.

>>> import qinba_games as qg
>>> "patience" in str(qg.explore(qg.Partnership([[3, 2]], 1, promotion=1, friction=0)).controls)
True
"""

from typing import TYPE_CHECKING, Any

__all__ = ["explore"]

if TYPE_CHECKING:
    from .sliders import explore
else:
    # It knows networks and regions, which are read when they are asked for.
    def __getattr__(name: str) -> Any:
        if name == "explore":
            from .sliders import explore

            return explore
        raise AttributeError(f"module 'qinba_games.explore' has no attribute '{name}'")
