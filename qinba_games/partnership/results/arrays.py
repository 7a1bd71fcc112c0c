"""The evolution of many partnerships as arrays."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from ... import _check
from ...common import concepts
from ...common.proof import proof_of
from ...common.register import LATER, PROOFS
from ...common.result import FrameColumns, Result
from ...common.rounded import derived
from ...game.witness import Part
from ...types import Array, FloatArray, frozen
from ..pair_terms import PairTerms, founding_classes
from ..residual import residual
from .evolution import CLASSES

#: Mode of each of the acts.
_MODE = np.array([0, 3, 3, 1, 2], dtype=np.int8)


@frozen
class EvolutionArrays(Result):
    """What `evolve_arrays` returns: one entry for each partnership.

    Attributes
    ----------
    terms : PairTerms
        The parameters, the batch last.
    acts : int array, shape (N, K + 1, conditions)
        0 both contribute, 1 and 2 the first or the second member alone, 3 nobody, 4 they leave.
    proven : bool array, shape (N,)
        False where the search for the selected equilibrium was cut off.
    """

    _sources = ("goldluecke2018", "shapley1953")
    _alike = (("acts", "terms.count", "proven"),)

    terms: PairTerms
    acts: Array

    @property
    def concept(self) -> str:
        """The solution concept."""
        return concepts.of_modes(self.terms.voluntary)

    @derived
    def modes(self) -> Array:
        """0 contribute, 1 idle, 2 leave, 3 mixed; shape (N, K + 1, conditions)."""
        return np.asarray(_MODE[self.acts])

    @derived
    def founding_class(self) -> Array:
        """Class of the founding trust, shape (N,)."""
        return founding_classes(self.terms, self.acts)

    @derived
    def _worth(self) -> tuple[FloatArray, FloatArray]:
        worth: tuple[FloatArray, FloatArray] = LATER[EvolutionArrays, "worth"](self)
        return worth

    @property
    def founding_value(self) -> FloatArray:
        """Joint value at the founding trust, shape (N,)."""
        return self._worth[0]

    @property
    def residual(self) -> FloatArray:
        """Largest gain of any one-shot deviation, or error of a value, shape (N,)."""
        return self._worth[1]

    @derived
    def _strong(self) -> tuple[FloatArray, FloatArray]:
        outlook: tuple[FloatArray, FloatArray] = LATER[EvolutionArrays, "strong"](self)
        return outlook

    @property
    def probability_strong(self) -> FloatArray:
        """Probability that a strong level is reached, shape (N,)."""
        return self._strong[0]

    @property
    def time_to_strong(self) -> FloatArray:
        """Expected number of periods until then, shape (N,)."""
        return self._strong[1]

    #: Found when asked for, and no field as of other answers.
    witness: ClassVar[Any]  # type: ignore[misc]

    @property  # type: ignore[no-redef]
    def witness(self) -> tuple[Part, ...]:
        """What its check reads: bounds of all equilibria, of some pairs each; found when asked."""
        parts: tuple[Part, ...] = LATER[EvolutionArrays, "witness"](self)
        return parts

    def proof(self, path: Any = None, *, index: int = 0) -> dict[str, Any]:
        """Return what anybody needs to check the answer about one pair by hand.

        Its witness is found when it is asked for.

        Parameters
        ----------
        path : str or Path, optional
            Where to write it too, as JSON.
        index : int
            Which of the pairs, in their order; the first is 0.

        Raises
        ------
        RangeError
        NotApplicableError
            As `Evolution.proof`.

        Examples
        --------
        >>> import qinba_games as qg
        >>> gains = [[[3, 2], [4, 3]]] * 2
        >>> terms = {"cost": 1, "promotion": 0.5, "friction": 0, "delta": [0.1, 0.8]}
        >>> qg.evolve_arrays(benefit=gains, **terms).proof(index=1)["classes"]
        ['strong', 'strong']
        """
        high = len(self.modes) - 1
        index = _check.integer("EvolutionArrays.proof", "index", index, high=high)
        parts = PROOFS[EvolutionArrays](self, index)
        return proof_of(self, "partnership", parts, path)

    def residual_of(self, modes: Any) -> FloatArray:
        """Judge other modes of the same partnerships, by the residual of each.

        Parameters
        ----------
        modes : array_like of int, shape (N, K + 1, conditions)
            "Mixed" means whoever contributes alone in the answer, else whose contribution brings
            the two more.

        Returns
        -------
        array, shape (N,)
        """
        given = _check.array("residual_of", "modes", modes, shape=self.modes.shape)
        for value in (given.min(), given.max()):
            _check.integer("residual_of", "modes", value, high=3)
        gain, _ = residual(self.terms, np.moveaxis(_acts_of(self, given), 0, -1))
        return gain

    def _table(self) -> FrameColumns:
        return {
            "founding class": self.founding_class.tolist(),
            "founding value": self.founding_value.tolist(),
            "P(strong)": self.probability_strong.tolist(),
            "time to strong": self.time_to_strong.tolist(),
            "residual": self.residual.tolist(),
        }

    def __repr__(self) -> str:
        counts = {name: int((self.founding_class == name).sum()) for name in CLASSES}
        classes = ", ".join(f"{count} {name}" for name, count in counts.items())
        return f"EvolutionArrays({len(self.modes)} partnerships, founded {classes})"


def _acts_of(result: EvolutionArrays, modes: Array) -> Array:
    """Who contributes under modes."""
    terms = result.terms
    both = terms.received[:, :, None] - terms.burden[::-1, None]  # of i's partner alone, joint
    alone = np.where(both[1] >= both[0], 1, 2)  # the first alone brings the second its benefit
    alone = np.moveaxis(alone, -1, 0)
    mixed = np.where(result.modes == 3, result.acts, alone)
    return np.select([modes == 0, modes == 1, modes == 2], [0, 3, 4], default=mixed)
