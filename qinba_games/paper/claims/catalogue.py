"""All claims at once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from ... import _check
from ...common.progress import telling
from ...common.result import show
from .claim import Claim
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
    return tabulated(all_claims(**overrides))


def tabulated(judged: Iterable[Claim]) -> pandas.DataFrame:
    """The table of claims that have been judged already."""
    import pandas

    rows = [row(claim) for claim in judged]
    return pandas.DataFrame(rows).set_index("id")


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
