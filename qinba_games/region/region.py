"""Anybody's own governments, ties and agreements: the value `Region`.

What the tables say holds; what they leave out is built from settings, as in the Qinba case.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .. import _check, errors
from ..types import Number, frozen
from .portable import Portable
from .report.report import Reported
from .settings import complete
from .tables import graphs, matrix, statistics
from .tables.read import read_records
from .tables.records import Records

if TYPE_CHECKING:
    import pandas

_OWNER = "Region.from_frames"


@frozen
class Region(Portable, Reported):
    """Governments, the ties between them and the agreements that they have signed.

    Made by `from_frames`, `from_matrix`, `from_networkx` or `from_graphml`; `paper.case()` is one.

    Attributes
    ----------
    records : Records
        The tables, read and checked.
    choices : tuple of (str, value)
        Every setting by name; see `settings`.

    Notes
    -----
    Solution concepts are those of `evolve`: each tie is a `Partnership` of its own. What is built
    from settings is illustrative, not an estimate.

    Examples
    --------
    >>> import pandas as pd, qinba_games as qg
    >>> who = pd.DataFrame(
    ...     {"lat": [31.2, 32.1, 30.3], "lon": [121.5, 118.8, 120.2], "size": [3, 2, 2]},
    ...     index=["Shanghai", "Jiangsu", "Zhejiang"],
    ... )
    >>> ties = pd.DataFrame({"a": ["Shanghai", "Zhejiang"], "b": ["Jiangsu", "Shanghai"]})
    >>> region = qg.Region.from_frames(who, ties, delta=0.8)
    >>> region
    Region(3 governments, 2 ties, delta 0.8, Coordinator(sharing=True, mediation=0.5))
    >>> region.study().counts["with"]
    {'isolated': 0, 'nominal': 0, 'weak': 1, 'strong': 1}
    """

    records: Records
    choices: tuple[tuple[str, Any], ...]

    def __post_init__(self) -> None:
        _check.instance("Region", "records", self.records, Records)
        given = complete(dict(_pairs(self.choices)), "Region")
        object.__setattr__(self, "choices", tuple(given.items()))

    @classmethod
    def from_frames(
        cls, governments: Any, ties: Any, agreements: Any = None, **settings: Any
    ) -> Region:
        """Read a region from tables, by the names of their columns.

        Parameters
        ----------
        governments : DataFrame, mapping of columns, or path of a CSV file
            One row each: `name` (or the index), and if wanted `lat` and `lon` in degrees, `size`
            (above 0, else 1), `parent` (the name of the government above it), `group` (the
            province).
        ties : DataFrame, mapping of columns, or path of a CSV file
            One row each, the order of the two without meaning: `a`, `b`, and if wanted `benefit_a`
            (what a gains per period from b's contribution at trust 0), `benefit_b`, `friction`,
            `outside_a`, `outside_b`, `trust`. What is missing or empty is built from the settings;
            benefits have to be given where there are no coordinates.
        agreements : DataFrame, mapping of columns, or path of a CSV file, optional
            One row for each member of each agreement: `agreement`, `member`, and if wanted `year`
            (when it joined), `topic`, `level`, `end` (from when on the agreement is not in force).
        **settings
            As for `paper.case`.

        Returns
        -------
        Region

        Raises
        ------
        InvalidInputError
            Naming the table or file, the row, the column, the value, the rule and the remedy.

        Notes
        -----
        A tie's founding trust is the number of agreements that both have signed, ended or not, at
        most `levels`; where that number is positive, `outside_signed` takes the place of `outside`.
        The mean size is that of the governments that have a tie. Other columns are carried along.
        Lines of a file that begin with # are remarks.

        Examples
        --------
        See `Region`.
        """
        records = read_records(_OWNER, governments, ties, agreements)
        return cls(records=records, choices=tuple(complete(settings, _OWNER).items()))

    @classmethod
    def from_matrix(
        cls, frame: Any, *, cost: Number, coordinates: Any = None, **settings: Any
    ) -> Region:
        """Read a region from a square table of gains.

        Parameters
        ----------
        frame : DataFrame
            `frame.loc[i, j]` is what i gains per period from j's contribution at trust 0. There is
            a tie where either of the two gains is positive.
        cost : Number
            What contributing costs each, per period.
        coordinates : DataFrame, optional
            Columns `lat` and `lon` in degrees, by name.
        **settings
            As for `from_frames`.

        Raises
        ------
        InvalidInputError

        Examples
        --------
        >>> import pandas as pd, qinba_games as qg
        >>> gains = pd.DataFrame([[0, 1.6], [1.2, 0]], index=["A", "B"], columns=["A", "B"])
        >>> qg.Region.from_matrix(gains, cost=1).ties[["a", "b", "benefit_a", "benefit_b"]]
           a  b  benefit_a  benefit_b
        0  A  B        1.6        1.2
        """
        who, ties = matrix.tables_of("Region.from_matrix", frame, coordinates)
        records = read_records("Region.from_matrix", who, ties)
        given = complete({**settings, "cost": cost}, "Region.from_matrix")
        return cls(records=records, choices=tuple(given.items()))

    @classmethod
    def from_networkx(cls, graph: Any, **settings: Any) -> Region:
        """Read a region from a networkx graph.

        Parameters
        ----------
        graph : networkx.Graph or networkx.DiGraph
            Nodes carry the columns of governments, edges those of ties. An edge of a `DiGraph` goes
            from `a` to `b`; one of a `Graph` says so by attributes of these names, unless both ends
            are alike. Attributes of the graph: `settings`, and `agreements` as a list of rows.
        **settings
            As for `from_frames`; they win over those of the graph.

        Raises
        ------
        InvalidInputError

        Examples
        --------
        >>> import networkx as nx, qinba_games as qg
        >>> graph = nx.DiGraph([("A", "B", {"benefit_a": 1.6, "benefit_b": 1.2})])
        >>> qg.Region.from_networkx(graph).tie("A", "B").gains
        (1.6, 1.2)
        """
        owner = "Region.from_networkx"
        found, stored = graphs.tables_of(owner, graph)
        given = complete({**stored, **settings}, owner)
        return cls(records=read_records(owner, **found), choices=tuple(given.items()))

    @classmethod
    def from_graphml(cls, path: Any, **settings: Any) -> Region:
        """Read a region from a GraphML file.

        Parameters
        ----------
        path : str or Path
        **settings
            As for `from_frames`; they win over those of the file.

        Raises
        ------
        InvalidInputError

        Examples
        --------
        >>> import pathlib, tempfile, pandas as pd, qinba_games as qg
        >>> gains = pd.DataFrame([[0, 1.6], [1.2, 0]], index=["A", "B"], columns=["A", "B"])
        >>> region = qg.Region.from_matrix(gains, cost=1)
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = pathlib.Path(folder, "region.graphml")
        ...     region.to_graphml(path)
        ...     qg.Region.from_graphml(path) == region
        True
        """
        return cls.from_networkx(graphs.read("Region.from_graphml", path), **settings)

    @staticmethod
    def agreements_from_incidence(frame: Any) -> pandas.DataFrame:
        """Read agreements from a table of governments by agreements.

        Parameters
        ----------
        frame : DataFrame
            See `region.agreements_from_incidence`.
        """
        return statistics.agreements_from_incidence(frame)

    def _repr_html_(self) -> str:
        from .report.small_map import of_region

        return of_region(self.records, repr(self))

    def __repr__(self) -> str:
        count = len(self.records.ends)
        return (
            f"Region({len(self.names)} governments, {count} tie{'s' if count != 1 else ''}, "
            f"delta {self.delta}, {self.coordinator!r})"
        )


def _pairs(choices: Any) -> tuple[Any, ...]:
    found = _check.sequence("Region", "choices", choices, "(name, value) pairs")
    for pair in found:
        if not isinstance(pair, tuple) or len(pair) != 2:
            rule, remedy = "must hold (name, value) pairs", "Pass tuple(settings.items())"
            raise errors.ShapeError("Region", "choices", pair, rule, remedy)
    return found
