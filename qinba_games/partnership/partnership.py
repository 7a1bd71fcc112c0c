"""A partnership of governments whose mutual trust grows with kept promises.

Every period: conditions are drawn publicly, good or bad; members contribute, idle, or leave. If
anyone leaves, everybody gets the outside value from this very period on. Otherwise member i gets
sum_j b_ij(k) over the contributors j, minus its cost if it contributes. If all contribute, friction
throws trust back with probability eps(k), otherwise trust rises by one with probability p; if
somebody idles, trust falls. See `qinba_games.evolve` for what comes of it.
"""

from __future__ import annotations

import dataclasses
import functools
import itertools
import operator
from typing import TYPE_CHECKING, Any

import numpy as np

from .. import _check, _exact, _sizes, _tolerance, errors
from ..common import concepts, html
from ..common.show import many
from ..coordinator import Coordinator, governs, refuse
from ..types import Array, ArrayLike, Number, fill, frozen, read_only
from .trust_game import TrustGame, compile_partnerships

if TYPE_CHECKING:
    from ..stochastic.stochastic_game import StochasticGame

RULES = ("none", "equal", "surplus", "proportional", "optimal", "voluntary")
_OWNER = "Partnership"


@frozen
class Partnership:
    """Parameters of a cooperation between two or more governments.

    Parameters
    ----------
    benefit : array_like, shape (K + 1, n, n), or (K + 1, 2) for two members
        `benefit[k, i, j]`: what i gains per period from j's contribution at trust k, non-decreasing
        in k, with a zero diagonal; for two members `[k, i]` will do.
    cost : float or array_like, shape (n,)
        What contributing costs each member per period.
    members : sequence of str, optional
        Names; "1", "2", ... by default.
    outside : float or array_like, shape (n,)
        What each member gets per period, for ever, once the partnership has dissolved.
    promotion : float
        Probability that trust rises by one after a period in which all contributed and no friction
        occurred.
    friction : float or array_like, shape (K + 1,)
        Probability that a period's cooperation misfires although all contributed.
    drop : int or None
        By how many levels friction or idling throws trust back; None: it ends the relation.
    detection : float
        Probability q that a breach (idling where the agreement says contribute) is found out.
    bad_times : sequence of (float, array_like) pairs
        (probability, extra cost of contributing for each member); good times have the rest.
    sharing : str or array_like, shape (n,)
        "none" (joint modes: all contribute, all idle, all leave; for all that members can do
        without payments see `payoff_set`), "equal", "surplus", "proportional" (to cost),
        "optimal" (in proportion to temptation), "voluntary" (any self-enforcing transfers), or
        fractions that sum to one.
    deposit : float or array_like, shape (n,)
        Lost by a member who is found out, a lump in payoff units.
    subsidy : float
        Paid to each member in every period in which all contribute.
    mandate : sequence of str or int, or "all"
        Members who cannot leave. They can idle; a breach of theirs is answered by the equilibrium
        that is worst for them among those that are left, not by dissolution alone.
    stake : float
        Part of the joint surplus over the outside values that a third party takes in every period
        in which all contribute, from each member in proportion to its own surplus.
    founding : int
        Trust in the first period. Every question about the partnership starts there unless it is
        given another `founding`.

    Attributes
    ----------
    n_members, levels : int
        Number of members and of trust levels, K + 1.

    Raises
    ------
    ShapeError, NotFiniteError, RangeError, ProbabilityError, UnknownNameError
        Naming the argument, the value, the rule and the remedy.

    Notes
    -----
    Perfect monitoring of actions up to `detection`; pure strategies; transfers only as `sharing`
    says. A member who contributes nothing cannot be excluded: all that can be done is to dissolve.

    Examples
    --------
    >>> import numpy as np, qinba_games as qg
    >>> trust = np.arange(5)[:, None]
    >>> qg.Partnership(np.array([1.2, 0.7]) + 0.35 * trust, 1, promotion=0.6, friction=0.05)
    Partnership(2 members, trust 0..4, sharing 'none')
    """

    _unshared = concepts.JOINT

    benefit: Array
    cost: Array
    members: tuple[str, ...]
    outside: Array
    promotion: Number
    friction: Array
    drop: int | None
    detection: Number
    bad_times: tuple[tuple[Number, Array], ...]
    sharing: Any
    deposit: Array
    subsidy: Number
    mandate: tuple[str, ...]
    stake: Number
    founding: int

    def __init__(
        self,
        benefit: ArrayLike,
        cost: ArrayLike,
        *,
        members: Any = None,
        outside: ArrayLike = 0,
        promotion: Number,
        friction: ArrayLike,
        drop: int | None = 1,
        detection: Number = 1,
        bad_times: Any = (),
        sharing: Any = "none",
        deposit: ArrayLike = 0,
        subsidy: Number = 0,
        mandate: Any = (),
        stake: Number = 0,
        founding: int = 0,
    ) -> None:
        gains = _benefit(benefit, members)
        levels, n = gains.shape[:2]
        remedy = "Use fewer levels of trust"
        _sizes.fits(_OWNER, "benefit", levels, levels, _sizes.TRUST_LEVELS, "levels", remedy)
        values: dict[str, Any] = {
            "benefit": gains,
            "cost": _check.each(_OWNER, "cost", cost, n, low=0, names=members),
            "members": _check.labels(_OWNER, "members", members, n),
            "outside": _check.each(_OWNER, "outside", outside, n, names=members),
            "promotion": _check.probability(_OWNER, "promotion", promotion),
            "friction": _check.each(_OWNER, "friction", friction, levels),
            "drop": None if drop is None else _check.integer(_OWNER, "drop", drop, low=1),
            "detection": _check.probability(_OWNER, "detection", detection),
            "bad_times": _bad_times(bad_times, n, members),
            "sharing": _sharing(sharing, n, members),
            "deposit": _check.each(_OWNER, "deposit", deposit, n, low=0, names=members),
            "subsidy": _check.number(_OWNER, "subsidy", subsidy, low=0),
            "stake": _check.probability(_OWNER, "stake", stake),
            "founding": _check.integer(_OWNER, "founding", founding, high=levels - 1),
        }
        if isinstance(values["sharing"], str) and values["sharing"] == "voluntary":
            most, remedy = _sizes.CONTRIBUTORS, "Group members into blocs, or use a fixed rule"
            what = "members, of whom any may contribute without the others,"
            _sizes.fits(_OWNER, "sharing", n, n, most, what, remedy)
        for value in values["friction"]:
            _check.probability(_OWNER, "friction", value)
        values["mandate"] = _check.subset(_OWNER, "mandate", mandate, values["members"])
        fill(self, **values)

    @property
    def n_members(self) -> int:
        """Number of members."""
        return int(self.benefit.shape[1])

    @property
    def levels(self) -> int:
        """Number of trust levels, K + 1."""
        return int(self.benefit.shape[0])

    @functools.cached_property
    def exact(self) -> bool:
        """True if every parameter is rational."""
        numbers: list[Any] = [self.benefit, self.cost, self.outside, self.friction, self.deposit]
        numbers += [self.promotion, self.detection, self.subsidy, self.stake]
        numbers += [part for pair in self.bad_times for part in pair]
        rule = [] if isinstance(self.sharing, str) else [self.sharing]
        return all(map(_tolerance.is_exact, numbers + rule))

    def to_trust_game(self) -> TrustGame:
        """Return the arrays that solvers work on (a batch of one)."""
        return compile_partnerships([self])

    def to_game(self) -> StochasticGame:
        """Return the same relation as a plain stochastic game.

        States are (trust, conditions) pairs and "dissolved", actions "contribute", "idle" and
        (unless it is mandated) "leave".

        Raises
        ------
        NotApplicableError
            If breaches can go unnoticed, or a deposit or subsidy depends on what was agreed: then
            payoffs depend on the agreement, not on actions alone. Also for a fixed sharing rule.

        Examples
        --------
        >>> import qinba_games as qg
        >>> pair = qg.Partnership([[3, 2]], 1, promotion=1, friction=0)
        >>> pair.to_game().states
        ((0, 0), 'dissolved')
        """
        return _to_game(self)

    def _repr_html_(self) -> str:
        together = self.benefit.sum(axis=2).T.tolist()
        gains = {f"{name} gains": row for name, row in zip(self.members, together, strict=True)}
        terms = {
            "member": list(self.members),
            "cost": self.cost.tolist(),
            "outside": self.outside.tolist(),
        }
        levels = {"trust": list(range(self.levels)), **gains, "friction": self.friction.tolist()}
        return html.table(
            f"{self!r}: what each gains per period if all contribute", levels
        ) + html.table("What contributing costs, and what each has outside", terms)

    def __repr__(self) -> str:
        rule = self.sharing if isinstance(self.sharing, str) else tuple(self.sharing.tolist())
        size = f"{many(self.n_members, 'member')}, trust 0..{self.levels - 1}"
        start = f", founding {self.founding}" if self.founding else ""
        return f"Partnership({size}, sharing {rule!r}{start})"


