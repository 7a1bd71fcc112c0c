"""Certificate of an `Evolution`: the kernel reads its play, its punishments and its record.

Everything else that is reported follows from what is agreed on, and is worked out once more. The
table is read off the parameters once more (`proof`), for many partnerships of one shape at once.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from ... import _check, _exact, _tolerance, errors
from ..._sizes import is_far
from ...certify.kernel import Gap, Kernel, chosen
from ...certify.play import beside, counted, equilibrium, punishments, worth_in_states, worth_of
from ...certify.record import OPEN, at_most, optimality
from ...common.register import checks, checks_together
from ...game.table import of_games, side_by_side
from ...game.witness import Round
from ...types import Array, BoolArray, Certificate
from ...verify.findings import (
    Finding,
    claim,
    same,
    verdict,
)
from ..partnership import Partnership
from ..proof import Terms, table_from, terms_of
from ..results.evolution import Evolution, profile_names
from ..results.punishment import Punishment
from ..trust_game import shape_of

#: By how much parts of a whole may miss it.
_DIVIDED = 1e-9


class Gains(NamedTuple):
    """What one-shot deviations bring, shape (states, members or 1, N); -inf where there is none."""

    # A breach that is found out with probability q is a reply of the table whose gain counts 1/q
    # times; here it counts as it is. Where members pay each other all have one gain together.
    size: Array
    near: Array  #: what is rounding
    breach: BoolArray  #: whether it is one


class Agreed:
    """What is agreed on in N partnerships of one shape, by its witness or found anew."""

    def __init__(
        self,
        terms: Terms,
        members: Sequence[str],
        witness: Sequence[Any],
        choice: Array | None = None,
    ) -> None:
        self.terms, self.members = terms, members
        self.kernel = Kernel(table_from(terms))
        self.play, self.tree, self.code = witness
        self.voluntary, self.times = terms.rule == "voluntary", len(terms.chance)
        self.size = len(terms.friction) * self.times
        if choice is not None:
            table, rows = self.kernel.table, self.play.rows.copy()
            # What is played after a breach is as the witness says.
            rows[: self.size] = (
                table.first_row[: self.size, None] + choice.reshape(len(choice), -1).T
            )
            self.play = self.play._replace(rows=rows, worth=worth_of(table, rows))
        self.rows = self.play.rows[: self.size]
        self.values = self.kernel.values(self.play.worth, self.play.punishment)

    def against(self) -> list[Gap]:
        """What speaks against its being an equilibrium."""
        return [*equilibrium(self.kernel, self.play, self.code)]

    def better(self) -> tuple[list[Gap], Array]:
        """What speaks against its record, and by how much something may be better in each game."""
        refused, left = list[Gap](), 0 * self.kernel.table.delta
        for one in optimality(self.kernel, self.play, self.tree, self.code):
            if one.what not in OPEN:
                refused.append(one)
            elif not one.size <= one.allowed:
                left[one.game] = max(left[one.game], at_most(one))
        return refused, left

    @functools.cached_property
    @np.errstate(invalid="ignore")
    def gains(self) -> Gains:
        """What deviations on the path bring."""
        kernel, table, rows = self.kernel, self.kernel.table, self.rows
        numbers = functools.partial(counted, kernel, self.values)
        pooled = kernel.constraints(self.values)
        of = 4 * kernel.sizes_ahead(self.play.rows)[: self.size, : pooled.size.shape[1]]
        near = kernel.rounding(_tolerance.CHECK, chosen(pooled.size, rows), of=of)
        if self.voluntary:
            size = np.where(chosen(pooled.bound, rows), numbers(chosen(pooled.gap, rows)), -np.inf)
            return Gains(size, near + 0 * of, np.zeros(size.shape, dtype=bool))
        other, found = beside(kernel, self.values, rows)
        found = np.where(found > -np.inf, self.terms.detection * found, -np.inf)
        there = np.moveaxis(table.menu[rows] >= 0, 1, -1)
        gain = np.where(there, np.maximum(other, found), -np.inf)
        return Gains(gain, near + 0 * of, found >= other)

    def take(self, k: int) -> Agreed:
        """One of the partnerships."""
        part = object.__new__(Agreed)
        vars(part).update(vars(self), kernel=self.kernel.take([k]))
        part.terms, part.rows = self.terms.some([k]), self.rows[:, [k]]
        part.play = of_games(self.play, [k])
        part.values = part.kernel.values(part.play.worth, part.play.punishment)
        part.gains = of_games(self.gains, [k])
        return part

    def largest(self, game: int = 0, which: Sequence[int] | None = None) -> Finding:
        """The deviation in a game that gains most; `which` are the numbers of the partnerships."""
        size, near = self.gains.size[..., game], self.gains.near[..., game]
        at = np.unravel_index(int(np.argmax(size - near)), size.shape)
        stays = self.kernel.table.rows.waits[self.rows[at[0], game]]
        member: str | None = self.members[int(at[1])]
        action = "leave"
        if self.voluntary:
            member, action = None, "any"
        elif self.gains.breach[(*at, game)]:
            action = "idle"
        elif not stays and size[at] > 0:
            action = "stay"
        state: Any = divmod(int(at[0]), self.times)
        state = state if which is None else (int(which[game]), state)
        return Finding(size[at], np.asarray(near[at]).item(), member, state, action)

    def named(self, gap: Gap, which: Sequence[int] | None = None) -> Finding:
        """What fails, in words, and where."""
        if gap.what != "agreed":
            place = None if which is None else (int(which[gap.game]), None)
            return Finding(gap.size, gap.allowed, state=place, action=gap.what)
        most = self.largest(gap.game, which)
        # A breach that is hardly ever found out gains hardly more than what is rounding.
        fails = gap.size > gap.allowed and not most.gain > most.allowed
        return most._replace(gain=gap.size, allowed=gap.allowed) if fails else most

    def in_states(self) -> Array:
        """What it is worth in states to each member or all together, (states, n or 1, N)."""
        worth = worth_in_states(self.kernel, self.values, self.play.rows)
        return worth[: self.size, : 1 if self.voluntary else len(self.members)]

    def underpaid(self, division: Array) -> Finding:
        """Whether a member of one partnership gains by anything but to comply for its part."""
        kernel, table, rows = self.kernel, self.kernel.table, self.rows[:, 0]
        stays = table.rows.waits[rows, None]
        menu = np.where(stays, table.menu[rows], 0)
        first = table.first[menu]
        parts = kernel.replies(self.values), kernel.best(self.values), kernel.worth(self.values)
        reply, best, worth = (counted(kernel, self.values, part)[:, ..., 0] for part in parts)
        # After leaving, for whom it is free, comes to comply and not to pay.
        comply, best, total = reply[first + ~table.replies.waits[first]], best[menu], worth[rows]
        promised = comply + division * (total - comply.sum(axis=1, keepdims=True))
        whole = abs(best).sum(axis=1, keepdims=True)
        of = 4 * kernel.sizes_ahead(self.play.rows)[: self.size, :, 0]
        near = np.broadcast_to(kernel.rounding(_tolerance.CHECK, whole, total, of=of), best.shape)
        gap = np.where(stays, best - promised, 0)
        at = np.unravel_index(int(np.argmax(gap - near)), gap.shape)
        state = divmod(int(at[0]), self.times)
        return Finding(gap[at], near[at], self.members[int(at[1])], state, "division")


@checks(Evolution)
def certify_evolution(
    result: Evolution, policy: Any = None, *, known: Agreed | None = None
) -> Certificate:
    """Largest gain of any member from one deviation: breach, leave, or refuse to pay.

    `policy`, {(trust, conditions): mode or tuple of actions}, is judged in place of its own;
    `known`: the kernel has read it beside others, and nothing is better.
    """
    model, own = result.partnership, policy is None
    exact = model.exact and _exact.is_rational(result.delta)
    terms = known.terms if known else terms_of([model], [result.delta], exact=exact)
    if (result.punishment is not None) != terms.bound.any():
        return verdict([claim(False, "punishment")], exact=exact, tolerance=0)
    choice = None if own else _choice(result, policy)[None]
    agreed = known or Agreed(terms, model.members, result.witness, choice)
    found = [agreed.named(gap) for gap in agreed.against()] if not known else [agreed.largest()]
    if result.punishment is not None:
        found.append(wrong_punishment([result.punishment], agreed))
    if not own:
        return verdict(found, exact=exact)
    found += [claim(result.exact == exact, "exact"), *_words(result, agreed)]
    certificate = verdict(found, exact=exact)
    if not certificate.inside:
        return certificate
    refused, left = ([], [0]) if known else agreed.better()
    if any(not gap.size <= gap.allowed for gap in refused):
        return verdict([*found, *map(agreed.named, refused)], exact=exact)
    outside = True if not left[0] > 0 else False if result.proven else None
    return dataclasses.replace(certificate, outside=outside, gap=left[0], proven=not left[0] > 0)


@checks_together(Evolution)
def single_checks(results: Sequence[Evolution]) -> list[Callable[..., Certificate]]:
    """The check of each, without what the kernel shows of many; what it does not, alone."""
    found: list[Callable[..., Certificate]] = [certify_evolution] * len(results)
    shapes: dict[Any, list[int]] = {}
    for k, one in enumerate(results):
        tree, code = one.witness[1:]
        # Floats tell, all can leave, and the record has no branches.
        if not one.exact and not is_far(one.partnership) and code is None and tree.at is None:
            shapes.setdefault(shape_of(one.partnership), []).append(k)
    for few in shapes.values():
        agreed = read_together([results[k] for k in few])
        gaps = agreed.against()
        refused, left = agreed.better()
        if all(gap.size <= gap.allowed for gap in (*gaps, *refused)) and not left.any():
            for place, k in enumerate(few):
                found[k] = functools.partial(certify_evolution, known=agreed.take(place))
    return found


def read_together(results: Sequence[Evolution]) -> Agreed:
    """What is agreed on in all of them, in one table."""
    plays, trees = zip(*(one.witness[:2] for one in results), strict=True)
    # Records get equally many rounds: the last ones of the shorter eliminate nothing.
    longest = max((tree.rounds for tree in trees), key=len)
    gone = [np.zeros_like(one.eliminated) for one in longest]
    same = [
        tree._replace(
            rounds=(*tree.rounds, *(Round(tree.bounds, no) for no in gone[len(tree.rounds) :]))
        )
        for tree in trees
    ]
    models = [one.partnership for one in results]
    terms = terms_of(models, [float(one.delta) for one in results], exact=False)
    return Agreed(terms, models[0].members, (side_by_side(plays), side_by_side(same), None))


# --- what is reported beside the choices ----------------------------------------------------------


def wrong_punishment(reported: Sequence[Punishment], agreed: Agreed) -> Finding:
    """Values in states, and policies, that are not those of the penal codes, game by game."""
    code, behind, size = agreed.code, agreed.kernel.afterwards, agreed.size
    plays = [one.rows for one in code.against if one.begins < len(agreed.terms.friction)]
    if code.agreed is not None:
        plays = [code.agreed.rows, *code.rows]
    policies = np.array([rows[:size] - behind.table.first_row[:size, None] for rows in plays])
    values = punishments(behind, code)[:size]
    shape, size = values.shape[:2], policies[..., 0].size
    if any(one.values.shape != shape or one.policies.size != size for one in reported):
        return claim(False, "punishment")
    given = np.stack([one.policies.reshape(len(plays), -1) for one in reported], axis=-1)
    if (given != policies).any():
        return claim(False, "punishment")
    given = np.stack([one.values for one in reported], axis=-1)
    near = behind.rounding(_tolerance.CHECK, values, given, of=behind.own.max(axis=(0, 1)))
    return Finding(np.max(abs(values - given) - near), 0, action="punishment")


def _choice(result: Evolution, policy: Any) -> Array:
    """Index of the profile in every state, from modes or tuples of actions."""
    game = result.game
    names = [profile_names(game, c) for c in range(len(game.contributes) + 1)]
    for state in _check.instance("verify", "policy", policy, dict):
        _check.position("verify", "policy", state, list(result.policy))
    choice = np.empty_like(result.choice)
    for state in result.policy:
        given = policy.get(state)
        if given is None:
            rule = f"must say what is agreed in state {state}"
            remedy = "Pass a dict with an entry for every (trust, conditions)"
            raise errors.UnknownNameError("verify", "policy", policy, rule, remedy)
        profile = (given,) * len(game.members) if isinstance(given, str) else tuple(given)
        if profile not in names:
            _check.choice("verify", "policy", profile, sorted(names))
        choice[state] = names.index(profile)
    return choice


def _words(result: Evolution, agreed: Agreed) -> list[Finding]:
    """What is reported beside the numbers."""
    alone = result.coordinator is None and result.before is None
    found = [
        claim(alone or helped_by(result), "coordinator"),
        claim(result.founding in range(len(agreed.terms.friction)), "founding"),
        claim((result.division is not None) == agreed.voluntary, "division"),
    ]
    if result.division is not None:
        whole = (abs(result.division.sum(axis=-1) - 1) <= _DIVIDED).all()
        found += [claim(bool(whole), "division"), agreed.underpaid(result.division)]
    return found


def helped_by(result: Any) -> bool:
    """Whether the coordinator of a result makes its partnership of the one without it."""
    helper, before = result.coordinator, result.before
    if helper is None or not isinstance(before, Partnership):
        return helper is before is None
    return same(helper.applied_to(before), result.partnership)
