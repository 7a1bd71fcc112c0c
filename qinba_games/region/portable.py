"""A region as tables and files of other programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from .. import _check
from . import partnerships
from .described import Described
from .tables import frames, graphs, statistics
from .tables.statistics import Siena

if TYPE_CHECKING:
    import pandas


class Portable(Described):
    """What a region gives to other programs."""

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
        gains = partnerships.gains(self.records, self.settings)
        return statistics.to_siena(self.records, gains, waves, mode, "Region.to_siena")
