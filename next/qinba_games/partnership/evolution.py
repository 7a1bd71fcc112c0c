"""What becomes of a partnership: the answer of `evolve`."""

from functools import cached_property
from typing import Any

import numpy as np

from ..core import chains, read
from ..core.answer import Answer, Certificate, show
from ..core.numbers import Numbers, plain
from ..core.value import value
from ..table import kernel
from ..table.record import record
from ..table.solver import Play
from ..table.table import Table, pick
from .binding import Binding, binding, division, punishments
from .classes import CLASSES, CONCEPTS, COOPERATING, codes_of, level_moves, names_of, reach_strong
from .compile import FULL, Acts, acts_of, node_name, table_of
from .partnership import Partnership
from .terms import Terms, stack

#: Up to so many periods can be asked for.
PERIODS = 10**9


@value
class Evolution(Answer):
    """What `evolve` returns: who cooperates at which trust, and where that leads.

    States are pairs (trust, times), times 0 good. Selected is the equilibrium with the largest
    joint value at trust 0, then at 1, and so on; ties are resolved as contribute, leave, mixed,
    idle. Chances and times are floats.

    Attributes
    ----------
    partnership : Partnership
        As solved, with a coordinator's capacities.
    delta : number
    play : Play
        Rows, what deviators are punished with, and by which rows.
    coordinator : Coordinator or None
    """

    partnership: Partnership
    delta: Any
    play: Play
    coordinator: Any = None

    @cached_property
    def terms(self) -> Terms:
        """The parameters in the arithmetic of the answer."""
        terms = stack([self.partnership])
        return terms.as_floats() if isinstance(self.delta, float) else terms

    @cached_property
    def table(self) -> Table:
        """The game that is played."""
        return table_of(self.terms, np.array([self.delta]))

    @property
    def concept(self) -> str:
        """With or without transfers."""
        return CONCEPTS[self.partnership.voluntary]

    @property
    def exact(self) -> bool:
        """Whether every number is a Fraction."""
        return self.table.exact

    @property
    def complete(self) -> bool:
        """False where the search for something better was cut off."""
        return bool(self.play.complete[0])

    @property
    def notes(self) -> tuple[str, ...]:
        """What the answer rests on."""
        model = self.partnership
        if not model.mandate:
            return ()
        how = "one period of the worst play" if model.voluntary else "the worst equilibrium"
        return (
            "After a breach there are no deposits and no subsidies.",
            f"After a breach {how} for the member that broke the agreement follows.",
        )

    @cached_property
    def certificate(self) -> Certificate:
        """The largest gain by one deviation."""
        model = self.partnership

        def place(node: int, times: int, pool: int) -> str:
            alone = "" if model.voluntary else f", member {model.members[pool]}"
            return f"{node_name(self.table, node)}, times {times}{alone}"

        return kernel.certificate(self.table, self.play, place)

    @property
    def founding(self) -> int:
        """Trust at the start."""
        return self.partnership.founding

    @cached_property
    def _rows(self) -> Numbers:
        return self.play.rows[: self.partnership.levels, :, 0]

    @cached_property
    def _acts(self) -> Acts:
        model = self.partnership
        leave = len(model.mandate) < model.n_members
        return acts_of(model.n_members, model.voluntary, leave)

    @property
    def states(self) -> list[tuple[int, int]]:
        """(trust, times) of every state."""
        return list(np.ndindex(*self._rows.shape))

    @cached_property
    def modes(self) -> Numbers:
        """Mode in every state, shape (K + 1, times): contribute, leave, mixed or idle."""
        return self._acts.modes[self._rows]

    @property
    def policy(self) -> dict[tuple[int, int], str]:
        """Mode in every state."""
        return dict(zip(self.states, self.modes.ravel().tolist(), strict=True))

    @property
    def profiles(self) -> dict[tuple[int, int], tuple[str, ...]]:
        """What every member does in every state."""
        words = np.where(self._acts.contribute, "contribute", "idle")
        words = np.where(self._acts.leave[:, None], "leave", words)
        return {state: tuple(words[self._rows[state]].tolist()) for state in self.states}

    @cached_property
    def classes(self) -> tuple[str, ...]:
        """For each trust strong (all contribute at all times), weak (some), nominal or isolated."""
        return tuple(names_of(codes_of(self.table, self.play.rows))[:, 0].tolist())

    @property
    def founding_class(self) -> str:
        """The class of the founding trust."""
        return self.classes[self.founding]

    @property
    def cooperates(self) -> bool:
        """Whether that is weak or strong."""
        return self.founding_class in COOPERATING

    @cached_property
    def founding_value(self) -> Any:
        """Expected joint payoff per period at the founding trust, subsidies included."""
        return self._joint(self.table.joint)

    @cached_property
    def founding_value_net(self) -> Any:
        """The same without subsidies."""
        model, joint = self.partnership, self.table.joint.copy()
        outlay = (self.table.kind == FULL) * self.terms.subsidy[0] * model.n_members
        joint[: model.levels] -= outlay[:, None]
        return self._joint(joint)

    def _joint(self, pays: Numbers) -> Any:
        values = self.table.evaluate(self.play.rows, pays[..., None, :])
        return plain(values[self.founding, 0, 0])

    def _worth(self, rows: Numbers) -> Numbers:
        """What complying with rows is worth to each member in every state, (states, n)."""
        start = self.table.evaluate(rows, self.table.pays)
        worth = pick(self.table.worth(self.table.pays, start), rows)
        return self.in_states(worth)

    def in_states(self, parts: Numbers) -> Numbers:
        """Parts (Y, T, n, 1) of the levels of trust as (states, n)."""
        levels, n = self.partnership.levels, self.partnership.n_members
        return parts[:levels, ..., 0].reshape(-1, n)

    @cached_property
    def values(self) -> Numbers:
        """Value of each member in each state, shape (states, n).

        With transfers: an equal split of the joint surplus over what each can be punished with.
        """
        worth = self._worth(self.play.rows)
        if not self.partnership.voluntary:
            return worth
        least = self.punishment
        return least + (worth - least).sum(axis=1, keepdims=True) / least.shape[1]

    @cached_property
    def punishment(self) -> Numbers:
        """The least payoff of each member if its punishment begins in a state, (states, n)."""
        return punishments(self)

    @cached_property
    def division(self) -> Numbers | None:
        """Parts in which the next surplus is promised after each state, (states, n).

        In proportion to what members need so as not to breach; equal where nobody needs anything.
        None without transfers.
        """
        return division(self) if self.partnership.voluntary else None

    @property
    def binding(self) -> Binding | None:
        """The deviation that gains most if everybody contributes in every state; None if none does.

        Examples
        --------
        >>> import qinba_games as qg
        >>> pair = qg.Partnership([[3, 2], [4, 3]], 1, promotion=0.5, friction=0.1)
        >>> answer = qg.evolve(pair, 0.2).binding
        >>> answer._replace(gain=round(answer.gain, 6))
        Binding(member='2', state=(0, 0), action='idle', gain=0.501099)
        >>> qg.evolve(pair, 0.8).binding is None
        True
        """
        return binding(self)

    @cached_property
    def chain(self) -> Numbers:
        """Chances of moving between states and, last, the end, (states + 1, states + 1)."""
        table, (levels, times) = self.table, self._rows.shape
        chance = table.chance[0, :, 0].astype(float)
        chain = np.zeros((levels * times + 1, levels * times + 1))
        chain[-1, -1] = 1
        for s, (k, t) in enumerate(self.states):
            kind = table.kind[self._rows[k, t]]
            for to, odds in zip(
                table.to[k, kind], table.odds[k, kind, :, 0].astype(float), strict=True
            ):
                if to < levels:
                    chain[s, to * times : (to + 1) * times] += odds * chance
                else:
                    chain[s, -1] += odds
        return chain

    @cached_property
    def initial(self) -> Numbers:
        """Chances of the states, and the end, in the first period."""
        times, first = self._rows.shape[1], np.zeros(len(self.chain))
        first[self.founding * times :][:times] = self.table.chance[0, :, 0].astype(float)
        return first

    @cached_property
    def _strong(self) -> tuple[Numbers, Numbers]:
        return reach_strong(self.table, self.play.rows)

    @property
    def probability_strong(self) -> float:
        """Chance that a strong trust is reached before the end."""
        return float(self._strong[0][0, self.founding])

    @property
    def time_to_strong(self) -> float:
        """Expected periods until then, given that it is reached; inf if it never is."""
        return float(self._strong[1][0, self.founding])

    @cached_property
    def long_run(self) -> dict[str, float]:
        """Shares of time in the four classes, and dissolved."""
        shares, classes = chains.long_run(self.chain, self.initial), np.array(self.classes)
        by_level = shares[:-1].reshape(self._rows.shape).sum(axis=1)
        each = {name: float(by_level[classes == name].sum()) for name in CLASSES}
        return {**each, "dissolved": float(shares[-1])}

    def survival(self, t: Any) -> Any:
        """Chance that nobody has left in periods 0, ..., t - 1; t a whole number, or several."""
        periods = np.asarray(t)
        for period in periods.ravel().tolist():
            read.integer("Evolution.survival", "t", period, 0, PERIODS)
        stays = np.append(self.modes.ravel() != "leave", False)
        dates, place = np.unique(periods, return_inverse=True)
        now, last, curve = self.initial, 0, []
        for period in dates.tolist():  # what is there in the last period that counts
            now, last = chains.after(self.chain, now, max(period - 1, 0) - last), max(period - 1, 0)
            curve.append(float(now[stays].sum()) if period else 1.0)
        return plain(np.array(curve)[place].reshape(periods.shape)[()])

    def hazard(self, t: Any) -> Any:
        """Chance that somebody leaves in period t, if nobody has before; nan if that cannot be."""
        before, after = self.survival(t), self.survival(np.asarray(t) + 1)
        some = np.asarray(before) > 0
        return plain(np.where(some, 1 - after / np.where(some, before, 1), np.nan)[()])

    def plot(self, ax: Any = None) -> Any:
        """Draw the levels of trust by class, with the ways between them; returns the Axes."""
        from .drawing import draw_evolution

        return draw_evolution(self, level_moves(self.table, self.play.rows)[0], ax)

    def columns(self) -> dict[str, Any]:
        """One row for each state."""
        model = self.partnership
        values = {f"value {m}": self.values[:, i] for i, m in enumerate(model.members)}
        return {
            "trust": [k for k, _ in self.states],
            "times": [t for _, t in self.states],
            "class": [self.classes[k] for k, _ in self.states],
            "mode": self.modes.ravel(),
            **values,
        }

    def _played(self) -> dict[str, Any]:
        return record(self.table, self.play, "partnership")

    def _text(self) -> str:
        time = f", time {show(self.time_to_strong)}" if self.probability_strong else ""
        strong = f"P(strong) {show(self.probability_strong)}{time}"
        path = f"from trust {self.founding}: {self.founding_class}, {strong}"
        return f"delta {show(self.delta)}, classes {_in_a_line(self.classes)}; {path}"


def _in_a_line(classes: tuple[str, ...]) -> str:
    """The classes by trust; of many levels those at which another one begins."""
    if len(classes) <= 8:
        return ", ".join(classes)
    turns = [k for k in range(len(classes)) if not k or classes[k] != classes[k - 1]]
    return ", ".join(f"{classes[k]} from {k} on" for k in turns)
