"""What awaits whoever breaks the agreement of a partnership that some members cannot leave."""

from __future__ import annotations

from ...types import Array, IntArray, frozen


@frozen
class Punishment:
    """The worst equilibrium for each member of the relation without deposits and subsidies.

    Attributes
    ----------
    values : array, shape (states, n)
        What each member can be held to if its punishment begins in a state.
    policies : int array, shape (phases, K + 1, conditions)
        Choices, as in `Evolution.choice`. With voluntary sharing: what is agreed once a punishment
        is over, then what is played for one period against each member. Under fixed shares: what is
        played for ever, for each member and (the fastest) each trust level at which it begins.
    """

    values: Array
    policies: IntArray

    def __repr__(self) -> str:
        return f"Punishment({len(self.policies)} policies)"
