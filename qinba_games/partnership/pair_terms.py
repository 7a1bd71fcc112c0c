"""The parameters of many partnerships of two, checked, the batch last."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..types import Array, FloatArray, frozen


@frozen
class PairTerms:
    """Parameters of N pairs with K + 1 trust levels and T conditions; see `evolve_arrays`."""

    received: FloatArray  #: (2, K + 1, N): from the other's contribution
    burden: FloatArray  #: (2, T, N): of contributing
    share: FloatArray | None  #: (2, K + 1, T, N), where both contribute; None: what it earns
    chance: FloatArray  #: (T, N)
    cost: FloatArray  #: (2, N), as `outside` and `deposit`
    outside: FloatArray
    deposit: FloatArray
    friction: FloatArray  #: (K + 1, N)
    promotion: FloatArray  #: (N,), as the others without a shape
    delta: FloatArray
    detection: FloatArray
    subsidy: FloatArray
    founding: Array
    drop: int | None
    sharing: str
    # (Z, Z, N): how surroundings move by themselves, if there are any. Levels are then (trust,
    # surroundings), trust first; detection, (L, N), and deposits, (2, L, N), can depend on them.
    around: FloatArray | None = None

    @property
    def voluntary(self) -> bool:
        """Whether members can pay each other."""
        return self.sharing == "voluntary"

    @property
    def count(self) -> int:
        """Number of pairs."""
        return int(self.delta.size)

    def scale(self) -> FloatArray:
        """How large the payoffs are that can meet in a constraint of each pair, shape (N,)."""
        # Nobody pays what exceeds all that the two could ever get for it, and a bad life outside
        # tempts nobody, however bad it is.
        all_in = self.received.sum(axis=0).max(axis=0) + 2 * self.subsidy
        paid = self.burden.sum(axis=0)
        live = (1 - self.delta) * paid <= 2 * (all_in + np.maximum(self.outside, 0).sum(axis=0))
        high = self.received.max(axis=(0, 1)) + self.subsidy
        high = np.maximum(high, self.outside.max(axis=0))
        low = np.where(live, self.burden.max(axis=0), 0).max(axis=0)
        bad = np.maximum(-self.outside, 0).max(axis=0)
        return np.asarray(high + np.maximum(low, np.minimum(bad, high + low)))

    def block(self, rows: Any) -> PairTerms:
        """Some of the pairs."""
        parts: dict[str, Any] = {
            name: value[..., rows] if isinstance(value, np.ndarray) else value
            for name, value in vars(self).items()
        }
        return PairTerms(**parts)
