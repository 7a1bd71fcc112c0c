"""Certificate of an `Evolution`: the kernel reads its play, its punishments and its record.

Everything else that is reported follows from what is agreed on, and is worked out once more. The
table is read off the parameters once more (`proof`), for many partnerships of one shape at once.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from ... import _check, _exact, _tolerance, errors
from ..._sizes import is_far
from ...certify.kernel import Gap, Kernel
from ...certify.play import Account, beside, equilibrium, punishments, table_numbers, worth_of
from ...certify.record import OPEN, at_most, both_sides
from ...common.register import checks, checks_together
from ...game.table import Table, of_games, side_by_side
from ...game.witness import Round
from ...types import Array, Certificate
from ...verify.findings import Finding, claim, extended, same, verdict
from ..partnership import Partnership
from ..proof import Terms, period_of, table_from, terms_of
from ..results.evolution import Evolution, profile_names
from ..results.punishment import Punishment
from ..trust_game import shape_of

#: By how much parts of a whole may miss it.
_DIVIDED = 1e-9
#: Partnerships of more rows are read anew every time.
_SMALL = 2048


class Gains(NamedTuple):
    """What one-shot deviations bring, shape (states, members or 1, N); -inf where there is none."""

    # A breach that is found out with probability q is a reply of the table whose gain counts 1/q
    # times; here it counts as it is. Where members pay each other all have one gain together.
    size: Array
    near: Array  #: what is rounding


def _said_by(model: Partnership) -> tuple[Any, ...]:
    """All that `terms_of` reads of a partnership: equal where that is equal."""
    more = (part for pair in model.bad_times for part in pair)
    numbers = (model.benefit, model.cost, model.friction, model.outside, model.deposit)
    plain = (model.promotion, model.detection, model.subsidy, model.stake, model.drop)
    rest = (*numbers, *more, model.sharing)
    return (*map(_plain, rest), *plain, model.mandate, model.members)


def _plain(value: Any) -> Any:
    """An array as its entries and its shape."""
    if not isinstance(value, np.ndarray):
        return value
    if value.dtype == object:
        return value.shape, *value.ravel().tolist()
    return value.shape, value.dtype.char, value.tobytes()


class _ModelKey:
    """A partnership; equal to another one that says the same, in the same arithmetic."""

    def __init__(self, model: Partnership, *, exact: bool) -> None:
        levels, n = model.benefit.shape[:2]
        self.model, self.exact, self.said = model, exact, (_said_by(model), exact)
        self.small = levels * (1 + len(model.bad_times)) * 2**n <= _SMALL

    def __hash__(self) -> int:
        return hash(self.said)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ModelKey) and self.said == other.said


def read(model: Partnership, delta: Any, *, exact: bool) -> tuple[Terms, Kernel]:
    """What a partnership says, and its kernel; the last ones, if they are small, are remembered."""
    key = _ModelKey(model, exact=exact)
    terms, kernel = (_at if key.small else _at.__wrapped__)(key, delta)
    return terms, kernel.anew()


@functools.lru_cache(maxsize=32)
def _at(key: _ModelKey, delta: Any) -> tuple[Terms, Kernel]:
    terms, table = (_read if key.small else _read.__wrapped__)(key)
    patience = _exact.as_numbers([delta], key.exact)
    return terms._replace(delta=patience), Kernel(table.at(patience))


@functools.lru_cache(maxsize=8)
def _read(key: _ModelKey) -> tuple[Terms, Table]:
    terms = terms_of([key.model], [0], exact=key.exact)
    return terms, table_from(terms)


class AgreedPlay:
    """What is agreed on in N partnerships of one shape, by its witness or found anew."""

    def __init__(
        self,
        terms: Terms,
        members: Sequence[str],
        witness: Sequence[Any],
        choice: Array | None = None,
        kernel: Kernel | None = None,
    ) -> None:
        self.terms, self.members, self.own = terms, members, choice is None
        self.kernel = kernel or Kernel(table_from(terms))
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

    @functools.cached_property
    def _sides(self) -> tuple[Account | None, list[Gap], list[Gap]]:
        return both_sides(self.kernel, self.play, self.tree, self.code)

    @functools.cached_property
    def account(self) -> Account:
        """What is played, beside its values as they are reported."""
        return (self.own and self._sides[0]) or Account(self.kernel, self.play)

    def against(self) -> list[Gap]:
        """What speaks against its being an equilibrium."""
        return self._sides[1] if self.own else [*equilibrium(self.kernel, self.play, self.code)]

    def better(self) -> tuple[list[Gap], Array]:
        """What speaks against its record, and by how much something may be better in each game."""
        refused, excess = list[Gap](), 0 * self.kernel.table.delta
        for one in self._sides[2]:
            if one.what not in OPEN:
                refused.append(one)
            elif not one.size <= one.allowed:
                excess[one.game] = max(excess[one.game], at_most(one))
        return refused, excess

    @functools.cached_property
    def gains(self) -> Gains:
        """What deviations on the path bring."""
        values, broken = self.account.values, self.account.agreed
        gap, near = broken.gap[: self.size], broken.rounding
        if np.shape(near) != broken.gap.shape:
            near = np.broadcast_to(near, broken.gap.shape)
        if self.voluntary or (self.terms.detection == 1).all():
            return Gains(table_numbers(self.kernel, values, gap), near[: self.size])
        other, breach = beside(self.kernel, values, self.rows)
        breach = np.where(breach > -np.inf, self.terms.detection * breach, -np.inf)
        size = np.where(gap > -np.inf, np.maximum(other, breach), -np.inf)
        return Gains(size, near[: self.size])

    def take(self, k: int) -> AgreedPlay:
        """One of the partnerships."""
        part = object.__new__(AgreedPlay)
        vars(part).update(vars(self), kernel=self.kernel.take([k]))
        part.terms, part.rows = self.terms.some([k]), self.rows[:, [k]]
        part.play = of_games(self.play, [k])
        part.account = Account(part.kernel, part.play)
        part.gains = of_games(self.gains, [k])
        return part

    def largest(self, game: int = 0, which: Sequence[int] | None = None) -> Finding:
        """The deviation in a game that gains most; `which` are the numbers of the partnerships."""
        size, near = self.gains.size[..., game], self.gains.near[..., game]
        at = divmod(int((size - near).argmax()), size.shape[1])
        stays = self.kernel.table.rows.waits[self.rows[at[0], game]]
        member: str | None = self.members[at[1]]
        action = "leave"
        if self.voluntary:
            member, action = None, "any"
        elif self._breached(at[0], at[1], game):
            action = "idle"
        elif not stays and size[at] > 0:
            action = "stay"
        state: Any = divmod(at[0], self.times)
        state = state if which is None else (int(which[game]), state)
        return Finding(size[at], near.item(at), member, state, action)

    def undetectable_breach(self) -> Finding | None:
        """The breach that saves most where none is ever found out; else None."""
        if (self.terms.detection > 0).any():
            return None
        saved = period_of(self.terms).saved[..., 0].reshape(self.size, -1, len(self.members))
        choice = self.rows[:, 0] - self.kernel.table.first_row[: self.size]
        there = np.flatnonzero(choice < saved.shape[1])  # the others leave
        gain = (1 - self.terms.delta[0]) * saved[there, choice[there]]
        if self.voluntary:
            gain = np.maximum(gain, 0).sum(axis=1, keepdims=True)
        if not (gain > 0).any():
            return None
        at, member = divmod(int(gain.argmax()), gain.shape[1])
        state = divmod(int(there[at]), self.times)
        name, action = (None, "any") if self.voluntary else (self.members[member], "idle")
        return Finding(gain[at, member], 0, name, state, action)

    def _breached(self, state: int, member: int, game: int) -> bool:
        """Whether a member does best by a breach, instead of an exit, in a state."""
        kernel, table, values = self.kernel, self.kernel.table, self.account.values
        row = self.rows[state, game]
        menu = table.menu[row, member]
        here = slice(table.first[menu], table.first[menu + 1])
        gains = kernel.replies(values)[here, game] - kernel.worth(values)[row, member, game]
        breaches = kernel.breaches[here]
        other, breach = (gains[some].max(initial=-np.inf) for some in (~breaches, breaches))
        return bool(self.terms.detection[game] * breach >= other)

    def named(self, gap: Gap, which: Sequence[int] | None = None) -> Finding:
        """What fails, in words, and where."""
        if gap.what != "agreed":
            place = None if which is None else (int(which[gap.game]), None)
            return Finding(gap.size, gap.allowed, state=place, action=gap.what)
        most = self.largest(gap.game, which)
        # A breach that is hardly ever found out gains hardly more than what is rounding.
        fails = gap.size > gap.allowed and not most.gain > most.allowed
        return most._replace(gain=gap.size, allowed=gap.allowed) if fails else most

    def underpaid(self, division: Array) -> Finding:
        """Whether a member of one partnership gains by anything but to comply for its part."""
        kernel, table, rows = self.kernel, self.kernel.table, self.rows[:, 0]
        stays = table.rows.waits[rows, None]
        menu = np.where(stays, table.menu[rows], 0)
        first = table.first[menu]
        values = self.account.values
        parts = kernel.replies(values), kernel.best(values), kernel.worth(values)
        reply, best, worth = (table_numbers(kernel, values, part)[:, ..., 0] for part in parts)
        # After leaving, for whom it is free, comes to comply and not to pay.
        comply, best, total = reply[first + ~table.replies.waits[first]], best[menu], worth[rows]
        promised = comply + division * (total - comply.sum(axis=1, keepdims=True))
        whole = abs(best).sum(axis=1, keepdims=True)
        of = 0 if kernel.exact else 4 * self.account.sizes[: self.size, :, 0]
        near = np.broadcast_to(kernel.rounding(_tolerance.CHECK, whole, total, of=of), best.shape)
        gap = np.where(stays, best - promised, 0)
        at = divmod(int((gap - near).argmax()), gap.shape[1])
        state = divmod(at[0], self.times)
        return Finding(gap[at], near[at], self.members[at[1]], state, "division")


@checks(Evolution)
def _certify_evolution(
    result: Evolution, policy: Any = None, *, known: AgreedPlay | None = None
) -> Certificate:
    """Largest gain of any member from one deviation: breach, leave, or refuse to pay.

    `policy`, {(trust, conditions): mode or tuple of actions}, is judged in place of its own;
    `known`: the kernel has read it beside others, and nothing is better.
    """
    model, own = result.partnership, policy is None
    exact = model.exact and _exact.is_rational(result.delta)
    terms, kernel = (known.terms, known.kernel) if known else read(model, result.delta, exact=exact)
    if (result.punishment is not None) != terms.bound.any():
        return verdict([claim(False, "punishment")], exact=exact, tolerance=0)
    choice = None if own else _choice(result, policy)[None]
    agreed = known or AgreedPlay(terms, model.members, result.witness, choice, kernel)
    findings = [agreed.named(gap) for gap in agreed.against()] if not known else [agreed.largest()]
    if result.punishment is not None:
        findings.append(wrong_punishment([result.punishment], agreed))
    if not own:
        breach = agreed.undetectable_breach()
        return verdict([breach] if breach else findings, exact=exact)
    findings += [claim(result.exact == exact, "exact"), *_words(result, agreed)]
    certificate = verdict(findings, exact=exact)
    if not certificate.inside:
        return certificate
    refused, excess = ([], [0]) if known else agreed.better()
    if any(not gap.size <= gap.allowed for gap in refused):
        return verdict([*findings, *map(agreed.named, refused)], exact=exact)
    outside = True if not excess[0] > 0 else False if result.proven else None
    return extended(certificate, outside=outside, gap=excess[0], proven=not excess[0] > 0)


@checks_together(Evolution)
def _single_checks(results: Sequence[Evolution]) -> list[Callable[..., Certificate]]:
    """The check of each, without what the kernel shows of many; what it does not, alone."""
    checkers: list[Callable[..., Certificate]] = [_certify_evolution] * len(results)
    shapes: dict[Any, list[int]] = {}
    for k, one in enumerate(results):
        tree, code = one.witness[1:]
        # Floats tell, all can leave, and the record has no branches.
        if not one.exact and not is_far(one.partnership) and code is None and tree.at is None:
            shapes.setdefault(shape_of(one.partnership), []).append(k)
    for few in shapes.values():
        agreed = read_together([results[k] for k in few])
        gaps = agreed.against()
        refused, excess = agreed.better()
        if all(gap.size <= gap.allowed for gap in (*gaps, *refused)) and not excess.any():
            for place, k in enumerate(few):
                checkers[k] = functools.partial(_certify_evolution, known=agreed.take(place))
    return checkers


def read_together(results: Sequence[Evolution]) -> AgreedPlay:
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
    witness = side_by_side(plays), side_by_side(same), None
    return AgreedPlay(terms, models[0].members, witness)


# --- what is reported beside the choices ----------------------------------------------------------


def wrong_punishment(reported: Sequence[Punishment], agreed: AgreedPlay) -> Finding:
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


def _words(result: Evolution, agreed: AgreedPlay) -> list[Finding]:
    """What is reported beside the numbers."""
    alone = result.coordinator is None and result.before is None
    findings = [
        claim(alone or helped_by(result), "coordinator"),
        claim(result.founding in range(len(agreed.terms.friction)), "founding"),
        claim((result.division is not None) == agreed.voluntary, "division"),
    ]
    if result.division is not None:
        whole = (abs(result.division.sum(axis=-1) - 1) <= _DIVIDED).all()
        findings += [claim(bool(whole), "division"), agreed.underpaid(result.division)]
    return findings


def helped_by(result: Any) -> bool:
    """Whether the coordinator of a result makes its partnership of the one without it."""
    helper, before = result.coordinator, result.before
    if helper is None or not isinstance(before, Partnership):
        return helper is before is None
    return same(helper.applied_to(before), result.partnership)
