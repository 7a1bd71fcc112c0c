"""From what solvers found to a claim with its verdict, its thresholds and a counterexample."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ...common.result import Table
from ...errors import CertificateError
from .claim import Claim
from .search import Turning

HOLDS = "holds"


def judged(
    identifier: str,
    section: str,
    statement: str,
    *,
    parameters: dict[str, Any],
    holds: Callable[..., bool | str],
    found: Any,
    turns: Mapping[str, Turning],
    condition: str,
    evidence: Table,
    picture: tuple[str, ...],
    further: dict[str, Table] | None = None,
    others: Iterable[dict[str, Any]] = (),
) -> Claim:
    """Make a claim.

    Parameters
    ----------
    holds : callable
        The verdict at any parameters, by solvers: whether it holds, or a word.
    found : Result
        The equilibrium behind the verdict at `parameters`.
    turns : dict
        For each parameter that decides, where the verdict changes.
    others : iterable of dict
        Changes of parameters that may turn the verdict where no value in `turns` does.
    """
    here = word(holds(**parameters))
    edges = {name: turn.nearest(parameters[name]) for name, turn in turns.items()}
    beside = {name: turn.beside(parameters[name]) for name, turn in turns.items()}
    changes = [{name: value} for name, values in beside.items() for value in values]
    return Claim(
        id=identifier,
        section=section,
        statement=statement,
        verdict=here,
        condition=condition,
        threshold={name: edge for name, edge in edges.items() if edge is not None},
        evidence=evidence,
        counterexample=_other_verdict(holds, here, parameters, [*changes, *others]),
        parameters=parameters,
        concept=found.concept,
        exact=found.exact,
        proven=found.proven,
        certificate=trusted(found).certificate,
        picture=picture,
        further=further or {},
    )


def word(holds: Any) -> str:
    """The verdict as a word."""
    if isinstance(holds, str):
        return holds
    return HOLDS if holds else "fails"


def trusted(result: Any) -> Any:
    """`result` if it carries a certificate that holds: no verdict rests on anything else."""
    certificate = result.certificate
    if certificate is None or not certificate.ok:
        raise CertificateError(f"no verdict rests on {result!r}: it is not certified", certificate)
    return result


def _other_verdict(
    holds: Callable[..., bool | str],
    here: str,
    parameters: dict[str, Any],
    changes: Iterable[dict[str, Any]],
) -> dict[str, Any] | None:
    """The first change of the parameters with which the claim holds if it did not, or not if so."""
    for change in changes:
        other = {**parameters, **change}
        if (word(holds(**other)) == HOLDS) != (here == HOLDS):
            return other
    return None
