"""All claims at once."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ... import _check
from ...common.result import show
from .claim import Claim
from .section1 import c01, c02, c04
from .section2 import c06, c12
from .section2_contracts import c11
from .section2_relations import c08, c10
from .section2_river import c17
from .section2_sharing import c13, c16
from .section2_third_party import c14, c15
from .section3 import c20, c21
from .section3_issues import c19, c23
from .section4 import c28, c31, c32, c33
from .section4_coordinator import c34, c35
from .section4_national import c41, c43
from .section4_trust import c30
from .section5 import c48, c49, c50
from .section5_plan import c45, c46

if TYPE_CHECKING:
    import pandas

#: By id, in the order of the paper.
CLAIMS: dict[str, Callable[..., Claim]] = {
    claim.__name__.upper(): claim
    for claim in (
        *(c01, c02, c04),
        *(c06, c08, c10, c11, c12, c13, c14, c15, c16, c17),
        *(c19, c20, c21, c23),
        *(c28, c30, c31, c32, c33, c34, c35, c41, c43),
        *(c45, c46, c48, c49, c50),
    )
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
    {'holds': 21, 'fails': 6, 'inconsistent': 4}
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
