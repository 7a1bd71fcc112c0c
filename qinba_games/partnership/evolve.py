"""Does a weak partnership become a strong one? The verb `evolve`."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from .. import _check, errors
from ..coordinator import Coordinator
from ..types import Array, ArrayLike, BoolArray, Number
from ..verify.door import certified
from .compile import compile_partnerships
from .describe import describe, punishment
from .partnership import RULES, Partnership
from .results.evolution import Evolution, EvolutionBatch
from .solvers.joint_modes import best_joint
from .solvers.trust_paths import level_chain, reach
from .solvers.trust_values import evaluate, joint_problem
from .solvers.voluntary_modes import best_voluntary
from .solvers.worst_equilibrium import worst_equilibrium
from .solvers.worst_joint_modes import Worst
from .trust_game import TrustGame, as_floats


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
    the punishment (where some cannot leave: the equilibrium that is worst for whoever broke the
    agreement), classifies every trust level as isolated, nominal, weak or strong, and computes
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
    if anyone leaves, all get their outside values from that very period on. Values equal under
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
    best = best_agreement(game, np.array([delta], dtype=object if exact else float))
    return certified(
        describe(
            model,
            game,
            delta,
            best.choice[0],
            best.worst,
            founding=founding,
            coordinator=coordinator,
            classes=tuple(str(name) for name in classify(game, best.choice)[0]),
            concept=concept_of(game),
            proven=bool(best.proven[0]),
        )
    )


def evolve_many(
    partnerships: Sequence[Partnership], delta: ArrayLike, *, founding: int = 0
) -> EvolutionBatch:
    """Evolve many partnerships of one shape at once: arrays in, arrays out.

    Gives the same numbers as `evolve` on each, in floats, a hundred times faster.

    Parameters
    ----------
    partnerships : sequence of Partnership
        All with the same members, number of trust levels and of conditions, drop, and kind of
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
    _check.some("evolve_many", "partnerships", partnerships, len(models), "entry", "partnership")
    deltas = _check.each("evolve_many", "delta", delta, len(models))
    for value in (deltas.min(), deltas.max()):
        _check.discount("evolve_many", value)
    founding = _check.integer("evolve_many", "founding", founding, high=models[0].levels - 1)
    return evolve_batch(models, deltas.astype(float), founding)


def evolve_batch(models: Sequence[Partnership], delta: Array, founding: int) -> EvolutionBatch:
    """Solve partnerships of one shape in floats and follow each from its founding level."""
    game = as_floats(compile_partnerships(models))
    choice, proven, worst = best_agreement(game, delta)
    classes = classify(game, choice)
    probability, time = reach(level_chain(game, choice), classes == "strong")
    start = evaluate(joint_problem(game, delta), choice)
    batch = EvolutionBatch(
        partnerships=tuple(models),
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
        exact=False,
        punishment=() if worst is None else tuple(map(punishment, worst.value, worst.policy)),
    )
    return certified(batch)


def concept_of(game: TrustGame) -> str:
    """The solution concept of a trust game's equilibria."""
    return "voluntary-transfers SPE" if game.voluntary else "Markov SPE, joint modes"


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


class _Best(NamedTuple):
    """Choice in every state of every partnership, and what upholds it.

    Attributes
    ----------
    choice : int array, shape (N, L, T)
    proven : bool array, shape (N,)
        Whether it is proven to be the selected equilibrium.
    worst : Worst or None
        What follows a breach where somebody cannot leave; None: dissolution.
    """

    choice: Array
    proven: BoolArray
    worst: Worst | None


def best_choices(game: TrustGame, delta: Array) -> tuple[Array, BoolArray]:
    """Choice in every state of every partnership of a batch, and whether it is proven best."""
    best = best_agreement(game, delta)
    return best.choice, best.proven


def best_agreement(game: TrustGame, delta: Array) -> _Best:
    """The selected equilibrium of every partnership of a batch."""
    worst = worst_equilibrium(game, delta) if game.mandated.any() else None
    proven = np.ones(game.n_games, dtype=bool) if worst is None else worst.proven
    if game.voluntary:
        choice, _ = best_voluntary(game, delta, worst)
        return _Best(choice, proven, worst)
    choice, _, settled = best_joint(game, delta, worst)
    return _Best(choice, proven & settled, worst)


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
