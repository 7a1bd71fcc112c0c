"""Where the computation disagrees with the paper: the number, the setting, and what would agree."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from ...common.result import show
from .argument import EMPIRICAL, HOLDS
from .catalogue import all_claims
from .claim import Claim, listed, placed

if TYPE_CHECKING:
    import pandas


class Disagreement(NamedTuple):
    """An argument of the paper that does not hold as computed."""

    claim: Claim
    number: str  #: The parameter that decides, and where it turns the verdict
    setting: str  #: All parameters
    agrees: str  #: With which numbers the computation would agree, all else equal


def disagreeing(judged: Iterable[Claim]) -> list[Disagreement]:
    """Those that fail or are inconsistent; what only data can settle is no disagreement."""
    return [
        Disagreement(claim, _number(claim), listed(claim.parameters), _agrees(claim))
        for claim in judged
        if claim.verdict not in (HOLDS, EMPIRICAL)
    ]


def _number(claim: Claim) -> str:
    """The value of each parameter that decides, and where the verdict turns."""
    turns = [
        f"{name.replace('_', ' ')} is {show(claim.parameters[name])}, turns at {show(edge)}"
        for name, edge in claim.threshold.items()
    ]
    return "; ".join(turns) or "no number within the stated ranges turns it"


def _agrees(claim: Claim) -> str:
    """The values of one parameter for which it holds, or what holds by other changes."""
    spans = [placed(name, where) for name, where in claim.region.items() if where]
    if not spans and claim.counterexample is not None:
        changed = {n: v for n, v in claim.counterexample.items() if v != claim.parameters[n]}
        spans = [listed(changed)]
    return ", or ".join(spans) or "nothing that was tried"


def disagreements(**overrides: Any) -> pandas.DataFrame:
    """Tabulate where the computation disagrees with the paper.

    Parameters
    ----------
    **overrides
        As for `all_claims`.

    Returns
    -------
    DataFrame
        Indexed by id; columns section, claim, verdict, kind, number (the parameter that decides and
        where it turns the verdict), setting, agrees_with (for which numbers the computation would
        agree, all else equal). What only data can settle is not among them.

    Raises
    ------
    UnknownNameError
        If no claim has a parameter of that name.

    Examples
    --------
    >>> from qinba_games.paper import claims
    >>> frame = claims.disagreements()
    >>> len(frame), frame.loc["C13", "number"]
    (15, 'delta is 0.55, turns at 0.5')
    >>> frame.loc["C38", "agrees_with"]
    'delta in [0.48, 0.55)'
    """
    return tabulated(all_claims(**overrides))


def tabulated(judged: Iterable[Claim]) -> pandas.DataFrame:
    """The same of claims that have been judged already."""
    import pandas

    rows = [
        {
            "id": one.claim.id,
            "section": one.claim.section,
            "claim": one.claim.statement,
            "verdict": one.claim.verdict,
            "kind": one.claim.kind,
            "number": one.number,
            "setting": one.setting,
            "agrees_with": one.agrees,
        }
        for one in disagreeing(judged)
    ]
    columns = ["id", "section", "claim", "verdict", "kind", "number", "setting", "agrees_with"]
    return pandas.DataFrame(rows, columns=columns).set_index("id")
