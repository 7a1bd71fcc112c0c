"""Anybody's own governments, ties and agreements: the value `Region`.

What the tables say holds; what they leave out is built from settings, as in the Qinba case.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from .. import _check, errors
from ..coordinator import Coordinator
from ..planning.arguments import model_of
from ..planning.calendar.schedule import schedule
from ..planning.plan import plan
from ..types import Number, frozen
from . import endings, insured_pairs, models, partnerships, plans
from .report import report
from .settings import Estimate, complete, estimates_of, sources, with_settings
from .study import solve
from .tables import exports, graphs, read
from .tables.read import read_records
from .tables.records import Records, Tie
from .uncertain import draws, sensitivity
from .why import ask

if TYPE_CHECKING:
    import pandas

_OWNER = "Region.from_frames"


@frozen
class Region:
    """Governments, the ties between them and the agreements that they have signed.

    Made by `from_frames`, `from_matrix`, `from_networkx` or `from_graphml`; `paper.case()` is one.

    Attributes
    ----------
    records : Records
        The tables, read and checked.
    choices : tuple of (str, value)
        Every setting by name; see `settings`.
    estimates : tuple of Estimate
        What records say of some of them; see `with_settings` and `sources`.

    Notes
    -----
    Solution concepts are those of `evolve`: each tie is a `Partnership` of its own. What is built
    from settings is illustrative, unless `sources` says that it is estimated.

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

    _made_by = "Use Region.from_frames, from_matrix, from_networkx or from_graphml, or paper.case()"

    records: Records
    choices: tuple[tuple[str, Any], ...]
    estimates: tuple[Estimate, ...] = ()

    def __post_init__(self) -> None:
        _check.instance("Region", "records", self.records, Records)
        given = complete(dict(_pairs(self.choices)), "Region")
        object.__setattr__(self, "choices", tuple(given.items()))
        known = _check.sequence("Region", "estimates", self.estimates, "estimates")
        for one in known:
            _check.instance("Region", "estimates", one, Estimate)
            _check.choice("Region", "estimates", one.setting, tuple(given))
        object.__setattr__(self, "estimates", tuple(known))

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
            province). Of disasters, for `insurance`: `income` (above 0, else the size), `hazard`
            (chance per period to be hit), `damage` (the part of income that is lost then, below 1),
            `common` (the part of `hazard` with which all of a group are hit together, else 0).
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
    def from_excel(cls, path: Any, **settings: Any) -> Region:
        """Read a region from a workbook with the sheets governments, ties and agreements.

        Parameters
        ----------
        path : str or Path
            An .xlsx file, which the library openpyxl reads; columns are those of `from_frames`.
        **settings
            As for `from_frames`.

        Raises
        ------
        NotApplicableError
            If openpyxl is not installed.
        InvalidInputError
            If the file cannot be read, lacks a sheet, or has a defect that `from_frames` names.
        """
        owner = "Region.from_excel"
        records = read_records(owner, **read.tables(owner, path))
        return cls(records=records, choices=tuple(complete(settings, owner).items()))

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
        who, ties = read.tables_of("Region.from_matrix", frame, coordinates)
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
            are alike; a `weight` is what both gain, half of it each, where no benefits are given.
            Attributes of the graph: `settings`, and as lists of rows `agreements` and `estimates`
            (what records say of settings; see `sources`).
        **settings
            As for `from_frames`; they win over those of the graph, and are then assumed.

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
        tables, stored = graphs.tables_of(owner, graph)
        given = complete({**stored, **settings}, owner)
        rows = estimates_of(owner, graph.graph.get("estimates", ()))
        return cls(
            records=read_records(owner, **tables),
            choices=tuple(given.items()),
            estimates=tuple(one for one in rows if one.setting not in settings),
        )

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

    @property
    def settings(self) -> Mapping[str, Any]:
        """Every setting by name, read-only."""
        return MappingProxyType(dict(self.choices))

    @property
    def delta(self) -> Number:
        """The discount factor."""
        return self.settings["delta"]  # type: ignore[no-any-return]

    @property
    def coordinator(self) -> Coordinator:
        """The coordinator that the settings describe."""
        return partnerships.coordinator_of(self.settings)

    @property
    def names(self) -> tuple[str, ...]:
        """Every government, in the order of its table."""
        return self.records.names

    @functools.cached_property
    def all_ties(self) -> tuple[Tie, ...]:
        """The ties as values, in the order of their table."""
        return partnerships.ties_of(self.records, self.settings)

    @property
    def governments(self) -> pandas.DataFrame:
        """One row a government: name, lat, lon, size, parent, group, and what was carried along."""
        return partnerships.governments(self.records)

    @property
    def ties(self) -> pandas.DataFrame:
        """One row a tie: the columns of `from_frames`, filled in, and what follows from them.

        That is whether it is `cross_border` (between groups), `distance_km`, the number of
        `agreements` that both have signed, and what was carried along.
        """
        return partnerships.ties(self.records, self.settings)

    @property
    def agreements(self) -> pandas.DataFrame:
        """One row for each member of each agreement."""
        return partnerships.agreements(self.records)

    def replaced(self, **settings: Any) -> Region:
        """Return the same region under other settings; those not named stay.

        What is named is assumed from then on, also if records said something of it.

        Parameters
        ----------
        **settings
            As for `from_frames`.

        Examples
        --------
        >>> import pandas as pd, qinba_games as qg
        >>> gains = pd.DataFrame([[0, 1.6], [1.2, 0]], index=["A", "B"], columns=["A", "B"])
        >>> region = qg.Region.from_matrix(gains, cost=1)
        >>> region.replaced(delta=0.8).delta
        0.8
        """
        changed = complete(settings, "Region.replaced")
        choices = {name: changed[name] if name in settings else v for name, v in self.choices}
        estimates = tuple(one for one in self.estimates if one.setting not in settings)
        return dataclasses.replace(self, choices=tuple(choices.items()), estimates=estimates)

    def tie(self, a: str, b: str) -> Tie:
        """The tie between two governments, in either order.

        Parameters
        ----------
        a, b : str
            Names; upper and lower case are the same.

        Raises
        ------
        UnknownNameError
            If a name is none of the governments; the nearest one is suggested.
        NotApplicableError
            If there is no tie between the two.
        """
        one, other = self._number("a", a), self._number("b", b)
        for tie in self.all_ties:
            if set(tie.numbers) == {one, other}:
                return tie
        rule = f"has no tie with {a}"
        near = [
            tie.members[1 - tie.numbers.index(one)] for tie in self.all_ties if one in tie.numbers
        ]
        remedy = f"Choose one of: {', '.join(near)}" if near else f"{a} has no tie at all"
        raise errors.NotApplicableError("Region.tie", "b", b, rule, remedy)

    def _number(self, argument: str, name: Any) -> int:
        for keys in partnerships.keys(self.records):
            if isinstance(name, str) and partnerships.key(name) in keys:
                return keys.index(partnerships.key(name))
        rule = f"is none of the {len(self.names)} governments"
        raise _check.unknown("Region.tie", argument, name, self.names, rule)

    # What is asked of a region, by the file that answers it.
    with_settings = with_settings
    sources = property(sources)
    agreements_from_incidence = staticmethod(exports.agreements_from_incidence)
    partnership = models.partnership
    model = models.model
    network = models.network
    hierarchy = models.hierarchy
    study = solve.study
    why = ask.why
    check = sensitivity.check
    uncertain = draws.uncertain
    uncertain_levels = draws.uncertain_levels
    sensitivity = sensitivity.sensitivity
    plan = plan
    hand_over = endings.hand_over
    insurance = insured_pairs.insurance
    insure_pairs = insured_pairs.insure_pairs
    schedule = schedule
    report = report.report
    to_networkx = graphs.to_networkx
    to_graphml = graphs.to_graphml
    to_edge_list = exports.to_edge_list
    to_incidence = exports.to_incidence
    to_siena = exports.to_siena
    to_goldfish = exports.to_goldfish

    def _repr_html_(self) -> str:
        from .report.maps import of_region

        return of_region(self.records, repr(self))

    def __repr__(self) -> str:
        count = len(self.records.ends)
        return (
            f"Region({len(self.names)} governments, {count} tie{'s' if count != 1 else ''}, "
            f"delta {self.delta}, {self.coordinator!r})"
        )


def _pairs(choices: Any) -> tuple[Any, ...]:
    pairs = _check.sequence("Region", "choices", choices, "(name, value) pairs")
    for pair in pairs:
        if not isinstance(pair, tuple) or len(pair) != 2:
            rule, remedy = "must hold (name, value) pairs", "Pass tuple(settings.items())"
            raise errors.ShapeError("Region", "choices", pair, rule, remedy)
    return pairs


model_of.register(Region, plans.of_region)
