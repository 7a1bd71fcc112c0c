"""What becomes of many partnerships, solved together."""

from __future__ import annotations

from typing import Any

import numpy as np

from ... import _check
from ...common import concepts
from ...common import proof as proving
from ...common.markov_chain import reach
from ...common.register import PROOFS
from ...common.result import FrameColumns, Result
from ...common.rounded import derived
from ...types import Array, FloatArray, IntArray, frozen, read_only
from ..drawing import draw_batch
from ..proof import game_of, terms_of
from ..trust_game import TrustGame, choices_of, classify, level_chain
from .evolution import CLASSES
from .punishment import Punishment


@frozen
class EvolutionBatch(Result):
    """What `evolve_many` returns: the evolution of N partnerships of one shape, as arrays.

    The certificate is the worst over the batch; its `.state` is (partnership, (trust, conditions)).

    Attributes
    ----------
    partnerships : tuple of Partnership
    delta : array, shape (N,)
    founding : int array, shape (N,)
    proven : bool array, shape (N,)
        False where a better equilibrium may exist because the search was cut off.
    punishment : tuple of Punishment
        One for each partnership where somebody cannot leave, else empty.
    labels : tuple or None
        What each partnership is called, if they came with names.
    witness : tuple
        What is agreed on, the records that nothing is better, and the punishments behind them, as
        the check reads them; each for some of the partnerships.
    """

    _sources = ("goldluecke2018", "shapley1953")
    _alike = (("delta", "founding", "proven"), ("delta", "labels"))

    partnerships: tuple[Any, ...]
    delta: Array
    founding: IntArray
    punishment: tuple[Punishment, ...] = ()
    labels: tuple[Any, ...] | None = None
    witness: Any = None

    @derived
    def game(self) -> TrustGame:
        """The arrays of the partnerships, as the check reads them."""
        return game_of(self.partnerships, terms_of(self.partnerships, self.delta, exact=False))

    @derived
    def choice(self) -> IntArray:
        """Index of the agreed profile, one more than the last for "leave".

        Shape (N, K + 1, conditions).
        """
        choices = np.empty((len(self.delta), self.game.levels, self.game.conditions), dtype=int)
        for part in self.witness:
            choices[part.games] = choices_of(self.game, part.play.rows)
        return choices

    @property
    def _founded(self) -> tuple[IntArray, IntArray]:
        return np.arange(len(self.delta)), self.founding

    @derived
    def classes(self) -> Array:
        """Class of every trust level, shape (N, K + 1)."""
        return classify(self.game, self.choice)

    @property
    def founding_class(self) -> Array:
        """Class of the founding trust, shape (N,)."""
        return read_only(self.classes[self._founded])

    @derived
    def founding_value(self) -> FloatArray:
        """Joint value at the founding trust, shape (N,)."""
        values = np.empty(len(self.delta))
        for part in self.witness:
            here = self.founding[part.games], -1, np.arange(len(part.games))
            values[part.games] = part.play.worth[here]
        return values

    @derived
    def _strong(self) -> tuple[FloatArray, FloatArray]:
        outlook = reach(level_chain(self.game, self.choice), self.classes == "strong")
        return outlook[0][self._founded], outlook[1][self._founded]

    @property
    def probability_strong(self) -> FloatArray:
        """Probability that a strong level is reached, shape (N,)."""
        return self._strong[0]

    @property
    def time_to_strong(self) -> FloatArray:
        """Expected number of periods until then, shape (N,)."""
        return self._strong[1]

    @property
    def concept(self) -> str:
        """The solution concept."""
        return concepts.of_modes(self.game.voluntary)

    @property
    def residual(self) -> Array:
        """Largest gain of any one-shot deviation of each partnership, 0 if none gains.

        As the certificate found them, shape (N,).
        """
        certificate: Any = self.certificate
        return np.asarray(certificate.residual)

    def proof(self, path: Any = None, *, index: int = 0) -> dict[str, Any]:
        """Return what anybody needs to check the answer about one partnership by hand.

        Parameters
        ----------
        path : str or Path, optional
            Where to write it too, as JSON.
        index : int
            Which of the partnerships, in their order; the first is 0.

        Raises
        ------
        RangeError
        NotApplicableError
            As `Evolution.proof`.

        Examples
        --------
        >>> import qinba_games as qg
        >>> pair = qg.Partnership([[3, 2], [4, 3]], 1, promotion=0.5, friction=0)
        >>> qg.evolve_many([pair, pair], [0.1, 0.8]).proof(index=1)["classes"]
        ['strong', 'strong']
        """
        name, high = "EvolutionBatch.proof", len(self.delta) - 1
        index = _check.integer(name, "index", index, high=high)
        parts = PROOFS[EvolutionBatch](self, index)
        return proving.proof_of(self, "partnership", parts, path)

    def to_frame(self, *, numeric: bool = False) -> Any:
        """Return one row for each partnership, under its label if it has one.

        Parameters
        ----------
        numeric : bool
            As for every result.
        """
        frame = super().to_frame(numeric=numeric)
        return frame if self.labels is None else frame.set_axis(list(self.labels), axis="index")

    plot = draw_batch

    def _table(self) -> FrameColumns:
        return {
            "delta": list(self.delta),
            "founding class": list(self.founding_class),
            "founding value": list(self.founding_value),
            "P(strong)": list(self.probability_strong),
            "time to strong": list(self.time_to_strong),
        }

    def __repr__(self) -> str:
        counts = {name: int((self.founding_class == name).sum()) for name in CLASSES}
        classes = ", ".join(f"{count} {name}" for name, count in counts.items())
        return f"EvolutionBatch({len(self.delta)} partnerships, founded {classes})"
