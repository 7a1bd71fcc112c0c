"""How sure what is found about a region is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from ..coordinator import Coordinator
from ..hierarchy.hierarchy import Hierarchy
from ..hierarchy.regimes import REGIMES
from .solvable import Solvable
from .uncertain import draws as sampling
from .uncertain import levels as sampling_levels
from .uncertain import sensitivity
from .uncertain.uncertain import Uncertain

if TYPE_CHECKING:
    import pandas


class Uncertainty(Solvable):
    """How sure what is found about a region is."""

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
            Base points, a power of two; each tie is solved draws * (settings + 2) times on
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
        return sensitivity.sensitivity(
            self, ranges, draws=draws, rng=rng, jobs=jobs, progress=progress
        )

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
