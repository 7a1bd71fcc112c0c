"""Does a weak partnership become a strong one? The verb `evolve`."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

import numpy as np

from .. import _check, errors
from ..games.trust import TrustGame
from ..models.coordinator import Coordinator
from ..models.partnership import RULES, Partnership
from ..models.trust_arrays import compile_partnerships
from ..results.evolution import Evolution, EvolutionBatch
from ..solvers.joint_modes import best_joint
from ..solvers.markov_chain import long_run_shares
from ..solvers.trust_paths import level_chain, reach
from ..solvers.trust_values import (
    action_values,
    evaluate,
    joint_problem,
    member_problem,
)
from ..solvers.voluntary_modes import best_voluntary, member_needs
from ..types import Array, ArrayLike, BoolArray, Number
from ..verify import certified


def evolve(
    partnership: Partnership,
    delta: Number,
    *,
    founding: int = 0,
    sharing: Any = None,
    coordinator: Coordinator | None = None,
) -> Evolution:
    """Find what a partnership agrees on at every trust level, and where that leads it.

    Solves for the equilibrium that is greatest in joint value, with withdrawal (dissolution) as
    the punishment, classifies every trust level as isolated, nominal, weak or strong, and computes
    the chance and the time of becoming strong from the founding trust.

    Parameters
    ----------
    partnership : Partnership
    delta : float or Fraction
        Common discount factor in [0, 1).
    founding : int
        Trust at the start, 0..K.
    sharing : str or array_like, optional
        A sharing rule in place of the partnership's own.
    coordinator : Coordinator, optional
        Applied to the partnership first.

    Returns
    -------
    Evolution
        Concept "voluntary-transfers SPE" under voluntary sharing (all profiles; Goldluecke and
        Kranz 2018 with dissolution as punishment), else "Markov SPE, joint modes" (all contribute,
        all idle, all leave, at fixed shares).

    Raises
    ------
    DiscountError
        If `delta` is outside [0, 1).
    NotApplicableError
        If `sharing` contradicts the coordinator, or the coordinator the partnership.
    CertificateError
        If the independent check of the result fails.

    Notes
    -----
    Perfect monitoring up to the partnership's `detection`; pure strategies; any number of members;
    if anyone leaves, everybody gets his outside value from that very period on. Values equal under
    the tolerance are resolved as contribute before leave before mixed before idle.

    References
    ----------
    Goldluecke, S. and Kranz, S. (2018), Discounted stochastic games with voluntary transfers,
    Economic Theory 66, 235-263.

    Examples
    --------
    Two unequal governments. Left alone they never start; with benefit sharing they start at once.

    >>> import numpy as np, qinba_games as qg
    >>> benefit = np.array([1.2, 0.7]) + 0.35 * np.arange(5)[:, None]
    >>> pair = qg.Partnership(benefit, 1, promotion=0.6, friction=0.05)
    >>> qg.evolve(pair, 0.7).classes
    ('isolated', 'strong', 'strong', 'strong', 'strong')
    >>> helped = qg.evolve(pair, 0.7, coordinator=qg.Coordinator(sharing=True))
    >>> helped.classes[0], round(helped.founding_value, 6)
    ('strong', 0.697308)
    """
    _check.instance("evolve", "partnership", partnership, Partnership)
    delta = _check.discount("evolve", delta)
    founding = _check.integer("evolve", "founding", founding, high=partnership.levels - 1)
    model = governed(partnership, sharing, coordinator)
    exact = model.exact and not isinstance(delta, float)
    game = model.to_trust_game() if exact else float_game(model)
    discount = np.array([delta], dtype=object if exact else float)
    choice, settled = best_choices(game, discount)
    result = _describe(model, game, discount, choice[0], founding, coordinator)
    return certified(dataclasses.replace(result, exact=bool(settled[0]), delta=delta))


def evolve_many(
    partnerships: Sequence[Partnership], delta: ArrayLike, *, founding: int = 0
) -> EvolutionBatch:
    """Evolve many partnerships of one shape at once: arrays in, arrays out.

    Gives the same numbers as `evolve` on each, in floats, a hundred times faster.

    Parameters
    ----------
    partnerships : sequence of Partnership
        All with the same members, number of trust levels and of kinds of times, drop, and kind of
        sharing rule.
    delta : float or array_like, shape (N,)
        Discount factors in [0, 1).
    founding : int
        Trust at the start, the same for all.

    Returns
    -------
    EvolutionBatch
        Concept and selection as in `evolve`.

    Raises
    ------
    EmptyGameError, ShapeError, DiscountError, RangeError

    Examples
    --------
    >>> import numpy as np, qinba_games as qg
    >>> benefit = np.array([1.2, 0.7]) + 0.35 * np.arange(5)[:, None]
    >>> pair = qg.Partnership(benefit, 1, promotion=0.6, friction=0.05)
    >>> qg.evolve_many([pair] * 3, [0.5, 0.7, 0.8]).founding_class.tolist()
    ['isolated', 'isolated', 'strong']
    """
    given: Any = _check.instance("evolve_many", "partnerships", partnerships, (list, tuple))
    models = [_check.instance("evolve_many", "partnerships", m, Partnership) for m in given]
    if not models:
        raise errors.EmptyGameError(
            function="evolve_many",
            argument="partnerships",
            value=partnerships,
            rule="there must be at least one partnership",
            remedy="Pass a list of partnerships of one shape",
        )
    deltas = _check.array("evolve_many", "delta", delta)
    if deltas.ndim:
        deltas = _check.array("evolve_many", "delta", deltas, shape=(len(models),))
    deltas = np.broadcast_to(deltas, (len(models),))
    for value in (deltas.min(), deltas.max()):
        _check.discount("evolve_many", value)
    founding = _check.integer("evolve_many", "founding", founding, high=models[0].levels - 1)
    return evolve_game(as_floats(compile_partnerships(models)), deltas.astype(float), founding)


def evolve_game(game: TrustGame, delta: Array, founding: int) -> EvolutionBatch:
    """Solve a batch of trust games in floats and follow each from its founding level."""
    choice, proven = best_choices(game, delta)
    classes = classify(game, choice)
    probability, time = reach(level_chain(game, choice), classes == "strong")
    start = evaluate(joint_problem(game, delta), choice)
    batch = EvolutionBatch(
        game=game,
        delta=delta,
        founding=founding,
        classes=classes,
        choice=choice,
        founding_class=classes[:, founding],
        founding_value=start[:, founding],
        probability_strong=probability[:, founding],
        time_to_strong=time[:, founding],
        proven=proven,
        concept=concept_of(game),
        exact=bool(proven.all()),
        certificate=None,
    )
    return certified(batch)


def concept_of(game: TrustGame) -> str:
    """The solution concept of a trust game's equilibria."""
    return "voluntary-transfers SPE" if game.voluntary else "Markov SPE, joint modes"


