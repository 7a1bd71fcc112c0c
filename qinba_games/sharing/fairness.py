"""What does fairness cost in stability? Sharing rules beside the shares that hold longest."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any

from .. import _check, _exact, _sizes, _tolerance, errors
from ..common.register import finds
from ..cooperative.coalitions import coalition_sums
from ..cooperative.nucleolus import as_level
from ..cooperative.results import LEXICOGRAPHIC, Level
from ..cooperative.separable_costs import ends
from ..cooperative.solvers import marginal_values as marginal
from ..cooperative.solvers import nucleolus as lexicographic
from ..cooperative.solvers.separable_costs import separable
from ..cooperative.tu_game import TUGame
from ..partnership.partnership import Partnership
from ..partnership.selection import TOLERANCE
from ..repeated.relation import Relation
from ..repeated.results.patience import CriticalDiscount
from ..repeated.solvers.shares import divide, member_thresholds, optimal_threshold, temptation
from ..repeated.solvers.thresholds import binding_members
from ..types import Array, ArrayLike, read_only
from ..verify.door import certified
from .fairness_over_trust import by_trust, least_with_any_shares, shares_at
from .read_relation import MODELS, is_one_relation, relation_of, with_names, worths_of
from .results import Division, Fairness, FairnessRow
from .rules import RULES, SIMPLE, allocation


def fairness(
    model: Any,
    *,
    rules: Iterable[str] | None = None,
    shares: Mapping[str, ArrayLike] | None = None,
    profile: Any = None,
    trust: int | None = None,
    founding: int | None = None,
) -> Fairness:
    r"""Set the patience that each sharing rule needs against how fair it is.

    Under shares x member i keeps the agreement from δ_i = (d_i - x_i) / (d_i - w_i) on, and the
    rule from δ* = max δ_i. No rule needs less than δ*_opt = (D - G) / (D - W); the difference is
    the rule's *price of fairness*. With friction eps, detection q, deposit B and subsidy s,
    δ_i = ρ_i / (1 - eps), ρ_i = gain / (gain + q (x_i + s - w_i)), gain = d_i - x_i - q (s + B_i).

    Parameters
    ----------
    model : RepeatedGame, StageGame, Partnership, Agreement, SymmetricAgreement or Relation
        A stage game is repeated without a way out: breaking the agreement is followed by the pure
        stage equilibrium that is worst for whoever broke it. An agreement is divided among those
        who sign: d_i is what i gets in a period in which the others sign without it (announced
        breaches, see `repeated_agreement`), or w_i, its payoff when nobody signs, if that is more.
    rules : iterable of str, optional
        Of those that `share` knows for this model; by default all that have an answer, without
        "alternate cost avoided": it is "scrb", since worths are net of benefits here.
    shares : mapping of str to array_like, shape (n,), optional
        Further divisions by name, such as the ones that governments have agreed on: what each
        member gets per period, adding up to the joint payoff.
    profile : tuple, optional
        The agreed profile of a game; by default, of those with the largest joint payoff, the one
        that the best shares sustain first. Of an agreement, the signatories, by names or indices;
        everybody by default.
    trust : int, optional
        Level of a partnership's trust at which shares and distances are read, in good times; the
        highest by default.
    founding : int, optional
        In place of the partnership's own. With trust levels or bad times: δ* is the least discount
        factor at which this level is weak or strong. "none", "equal", "surplus",
        "proportional" and "optimal" are applied to the sum of every state; other rules as the
        constant fractions that their shares at `trust` are.

    Returns
    -------
    Fairness
        Concept "fixed-sharing SPE (grim)" (with detection below 1, "fixed-sharing PPE (grim)"):
        closed forms, exact for rational input. With trust levels or bad times "Markov SPE, joint
        modes": found numerically, and `delta_opt` is a bound that no fixed shares beat, even such
        as depend on trust and conditions; "optimal", which looks at one state at a time, may miss
        it.

    Raises
    ------
    NotApplicableError
        If a rule that was asked for has no answer here, or fractions would be negative.
    NoEquilibriumError
        If members cannot leave and there is no pure stage equilibrium to revert to.
    UnknownNameError, RangeError, ShapeError, InputTypeError

    References
    ----------
    J. W. Friedman (1971), "A non-cooperative equilibrium for supergames", Review of Economic
    Studies 38, 1-12, for reversion; L. S. Shapley (1953), "A value for n-person games",
    Contributions to the Theory of Games II, Princeton University Press, 307-317.

    Examples
    --------
    Three unequal governments; the largest of them has most to gain from going alone:

    >>> import qinba_games as qg
    >>> from qinba_games import sharing
    >>> benefit = [[[0, 3, 1], [2, 0, 1], [2, 1, 0]]]
    >>> group = qg.Partnership(benefit, [3, 1, 1], outside=[0, 0, 0], promotion=1, friction=0)
    >>> found = sharing.fairness(group, rules=["none", "equal", "shapley", "optimal"])
    >>> found
    Fairness(least delta of any shares 1/2; none 3/4, equal 7/12, shapley 5/9, optimal 1/2)
    >>> print(found["shapley"].price, found["shapley"].binding, found["optimal"].from_shapley)
    1/18 ('3',) 1/3
    """
    model = with_names(_check.instance("fairness", "model", model, MODELS))
    relation, agreed, level = relation_of("fairness", model, profile, trust)
    founded, steady = isinstance(model, Partnership), is_one_relation(model)
    if not steady and not model.exact:  # chances of trust to change may be floats alone
        relation = relation.as_floats()
    if not founded:
        remedy = "Leave it out: only a partnership has trust"
        _check.without("fairness", "founding", founding, remedy, default=0)
    start = _check.founding_trust("fairness", model, founding) if founded else 0
    further = _further(relation, shares)
    worths = worths_of("fairness", model, relation, level)
    if not all(map(_tolerance.is_exact, [worths.values, *further.values()])):
        relation = relation.as_floats()
    names = None
    if rules is not None:
        one = isinstance(rules, str)
        given = [rules] if one else _check.sequence("fairness", "rules", rules, "names of rules")
        names = [_check.choice("fairness", "rules", rule, RULES) for rule in given]
    divisions = _divisions(relation, worths, names)
    all_shares = {**{rule: x for rule, (x, _) in divisions.items()}, **further}
    levels = {rule: proof for rule, (_, proof) in divisions.items()}
    thresholds: dict[str, CriticalDiscount] = {}
    if steady:
        best = optimal_threshold(relation)
        need = {
            name: (x, best if name == "optimal" else max(member_thresholds(relation, x)))
            for name, x in all_shares.items()
        }
    else:
        best = least_with_any_shares(model, start)
        thresholds = by_trust(model, relation, all_shares, start, {*(names or ()), *further})
        need = {
            name: (shares_at(own, level or 0), own.intervals.least)
            for name, own in thresholds.items()
        }
    answer = Fairness(
        model=model,
        relation=relation,
        profile=agreed,
        trust=level,
        founding=start if founded else None,
        worths=worths,
        divisions=tuple(
            Division(rule=name, shares=read_only(x), delta=delta, levels=levels.get(name, ()))
            for name, (x, delta) in need.items()
        ),
        delta_opt=best,
        thresholds=tuple(thresholds.values()),
        tolerance=0 if steady else TOLERANCE,
        exact=steady and relation.exact,
        proven=all(need.proven for need in thresholds.values()),
        own=tuple(further),
    )
    if steady and not relation.exact and _sizes.is_too_far(relation):
        _as_fractions_say(answer, worths, further)
    return certified(answer)


def _as_fractions_say(answer: Fairness, worths: TUGame, further: dict[str, Array]) -> None:
    """Refuse an answer in floats that the decimals which they stand for do not give."""
    terms = {field.name: getattr(answer.relation, field.name) for field in fields(Relation)}
    decimals = {name: _exact.decimals(value) for name, value in terms.items() if name != "worths"}
    values = _exact.decimals(worths.values)
    values[-1] = Relation(**decimals).joint  # of which sums in floats are off
    twin = Relation(**decimals, worths=TUGame(values, players=worths.players))
    shares = {name: _exact.decimals(x) for name, x in further.items()}
    rules = [row.rule for row in answer.rows if row.rule not in further]
    try:
        rows = fairness(twin, rules=rules, shares=shares or None).rows
    except errors.QinbaGamesError:  # what floats divide fractions do not
        rows = ()
    if len(rows) < len(answer.rows):
        _sizes.refuse(answer.relation, "Fairness")
    for one, same in zip(answer.rows, rows, strict=True):
        near = one.delta == same.delta or abs(one.delta - same.delta) <= 10 * _tolerance.DISCOUNT
        if one.rule != same.rule or not near or one.binding != same.binding:
            _sizes.refuse(answer.relation, "Fairness")


def _further(relation: Relation, shares: Any) -> dict[str, Array]:
    """Divisions given by name, each adding up to the joint payoff."""
    if shares is None:
        return {}
    divisions, members = {}, relation.members
    for name, given in _check.instance("fairness", "shares", shares, Mapping).items():
        if name in RULES:
            rule = "this is the name of a rule, whose row must hold what the rule gives"
            remedy = "Choose another name for shares of your own"
            raise errors.RangeError("fairness", "shares", name, rule, remedy)
        x = _check.array("fairness", "shares", given, shape=(len(members),), names=members)
        slack = _tolerance.check(relation.payoffs, x)
        what = f"the joint payoff under the name '{name}'"
        divisions[str(name)] = _check.adds_up("fairness", "shares", x, relation.joint, slack, what)
    return divisions


def _divisions(
    relation: Relation, worths: TUGame, names: list[str] | None
) -> dict[str, tuple[Array, tuple[Level, ...]]]:
    """Shares under every rule; of all rules, if none is named, those that have an answer."""
    # And what shows that a nucleolus is one.
    divisions = dict[str, tuple[Array, tuple[Level, ...]]]()
    # Of worths that are net of benefits the last rule is the one before it.
    for rule in RULES[:-1] if names is None else names:
        levels: tuple[Level, ...] = ()
        if rule in LEXICOGRAPHIC:
            shares, levels = _nucleolus(worths, rule)
        else:
            shares = _payoffs(relation, worths, rule)
        if shares is not None:
            divisions[rule] = shares, levels
        elif names is not None:
            allocation(relation, rule, lambda: worths)  # says why there is no answer
    return divisions


def _payoffs(relation: Relation, worths: TUGame, rule: str) -> Array | None:
    """What a rule gives, not certified; None if it has no answer."""
    if rule in SIMPLE:
        costs = relation.cost is not None and relation.cost.sum() > 0
        return divide(relation, rule) if costs or rule != "proportional" else None
    values = worths.values
    if rule == "shapley":
        return marginal.shapley(values)
    if rule == "tau":
        return marginal.tau_value(values) if marginal.is_quasi_balanced(values) else None
    return separable(*ends(worths))


def _nucleolus(worths: TUGame, rule: str) -> tuple[Array | None, tuple[Level, ...]]:
    """The same of a nucleolus, with its levels."""
    per_capita, imputations = LEXICOGRAPHIC[rule]
    if imputations and not lexicographic.has_imputations(worths.values):
        return None, ()
    x, levels = lexicographic.nucleolus(
        worths.values, per_capita=per_capita, imputations=imputations
    )
    return x + 0, tuple(as_level(worths, level) for level in levels)


def _thresholds(relation: Relation, rule: str, shares: Array, best: Any) -> list[Any]:
    """Least patience at which each member keeps the agreement."""
    if rule == "optimal" and best < math.inf:
        # Members hardly tempted need as much as the others, but their shares do not show it well.
        return [best if over > relation.tie else 0 for over in temptation(relation)]
    return member_thresholds(relation, shares)


@finds(Fairness, "rows")
def _rows_of(answer: Fairness) -> tuple[FairnessRow, ...]:
    """What each division costs in patience, who binds, and how far it is from what is fair."""
    relation, best, worths = answer.relation, answer.delta_opt, answer.worths.values
    names, fair = relation.members, marginal.shapley(worths)

    def binding(k: int, one: Division) -> tuple[str, ...]:
        if answer.thresholds:
            return answer.thresholds[k].binding or ()
        members = _thresholds(relation, one.rule, one.shares, best)
        return binding_members(names, members, one.delta, exact=relation.exact)

    return tuple(
        FairnessRow(
            **vars(one),
            price=None if best == math.inf else one.delta - best,
            binding=binding(k, one),
            # What changes hands between two divisions of the same sum.
            from_shapley=abs(one.shares - fair).sum() / 2,
            from_equality=abs(one.shares - relation.joint / relation.n_members).sum() / 2,
            from_core=max([0 * one.shares[0], *(worths - coalition_sums(one.shares))[1:-1]]),
        )
        for k, one in enumerate(answer.divisions)
    )
