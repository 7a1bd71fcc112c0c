"""One number for each member: what a rule gives it."""

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any

import numpy as np

from ..core import read
from ..core.answer import Answer, Certificate, show
from ..core.numbers import Numbers, is_exact, plain
from ..core.value import value

#: Rule -> its name in the literature, where that is another.
_CONCEPTS = {
    "shapley": "Shapley value",
    "weighted shapley": "weighted Shapley value",
    "banzhaf": "Banzhaf value",
    "owen": "Owen value",
    "tau": "tau value",
}
#: Rule -> what its payoffs have to be: largest violation, where, and what counts as none.
_DEFINITIONS: dict[str, Callable[[Any], tuple[Any, Any, Any]]] = {}


def defines(*rules: str) -> Callable[[Any], Any]:
    """The function returns how far an allocation by one of the rules is from its definition."""

    def register(definition: Any) -> Any:
        _DEFINITIONS.update(dict.fromkeys(rules, definition))
        return definition

    return register


@value
class Allocation(Answer):
    """What rules return: one number for each member, used like a sequence of them.

    Attributes
    ----------
    game : TUGame or ClaimsProblem
        What was divided.
    rule : str
    payoffs : array, shape (n,)
        In the order of the members.
    parameters : dict
        What the rule was given besides the game: weights, unions.
    """

    game: Any
    rule: str
    payoffs: Numbers
    parameters: Any

    @property
    def concept(self) -> str:
        """The name of the rule in the literature."""
        return _CONCEPTS.get(self.rule, f"{self.rule} rule")

    @property
    def exact(self) -> bool:
        """Whether all payoffs are Fractions."""
        return is_exact(self.payoffs)

    @property
    def players(self) -> tuple[Any, ...]:
        """Names of the members."""
        return tuple(self.game.players)

    @cached_property
    def certificate(self) -> Certificate:
        """The payoffs beside the rule's definition, by another formula."""
        return Certificate(*_DEFINITIONS[self.rule](self))

    def columns(self) -> dict[str, Any]:
        """One row for each member."""
        return {"member": self.players, "share": self.payoffs.tolist()}

    def __len__(self) -> int:
        return len(self.payoffs)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.payoffs.tolist())

    def __getitem__(self, member: Any) -> Any:
        place = isinstance(member, (int, np.integer)) and member not in self.players
        if not place:
            member = self.players.index(read.choice("Allocation", "member", member, self.players))
        return plain(self.payoffs[member])

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Numbers:
        return np.array(self.payoffs, dtype=dtype)

    def _text(self) -> str:
        shares = (f"{name} {show(x)}" for name, x in zip(self.players, self, strict=True))
        return f"{self.rule}: {', '.join(shares)}"


def allocate(game: Any, rule: str, payoffs: Numbers, **parameters: Any) -> Allocation:
    """An allocation that meets its definition; -0.0 is 0."""
    payoffs = payoffs + 0
    payoffs.flags.writeable = False
    return Allocation(game, rule, payoffs, parameters).checked()


def beside(allocation: Allocation, payoffs: Numbers, allowed: Any) -> tuple[Any, Any, Any]:
    """The largest difference from payoffs by another formula."""
    gaps = abs(allocation.payoffs - payoffs)
    worst = int(gaps.argmax())
    return plain(gaps[worst]), f"the payoff of {allocation.players[worst]}", allowed