def governed(partnership: Partnership, sharing: Any, coordinator: Any) -> Partnership:
    """The partnership under a sharing rule and a coordinator that do not contradict each other."""
    if coordinator is not None:
        _check.instance("evolve", "coordinator", coordinator, Coordinator)
        settles = isinstance(sharing, str) and sharing == "voluntary"
        if coordinator.sharing and sharing is not None and not settles:
            raise errors.NotApplicableError(
                function="evolve",
                argument="sharing",
                value=sharing,
                rule="contradicts a coordinator who settles shares by voluntary transfers",
                remedy="Leave sharing out, or use a Coordinator without sharing",
            )
    if sharing is not None:
        if isinstance(sharing, str):
            _check.choice("evolve", "sharing", sharing, RULES)
        partnership = dataclasses.replace(partnership, sharing=sharing)
    return partnership if coordinator is None else coordinator.applied_to(partnership)


def best_choices(game: TrustGame, delta: Array) -> tuple[Array, BoolArray]:
    """Choice in every state of every partnership of a batch, and whether it is proven best."""
    if game.voluntary:
        choice, _ = best_voluntary(game, delta)
        return choice, np.ones(game.n_games, dtype=bool)
    choice, _, settled = best_joint(game, delta)
    return choice, settled


def classify(game: TrustGame, choice: Array) -> Array:
    """Class of every trust level, shape (N, L): strong, weak, nominal or isolated."""
    modes = np.array(game.modes)[choice]
    contribute, leave = modes == "contribute", modes == "leave"
    names = ["strong", "weak", "isolated"]
    conditions = [contribute.all(axis=-1), contribute.any(axis=-1), leave.all(axis=-1)]
    return np.select(conditions, names, default="nominal")


def float_game(model: Partnership) -> TrustGame:
    """The arrays of a partnership as floats, whatever its parameters are."""
    return as_floats(model.to_trust_game())


def as_floats(game: TrustGame) -> TrustGame:
    """The same trust games with every number as a float."""
    arrays: dict[str, Any] = {
        name: value.astype(float)
        for name, value in game.__dict__.items()
        if isinstance(value, np.ndarray) and value.dtype == object
    }
    return dataclasses.replace(game, **arrays)


