"""A region over time in the sparse format of RSiena."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ... import _check
from ...types import FloatArray
from .. import partnerships
from .incidence import in_force, shared
from .records import Records

if TYPE_CHECKING:
    import pandas

_OWNER = "Region.to_siena"


class Siena(NamedTuple):
    """A region in the sparse format of RSiena; actors and waves are numbered from 1.

    Attributes
    ----------
    triples : DataFrame
        `sender`, `receiver`, `value`, `wave`: what is not listed is 0.
    behaviour : DataFrame
        One row a government and wave: `sender`, `wave`, and `agreements`, the number of those in
        force that it belongs to.
    dyadic : DataFrame
        One row an ordered pair with a tie: `sender`, `receiver`, `distance_km`, `same_group`, and
        `gain`, what the first gains from the second at trust 0.

    Examples
    --------
    See `Region.to_siena`.
    """

    triples: pandas.DataFrame
    behaviour: pandas.DataFrame
    dyadic: pandas.DataFrame


def to_siena(self: Any, waves: Sequence[int], mode: str = "two") -> Siena:
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
    import pandas

    _check.choice(_OWNER, "mode", mode, ("two", "one"))
    years = [
        _check.integer(_OWNER, "waves", year, low=-9999)
        for year in _check.sequence(_OWNER, "waves", waves, "years", "Pass for example [2010]")
    ]
    _check.some(_OWNER, "waves", waves, len(years), "year", "wave")
    triples, behaviour = [], []
    for wave, year in enumerate(years, start=1):
        found = in_force(self.records, year)
        pairs = [(m, k) for k, members in enumerate(found.values()) for m in members]
        pairs = pairs if mode == "two" else list(shared(self.records, year))
        triples += [(i + 1, j + 1, 1, wave) for i, j in sorted(pairs)]
        busy = np.bincount(
            [m for members in found.values() for m in members], minlength=len(self.records.names)
        )
        behaviour += [(k + 1, wave, number) for k, number in enumerate(busy.tolist())]
    return Siena(
        pandas.DataFrame(triples, columns=["sender", "receiver", "value", "wave"]),
        pandas.DataFrame(behaviour, columns=["sender", "wave", "agreements"]),
        _dyadic(self.records, partnerships.gains(self.records, self.settings)),
    )


def _dyadic(records: Records, gains: FloatArray) -> pandas.DataFrame:
    import pandas

    both = [(records.ends, gains[:, 0]), (records.ends[:, ::-1], gains[:, 1])]
    frames = [
        pandas.DataFrame(
            {
                "sender": ends[:, 0] + 1,
                "receiver": ends[:, 1] + 1,
                "distance_km": records.distances,
                "same_group": (~records.across).astype(int),
                "gain": gain,
            }
        )
        for ends, gain in both
    ]
    found = pandas.concat(frames, ignore_index=True)
    return found.sort_values(["sender", "receiver"], ignore_index=True)