def _benefit(given: Any, members: Any) -> Array:
    gains = _check.array(_OWNER, "benefit", given, names={1: members})
    if gains.ndim == 2 and gains.shape[1] == 2:
        full = np.zeros((len(gains), 2, 2), dtype=gains.dtype)
        full[:, 0, 1], full[:, 1, 0] = gains[:, 0], gains[:, 1]
        gains = full if gains.dtype != object else _exact.fractions(full)
    if gains.ndim != 3 or gains.shape[1] != gains.shape[2]:
        rule = "must have shape (K + 1, n, n), or (K + 1, 2) for two members"
        remedy = "Give benefit[k, i, j]: to i from j's contribution at trust k"
        raise errors.ShapeError(_OWNER, "benefit", gains.shape, rule, remedy)
    if gains.shape[0] < 1 or gains.shape[1] < 2:
        rule = "a partnership has at least one trust level and two members"
        remedy = "Pass benefits for K + 1 >= 1 levels and n >= 2 members"
        raise errors.EmptyGameError(_OWNER, "benefit", gains.shape, rule, remedy)
    own = gains[:, range(gains.shape[1]), range(gains.shape[1])]
    if np.any(own != 0):
        rule = "the diagonal must be zero: no member is its own partner"
        remedy = "Set benefit[:, i, i] = 0 and subtract a member's own gain from its cost"
        raise errors.RangeError(_OWNER, "benefit", own.max(), rule, remedy)
    if np.any(np.diff(gains, axis=0) < 0):
        rule = "benefits must not fall when trust rises"
        remedy = "Sort the levels so that benefit[k] is non-decreasing in k"
        raise errors.RangeError(_OWNER, "benefit", np.diff(gains, axis=0).min(), rule, remedy)
    return gains