def _describe(
    model: Partnership,
    game: TrustGame,
    delta: Array,
    choice: Array,
    founding: int,
    coordinator: Coordinator | None,
) -> Evolution:
    classes = tuple(str(name) for name in classify(game, choice[None])[0])
    chain = _chain(game, choice)
    initial = np.zeros(len(chain))
    times = game.times
    initial[founding * times : (founding + 1) * times] = game.chance[0].astype(float)
    strong = np.array(classes) == "strong"
    probability, time = reach(level_chain(game, choice[None]), strong[None])
    start = evaluate(joint_problem(game, delta), choice[None])[0]
    return Evolution(
        partnership=model,
        game=game,
        delta=delta[0],
        founding=founding,
        coordinator=coordinator,
        concept=concept_of(game),
        exact=True,
        certificate=None,
        choice=choice,
        values=_values(game, delta, choice),
        division=_division(game, choice) if game.voluntary else None,
        classes=classes,
        founding_value=_plain(start[founding]),
        founding_value_net=_plain(_net_value(game, delta, choice)[founding]),
        probability_strong=float(probability[0, founding]),
        time_to_strong=float(time[0, founding]),
        long_run=_long_run(chain, initial, classes, times),
        chain=chain,
        initial=initial,
    )


def _plain(value: Any) -> Any:
    return float(value) if isinstance(value, np.floating) else value


def _chosen(values: Array, choice: Array) -> Array:
    """The entry of each state's choice, flattened over states; `values` is (1, L, T, Q)."""
    return np.take_along_axis(values[0], choice[..., None], axis=-1)[..., 0].ravel()


def _values(game: TrustGame, delta: Array, choice: Array) -> Array:
    if game.voluntary:
        problem = joint_problem(game, delta)
        joint = _chosen(action_values(problem, evaluate(problem, choice[None])), choice)
        surplus = joint - game.outside[0].sum()
        return np.asarray(game.outside[0] + surplus[:, None] / len(game.members))
    columns = []
    for i in range(len(game.members)):
        problem = member_problem(game, delta, i)
        columns.append(_chosen(action_values(problem, evaluate(problem, choice[None])), choice))
    return np.stack(columns, axis=-1)


def _division(game: TrustGame, choice: Array) -> Array:
    """Parts of the next surplus in proportion to what members need; equal where nobody needs."""
    needs = member_needs(game)[0]
    n = needs.shape[-1]
    index = np.minimum(choice, len(game.contributes) - 1)[..., None, None]
    chosen = np.take_along_axis(needs, index, axis=2)[:, :, 0].reshape(-1, n)
    chosen = np.where(choice.ravel()[:, None] == len(game.contributes), 0 * chosen, chosen)
    total = chosen.sum(axis=-1, keepdims=True)
    needy = total > 0
    return np.asarray(np.where(needy, chosen, 1) / np.where(needy, total, len(game.members)))


def _net_value(game: TrustGame, delta: Array, choice: Array) -> Array:
    unpaid = dataclasses.replace(game, subsidy=game.subsidy * 0)
    return np.asarray(evaluate(joint_problem(unpaid, delta), choice[None])[0])


def _chain(game: TrustGame, choice: Array) -> Array:
    """Transition matrix over (trust, times) and "dissolved" under the agreed choices."""
    levels, times = choice.shape
    move, chance = game.move[0].astype(float), game.chance[0].astype(float)
    stays = choice < len(game.contributes)
    kind = game.kind[np.minimum(choice, len(game.contributes) - 1)]
    rows = move[kind, np.arange(levels)[:, None]]  # (L, T, L + 1)
    chain = np.zeros((levels * times + 1,) * 2)
    spread = rows[..., :-1, None] * chance
    chain[:-1, :-1] = (stays[..., None, None] * spread).reshape(levels * times, levels * times)
    chain[:-1, -1] = np.where(stays, rows[..., -1], 1).ravel()
    chain[-1, -1] = 1
    return chain


def _long_run(
    chain: Array, initial: Array, classes: tuple[str, ...], times: int
) -> dict[str, float]:
    shares = long_run_shares(chain, initial)
    by_level = shares[:-1].reshape(len(classes), times).sum(axis=1)
    names = np.array(classes)
    per_class = {
        name: float(by_level[names == name].sum())
        for name in ("isolated", "nominal", "weak", "strong")
    }
    return {**per_class, "dissolved": float(shares[-1])}
