"""A region: governments, ties, agreements and settings; everything else is asked of it."""

from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from ..coordinator import Coordinator
from ..core.errors import UnknownNameError
from ..core.value import Value, value
from ..partnership import Partnership
from .built import Ties
from .exchange import graph_frames, graph_of, matrix_frames
from .files import read_csv
from .settings import SETTINGS, complete, coordinator_of
from .study import Study, study_of
from .tables import Tables, read_tables
from .why import Why, why_of

if TYPE_CHECKING:
    import networkx
    import pandas


@value
class Region(Value):
    """Governments that could cooperate in pairs, and what is assumed of them.

    Made by `from_frames`, `from_csv`, `from_matrix` or `from_networkx`. What the tables do not say
    is built from settings: at trust k a government gains from the other's contribution `benefit` *
    exp(-distance / `reach`) * sqrt(size of the other / mean size of governments with a tie) +
    `learning` * k.

    Attributes
    ----------
    tables : Tables
    assumed : pairs (name, value) of all settings

    Examples
    --------
    >>> import qinba_games as qg
    >>> ties = {"a": ["A"], "b": ["B"], "benefit_a": [1.6], "benefit_b": [1.2]}
    >>> region = qg.Region.from_frames({"name": ["A", "B"]}, ties, cost=1)
    >>> region
    Region(2 governments, 1 tie)
    >>> region.replaced(delta=0.8).settings["delta"]
    0.8
    """

    tables: Tables
    assumed: tuple[tuple[str, Any], ...]

    @classmethod
    def from_frames(
        cls, governments: Any, ties: Any, agreements: Any = None, **settings: Any
    ) -> "Region":
        """Make a region of three tables; columns are read by name, gaps are built from settings.

        Parameters
        ----------
        governments : frame, one row each
            `name` (or the index); `lat`, `lon` in degrees; `size` > 0; `parent`; `group`.
        ties : frame, one row each
            `a`, `b`; `benefit_a`, `benefit_b` (gain per period at trust 0), `friction`,
            `outside_a`, `outside_b`, `trust`. Trust above `levels` counts as `levels`.
        agreements : frame, one row for each member of each
            `agreement`, `member`; `year`, `topic`, `level`, `end`. Founding trust, where it is not
            given, is the number of agreements that both belong to, ended or not.
        **settings
            Names, defaults and bounds are in `Region.all_settings()`.

        Raises
        ------
        InvalidInputError
            With table, row, column, value and rule.

        Examples
        --------
        >>> import pandas, qinba_games as qg
        >>> places = pandas.DataFrame(
        ...     {"lat": [33.1, 32.7], "lon": [107.0, 109.0]}, index=["A", "B"]
        ... )
        >>> region = qg.Region.from_frames(places, pandas.DataFrame({"a": ["A"], "b": ["B"]}))
        >>> region.ties[["benefit_a", "distance_km"]].round(2).to_numpy().tolist()
        [[1.36, 191.94]]
        """
        tables = read_tables("Region.from_frames", (governments, ties, agreements))
        return cls(tables, _assume("Region.from_frames", settings))

    @classmethod
    def from_csv(
        cls, governments: Any, ties: Any, agreements: Any = None, **settings: Any
    ) -> "Region":
        """The same of three CSV files (UTF-8, commas; rows that begin with # are remarks)."""
        paths = [governments, ties] + [agreements] * (agreements is not None)
        frames = [read_csv("Region.from_csv", path) for path in paths]
        names = [str(path) for path in paths]
        absent = 3 - len(paths)
        tables = read_tables("Region.from_csv", frames + [None] * absent, names + [""] * absent)
        return cls(tables, _assume("Region.from_csv", settings))

    @classmethod
    def from_matrix(
        cls, gains: Any, *, cost: Any, coordinates: Any = None, **settings: Any
    ) -> "Region":
        """Make a region of a square frame: `gains.loc[i, j]` is what i gains from j at trust 0.

        There is a tie where either is positive; the diagonal is not read.

        Parameters
        ----------
        gains : frame with the names of governments as rows and as columns
        cost : number, of contributing per period, in the unit of the gains
        coordinates : frame of governments, as in `from_frames`
        **settings

        Raises
        ------
        InvalidInputError

        Examples
        --------
        >>> import pandas, qinba_games as qg
        >>> gains = pandas.DataFrame([[0, 1.6], [1.2, 0]], index=["A", "B"], columns=["A", "B"])
        >>> qg.Region.from_matrix(gains, cost=1).study()
        Study(1 tie; without 1 isolated; with 1 weak)
        """
        function = "Region.from_matrix"
        tables = read_tables(function, (*matrix_frames(function, gains, coordinates), None))
        return cls(tables, _assume(function, {"cost": cost, **settings}))

    @classmethod
    def from_networkx(cls, graph: "networkx.Graph", **settings: Any) -> "Region":
        """Make a region of a graph whose nodes and edges have the columns as attributes.

        Nodes are governments by name. An edge with `benefit_a` and the like has an attribute `a`,
        the name of that end. Settings that the graph carries are used where none is given.
        """
        function = "Region.from_networkx"
        frames, own = graph_frames(function, graph)
        return cls(read_tables(function, frames), _assume(function, {**own, **settings}))

    def to_networkx(self) -> "networkx.Graph":
        """A graph of all tables and settings, which GraphML can hold.

        `from_networkx` makes the same region of it, with ties in the order of the graph.
        """
        return graph_of(self)

    def replaced(self, **settings: Any) -> "Region":
        """The same region with other settings; those not named stay."""
        every = {**self.settings, **settings}
        return self.replace(assumed=_assume("Region.replaced", every))

    @staticmethod
    def all_settings() -> "pandas.DataFrame":
        """Every setting: group, meaning, default, step and bounds."""
        import pandas

        return pandas.DataFrame(SETTINGS).set_index("name")

    @property
    def settings(self) -> dict[str, Any]:
        """Every setting by name; changes of this dict change nothing."""
        return dict(self.assumed)

    @property
    def delta(self) -> Any:
        """Patience."""
        return self.settings["delta"]

    @cached_property
    def coordinator(self) -> Coordinator:
        """The coordinator that the settings describe."""
        return coordinator_of(self.settings)

    @cached_property
    def numbers(self) -> Ties:
        """Ties as arrays."""
        return Ties(self.tables)

    @cached_property
    def partnerships(self) -> tuple[Partnership, ...]:
        """The partnership of every tie, without a coordinator, in the order of `ties`."""
        return tuple(self.numbers.models(self.settings))

    @property
    def governments(self) -> "pandas.DataFrame":
        """One row a government."""
        return _frame(self.tables.governments)

    @property
    def agreements(self) -> "pandas.DataFrame":
        """One row for each member of each agreement."""
        return _frame(self.tables.agreements)

    @property
    def ties(self) -> "pandas.DataFrame":
        """One row a tie: the columns that make it again, filled in, and what follows from them."""
        own, settings = self.numbers, self.settings
        frame = _frame(self.tables.ties)
        frame[["benefit_a", "benefit_b"]] = own.gains(settings)
        frame["friction"] = own.friction(settings)
        frame[["outside_a", "outside_b"]] = own.outside(settings)
        frame["trust"] = own.founding(settings)
        frame["cross_border"], frame["distance_km"] = own.across, own.distance
        frame["agreements"] = ["; ".join(names) for names in own.shared]
        return frame

    def place(self, a: str, b: str) -> int:
        """The place of a tie in `ties`, by both names in either order."""
        for k, pair in enumerate(self.numbers.pairs):
            if {a, b} == {*pair}:
                return k
        near = sorted(
            name for pair in self.numbers.pairs if a in pair for name in pair if name != a
        )
        rule = "must be two governments with a tie"
        hint = f"{a} has ties with {', '.join(near)}." if near else f"{a} has no ties."
        raise UnknownNameError("Region.partnership", "a, b", (a, b), rule, hint)

    def partnership(self, a: str, b: str) -> Partnership:
        """The partnership of a tie, by both names in either order, without a coordinator.

        Raises
        ------
        UnknownNameError
            If the two have no tie.

        Examples
        --------
        >>> import qinba_games as qg
        >>> ties = {"a": ["A"], "b": ["B"], "benefit_a": [1.6], "benefit_b": [1.2]}
        >>> qg.Region.from_frames({"name": ["A", "B"]}, ties).partnership("B", "A")
        Partnership(2 members, trust 0..3, sharing 'none')
        """
        return self.partnerships[self.place(a, b)]

    def study(self, *, delta: Any = None, coordinator: Coordinator | None = None) -> Study:
        """Find what becomes of every tie without and with a coordinator, and at which patience.

        Concept and selection are those of `evolve`, windows those of `pivotal_window`.

        Parameters
        ----------
        delta : number, in place of the settings' patience
        coordinator : Coordinator, in place of the settings'
            Its capacities, not those of the settings, are at work.

        Returns
        -------
        Study
            `.counts`, `.classes`, `.windows`, `.to_frame()` with one row for each tie.

        Raises
        ------
        DiscountError, NotApplicableError

        Examples
        --------
        >>> import qinba_games as qg
        >>> ties = {"a": ["A"], "b": ["B"], "benefit_a": [1.6], "benefit_b": [1.2]}
        >>> study = qg.Region.from_frames({"name": ["A", "B"]}, ties).study()
        >>> study
        Study(1 tie; without 1 isolated; with 1 weak)
        >>> study.window("B", "A").intervals
        [0.632945, 0.705425)
        """
        return study_of(self, delta, coordinator)

    def why(
        self, a: str, b: str, *, delta: Any = None, coordinator: Coordinator | None = None
    ) -> Why:
        """Explain one tie: who binds, from which patience on it is kept, what would change that.

        Parameters
        ----------
        a, b : names, in either order
        delta, coordinator : in place of the settings'

        Returns
        -------
        Why
            `.text` in sentences, `.changes`, `.window`, `.without` and `.governed`.

        Raises
        ------
        UnknownNameError, DiscountError, NotApplicableError

        Examples
        --------
        >>> import qinba_games as qg
        >>> ties = {"a": ["A"], "b": ["B"], "benefit_a": [1.6], "benefit_b": [1.2]}
        >>> qg.Region.from_frames({"name": ["A", "B"]}, ties).why("A", "B")
        Why(A and B, trust 0: isolated -> weak)
        """
        return why_of(self, a, b, delta, coordinator)

    def __repr__(self) -> str:
        ties = len(self.numbers.pairs)
        many = f"{ties} tie{'s' * (ties != 1)}"
        return f"Region({len(self.tables.governments['name'])} governments, {many})"


def _assume(function: str, settings: dict[str, Any]) -> tuple[tuple[str, Any], ...]:
    return tuple(complete(function, settings).items())


def _frame(columns: dict[str, Any]) -> "pandas.DataFrame":
    import pandas

    return pandas.DataFrame({name: np.array(each) for name, each in columns.items()})