def _bad_times(given: Any, n: int, members: Any) -> tuple[tuple[Number, Array], ...]:
    of, remedy = "(probability, extra costs) pairs", "Pass for example [(0.2, (0.6, 0.6))]"
    listed = _check.sequence(_OWNER, "bad_times", given, of, remedy)
    try:
        pairs = [(probability, extra) for probability, extra in listed]
    except Exception as error:
        rule = f"must be a sequence of {of}"
        raise errors.ShapeError(_OWNER, "bad_times", given, rule, remedy) from error
    clean = tuple(
        (
            _check.probability(_OWNER, "bad_times", probability),
            read_only(_check.each(_OWNER, "bad_times", extra, n, low=0, names=members)),
        )
        for probability, extra in pairs
    )
    total = sum(probability for probability, _ in clean)
    if total > 1 + _tolerance.PROBABILITY:
        rule = "the probabilities of bad times sum to at most one"
        remedy = "Lower them; what is left over is the probability of good times"
        raise errors.ProbabilityError(_OWNER, "bad_times", total, rule, remedy)
    return clean


def _sharing(given: Any, n: int, members: Any) -> Any:
    if isinstance(given, str):
        return _check.choice(_OWNER, "sharing", given, RULES)
    fractions = _check.array(_OWNER, "sharing", given, shape=(n,), names=members)
    return _check.distribution(_OWNER, "sharing", fractions)


def _to_game(model: Partnership) -> StochasticGame:
    plain = model.detection == 1 and model.subsidy == 0 and not np.any(model.deposit != 0)
    shared = not isinstance(model.sharing, str) or model.sharing not in ("none", "voluntary")
    if shared or not plain:
        rule = "payoffs must depend on actions alone: detection 1, no deposit, subsidy or rule"
        remedy = "Use evolve, which knows what was agreed"
        named = "sharing" if shared else "detection"
        value = getattr(model, named)
        raise errors.NotApplicableError("Partnership.to_game", named, value, rule, remedy)
    from ..stochastic.stochastic_game import StochasticGame

    arrays = model.to_trust_game()
    move, chance = arrays.move[0], arrays.chance[0]
    extra = [0 * model.cost, *(h for _, h in model.bad_times)]
    levels, everyone = model.levels, range(model.n_members)
    lasting, names = list(itertools.product(range(levels), range(len(chance)))), model.members

    def actions(state: Any) -> list[list[str]]:
        if state == "dissolved":
            return [["out"] for _ in everyone]
        mandates = (name in model.mandate for name in names)
        return [["contribute", "idle", *([] if bound else ["leave"])] for bound in mandates]

    def payoffs(state: Any, profile: tuple[str, ...]) -> list[Any]:
        if state == "dissolved" or "leave" in profile:
            return list(model.outside)
        trust, conditions = state
        if set(profile) == {"contribute"}:
            return list(arrays.flow[0, trust, conditions, 0])  # after what a third party takes
        here = [j for j in everyone if profile[j] == "contribute"]
        own = [model.cost[i] + extra[conditions][i] if i in here else 0 for i in everyone]
        return [sum(model.benefit[trust, i, j] for j in here) - own[i] for i in everyone]

    def transitions(state: Any, profile: tuple[str, ...]) -> dict[Any, Any]:
        if state == "dissolved" or "leave" in profile:
            return {"dissolved": 1}
        row = move[0 if set(profile) == {"contribute"} else 1, state[0]]
        return {"dissolved": row[-1]} | {(k, t): row[k] * chance[t] for k, t in lasting}

    states = [*lasting, "dissolved"]
    return StochasticGame.from_functions(states, actions, payoffs, transitions, players=names)


