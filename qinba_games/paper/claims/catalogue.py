"""All claims at once."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ... import _check
from ...results.base import show
from .claim import Claim
from .section1 import c01, c02
from .section2 import c06, c12
from .section3 import c20
from .section4 import c28, c31, c32, c33
from .section5 import c48, c49, c50

if TYPE_CHECKING:
    import pandas

#: By id, in the order of the paper.
CLAIMS: dict[str, Callable[..., Claim]] = {
    claim.__name__.upper(): claim
    for claim in (c01, c02, c06, c12, c20, c28, c31, c32, c33, c48, c49, c50)
}


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
    >>> from qinba_games.paper import claims
    >>> impatient = claims.all_claims(delta=0.3)
    >>> {claim.id: claim.verdict for claim in impatient}["C06"]
    'fails'
    """
    parameters = {identifier: _parameters(claim) for identifier, claim in CLAIMS.items()}
    known = sorted({name for names in parameters.values() for name in names})
    for name in overrides:
        _check.choice("claims.all_claims", "overrides", name, known)
    return tuple(
        claim(**{n: v for n, v in overrides.items() if n in parameters[identifier]})
        for identifier, claim in CLAIMS.items()
    )


def table(**overrides: Any) -> pandas.DataFrame:
    """Tabulate the verdicts on all claims.

    Parameters
    ----------
    **overrides
        As for `all_claims`.

    Returns
    -------
    DataFrame
        Indexed by id; columns section, claim, verdict, condition, threshold, concept.

    Raises
    ------
    UnknownNameError
        If no claim has a parameter of that name.

    Examples
    --------
    >>> from qinba_games.paper import claims
    >>> claims.table().verdict.value_counts().to_dict()
    {'holds': 9, 'fails': 3}
    """
    import pandas

    rows = [
        {
            "id": claim.id,
            "section": claim.section,
            "claim": claim.statement,
            "verdict": claim.verdict,
            "condition": claim.condition,
            "threshold": ", ".join(f"{n} = {show(v)}" for n, v in claim.threshold.items()),
            "concept": claim.concept,
        }
        for claim in all_claims(**overrides)
    ]
    return pandas.DataFrame(rows).set_index("id")


def _parameters(claim: Callable[..., Claim]) -> set[str]:
    return set(inspect.signature(claim).parameters)
