"""Which class where: classes over two parameters of a sweep, as a picture."""

from __future__ import annotations

import numbers
from typing import Any

import numpy as np

from .. import _check, errors
from ..types import Array
from .results.evolution import CLASSES, COOPERATING

_OWNER = "phase_diagram"


def phase_diagram(
    found: Any,
    x: str | None = None,
    y: str | None = None,
    *,
    of: str = "founding_class",
    helped: Any = None,
    ax: Any = None,
    **style: Any,
) -> Any:
    """Draw the class at every point of two parameters after a sweep: a phase diagram.

    Parameters
    ----------
    found : xarray.Dataset
        What `sweep` returned, over two parameters, of a function that returns a class under the
        name `of`, such as `evolving(partnership)`.
    x, y : str, optional
        Which of the two goes to the right, and which up; by default the first and the second.
    of : str
        The variable with the classes: the words "isolated", "nominal", "weak" and "strong", or
        numbers whose attributes `flag_values` (by default 0, 1, 2, ...) and `flag_meanings` (the
        words, with blanks between them) say what they mean, as in the conventions of CF.
    helped : xarray.Dataset, optional
        The same over the same values with a coordinator: the window, where there is cooperation
        with it and none without, is outlined.
    ax : matplotlib Axes, optional
        Where to draw; a new figure by default.
    **style
        `figsize`, `style="paper"`, and what matplotlib's ``pcolormesh`` takes.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    InputTypeError, UnknownNameError
        If that is no Dataset, or has no such variable or parameter, or holds other words.
    ShapeError
        If there are not two parameters, or `helped` is over other values.

    Examples
    --------
    >>> import numpy as np, qinba_games as qg
    >>> pair = qg.Partnership([[1.2, 0.7], [1.6, 1.1]], 1, promotion=0.6, friction=0.05)
    >>> grid = {"delta": np.linspace(0.5, 0.9, 9), "friction": [0, 0.2, 0.4]}
    >>> found = qg.sweep(qg.evolving(pair), grid, progress=False)
    >>> qg.phase_diagram(found, "friction", "delta").get_xlabel()
    'friction'
    """
    from .drawing import draw_phase

    names, classes = _classes("found", found, of)
    right = names[0] if x is None else _check.choice(_OWNER, "x", x, names)
    up = next(name for name in names if name != right)
    if y is not None and _check.choice(_OWNER, "y", y, names) != up:
        if x is not None:
            rule, remedy = "must be another parameter than x", f"Name {up!r}, or leave it out"
            raise errors.RangeError(_OWNER, "y", y, rule, remedy)
        right, up = up, right
    window = None
    if helped is not None:
        others, after = _classes("helped", helped, of)
        if others != names or any(not found[name].equals(helped[name]) for name in names):
            rule, remedy = "both have the same cells", "Sweep both over the same values"
            raise errors.ShapeError(_OWNER, "helped", dict(helped.sizes), rule, remedy)
        window = np.isin(after, COOPERATING) & ~np.isin(classes, COOPERATING)
    if right != names[0]:
        classes, window = classes.T, None if window is None else window.T
    labels = {name: np.asarray(found[name]) for name in (right, up)}
    for axis, name in enumerate(labels):
        labels[name], order = _in_order(labels[name])
        classes = classes.take(order, axis)
        window = None if window is None else window.take(order, axis)
    return draw_phase(labels, classes, window, ax=ax, **style)


def _in_order(labels: Array) -> tuple[Array, Any]:
    """Finite numbers as they rise, other labels as words; and in which order these were."""
    real = [isinstance(one, numbers.Real) and not isinstance(one, bool) for one in labels.tolist()]
    if labels.dtype.kind in "fiuO" and all(real) and np.isfinite(labels.astype(float)).all():
        order = np.argsort(labels)
        return labels[order].astype(float), order
    return np.array([*map(str, labels)]), np.arange(len(labels))


def _classes(argument: str, dataset: Any, of: str) -> tuple[list[str], Array]:
    """The names of the two parameters, and the class at every point as a word."""
    if not hasattr(dataset, "data_vars"):
        rule, remedy = "must be a Dataset", "Pass what sweep returned"
        raise errors.InputTypeError(_OWNER, argument, dataset, rule, remedy)
    _check.choice(_OWNER, "of", of, [str(name) for name in dataset.data_vars])
    table = dataset[of]
    if table.ndim != 2:
        rule, remedy = "a phase diagram has two parameters", "Sweep two, or choose by .sel(...)"
        raise errors.ShapeError(_OWNER, argument, table.shape, rule, remedy)
    values = np.asarray(table)
    if "flag_meanings" in table.attrs:
        meanings = str(table.attrs["flag_meanings"]).split()
        codes = np.ravel(table.attrs.get("flag_values", range(len(meanings)))).tolist()
        meaning = dict(zip(codes, meanings, strict=False))
        values = np.array([[meaning.get(one, one) for one in row] for row in values.tolist()])
    words = values.astype(str)
    # Where a point failed there is no class, and its cell stays empty.
    known = np.isin(words, (*CLASSES, "None", "nan"))
    if not known.all():
        rule = f"holds '{words[~known][0]}', which is none of {', '.join(CLASSES)}"
        remedy = "Name the variable with the classes, or give it flag_meanings"
        raise errors.UnknownNameError(_OWNER, "of", of, rule, remedy)
    return [str(name) for name in table.dims], words