# --- when a third party is at work ----------------------------------------------------------------

_APPLIED = "Coordinator.applied_to"
#: What a partnership can have settled itself.
_SETTLED = ("sharing", "deposit", "subsidy", "mandate", "stake")
_ONCE = "Use correlated(stage), which asks what a mediator can recommend in a game played once"
_REFUSED = {"recommendation": ("a partnership is no game played once", _ONCE)}


@governs(Partnership)
def _partnership(model: Partnership, coordinator: Coordinator) -> Partnership:
    refuse(coordinator, _REFUSED)
    kappa, changes = coordinator.credibility, dict[str, Any]()
    for name in coordinator.capacities:
        if name in _SETTLED:
            _must_be_free(name, getattr(model, name))
            changes[name] = getattr(coordinator, name)
    if "sharing" in changes:
        changes["sharing"] = "voluntary"
    if "deposit" in changes:
        lost = kappa * coordinator.deposit
        changes["deposit"] = _check.each("Partnership", "deposit", lost, model.n_members, low=0)
    if "mandate" in changes:
        changes["mandate"] = _check.subset(_APPLIED, "mandate", coordinator.mandate, model.members)
    if coordinator.monitoring != 0:
        missed = (1 - model.detection) * (1 - kappa * coordinator.monitoring)
        changes["detection"] = _check.probability("Partnership", "detection", 1 - missed)
    if coordinator.mediation != 0:
        friction = model.friction * (1 - kappa * coordinator.mediation)
        changes["friction"] = _check.each("Partnership", "friction", friction, model.levels)
    return _changed(model, changes)


def _changed(model: Partnership, changes: dict[str, Any]) -> Partnership:
    """A partnership with other numbers that are known to be right; the rest is not read again."""
    # Thousands of pairs are helped at once, and reading a partnership costs more than helping it.
    changed = object.__new__(Partnership)
    vars(changed).update(zip(_FIELDS, _numbers_of(vars(model)), strict=True))
    fill(changed, **changes)
    return changed


_FIELDS = tuple(field.name for field in dataclasses.fields(Partnership))
_numbers_of = operator.itemgetter(*_FIELDS)


def _must_be_free(name: str, own: Any) -> None:
    """Check that the partnership says nothing itself of what the coordinator brings."""
    if name == "sharing":
        free = isinstance(own, str) and own in ("none", "voluntary")
    else:
        free = len(own) == 0 if isinstance(own, tuple) else not np.any(np.asarray(own) != 0)
    if not free:
        rule = f"the partnership already has its own {name}"
        remedy = f"Drop {name} from the partnership or from the coordinator"
        raise errors.NotApplicableError(_APPLIED, name, own, rule, remedy)


def governed(partnership: Partnership, sharing: Any, coordinator: Any) -> Partnership:
    """The partnership under a sharing rule and a coordinator that do not contradict each other."""
    if _check.optional("evolve", "coordinator", coordinator, Coordinator) is not None:
        settles = isinstance(sharing, str) and sharing == "voluntary"
        if coordinator.sharing and sharing is not None and not settles:
            rule = "contradicts a coordinator who settles shares by voluntary transfers"
            remedy = "Leave sharing out, or use a Coordinator without sharing"
            raise errors.NotApplicableError("evolve", "sharing", sharing, rule, remedy)
    if sharing is not None:
        if isinstance(sharing, str):
            _check.choice("evolve", "sharing", sharing, RULES)
        partnership = dataclasses.replace(partnership, sharing=sharing)
    return partnership if coordinator is None else coordinator.applied_to(partnership)
