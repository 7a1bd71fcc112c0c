"""Governments and the bilateral ties between them."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from .. import _check, _exact, _tolerance, errors
from ..common import html
from ..partnership.partnership import Partnership
from ..types import Array, BoolArray, IntArray, Number, fill, frozen, make, read_only
from . import slacks, tables
from .drawing import draw_network
from .tables import fits, stakes

if TYPE_CHECKING:
    import networkx

_OWNER = "Network"
#: Payoffs of both ends, and what a tie may have besides.
_SIDES, _COLUMNS = ("value", "temptation", "outside"), ("weight", "friction")


@frozen
class Network:
    r"""Governments with bilateral ties, each of which is kept, shirked once, or ended.

    On tie ij government i gets x_ij per period while both keep it, d_ij in the period in which it
    shirks, and w_ij per period from the moment the tie ends, and where both shirk. Payoffs of
    different ties add up, so that ties depend on each other only through what is threatened.

    Parameters
    ----------
    governments : sequence of str or int
        Names, each once; they stay what they are.
    ties : frame or mapping of columns
        One row per tie, each pair once in either order: `a`, `b` (names of the ends), `value_a`,
        `value_b` (x), `temptation_a`, `temptation_b` (d), and if wanted `outside_a`, `outside_b`
        (w, 0 without them), `weight` (what the tie counts for, by default
        :math:`(x_{ij} - w_{ij}) + (x_{ji} - w_{ji})`) and `friction` (the probability that a kept
        tie dies in a period; then only the bilateral regimes apply).

    Attributes
    ----------
    ends : int array, shape (ties, 2)
        Number of the government at either end.
    value, temptation, outside : array, shape (ties, 2)
        x, d and w, the end `a` first.
    weight, friction : array, shape (ties,), or None
    partnerships : tuple of Partnership, or None
        Where the ties come from, for networks made by `from_partnerships`.
    trust : int or None
        The level at which those are held.
    exact : bool
        True if all numbers are rational.

    Raises
    ------
    ShapeError
        If a column is missing or too short, or a tie or a name is listed twice.
    UnknownNameError
        If an end is not one of the governments, or a column is not known.
    RangeError
        If a government has a tie with itself.
    ProbabilityError, NotFiniteError, InputTypeError, EmptyGameError

    Notes
    -----
    The best deviation of one period is max(d, x, w): nobody has to shirk, and anybody can leave at
    once. Who sees a breach, and what follows it, is a matter of the regime; see `sustain`.

    Examples
    --------
    >>> import qinba_games as qg
    >>> net = qg.Network(
    ...     ["Bazhong", "Hanzhong", "Ankang"],
    ...     {
    ...         "a": ["Bazhong", "Hanzhong"],
    ...         "b": ["Hanzhong", "Ankang"],
    ...         "value_a": [2, 3],
    ...         "value_b": [2, 1],
    ...         "temptation_a": [3, 5],
    ...         "temptation_b": [3, 4],
    ...     },
    ... )
    >>> net
    Network(3 governments, 2 ties, exact)
    >>> net.ties
    (('Bazhong', 'Hanzhong'), ('Hanzhong', 'Ankang'))
    >>> net.worth.tolist()
    [4, 4]
    """

    #: What makes one of something of another library, by its package.
    _converters: ClassVar[dict[str, str]] = {
        "pandas": "Network(governments, frame)",
        "networkx": "Network.from_networkx",
    }

    governments: tuple[tables.Name, ...]
    ends: IntArray
    value: Array
    temptation: Array
    outside: Array
    weight: Array | None
    friction: Array | None
    partnerships: tuple[Any, ...] | None
    trust: int | None

    def __init__(self, governments: Any, ties: Any) -> None:
        everybody = tables.names(_OWNER, "governments", governments)
        table = tables.columns(_OWNER, ties)
        ends = tables.ends(_OWNER, table, everybody)
        fields: dict[str, Any] = {field: _two_sided(table, field, len(ends)) for field in _SIDES}
        for field in _COLUMNS:
            known = field in table
            fields[field] = tables.numbers_of(_OWNER, table, field, len(ends)) if known else None
        if fields["friction"] is not None:
            _probabilities(fields["friction"])
        fill(self, governments=everybody, ends=ends, partnerships=None, trust=None, **fields)

    @classmethod
    def from_partnerships(
        cls, pairs: Mapping[tuple[Any, Any], Partnership], *, trust: int = 0
    ) -> Network:
        """Make every partnership of two members a tie, with trust held at one level.

        A tie is kept by contributing in all conditions. x is the mean over conditions of what that
        brings, and d - x the most, over conditions, of what idling or leaving at once brings; so
        the ties are those of the partnerships for one level of trust, and for trust that stays.

        Parameters
        ----------
        pairs : mapping of (a, b) to Partnership
            The first name is that of the partnership's first member.
        trust : int
            The level.

        Returns
        -------
        Network
            With a `friction` column if partnerships end by friction (`drop=None`).

        Raises
        ------
        NotApplicableError
            If a partnership has more than two members, or fixed shares, help or imperfect
            detection of its own: what members pay each other, and who helps, is a matter of
            the regime.

        Examples
        --------
        >>> import qinba_games as qg
        >>> pair = qg.Partnership([[3, 2], [4, 3]], 1, promotion=0.5, friction=0.1)
        >>> qg.Network.from_partnerships({("Ankang", "Shiyan"): pair}, trust=1).value.tolist()
        [[3.0, 2.0]]
        """
        owner = "Network.from_partnerships"
        what, remedy = "pairs of names to partnerships", 'Pass {("a", "b"): model}'
        _check.mapping(owner, "pairs", pairs, what, remedy)
        level = _check.integer(owner, "trust", trust)
        pair: Any
        rows: list[Any] = []
        for pair, model in pairs.items():
            if not (isinstance(pair, tuple) and len(pair) == 2):
                rule, remedy = "must be named by a pair of governments", "Pass (a, b) as the key"
                raise errors.ShapeError(owner, "pairs", pair, rule, remedy)
            fits(owner, pair, _check.instance(owner, "pairs", model, Partnership), level)
            rows.append((*pair, *stakes(model, level)))
        titles = (*tables.NEEDED, "outside_a", "outside_b", "friction")
        table = {title: [row[k] for row in rows] for k, title in enumerate(titles)}
        if not any(model.drop is None for model in pairs.values()):
            del table["friction"]
        network = cls(tables.in_order(pairs), table)
        fill(network, partnerships=tuple(pairs.values()), trust=level)
        return network

    @classmethod
    def from_edge_list(cls, path: Any) -> Network:
        r"""Read ties from a CSV file with the columns that `Network` takes, one line per tie.

        Governments are named by text and come in the order in which the file names them. Numbers
        are whole, decimal, or fractions such as 1/3, which stay exact. Blanks around entries do
        not count.

        Parameters
        ----------
        path : str or Path

        Raises
        ------
        InvalidInputError
            If the file cannot be read, and as for `Network`.

        Examples
        --------
        >>> import pathlib, tempfile
        >>> import qinba_games as qg
        >>> lines = "a,b,value_a,value_b,temptation_a,temptation_b", "Bazhong,Hanzhong,2,1/2,3,1"
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = pathlib.Path(folder, "ties.csv")
        ...     written = path.write_text("\n".join(lines))
        ...     qg.Network.from_edge_list(path)
        Network(2 governments, 1 tie, exact)
        """
        table = tables.read_file("Network.from_edge_list", path)
        return cls(tables.in_order(zip(table["a"], table["b"], strict=True)), table)

    @classmethod
    def from_networkx(cls, graph: Any) -> Network:
        """Read ties from the edges of a networkx graph, which carry the columns of `Network`.

        An edge of a `DiGraph` goes from `a` to `b`. An edge of a `Graph` says which of its nodes
        is `a` by an attribute of that name, unless both ends are alike.

        Parameters
        ----------
        graph : networkx.Graph or networkx.DiGraph

        Examples
        --------
        >>> import networkx as nx
        >>> import qinba_games as qg
        >>> graph = nx.DiGraph()
        >>> graph.add_edge(1, 2, value_a=2, value_b=1, temptation_a=3, temptation_b=1)
        >>> qg.Network.from_networkx(graph).ties
        ((1, 2),)
        """
        nodes, table = tables.from_graph("Network.from_networkx", graph)
        return cls(nodes, table)

    def to_networkx(self) -> networkx.Graph:
        """Return an undirected networkx graph whose edges carry all columns, ends included.

        Examples
        --------
        >>> import qinba_games as qg
        >>> pair = qg.Partnership([[3, 2]], 1, promotion=1, friction=0)
        >>> graph = qg.Network.from_partnerships({("Ankang", "Shiyan"): pair}).to_networkx()
        >>> graph.edges["Ankang", "Shiyan"]["value_a"]
        2
        """
        import networkx

        graph = networkx.Graph()
        graph.add_nodes_from(self.governments)
        table = self.columns()
        for row in zip(*table.values(), strict=True):
            data = dict(zip(table, row, strict=True))
            graph.add_edge(data["a"], data["b"], **data)
        return graph

    def columns(self) -> dict[str, list[Any]]:
        """Return the table of ties that makes this network again, as lists.

        Examples
        --------
        >>> import qinba_games as qg
        >>> pair = qg.Partnership([[3, 2]], 1, promotion=1, friction=0)
        >>> net = qg.Network.from_partnerships({("Ankang", "Shiyan"): pair})
        >>> qg.Network(net.governments, net.columns()).temptation.tolist()
        [[3, 2]]
        """
        table = {side: [pair[k] for pair in self.ties] for k, side in enumerate("ab")}
        for field, (k, side) in itertools.product(_SIDES, enumerate("ab")):
            table[f"{field}_{side}"] = getattr(self, field)[:, k].tolist()
        for field in _COLUMNS:
            if getattr(self, field) is not None:
                table[field] = getattr(self, field).tolist()
        return table

    def replaced(self, *, outside: Array | None = None, kept: BoolArray | None = None) -> Network:
        """Return the same network with other outside values, or with some of its ties only.

        Parameters
        ----------
        outside : array, shape (ties, 2), optional
        kept : bool array, shape (ties,), optional

        Examples
        --------
        >>> import numpy as np, qinba_games as qg
        >>> pair = qg.Partnership([[3, 2]], 1, promotion=1, friction=0)
        >>> net = qg.Network.from_partnerships({("Ankang", "Shiyan"): pair})
        >>> net.replaced(kept=np.array([False]))
        Network(2 governments, 0 ties, exact)
        """
        owner, size = "Network.replaced", len(self.ends)
        rows: Any = slice(None)
        if kept is not None:
            flags = _check.tuple_of(owner, "kept", kept, size, "ties", "bools")
            rows = np.array([_check.flag(owner, "kept", flag) for flag in flags], dtype=bool)
        parts = {field: getattr(self, field) for field in ("ends", *_SIDES, *_COLUMNS)}
        if outside is not None:
            parts["outside"] = _check.array(owner, "outside", outside, shape=(size, 2))
        parts = {k: None if part is None else read_only(part[rows]) for k, part in parts.items()}
        return make(Network, governments=self.governments, partnerships=None, trust=None, **parts)

    @property
    def ties(self) -> tuple[tuple[Any, Any], ...]:
        """Names of the two ends of every tie."""
        names = self.governments
        return tuple((names[a], names[b]) for a, b in self.ends.tolist())

    @property
    def exact(self) -> bool:
        """True if all numbers are rational and held exactly."""
        given = [self.value, self.temptation, self.outside, self.weight, self.friction]
        return all(_tolerance.is_exact(part) for part in given if part is not None)

    @property
    def worth(self) -> Array:
        """What each tie counts for: its weight, or what both ends have of it together."""
        return slacks.worth(self.value, self.outside) if self.weight is None else self.weight

    def patience(self, delta: Number) -> Any:
        """Return the discount factor, or for ties that die by friction a column of them.

        A tie that dies with probability e is kept as if patience were delta (1 - e).

        Parameters
        ----------
        delta : Number
        """
        delta = _check.discount("Network.patience", delta)
        return delta if self.friction is None else (delta * (1 - self.friction))[:, None]

    def slack(self, delta: Number) -> Array:
        """Return m: what keeping is worth to each end, less what breaking once would bring.

        Parameters
        ----------
        delta : Number
            Patience, in [0, 1).

        Returns
        -------
        array, shape (ties, 2)
            Fractions if the network is exact and `delta` rational.

        Examples
        --------
        >>> from fractions import Fraction
        >>> import qinba_games as qg
        >>> pair = qg.Partnership([[3, 2]], 1, promotion=1, friction=0)
        >>> net = qg.Network.from_partnerships({("Ankang", "Shiyan"): pair})
        >>> print(*net.slack(Fraction(1, 2))[0])
        1/2 0
        """
        discount = _check.discount("Network.slack", delta)
        x, d, w = self.numbers(discount)
        return slacks.slack(x, d, w, self.patience(discount))

    def numbers(self, delta: Number) -> list[Array]:
        """Return x, d and w as `Fraction`s, or as floats unless all is rational.

        Parameters
        ----------
        delta : Number
        """
        delta = _check.discount("Network.numbers", delta)
        given = (self.value, self.temptation, self.outside)
        if self.exact and _exact.is_rational(delta):
            return [_exact.fractions(part) for part in given]
        return [part.astype(float, copy=False) for part in given]

    def plot(self, ax: Any = None, **style: Any) -> Any:
        """Draw governments on a circle and ties between them; returns the Axes."""
        ties = np.ones(len(self.ends), dtype=bool)
        return draw_network(self.governments, self.ends, ties, ax=ax, **style)

    def _repr_html_(self) -> str:
        names, first = self.governments, range(min(len(self.ends), html.SHOWN))
        columns: dict[str, list[Any]] = {
            side: [str(names[self.ends[k, end]]) for k in first] for end, side in enumerate("ab")
        }
        for field, (end, side) in itertools.product(_SIDES, enumerate("ab")):
            columns[f"{field} {side}"] = getattr(self, field)[: len(first), end].tolist()
        return html.table(repr(self), columns, size=len(self.ends))

    def __repr__(self) -> str:
        n, ties = len(self.governments), len(self.ends)
        kind = "exact" if self.exact else "float"
        return f"Network({n} government{'s' * (n != 1)}, {ties} tie{'s' * (ties != 1)}, {kind})"


def _two_sided(table: Mapping[str, Any], field: str, size: int) -> Array:
    one, other = (
        tables.numbers_of(_OWNER, table, f"{field}_{side}", size)
        if f"{field}_{side}" in table
        else np.zeros(size, dtype=np.int64)
        for side in "ab"
    )
    return tables.side_by_side(one, other)


def _probabilities(friction: Array) -> None:
    wrong = friction[(friction < 0) | (friction > 1)]
    if wrong.size:
        _check.probability(_OWNER, "friction", wrong[0])
