"""Pairs of governments year by year: whether their agreement was implemented, stood, or ended."""

from __future__ import annotations

from typing import Any, Self

import numpy as np

from .. import _check, errors
from ..common.register import LATER
from ..common.result import frame_of
from ..types import BoolArray, FloatArray, IntArray, fill, frozen

#: States of a year, in the order of their codes; "stands" where only spells are known.
STATES = ("implemented", "forum", "stands", "ended")
ENDED = STATES.index("ended")
#: What can be observed.
OBSERVED = ("modes", "spells")


@frozen
class Panel:
    """Pairs that could agree, and what is known of every year. Pairs that never agreed are data.

    Attributes
    ----------
    a, b : tuple of str
        The two governments of each pair.
    gains : array, shape (pairs, 2)
        What each gains at trust 0, in units of `benefit`.
    across : bool array, shape (pairs,)
        Whether a border between groups lies between them.
    founding : int array, shape (pairs,)
        Trust at the start.
    start : int array, shape (pairs,)
        First year of the history.
    history : int array, shape (pairs, years)
        States by their place in `("implemented", "forum", "stands", "ended")`, from the first year
        of each pair on; -1 where nothing is known any more.
    until : int
        Last year of the panel.
    observed : str
        "modes", or "spells" where nobody knows whether agreements were implemented.
    hidden : tuple of (str, tuple)
        Columns of `truth`; none but of simulated panels.
    settings : tuple of (str, value)
        What takes the place of defaults where parameters are not said: of a region its settings.

    Notes
    -----
    A government gains `benefit` * exp(u) * gain + `learning` * k at trust k, where u is known to
    the two and to nobody else. A history that ends in its first year is that of a pair that never
    agreed.

    Examples
    --------
    >>> import qinba_games as qg
    >>> pairs = {"a": ["A", "A"], "b": ["B", "C"], "gain_a": [1, 0.3], "gain_b": [1, 0.4]}
    >>> spells = {"a": ["A"], "b": ["B"], "start": [2001], "end": [2005], "kind": ["withdrawal"]}
    >>> panel = qg.Panel.from_spells({**pairs, "start": [2000, 2000]}, spells, until=2010)
    >>> panel
    Panel(2 pairs, 6 years, 2 exits, spells)
    >>> panel.hazard[["a", "b", "year", "start", "stop", "exit"]].tail(2)
       a  b  year  start  stop  exit
    2  A  B  2004      2     3     0
    3  A  B  2005      3     4     1
    """

    _made_by = "Use Panel.from_records, from_spells or from_region, or simulate_panel"

    a: tuple[str, ...]
    b: tuple[str, ...]
    gains: FloatArray
    across: BoolArray
    founding: IntArray
    start: IntArray
    history: IntArray
    until: int
    observed: str
    hidden: tuple[tuple[str, tuple[Any, ...]], ...] = ()
    settings: tuple[tuple[str, Any], ...] = ()

    def __post_init__(self) -> None:
        names = _check.sequence("Panel", "a", self.a, "names")
        _check.some("Panel", "a", self.a, len(names), "name", "pair")
        others = _check.sequence("Panel", "b", self.b, "names")
        _check.as_many("Panel", "b", self.b, len(others), len(names), "pairs")
        remedy = "Name both governments of every pair"
        for argument, given in (("a", names), ("b", others)):
            for one in given:
                _check.name("Panel", argument, one, remedy)
        gains = _check.array("Panel", "gains", self.gains, shape=(len(names), 2)).astype(float)
        fill(
            self,
            a=names,
            b=others,
            gains=_check.positive("Panel", "gains", gains),
            across=np.array([_check.flag("Panel", "across", one) for one in self._each("across")]),
            founding=np.array(self._whole("founding", 0)),
            start=np.array(self._whole("start", -9999)),
            history=_history(self.history, len(names)),
            until=_check.integer("Panel", "until", self.until, low=-9999, high=9999),
            observed=_check.choice("Panel", "observed", self.observed, OBSERVED),
            hidden=_name_pairs("hidden", self.hidden),
            settings=_name_pairs("settings", self.settings),
        )

    def _each(self, name: str) -> tuple[Any, ...]:
        values = _check.sequence("Panel", name, getattr(self, name), "entries")
        _check.as_many("Panel", name, getattr(self, name), len(values), len(self.a), "pairs")
        return values

    def _whole(self, name: str, low: int) -> list[int]:
        values = self._each(name)
        return [_check.integer("Panel", name, one, low=low, high=9999) for one in values]

    @classmethod
    def from_records(cls, pairs: Any, records: Any, *, until: int) -> Self:
        """Read a panel from tables: pairs, and the state of each in every year.

        Parameters
        ----------
        pairs : frame, mapping of columns, or path of a CSV file
            One row each: `a`, `b`, `gain_a`, `gain_b` (above 0: gains at trust 0 in units of
            `benefit`), `start` (the first year in which they could agree), and if wanted `across`
            (whether a border lies between them; else no) and `founding` (trust; else 0).
        records : frame, mapping of columns, or path of a CSV file
            `a`, `b`, `year`, `state`: "implemented", "forum" (it stands, and is not implemented)
            or "ended" (the last; in the year `start`: they never agreed). Every year from `start`
            to the end, or to `until`.
        until : int
            The last year of the panel.

        Returns
        -------
        Panel

        Raises
        ------
        InvalidInputError
            With table, row, column and value: no pairs, a pair twice, an unknown pair or state, a
            year twice, missing or out of range, a state after the end.

        Examples
        --------
        >>> import qinba_games as qg
        >>> pairs = {"a": ["A"], "b": ["B"], "gain_a": [1], "gain_b": [1], "start": [2001]}
        >>> records = {"a": ["A"] * 3, "b": ["B"] * 3, "year": [2001, 2002, 2003]}
        >>> records["state"] = ["implemented", "forum", "ended"]
        >>> qg.Panel.from_records(pairs, records, until=2005)
        Panel(1 pair, 3 years, 1 exit, modes)
        """
        return cls(**LATER[Panel, "from_records"](pairs, records, until))

    @classmethod
    def from_spells(cls, pairs: Any, spells: Any, *, until: int) -> Self:
        """Read a panel from tables: pairs, and from when to when an agreement of each stood.

        Parameters
        ----------
        pairs : frame, mapping of columns, or path of a CSV file
            As for `from_records`.
        spells : frame, mapping of columns, or path of a CSV file
            `a`, `b`, `start`, and if wanted `end` (from when on it stood no more; empty: it stands)
            and `kind` ("withdrawal", "replaced", "expired", "ceased"). One a pair at most.
        until : int
            The last year of the panel.

        Returns
        -------
        Panel

        Raises
        ------
        InvalidInputError
            As for `from_records`.

        Notes
        -----
        Only a withdrawal is an exit; after any other end nothing is known. The history of a pair
        with a spell begins with it: when a pair agrees is not modelled. A pair without one never
        agreed.

        Examples
        --------
        See `Panel`.
        """
        return cls(**LATER[Panel, "from_spells"](pairs, spells, until))

    @classmethod
    def from_region(cls, region: Any, *, until: int, since: int | None = None) -> Self:
        """Read a panel from the dated agreements of a region: each tie is a pair.

        Parameters
        ----------
        region : Region
            Gains are those of its ties at trust 0, divided by `benefit`.
        until : int
            The last year of which it is known what had ended.
        since : int, optional
            From when on ties could agree; None: the first year of the agreements.

        Returns
        -------
        Panel
            Of spells: from the first joint agreement until none stands any more. Trust is 0 at the
            start, unless the table of ties says it.

        Raises
        ------
        NotFiniteError
            If a joint agreement has no year.
        InvalidInputError
            If nothing is dated, or the region ends before it begins.

        Examples
        --------
        >>> import qinba_games as qg
        >>> towns = {"name": ["A", "B"], "lat": [0, 0], "lon": [0, 0.5]}
        >>> signed = {"agreement": ["x", "x"], "member": ["A", "B"], "year": [2001, 2003]}
        >>> region = qg.Region.from_frames(towns, {"a": ["A"], "b": ["B"]}, signed)
        >>> qg.Panel.from_region(region, until=2010)
        Panel(1 pair, 8 years, 0 exits, spells)
        """
        return cls(**LATER[Panel, "from_region"](region, until, since))

    def loglik(self, *, observed: str = "modes", sharing: str = "none", **parameters: Any) -> float:
        """The log-likelihood of the records at some parameters.

        Parameters
        ----------
        observed : {"modes", "spells"}
            "spells": whether agreements stood, and not whether they were implemented.
        sharing : {"none", "voluntary"}
            Whether members can pay each other.
        **parameters
            As for `simulate_panel`.

        Returns
        -------
        float
            Minus infinity where the records cannot be.

        Raises
        ------
        InvalidInputError
            For parameters out of range, and "modes" where the panel knows spells only.

        Examples
        --------
        >>> import qinba_games as qg
        >>> pairs = {"a": ["A"], "b": ["B"], "gain_a": [1], "gain_b": [1], "start": [2001]}
        >>> panel = qg.simulate_panel(pairs, 10, rng=1, delta=0.8)
        >>> panel.loglik(delta=0.8) > panel.loglik(delta=0.2)
        True
        """
        return float(LATER[Panel, "loglik"](self, observed, sharing, parameters).sum())

    def __len__(self) -> int:
        return len(self.a)

    @property
    def exits(self) -> int:
        """How many pairs ended, or never agreed."""
        return int((self.history == ENDED).any(axis=1).sum())

    @property
    def pairs(self) -> Any:
        """One row a pair: `a`, `b`, `gain_a`, `gain_b`, `across`, `founding`, `start`."""
        return frame_of(
            {
                "a": list(self.a),
                "b": list(self.b),
                "gain_a": self.gains[:, 0].tolist(),
                "gain_b": self.gains[:, 1].tolist(),
                "across": self.across.tolist(),
                "founding": self.founding.tolist(),
                "start": self.start.tolist(),
            }
        )

    @property
    def records(self) -> Any:
        """One row for each pair and year: `a`, `b`, `year`, `state`."""
        pair, year = np.nonzero(self.history >= 0)
        return frame_of(
            {
                "a": [self.a[k] for k in pair],
                "b": [self.b[k] for k in pair],
                "year": (self.start[pair] + year).tolist(),
                "state": [STATES[code] for code in self.history[pair, year].tolist()],
            }
        )

    @property
    def hazard(self) -> Any:
        """One row for each pair and year at risk of an end, as survival packages take them.

        `pair` (its number), `a`, `b`, `year`, `start` and `stop` (years since the pair agreed),
        `exit` (1 in the year in which the agreement had ended, else 0), and what is known of the
        pair: `gain_a`, `gain_b`, `across`, `founding`. Trust is hidden, and no column. Pairs that
        never agreed were never at risk; the last row of a pair that was not seen to end is
        censored. The first year is that in which they agreed: nobody leaves in it.
        """
        pair, year = np.nonzero(self.history[:, 1:] >= 0)
        return frame_of(
            {
                "pair": pair.tolist(),
                "a": [self.a[k] for k in pair],
                "b": [self.b[k] for k in pair],
                "year": (self.start[pair] + year + 1).tolist(),
                "start": year.tolist(),
                "stop": (year + 1).tolist(),
                "exit": (self.history[pair, year + 1] == ENDED).astype(int).tolist(),
                "gain_a": self.gains[pair, 0].tolist(),
                "gain_b": self.gains[pair, 1].tolist(),
                "across": self.across[pair].tolist(),
                "founding": self.founding[pair].tolist(),
            }
        )

    @property
    def truth(self) -> Any:
        """What a simulation knows beside the records, in their order; None if it is not one.

        `a`, `b`, `year`, `u` (by which log gains differ from what the pair's row says), `trust` at
        the start of the year, and the `state` that was, whatever was recorded.
        """
        if not self.hidden:
            return None
        return frame_of({name: list(values) for name, values in self.hidden})

    def __repr__(self) -> str:
        years = int((self.history >= 0).sum())
        counts = ((len(self), "pair"), (years, "year"), (self.exits, "exit"))
        text = ", ".join(f"{count} {word}{'s' if count != 1 else ''}" for count, word in counts)
        return f"Panel({text}, {self.observed})"


