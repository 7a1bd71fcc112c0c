"""Games, partnerships and agreements read as one relation: what is shared, what a breach brings."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import _check, _exact, errors
from ..agreements.agreement import Agreement, check_several_sign
from ..agreements.symmetric_agreement import SymmetricAgreement
from ..cooperative.coalitions import coalition_sums
from ..cooperative.tu_game import TUGame, check_size
from ..partnership.partnership import Partnership
from ..repeated.relation import Relation
from ..repeated.repeated_game import RepeatedGame, as_repeated
from ..repeated.solvers import fixed_sharing
from ..stage.stage_game import StageGame
from ..types import Profile
from .solvers import characteristic_function as solver

#: Models that an agreement can be read off.
MODELS = (Relation, RepeatedGame, StageGame, Partnership, Agreement, SymmetricAgreement)


def with_names(model: Any) -> Any:
    """The model itself; of identical members who may sign, each by its name."""
    return model.expand() if isinstance(model, SymmetricAgreement) else model


def relation_of(
    owner: str, model: Any, profile: Any, trust: Any
) -> tuple[Relation, Profile | None, int | None]:
    """The relation, and the profile (or who signs), or the trust level, that it is about."""
    if isinstance(model, Partnership):
        _check.without(owner, "profile", profile, "Leave it out, and choose a trust level")
        top = model.levels - 1
        level = top if trust is None else _check.integer(owner, "trust", trust, high=top)
        return _of_partnership(owner, model, level), None, level
    _check.without(owner, "trust", trust, "Leave it out: only a Partnership has trust")
    if isinstance(model, Relation):
        _check.without(owner, "profile", profile, "Leave it out: a Relation is about one agreement")
        return model, None, None
    if isinstance(model, Agreement):
        signed = _signatories(owner, model, profile)
        return _of_agreement(model, signed), signed, None
    game = as_repeated(owner, model, "model")
    stage, agreed = fixed_sharing.agreed_stage(owner, game, "optimal", profile, exact=game.exact)
    d, w = stage.numbers(stage.deviations(agreed)), stage.numbers(stage.outside)
    return Relation(game.stage.payoffs[agreed], d, w, members=game.stage.players), agreed, None


def is_one_relation(model: Any) -> bool:
    """Whether every period is the same, so that closed forms hold."""
    return not isinstance(model, Partnership) or (model.levels == 1 and not model.bad_times)


def _of_partnership(function: str, model: Partnership, level: int) -> Relation:
    if model.mandate or model.stake > 0:
        rule = "shares are judged where members can leave and keep all that they are given"
        remedy = "Leave out mandate and stake, or use critical_discount, which knows them"
        raise errors.NotApplicableError(function, "model", model, rule, remedy)
    received = model.benefit[level].sum(axis=1)
    return Relation(
        received - model.cost,
        received,
        model.outside,
        members=model.members,
        cost=model.cost,
        detection=model.detection,
        # With a drop of trust instead, a single level has nowhere to fall to.
        friction=model.friction[level : level + 1].tolist()[0] if model.drop is None else 0,
        deposit=model.deposit,
        subsidy=model.subsidy,
    )


def _signatories(function: str, model: Agreement, profile: Any) -> tuple[int, ...]:
    """Positions of the signatories, everybody by default."""
    if profile is None:
        return tuple(range(model.n_members))
    named = _check.several(function, "profile", profile)
    signed = {*_check.positions(function, "profile", named, model.members)}
    check_several_sign(function, "profile", profile, len(signed))
    return tuple(sorted(signed))


def _of_agreement(model: Agreement, signed: tuple[int, ...]) -> Relation:
    """A member that breaks it does not sign this time, and the others do without it."""
    key, own = sum(1 << i for i in signed), list(signed)
    alone = model.payoffs[0, own]
    free = np.maximum([model.payoffs[key ^ 1 << i, i] for i in own], alone)
    names = [model.members[i] for i in own]
    return Relation(model.payoffs[key, own], free, alone, members=names)


def worths_of(function: str, model: Any, relation: Relation, trust: int | None) -> TUGame:
    """What coalitions can reach; all members together what they share under the agreement."""
    check_size(function, "model", relation.n_members)
    if isinstance(model, Relation) and model.worths is not None:
        return model.worths
    values = coalition_sums(relation.outside)
    if isinstance(model, Partnership):
        values = solver.partners(model.benefit[trust], model.cost, model.outside)
    elif isinstance(model, Agreement):
        # What a coalition of signatories gets if it alone signs.
        keys = coalition_sums(np.array([1 << model.members.index(n) for n in relation.members]))
        values = np.maximum(model.to_game().values[keys], values)
    elif not isinstance(model, Relation):
        stage = model if isinstance(model, StageGame) else model.stage
        values = np.maximum(solver.alpha(stage.payoffs), values)
    values = _exact.as_numbers(values, relation.exact)
    values[-1] = relation.joint
    return TUGame(values, players=relation.members)
