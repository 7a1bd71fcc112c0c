"""`evolve` as a function of parameters: one point at a time, or a whole grid in one batch."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from .. import _check
from ..common.result import plain
from ..coordinator import Coordinator
from ..types import Number, frozen
from .evolve_many import evolve_batch
from .partnership import Partnership, governed
from .phase_diagram import phase_diagram
from .trust_game import shape_of

_PARAMETERS = tuple(f.name for f in dataclasses.fields(Partnership))
_MOVES = ("delta", *_PARAMETERS)
#: What is said of each point.
_FOUND = (
    *("founding_class", "founding_value", "probability_strong", "time_to_strong"),
    *("proven", "residual"),
)


@frozen
class Evolving:
    """A partnership whose parameters can be moved; see `evolving`."""

    partnership: Partnership
    delta: Number | None
    coordinator: Coordinator | None

    def __call__(self, **moves: Any) -> dict[str, Any]:
        """Evolve the partnership with these parameters in place of its own."""
        return self.batch([moves])[0]

    def batch(self, points: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """Evolve it at many points, those of one shape together."""
        given = _check.sequence("evolving", "points", points, "mappings of parameters")
        prepared = [self._prepared(point) for point in given]
        groups: dict[Any, list[int]] = {}
        for k, (model, _) in enumerate(prepared):
            groups.setdefault(shape_of(model), []).append(k)
        cells: list[dict[str, Any]] = [{} for _ in points]
        for members in groups.values():
            models, deltas = zip(*(prepared[k] for k in members), strict=True)
            founding = np.array([model.founding for model in models])
            answers = evolve_batch(models, np.array(deltas, dtype=float), founding)
            for row, k in enumerate(members):
                cells[k] = {name: plain(getattr(answers, name)[row]) for name in _FOUND}
        return cells

    def phase(self, found: Any, helped: Any = None, *, ax: Any = None, **style: Any) -> Any:
        """Draw founding classes over the two parameters of a sweep, as `phase_diagram` does.

        Parameters
        ----------
        found : xarray.Dataset
            What `sweep` made of this partnership over two parameters.
        helped : xarray.Dataset, optional
            The same over the same values with a coordinator: the window, where there is
            cooperation with it and none without, is outlined.

        Returns
        -------
        matplotlib Axes

        Raises
        ------
        ShapeError
        """
        return phase_diagram(found, helped=helped, ax=ax, **style)

    def _prepared(self, point: Mapping[str, Any]) -> tuple[Partnership, Number]:
        _check.mapping("evolving", "points", point, "parameters to values", "Pass {'delta': 0.5}")
        for name in point:
            _check.choice("evolving", "moves", name, _MOVES)
        changes = {name: value for name, value in point.items() if name in _PARAMETERS}
        model = governed(dataclasses.replace(self.partnership, **changes), None, self.coordinator)
        return model, _check.patience("evolving", point.get("delta", self.delta), exact=False)

    def __repr__(self) -> str:
        return f"Evolving({self.partnership!r})"


def evolving(
    partnership: Partnership,
    *,
    delta: Number | None = None,
    founding: int | None = None,
    coordinator: Coordinator | None = None,
) -> Evolving:
    """Make a function of parameters out of a partnership, for `sweep`.

    The function takes `delta` and any parameter of `Partnership` by name, and returns
    founding class and value, probability and time of becoming strong, and the residual of the
    certificate. `sweep` solves the points of
    a grid in batches with it, far faster than one by one.

    Parameters
    ----------
    partnership : Partnership
        What is not moved stays as it is here.
    delta : float, optional
        Discount factor where the grid does not move it.
    founding : int, optional
        Trust at the start where the grid does not move it, in place of the partnership's own.
    coordinator : Coordinator, optional
        Applied after the parameters have been moved.

    Returns
    -------
    callable
        Concepts and selection as in `evolve`, in floats; every batch is certified.

    Raises
    ------
    InputTypeError, UnknownNameError, DiscountError, RangeError
        The last three when it is called.

    Examples
    --------
    >>> import numpy as np, qinba_games as qg
    >>> benefit = np.array([1.2, 0.7]) + 0.35 * np.arange(5)[:, None]
    >>> pair = qg.Partnership(benefit, 1, promotion=0.6, friction=0.05)
    >>> grid = {"delta": [0.5, 0.7, 0.8], "friction": [0.05, 0.3]}
    >>> found = qg.sweep(qg.evolving(pair), grid, progress=False)
    >>> found["founding_class"].values.tolist()
    [['isolated', 'isolated'], ['isolated', 'isolated'], ['strong', 'isolated']]
    """
    _check.instance("evolving", "partnership", partnership, Partnership)
    _check.optional("evolving", "coordinator", coordinator, Coordinator)
    if delta is not None:
        delta = _check.patience("evolving", delta, exact=False)
    start = _check.founding_trust("evolving", partnership, founding)
    model = dataclasses.replace(partnership, founding=start)
    return Evolving(partnership=model, delta=delta, coordinator=coordinator)
