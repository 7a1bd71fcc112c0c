"""What a stranger needs to check an answer: numbers as text, and a file to keep them in."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from .. import _tolerance, errors
from .files import path_of, replace_file, write_errors
from .show import exactly

_FORMAT = "qinba_games proof 4"


def plain(value: Any) -> Any:
    """A value in what JSON knows: integers, and as text fractions and floats in hexadecimal."""
    if isinstance(value, np.ndarray):
        return plain(value.tolist())
    if isinstance(value, Mapping):
        return {str(key): plain(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(entry) for entry in value]
    number = value.item() if isinstance(value, np.generic) else value
    if number is None or isinstance(number, (bool, int, str)):
        return number
    return number.hex() if isinstance(number, float) else exactly("proof", number)


def proof_of(owner: Any, kind: str, parts: Mapping[str, Any], path: Any) -> dict[str, Any]:
    """The proof of an answer, signed by its digest; written to `path` too if there is one."""
    tolerance = Fraction(0) if owner.exact else Fraction(str(_tolerance.CHECK))
    given = {"format": _FORMAT, "kind": kind, "tolerance": tolerance}
    proof: dict[str, Any] = plain({**given, **parts})
    proof["digest"] = digest(proof)
    return to_file(proof, f"{type(owner).__name__}.proof", path)


def digest(body: Mapping[str, Any]) -> str:
    """What changes with every part of a proof."""
    import hashlib  # with it comes a library of ciphers

    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()


def to_file(proof: dict[str, Any], name: str, path: Any) -> dict[str, Any]:
    """A proof, also in a file if a path is given."""
    if path is not None:
        target = path_of(name, "path", path, "proof.json")
        with write_errors(name, target):
            replace_file(target, json.dumps(proof, indent=1))
    return proof


def beside_edges(
    tolerance: Any, claims: Sequence[Any], rows: Sequence[Sequence[Any]]
) -> dict[str, Any]:
    """Answers on both sides of every edge of what is claimed, each with its own proof.

    A claim for each side: (classes, intervals) pairs; a row has an answer for each side.
    """
    proofs = [[one.proof() for one in answers] for answers in rows]
    claims = [[(names, [*intervals]) for names, intervals in side] for side in claims]
    return {"edges up to": tolerance, "claims": claims, "rows": proofs}


def without_proof(owner: Any, rule: str, remedy: str) -> errors.NotApplicableError:
    """The error of an answer that has no proof of this form."""
    name = f"{type(owner).__name__}.proof"
    return errors.NotApplicableError(name, "self", owner, rule, remedy)
