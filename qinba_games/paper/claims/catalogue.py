"""All claims at once, and where the computation disagrees with the paper."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from ... import _check
from ...common.progress import telling
from ...common.result import frame_of, show
from .argument import EMPIRICAL, HOLDS
from .claim import Claim, in_words, location
from .judging import CLAIMS

if TYPE_CHECKING:
    import pandas


def having(name: str) -> list[str]:
    """The claims that have a parameter of this name."""
    return [identifier for identifier, claim in CLAIMS.items() if name in claim.argument.parameters]


def all_claims(**overrides: Any) -> tuple[Claim, ...]:
    """Judge every claim.

    Parameters
    ----------
    **overrides
        Parameters other than the defaults; each goes to every claim that has one of that name.

    Returns
    -------
    tuple of Claim
        In the order of the paper.

    Raises
    ------
    UnknownNameError
        If no claim has a parameter of that name.

    Examples
    --------
    >>> from collections import Counter
    >>> from qinba_games.paper import claims
    >>> Counter(claim.verdict for claim in claims.all_claims()).most_common()
    [('holds', 32), ('fails', 11), ('empirical', 4), ('inconsistent', 4)]
    """
    parameters = {name for claim in CLAIMS.values() for name in claim.argument.parameters}
    for name in overrides:
        _check.choice("claims.all_claims", "overrides", name, sorted(parameters))
    judged = []
    with telling("claims", len(CLAIMS)) as teller:
        for claim in CLAIMS.values():
            given = {n: v for n, v in overrides.items() if n in claim.argument.parameters}
            judged.append(claim(**given))
            teller()
    return tuple(judged)


def table(**overrides: Any) -> pandas.DataFrame:
    """Tabulate the verdicts on all claims.

    Parameters
    ----------
    **overrides
        As for `all_claims`.

    Returns
    -------
    DataFrame
        Indexed by id; columns section, claim, holds_for (where it holds, by parameter), verdict,
        extent, kind (on what the verdict rests), condition, threshold, concept.

    Raises
    ------
    UnknownNameError
        If no claim has a parameter of that name.

    Examples
    --------
    See `all_claims`.
    """
    return table_of(all_claims(**overrides))


def table_of(judged: Iterable[Claim]) -> pandas.DataFrame:
    """The table of claims that have been judged already."""
    rows = [row(claim) for claim in judged]
    return frame_of(rows).set_index("id")


def row(claim: Claim) -> dict[str, Any]:
    """One claim as a row of the table."""
    return {
        "id": claim.id,
        "section": claim.section,
        "claim": claim.statement,
        "holds_for": claim.holds_for(),
        "verdict": claim.verdict,
        "extent": claim.extent,
        "kind": claim.kind,
        "condition": claim.condition,
        "threshold": ", ".join(f"{n} = {show(v)}" for n, v in claim.threshold.items()),
        "concept": claim.concept,
    }


class Disagreement(NamedTuple):
    """An argument of the paper that does not hold as computed."""

    claim: Claim
    number: str  #: The parameter that decides, and where it turns the verdict
    setting: str  #: All parameters
    agrees: str  #: With which numbers the computation would agree, all else equal


def disagreeing(judged: Iterable[Claim]) -> list[Disagreement]:
    """Those that fail or are inconsistent; what only data can settle is no disagreement."""
    return [
        Disagreement(claim, _number(claim), in_words(claim.parameters), _agrees(claim))
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
    spans = [location(name, where) for name, where in claim.region.items() if where]
    if not spans and claim.counterexample is not None:
        changed = {n: v for n, v in claim.counterexample.items() if v != claim.parameters[n]}
        spans = [in_words(changed)]
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
    return disagreements_table(all_claims(**overrides))


def disagreements_table(judged: Iterable[Claim]) -> pandas.DataFrame:
    """The same of claims that have been judged already."""
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
    return frame_of(rows, columns=columns).set_index("id")
