"""A region as a network and as a hierarchy, and every tie of it solved."""

from __future__ import annotations

import dataclasses
from typing import Any

from ..coordinator import Coordinator
from ..hierarchy.hierarchy import Hierarchy
from ..network.network import Network
from ..types import Number
from . import models
from .described import Described
from .study import solve
from .study.study import Study


class Solvable(Described):
    """What becomes of the ties of a region."""

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
        ties = {tie.members: self.model(tie) for tie in self.all_ties}
        founding = {tie.members: tie.founding for tie in self.all_ties}
        return models.hierarchy_of(self.records, self.settings, ties, founding)

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
            call goes on from it, whatever else it holds.

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
        return solve.study(self, delta, coordinator, progress, jobs, store)
