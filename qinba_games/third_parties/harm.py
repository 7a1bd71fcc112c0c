"""When does help hurt? Measures that make members need more patience."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from .. import _check, _exact, _sizes, errors
from ..common.bisection import bracket
from ..common.progress import telling
from ..common.spans import Spans
from ..coordinator import Coordinator
from ..partnership.critical_discount import beside, cooperates_at, cooperating, segments_many
from ..partnership.evolve import evolve
from ..partnership.partnership import Partnership
from ..partnership.selection import GRID, TOLERANCE, regimes
from ..patience.critical_discount import critical_discount
from ..repeated.repeated_game import RepeatedGame, as_repeated
from ..stage.stage_game import StageGame
from ..types import Array, ArrayLike, Number, read_only
from ..verify.door import certified
from .results.harm import Harm, beside_ends, most_lost
from .window import pivotal_window

_MEASURES = ("support", "bias", "stake", "mediation")
_KINDS = (Partnership, RepeatedGame, StageGame)
#: A set of discount factors shorter than this is an error of its edges.
_NOTICEABLE = 1e-8
#: Sizes at which partnerships are scanned together.
_TOGETHER = 8


class _CooperationSpans(NamedTuple):
    """The discount factors with cooperation, and what is solved at one of them."""

    kept: Spans
    solve: Callable[[Any], Any]


def when_it_hurts(
    model: Partnership | RepeatedGame | StageGame,
    measure: Any,
    sizes: ArrayLike,
    *,
    crowding_out: Number | None = None,
    favoured: Any = None,
    founding: int | None = None,
) -> Harm:
    r"""Find the sizes at which a well-meant measure costs members cooperation.

    ===========  ==================================================================================
    "support"    every member gets the size per period whether it cooperates or not; the part
                 `crowding_out` of it is worth nothing inside the agreement, as it replaces what
                 partners would have brought. All of it (1): a bail-out, paid to members outside
    "bias"       a coordinator who settles shares gives the size, as a part of the joint payoff, to
                 its favourite before the rest is divided equally
    "stake"      a coordinator who takes the size as its part of the surplus
    "mediation"  a coordinator who resolves that part of friction (partnerships)
    ===========  ==================================================================================

    Parameters
    ----------
    model : Partnership, RepeatedGame or StageGame
        Support needs outside values: of a `RepeatedGame` with them, or a `Partnership`.
    measure : {"support", "bias", "stake", "mediation"}
    sizes : array_like, shape (m,)
        Sizes to try, not negative; up to 1 except for support.
    crowding_out : Number, optional
        For support: between 0 and 1; by default 1.
    favoured : str or int, optional
        For bias: the favourite's name or index; by default the first member.
    founding : int, optional
        Trust at the start of a partnership, in place of its own.

    Returns
    -------
    Harm
        `.intervals` of sizes at which cooperation is lost at some discount factor, `.witness`,
        and `.delta`, the least patience at each size.

    Raises
    ------
    NotApplicableError
        If the measure has no meaning for the model, or an argument none for the measure.
    UnknownNameError, RangeError, ShapeError, EmptyGameError, InputTypeError

    Notes
    -----
    Support that is worth the same inside and outside (`crowding_out` 0) changes nothing, since it
    adds a constant to every payoff. Of any other the part that is crowded out raises the outside
    value, and with it the least patience (D - G)/(D - W). Edges between sizes that were tried are
    refined by bisection; a region that begins and ends between two neighbours is missed.

    Examples
    --------
    Bail-outs weaken the threat to end the agreement:

    >>> import qinba_games as qg
    >>> from qinba_games.third_parties import when_it_hurts
    >>> dilemma = qg.RepeatedGame(qg.prisoners_dilemma(2, -1, 3, 0), outside=[0, 0])
    >>> found = when_it_hurts(dilemma, "support", [0, 1, 2])
    >>> print(*found.delta)
    1/3 1/2 inf
    >>> found
    Harm(support hurts at sizes from 0 to 2)
    >>> when_it_hurts(dilemma, "support", [0, 1, 2], crowding_out=0).hurts
    False
    """
    owner = "when_it_hurts"
    _check.instance(owner, "model", model, _KINDS)
    _check.choice(owner, "measure", measure, _MEASURES)
    given = _sizes_of(measure, sizes)
    parameters = _parameters(model, measure, crowding_out, favoured)
    if isinstance(model, Partnership):
        start = _check.founding_trust(owner, model, founding)
    else:
        remedy = "Leave it out: a repeated game has no trust"
        _check.without(owner, "founding", founding, remedy, default=0)
        start = 0
    pair = isinstance(model, Partnership)
    game: Any = model if pair else as_repeated(owner, model)
    numbers = [*given, parameters.get("crowding_out", 0)]
    exact = bool(game.exact) and all(map(_exact.is_rational, numbers))
    given = given if exact else list(map(float, given))
    amounts = sorted({0 * given[0], *given})

    def hurts(size: Any) -> bool:
        if pair:
            return _loses(before.kept, _under(game, measure, size, parameters), start)
        return bool(lost_at(_side(game, measure, size, parameters)))

    def lost_at(side: _CooperationSpans) -> Spans:
        return before.kept.minus(side.kept, ignore=_NOTICEABLE)

    ends_at: list[Any] = []

    def edge(low: Any, high: Any, begins: bool) -> Any:
        end, *sides = _edge(low, high, begins, hurts)
        ends_at.extend(sides)
        return end

    after: list[_CooperationSpans] = []
    with telling(owner, len(amounts)) as teller:
        while len(after) < len(amounts):
            some = amounts[len(after) : len(after) + _TOGETHER]
            after += _sides(game, measure, some, parameters, start)
            for _ in some:
                teller()
    before = after[0]
    lost = [lost_at(each) for each in after]
    k, middle = most_lost(lost) or (-1, None)
    proof = [each.solve(0.5 if middle is None else middle) for each in (before, after[k])]
    deltas = [each.kept.least for each in after]
    points = [beside(d) if pair else [d] for d in deltas]
    rows = zip(amounts, after, points, strict=True)
    answers = [(size, *map(each.solve, at)) for size, each, at in rows]
    bad, domain = list(map(bool, lost)), (amounts[0], amounts[-1])
    intervals = Spans.scanned(amounts, bad, edge, domain, closed=True)
    for size in ends_at:  # what shows whether the measure hurts; of partnerships nothing is needed
        shows = [] if pair else [_side(game, measure, size, parameters).solve(None)]
        answers.append((size, *shows))
    harm = Harm(
        model=model,
        measure=measure,
        sizes=read_only(np.array(amounts, dtype=object if exact else float)),
        delta=read_only(np.array(deltas, dtype=object if game.exact else float)),
        lost=tuple(lost),
        intervals=intervals,
        founding=start,
        parameters=parameters,
        exact=exact and not pair and all(map(_exact.is_rational, intervals.edges)),
        proven=not pair,
        tolerance=TOLERANCE if pair else 0,
        notes=("least patience at every size; edges between sizes by bisection",),
        answers=((middle, *proof), *answers),
    )
    return certified(dataclasses.replace(harm, regimes=_regimes(harm) if pair else ()))


def _regimes(harm: Harm) -> tuple[Any, ...]:
    """What is selected without the measure, at every size, and just beside ends between sizes."""
    sizes = [0 * harm.sizes[0], *harm.sizes, *(size for size, _ in beside_ends(harm))]
    under = harm.measure, harm.parameters
    return tuple(regimes(_under(harm.model, under[0], size, under[1])) for size in sizes)


def _sizes_of(measure: str, sizes: Any) -> list[Any]:
    """The sizes, each in its range."""
    owner = "when_it_hurts"
    given = _check.array(owner, "sizes", sizes, shape=(None,))
    _check.some(owner, "sizes", sizes, len(given), "number", "size")
    remedy = "Ask at fewer sizes"
    _sizes.fits(owner, "sizes", len(given), len(given), _sizes.POINTS, "points", remedy)
    for size in given:
        _check.number(owner, "sizes", size, low=0, high=None if measure == "support" else 1)
    return list(_exact.rational(given).tolist())


def _parameters(model: Any, measure: str, crowding_out: Any, favoured: Any) -> dict[str, Any]:
    owner = "when_it_hurts"
    given = {"crowding_out": (crowding_out, "support"), "favoured": (favoured, "bias")}
    for argument, (value, one) in given.items():
        if measure != one:
            remedy = f"Leave it out, or ask about {one!r}"
            _check.without(owner, argument, value, remedy, kind=repr(measure))
    if measure == "mediation":
        _check.instance(owner, "model", model, Partnership)
    if measure == "support":
        crowding_out = 1 if crowding_out is None else crowding_out
        part = _check.number(owner, "crowding_out", crowding_out, low=0, high=1)
        if not isinstance(model, Partnership) and getattr(model, "outside", None) is None:
            rule = "support changes what members have on their own, and nobody can leave here"
            remedy = "Pass a RepeatedGame(..., outside=...) or a Partnership"
            raise errors.NotApplicableError(owner, "model", model, rule, remedy)
        return {"crowding_out": part}
    if measure == "bias":
        names = _names(model)
        index = _check.position(owner, "favoured", 0 if favoured is None else favoured, names)
        return {"favoured": names[index]}
    return {}


def _names(model: Any) -> tuple[str, ...]:
    stage = model.stage if isinstance(model, RepeatedGame) else model
    return tuple(model.members if isinstance(model, Partnership) else stage.players)


def _under(pair: Partnership, measure: str, size: Any, parameters: dict[str, Any]) -> Partnership:
    """A partnership under a measure of this size."""
    if measure == "support":
        return dataclasses.replace(pair, outside=pair.outside + parameters["crowding_out"] * size)
    if measure == "bias":
        return dataclasses.replace(pair, sharing=_bias_shares(pair, size, parameters))
    partnership: Partnership = Coordinator(**{measure: size}).applied_to(pair)
    return partnership


def _bias_shares(game: Any, size: Any, parameters: dict[str, Any]) -> Array:
    """What the favourite gets before the rest is divided equally, and what the others get."""
    names = _names(game)
    own = np.array([int(name == parameters["favoured"]) for name in names])
    parts = (1 - size) * _exact.fractions(np.ones(len(names))) / len(names) + size * own
    return np.asarray(parts if game.exact and _exact.is_rational(size) else parts.astype(float))


def _sides(
    game: Any, measure: str, sizes: list[Any], parameters: dict[str, Any], founding: int
) -> list[_CooperationSpans]:
    """Cooperation under a measure of these sizes; partnerships are scanned together."""
    if not isinstance(game, Partnership):
        return [_side(game, measure, size, parameters) for size in sizes]

    def solver(pair: Partnership) -> Callable[[Any], Any]:
        return lambda delta: evolve(pair, delta, founding=founding)

    pairs = [_under(game, measure, size, parameters) for size in sizes]
    classes = segments_many(pairs, [founding] * len(pairs))
    return [
        _CooperationSpans(cooperating(each), solver(pair))
        for each, pair in zip(classes, pairs, strict=True)
    ]


def _loses(before: Spans, pair: Partnership, founding: int) -> bool:
    """Whether a partnership does not cooperate somewhere where there was cooperation before."""
    begins = [low + _NOTICEABLE for low, _ in before]
    inside = [delta for delta in GRID.tolist() if delta in before]
    points = np.array(sorted({*begins, *inside}))
    return bool(len(points)) and not cooperates_at(pair, founding, points).all()


def _side(game: Any, measure: str, size: Any, parameters: dict[str, Any]) -> _CooperationSpans:
    """Cooperation in a repeated game under a measure of this size."""
    sharing: Any = "voluntary"
    if measure == "support":
        game = dataclasses.replace(game, outside=game.outside + parameters["crowding_out"] * size)
    elif measure == "bias":
        sharing = _bias_shares(game, size, parameters)
    else:
        # A coordinator with a stake settles shares, as members share anyway.
        window = pivotal_window(game, Coordinator(sharing=True, stake=size))
        return _CooperationSpans(window.kept(1), lambda _: window)
    threshold = critical_discount(game, sharing=sharing)
    return _CooperationSpans(threshold.intervals, lambda _: threshold)


def _edge(low: Any, high: Any, begins: bool, hurts: Callable[[Any], bool]) -> tuple[Any, ...]:
    """Where between two sizes a measure begins or ceases to hurt, and a size on either side."""
    tried, first, last = (low, high), float(low), float(high)
    # Halved 24 times; rounding may make the last halves differ a little.
    width = 1.5 * 2.0**-24 * (last - first)
    low, high = bracket(lambda size: hurts(size) != begins, first, last, width)
    # What hurts at every positive size is found to do so from some tiny size on.
    close = min(tried, key=lambda size: abs(float(size) - low))
    near = abs(float(close) - low) <= 1e-5 * (last - first)
    return close if near else (low + high) / 2, low, high
