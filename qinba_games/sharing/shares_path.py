"""Which shares keep an agreement, as patience changes?"""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import _check, _exact, _sizes, _tolerance, errors
from ..repeated.solvers import shares as solver
from ..types import ArrayLike, read_only
from ..verify.door import certified
from .read_relation import MODELS, is_one_relation, relation_of, with_names
from .results import SharesPath


def shares_path(model: Any, deltas: ArrayLike, *, profile: Any = None) -> SharesPath:
    r"""Find the shares that keep an agreement, for each discount factor.

    Member i keeps it exactly when x_i >= d_i - δ (d_i - w_i): patience replaces temptation by the
    fear of ending up with w_i. With Σ x_i = G that leaves a simplex, which shrinks as δ falls, and
    is the point of the stability-optimal shares at δ*_opt. In general, with ρ = δ (1 - eps) and
    t_i = max(0, d_i - w_i + s - q (s + B_i)), x_i >= w_i - s + t_i (1 - ρ) / (1 - ρ + q ρ).

    Parameters
    ----------
    model : RepeatedGame, StageGame, Partnership, Agreement, SymmetricAgreement or Relation
        A partnership with one level of trust and no bad times.
    deltas : array_like, shape (m,)
        Discount factors.
    profile : tuple, optional
        The agreed profile of a game, or who signs an agreement; as for `fairness`.

    Returns
    -------
    SharesPath
        Concept as for `fairness`; exact if model and discount factors are rational.

    Raises
    ------
    NotApplicableError
        For a partnership with several levels of trust or bad times.
    NoEquilibriumError
        If members cannot leave and there is no pure stage equilibrium to revert to.
    DiscountError, InputTypeError, ShapeError, NotFiniteError, UnknownNameError

    Examples
    --------
    >>> from fractions import Fraction
    >>> import qinba_games as qg
    >>> from qinba_games import sharing
    >>> dilemma = qg.StageGame.from_bimatrix([[4, 0], [5, 1]], [[3, 7], [0, 1]])
    >>> game = qg.RepeatedGame(dilemma, outside=[1, 1])
    >>> path = sharing.shares_path(game, [Fraction(1, 2), Fraction(3, 4)], profile=(0, 0))
    >>> print(*path.least[1], "to", *path.most[1])
    2 5/2 to 9/2 5
    >>> print(path.delta_opt, *path.optimal)
    1/2 3 4
    """
    model = with_names(_check.instance("shares_path", "model", model, MODELS))
    if not is_one_relation(model):
        rule = "with levels of trust or bad times there is no single set of stable shares"
        remedy = "Use fairness, or a Partnership with one level and no bad times"
        raise errors.NotApplicableError("shares_path", "model", model, rule, remedy)
    given = _check.array("shares_path", "deltas", deltas, shape=(None,))
    remedy = "Ask at fewer discount factors"
    _sizes.fits("shares_path", "deltas", len(given), len(given), _sizes.POINTS, "points", remedy)
    for delta in given:
        _check.discount("shares_path", delta, "deltas")
    relation, agreed, _ = relation_of("shares_path", model, profile, None)
    exact = relation.exact and _tolerance.is_exact(given)
    relation = relation if exact else relation.as_floats()
    points = _exact.as_numbers(given, exact)
    least = np.array([solver.least_shares(relation, d) for d in points.tolist()])
    least = least.reshape(len(points), relation.n_members)
    path = SharesPath(
        model=model,
        relation=relation,
        profile=agreed,
        deltas=read_only(points),
        least=read_only(least),
        delta_opt=solver.optimal_threshold(relation),
        optimal=read_only(solver.divide(relation, "optimal")),
        exact=exact,
    )
    return certified(path)
