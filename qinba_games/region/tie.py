"""One tie of a region: two governments, and what each gains from the other."""

from __future__ import annotations

from ..types import frozen


@frozen
class Tie:
    """Two governments that can cooperate.

    Attributes
    ----------
    number : int
        Place in the table of ties.
    members : (str, str)
        Names, in the order of the table.
    codes : (str, str)
        What stands in the column `code` of the table of governments, or the names.
    numbers : (int, int)
        Their places in the table of governments.
    groups : (str, str)
        The groups (provinces) that the two belong to.
    cross_border : bool
        True if these differ.
    distance : float
        Great-circle distance in km; nan without coordinates.
    sizes : (float, float)
    gains : (float, float)
        What each gains per period from the other's contribution at trust 0.
    agreements : tuple of str
        The agreements that both have signed.
    founding : int
        Founding trust.

    Examples
    --------
    >>> import qinba_games as qg
    >>> qg.paper.case().tie("Bazhong", "Hanzhong")
    Tie(Bazhong–Hanzhong, trust 3, 137 km)
    """

    number: int
    members: tuple[str, str]
    codes: tuple[str, str]
    numbers: tuple[int, int]
    groups: tuple[str, str]
    cross_border: bool
    distance: float
    sizes: tuple[float, float]
    gains: tuple[float, float]
    agreements: tuple[str, ...]
    founding: int

    @property
    def signed(self) -> bool:
        """True if the two have signed something together."""
        return bool(self.agreements)

    @property
    def name(self) -> str:
        """Both names, short, with a dash."""
        return "–".join(map(short_name, self.members))

    def __repr__(self) -> str:
        return f"Tie({self.name}, trust {self.founding}, {self.distance:.0f} km)"


def short_name(name: str) -> str:
    """A government's name as a map shows it."""
    return name.removesuffix(" Forestry District").removesuffix(" District")
