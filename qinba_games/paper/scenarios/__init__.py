"""Cases beside the paper: each a table, a picture, a paragraph, and what the record says.

>>> from qinba_games.paper import scenarios
>>> scenarios.xinan()
Scenario(xinan: Who keeps the river clean when the centre stops paying?)
"""

from .displacement import beijing_tianjin_hebei
from .mountains import five_year_terms, mountain_floods, qinba_levels
from .rivers import chishui, xinan, yangtze
from .scenario import Scenario

__all__ = ["SCENARIOS", "Scenario", "beijing_tianjin_hebei", "chishui", "five_year_terms"]
__all__ += ["mountain_floods", "qinba_levels", "xinan", "yangtze"]

#: Every scenario by its name.
SCENARIOS = {
    "qinba_levels": qinba_levels,
    "yangtze": yangtze,
    "beijing_tianjin_hebei": beijing_tianjin_hebei,
    "xinan": xinan,
    "chishui": chishui,
    "five_year_terms": five_year_terms,
    "mountain_floods": mountain_floods,
}