def _history(given: Any, count: int) -> IntArray:
    """Histories that begin with what is known, and end once."""
    codes = _check.array("Panel", "history", given, shape=(count, None))
    whole = codes.astype(np.int64)
    known = whole >= 0
    over = np.cumsum(whole == ENDED, axis=1) - (whole == ENDED)
    right = (whole == codes) & (whole >= -1) & (whole <= ENDED) & ~(known & (over > 0))
    right[:, 1:] &= known[:, :-1] | ~known[:, 1:]
    if whole.shape[1] and known[:, 0].all() and right.all():
        return np.asarray(whole)
    rule = "must hold the codes of states from the first year on, the end last, and then -1"
    remedy = "Use Panel.from_records or Panel.from_spells"
    raise errors.RangeError("Panel", "history", given, rule, remedy)


def _name_pairs(argument: str, given: Any) -> tuple[Any, ...]:
    """Pairs of a name and what has it."""
    pairs = _check.sequence("Panel", argument, given, "(name, value) pairs")
    for pair in pairs:
        if not isinstance(pair, tuple) or len(pair) != 2 or not isinstance(pair[0], str):
            rule, remedy = "must hold (name, value) pairs", "Take those of another panel"
            raise errors.ShapeError("Panel", argument, pair, rule, remedy)
    return pairs
