"""Anybody's own governments, ties and agreements: the value `Region`.

What the tables say holds; what they leave out is built from settings, as in the Qinba case.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from .. import _check, errors
from ..coordinator import Coordinator
from ..hierarchy.hierarchy import Hierarchy
from ..hierarchy.regimes import REGIMES
from ..network.network import Network
from ..partnership.partnership import Partnership
from ..types import Number, frozen
from . import (
    frames,
    graphs,
    levels,
    matrix,
    sampling,
    sampling_levels,
    sensing,
    solving,
    statistics,
    tables,
    terms,
)
from .records import Records
from .report import writing
from .results.study import Study
from .results.uncertain import Uncertain
from .settings import complete
from .statistics import Siena
from .tie import Tie

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
        records = tables.records(_OWNER, governments, ties, agreements)
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
        records = tables.records("Region.from_matrix", who, ties)
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
        return cls(records=tables.records(owner, **found), choices=tuple(given.items()))

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

    # --- what it is made of ----------------------------------------------------------------------

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
        return terms.coordinator_of(self.settings)

    @property
    def names(self) -> tuple[str, ...]:
        """Every government, in the order of its table."""
        return self.records.names

    @functools.cached_property
    def all_ties(self) -> tuple[Tie, ...]:
        """The ties as values, in the order of their table."""
        return frames.ties_of(self.records, self.settings)

    @property
    def governments(self) -> pandas.DataFrame:
        """One row a government: name, lat, lon, size, parent, group, and what was carried along."""
        return frames.governments(self.records)

    @property
    def ties(self) -> pandas.DataFrame:
        """One row a tie: the columns of `from_frames`, filled in, and what follows from them.

        That is whether it is `cross_border` (between groups), `distance_km`, the number of
        `agreements` that both have signed, and what was carried along.
        """
        return frames.ties(self.records, self.settings)

    @property
    def agreements(self) -> pandas.DataFrame:
        """One row for each member of each agreement."""
        return frames.agreements(self.records)

    def replaced(self, **settings: Any) -> Region:
        """Return the same region under other settings; those not named stay.

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
        kept = {name: changed[name] if name in settings else v for name, v in self.choices}
        return dataclasses.replace(self, choices=tuple(kept.items()))

    # --- one tie ---------------------------------------------------------------------------------

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

    def partnership(self, a: str, b: str) -> Partnership:
        """The partnership of two governments, without a coordinator.

        Parameters
        ----------
        a, b : str
            Names, in either order; members keep the order of the tie.

        Raises
        ------
        UnknownNameError, NotApplicableError
            As for `tie`.

        Examples
        --------
        >>> import pandas as pd, qinba_games as qg
        >>> gains = pd.DataFrame([[0, 1.6], [1.2, 0]], index=["A", "B"], columns=["A", "B"])
        >>> region = qg.Region.from_matrix(gains, cost=1)
        >>> region.partnership("B", "A").members
        ('A', 'B')
        """
        return self.model(self.tie(a, b))

    def model(self, tie: Tie) -> Partnership:
        """The partnership of a tie, without a coordinator."""
        return terms.partnership(self.records, self.settings, tie.number)

    def _number(self, argument: str, name: Any) -> int:
        for keys in frames.keys(self.records):
            if isinstance(name, str) and frames.key(name) in keys:
                return keys.index(frames.key(name))
        rule = f"is none of the {len(self.names)} governments"
        raise _check.unknown("Region.tie", argument, name, self.names, rule)

    # --- for other programs ----------------------------------------------------------------------

    def to_networkx(self) -> Any:
        """Return a networkx graph with what the tables say; `from_networkx` is the way back.

        Examples
        --------
        >>> import qinba_games as qg
        >>> graph = qg.paper.case().to_networkx()
        >>> graph.number_of_nodes(), graph.number_of_edges(), graph.nodes["Ankang"]["group"]
        (26, 49, 'Shaanxi')
        """
        return graphs.to_graph(self.records, self.settings)

    def to_graphml(self, path: Any) -> None:
        """Write a GraphML file, for Gephi, igraph or R; `from_graphml` is the way back.

        Parameters
        ----------
        path : str or Path
        """
        graphs.write(path, self.to_networkx())

    def to_edge_list(self, wave: int | None = None, *, filled: bool = False) -> pandas.DataFrame:
        """Return the table of ties, in a year those of governments that share an agreement.

        Parameters
        ----------
        wave : int, optional
            A year: ties with an agreement in force then.
        filled : bool
            False: as `from_frames` was given it. True: what is built is filled in.

        Examples
        --------
        >>> import qinba_games as qg
        >>> len(qg.paper.case().to_edge_list())
        49
        """
        import pandas

        fill = _check.flag("Region.to_edge_list", "filled", filled)
        table = (
            frames.plain_ties(self.records, self.settings)
            if fill
            else frames.given_ties(self.records)
        )
        frame = pandas.DataFrame(table)
        if wave is None:
            return frame
        year = _check.integer("Region.to_edge_list", "wave", wave, low=-9999)
        pairs = statistics.shared(self.records, year)
        kept = [(a, b) in pairs for a, b in self.records.ends.tolist()]
        return frame[kept].reset_index(drop=True)

    def to_incidence(self) -> pandas.DataFrame:
        """Return governments by agreements, 1 where a government has signed, ended or not.

        Where there are years, the second level of the columns is the year in which it joined: an
        agreement that somebody joined later has a column for each such year.

        Examples
        --------
        >>> import qinba_games as qg
        >>> qg.paper.case().to_incidence().shape
        (26, 5)
        """
        return statistics.to_incidence(self.records)

    def to_siena(self, waves: Sequence[int], mode: str = "two") -> Siena:
        """Return the agreements over time in the sparse format of RSiena.

        Parameters
        ----------
        waves : sequence of int
            Years.
        mode : {"two", "one"}
            "two": senders are governments and receivers agreements, 1 if the government has joined
            by that year and the agreement has not ended. "one": both are governments, in both
            directions, 1 if they share an agreement.

        Returns
        -------
        Siena
            `.triples`, `.behaviour` and `.dyadic`; everybody and every wave is numbered from 1.

        References
        ----------
        Ripley, Snijders, Boda, Voros and Preciado, Manual for RSiena, section 4.1.

        Examples
        --------
        >>> import pandas as pd, qinba_games as qg
        >>> signed = {"agreement": ["zone"] * 2, "member": ["A", "B"], "year": [2012, 2015]}
        >>> ties = {"a": ["A"], "b": ["B"], "benefit_a": [1.6], "benefit_b": [1.2]}
        >>> region = qg.Region.from_frames({"name": ["A", "B"]}, ties, signed)
        >>> region.to_siena([2013, 2016]).triples
           sender  receiver  value  wave
        0       1         1      1     1
        1       1         1      1     2
        2       2         1      1     2
        """
        gains = terms.gains(self.records, self.settings)
        return statistics.to_siena(self.records, gains, waves, mode, "Region.to_siena")

    # --- all ties --------------------------------------------------------------------------------

    def network(self, trust: int | None = None) -> Network:
        """The ties as a `Network`, in which they depend on each other by what is threatened.

        Parameters
        ----------
        trust : int, optional
            The level at which all are held; None: each at its founding trust.

        Examples
        --------
        >>> import pandas as pd, qinba_games as qg
        >>> gains = pd.DataFrame([[0, 1.6], [1.2, 0]], index=["A", "B"], columns=["A", "B"])
        >>> region = qg.Region.from_matrix(gains, cost=1)
        >>> region.network(trust=1)
        Network(2 governments, 1 tie, float)
        """
        held = []
        for tie in self.all_ties:
            model = self.model(tie)
            if trust is None:
                # One level is left, so that trust does not move.
                few = {
                    name: getattr(model, name)[[tie.founding]] for name in ("benefit", "friction")
                }
                model = dataclasses.replace(model, **few)
            held.append((tie.members, model))
        return Network.from_partnerships(dict(held), trust=0 if trust is None else trust)

    def hierarchy(self) -> Hierarchy:
        """The ties as a `Hierarchy`: the trust of superiors sets the friction of those below.

        Friction across a border falls with the trust of the superior pair, from `barrier` to
        `friction`.

        Raises
        ------
        NotApplicableError
            If the table of governments names no parents.

        Notes
        -----
        Where several governments have no parent, a root named "(all)" stands above them. A tie
        between a government and one above it is not part of the hierarchy.
        """
        models = {tie.members: self.model(tie) for tie in self.all_ties}
        founding = {tie.members: tie.founding for tie in self.all_ties}
        return levels.hierarchy_of(self.records, self.settings, models, founding)

    def study(
        self,
        *,
        delta: Number | None = None,
        coordinator: Coordinator | None = None,
        progress: bool | None = None,
        jobs: int = 1,
        store: Any = None,
    ) -> Study:
        """Find what becomes of every tie without and with a coordinator, and on what it turns.

        Parameters
        ----------
        delta : Number, optional
            Another patience than that of the settings.
        coordinator : Coordinator, optional
            Another coordinator than that of the settings.
        progress : bool, optional
            Show a progress bar; None: where it takes long.
        jobs : int
            Processes at work at once; -1 for one on each core.
        store : str or path, optional
            A file that keeps what was found in batches of ties, whatever ends the run. The same
            call goes on from it; the file of another region is refused.

        Returns
        -------
        Study
            Classes, windows of patience, priorities, the path over time.

        Raises
        ------
        DiscountError, NotApplicableError

        Notes
        -----
        Concept and selection as in `evolve`. Every tie is scanned over all discount factors on a
        grid of 1/400 (of 1/100 where there are more than 1,000 ties), and every change of class is
        refined to 1e-10; windows between two grid points can be missed.

        Examples
        --------
        >>> import pandas as pd, qinba_games as qg
        >>> gains = pd.DataFrame([[0, 1.6], [1.2, 0]], index=["A", "B"], columns=["A", "B"])
        >>> region = qg.Region.from_matrix(gains, cost=1)
        >>> region.study()
        Study(1 tie; without 1 isolated; with 1 weak)
        """
        return solving.study(self, delta, coordinator, progress, jobs, store)

    def uncertain(
        self,
        ranges: Any = None,
        *,
        draws: int = 1000,
        rng: Any = None,
        jobs: int = 1,
        coordinator: Coordinator | None = None,
        progress: bool | None = None,
    ) -> Uncertain:
        """Find how sure an answer is: every tie when all assumptions are drawn at once.

        Parameters
        ----------
        ranges : mapping of str to (low, high) or distribution, optional
            By setting: uniform on a range, or a frozen distribution of `scipy.stats`; the rest at
            its value. None: every continuous setting but `monitoring`, `deposit`, `subsidy` and
            `credibility`, uniform within one step of its value, cut at the allowed values.
        draws : int
        rng : None, int or numpy.random.Generator
            All draws are made first, so that one seed gives the same numbers on any number of jobs.
        jobs : int
            Processes at work at once; -1 for one on each core.
        coordinator : Coordinator, optional
            Another coordinator than that of the settings, the same in all draws.
        progress : bool, optional
            Show a progress bar; None: where it takes long.

        Returns
        -------
        Uncertain
            `.kept` and `.quantiles()` of the number of ties founded weak or strong, `.ties` with
            the share of draws in which the coordinator decides.

        Raises
        ------
        InputTypeError, ShapeError, RangeError, UnknownNameError, NotApplicableError

        Notes
        -----
        Where both `outside` and `outside_signed` are drawn, a draw in which the second is larger is
        drawn again, whole. What the table of ties gives itself is not drawn.

        Examples
        --------
        >>> import pandas as pd, qinba_games as qg
        >>> gains = pd.DataFrame([[0, 1.6], [1.2, 0]], index=["A", "B"], columns=["A", "B"])
        >>> region = qg.Region.from_matrix(gains, cost=1)
        >>> region.uncertain({"delta": (0.5, 0.9)}, draws=100, rng=1)
        Uncertain(100 draws of 1 settings; the coordinator adds 0 to 1 of 1 ties)
        """
        return sampling.uncertain(
            self,
            ranges,
            draws=draws,
            rng=rng,
            jobs=jobs,
            coordinator=coordinator,
            progress=progress,
        )

    def sensitivity(
        self,
        ranges: Any = None,
        *,
        draws: int = 1024,
        rng: Any = None,
        jobs: int = 1,
        progress: bool | None = None,
    ) -> pandas.DataFrame:
        """Find which assumption decides: indices of the number of ties that are kept.

        Parameters
        ----------
        ranges, rng, jobs, progress
            As for `uncertain`.
        draws : int
            Base points, best a power of two; each tie is solved draws * (settings + 2) times on
            both sides.

        Returns
        -------
        DataFrame
            Columns setting, of ("without", "with", "added"), first, total, first_se, total_se; see
            `sobol`. Settings under a constraint form one group, "outside, outside_signed".

        Notes
        -----
        Of "added" first-order indices say little: settings act on it together. Look at totals.

        Examples
        --------
        >>> import pandas as pd, qinba_games as qg
        >>> gains = pd.DataFrame([[0, 1.6], [1.2, 0]], index=["A", "B"], columns=["A", "B"])
        >>> region = qg.Region.from_matrix(gains, cost=1)
        >>> found = region.sensitivity({"delta": (0.5, 0.9), "cost": (0.9, 1.1)}, draws=64, rng=1)
        >>> found["of"].tolist()
        ['without', 'with', 'added', 'without', 'with', 'added']
        """
        return sensing.sensitivity(self, ranges, draws=draws, rng=rng, jobs=jobs, progress=progress)

    def uncertain_levels(
        self,
        regimes: Sequence[str] = REGIMES,
        ranges: Any = None,
        *,
        build: Callable[..., Hierarchy] | None = None,
        draws: int = 100,
        rng: Any = None,
        jobs: int = 1,
        progress: bool | None = None,
    ) -> pandas.DataFrame:
        """Find how sure it is what levels of government change: `stabilise` in many draws.

        Parameters
        ----------
        regimes : sequence of str
            As for `stabilise`.
        ranges, rng, jobs, progress
            As for `uncertain`.
        build : callable, optional
            Makes a hierarchy of settings, as `paper.hierarchy` does; None: `Region.hierarchy`.
        draws : int
            The same in all regimes.

        Returns
        -------
        DataFrame
            One row for each draw, regime and level: `pairs`, and how many of them are `kept`
            (founded weak or strong) and `strong`.

        Raises
        ------
        NotApplicableError
            If the table of governments names no parents.

        Examples
        --------
        >>> import qinba_games as qg
        >>> case = qg.paper.case(levels=1)
        >>> found = case.uncertain_levels(["national"], build=qg.paper.hierarchy, draws=2, rng=1)
        >>> found.groupby("level", sort=False)["pairs"].first().to_dict()
        {'province': 9, 'prefecture': 49, 'county': 183}
        """
        return sampling_levels.levels_over_draws(
            self,
            regimes,
            ranges,
            build=build,
            draws=draws,
            rng=rng,
            jobs=jobs,
            progress=progress,
        )

    def report(
        self,
        folder: Any,
        *,
        study: Study | None = None,
        draws: int = 1000,
        rng: Any = 0,
        tie: tuple[str, str] | None = None,
        jobs: int = 1,
        progress: bool | None = None,
    ) -> Study:
        """Write a report: one page that needs nothing else, its tables and its drawings.

        Parameters
        ----------
        folder : path
            Gets `index.html`, tables as CSV and LaTeX, drawings as SVG, and `report.json`. The
            report appears complete or not at all; files of an earlier report that nobody has
            changed are replaced, others left alone.
        study : Study, optional
            What `study` has found; None: it is asked.
        draws : int
            How many draws say how sure it is; 0: none.
        rng : None, int or numpy.random.Generator
        tie : (str, str), optional
            The tie to look at closely; None: the one across groups whose probability of becoming
            strong the coordinator changes most.
        jobs, progress
            As for `uncertain`.

        Returns
        -------
        Study

        Raises
        ------
        OutputError
            If the report cannot be written; the folder is then as it was.
        InvalidInputError

        Examples
        --------
        >>> import pathlib, tempfile, pandas as pd, qinba_games as qg
        >>> gains = pd.DataFrame([[0, 1.6], [1.2, 0]], index=["A", "B"], columns=["A", "B"])
        >>> region = qg.Region.from_matrix(gains, cost=1)
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     found = region.report(f"{folder}/report", draws=50)
        ...     pathlib.Path(folder, "report", "index.html").exists()
        True
        """
        owner = "Region.report"
        draws = _check.integer(owner, "draws", draws)
        chosen = None
        if tie is not None:
            pair = _check.tuple_of(owner, "tie", tie, 2, "members", "governments")
            chosen = self.tie(*pair)
        found = _check.optional(owner, "study", study, Study)
        found = self.study(progress=progress, jobs=jobs) if found is None else found
        sure = sensitive = None
        if draws:
            other = None if found.coordinator == self.coordinator else found.coordinator
            options = {"rng": rng, "jobs": jobs, "coordinator": other, "progress": progress}
            region = found.region.replaced(delta=found.delta)
            sure = region.uncertain(draws=draws, **options)
            sensitive = sensing.reported(region, draws, **options)
        writing.write(folder, found, sure, sensitive, tie=chosen, caller=owner)
        return found

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
