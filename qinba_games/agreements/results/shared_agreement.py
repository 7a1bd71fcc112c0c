"""How the signatories of an agreement share."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...common.result import Result, Table, show
from ...types import Array, Status, frozen
from ..drawing import draw_transfers


@frozen
class SharedAgreement(Result):
    """What signatories pay each other and what they have then.

    Attributes
    ----------
    source : Agreement, SymmetricAgreement or AbatementEconomy
    rule : str
        "almost ideal" or "chander-tulkens".
    coalition : tuple of str
        The signatories, in order; the arrays below are theirs.
    before : array
        Payoffs without transfers.
    claims : array
        What each would get alone: as an outsider to the rest (almost ideal), or without any
        agreement (Chander and Tulkens).
    weights : array
        Parts of the surplus (almost ideal) or of the additional costs (Chander and Tulkens).
    payoffs : array
        With transfers.
    """

    _sources = ("weikard2009", "mcginty2007")
    _full = Status.COMPUTED

    source: Any
    rule: str
    coalition: tuple[str, ...]
    before: Array
    claims: Array
    weights: Array
    payoffs: Array

    @property
    def concept(self) -> str:
        """The solution concept."""
        return "almost ideal sharing" if self.rule == "almost ideal" else "gamma-core allocation"

    @property
    def transfers(self) -> Array:
        """What each signatory receives; negative if it pays. They add up to 0."""
        return np.asarray(self.payoffs - self.before)

    @property
    def surplus(self) -> Any:
        """What the signatories have together beyond their claims."""
        return (self.before.sum(keepdims=True) - self.claims.sum(keepdims=True)).tolist()[0]

    plot = draw_transfers

    def _table(self) -> Table:
        return {
            "signatory": list(self.coalition),
            "without transfers": self.before.tolist(),
            "claim": self.claims.tolist(),
            "transfer": self.transfers.tolist(),
            "payoff": self.payoffs.tolist(),
        }

    def __repr__(self) -> str:
        pairs = zip(self.coalition, self.payoffs.tolist(), strict=True)
        shares = ", ".join(f"{name} {show(x)}" for name, x in pairs)
        return f"SharedAgreement({self.rule}: {shares})"
