"""Sliders in a notebook: what holds, drawn anew whenever an assumption moves.

`page` is a plain function of a model and settings and needs no library; `explore` puts sliders
around it by anywidget, which is an optional extra.
"""

from __future__ import annotations

import functools
import html
import importlib.resources
from typing import Any

import numpy as np

from .. import _check, errors
from ..coordinator import Coordinator
from ..network.network import Network
from ..partnership.partnership import Partnership
from ..region.region import Region
from . import networks, partnerships, regions
from .controls import CAPACITIES, Control, Settings, slider

#: Kind of model -> what can be moved, and what is shown.
_KINDS: dict[type, Any] = {Partnership: partnerships, Network: networks, Region: regions}


def explore(model: Any, *, delta: float = 0.7, coordinator: Coordinator | None = None) -> Any:
    """Show a model under sliders: patience, friction, sharing, and each capacity of a coordinator.

    For a partnership: the class of founding at every patience, alone and with the coordinator,
    and at the patience chosen the class of every trust level, how surely and how soon it becomes
    strong. For a network: which ties hold under each regime of enforcement. For a region: the map
    without the coordinator and with it, and how many ties are kept at every patience.

    Parameters
    ----------
    model : Partnership, Network or Region
    delta : float
        Where the slider of patience stands at first.
    coordinator : Coordinator, optional
        Where the sliders of the capacities stand at first; by default one that settles shares.
        With sharing, monitoring, mediation, one deposit for all, subsidy and credibility only; a
        network has no such sliders.

    Returns
    -------
    anywidget.AnyWidget
        `.settings` is a dict of what is chosen, `.page` the HTML that is shown. Set `settings` in
        code, and the page follows.

    Raises
    ------
    InputTypeError, DiscountError
    NotApplicableError
        If the coordinator has a capacity that no slider shows.
    MissingLibraryError
        If anywidget is not installed.

    Examples
    --------
    >>> import qinba_games as qg
    >>> pair = qg.Partnership([[3, 2], [4, 3]], 1, promotion=0.5, friction=0.1)
    >>> shown = qg.explore(pair, delta=0.4)
    >>> shown.settings["delta"]
    0.4
    >>> shown.settings = {**shown.settings, "delta": 0.6}
    >>> "strong" in shown.page
    True
    """
    _check.instance("explore", "model", model, tuple(_KINDS))
    _check.discount("explore", delta)
    helper = _check.optional("explore", "coordinator", coordinator, Coordinator)
    if helper is not None:
        _refuse_without_sliders(model, helper)
    given = controls(model, float(delta), helper or Coordinator(sharing=True))
    return _widget_class()(model, given)


def _refuse_without_sliders(model: Any, coordinator: Coordinator) -> None:
    """What no slider can show: capacities of other kinds, and one for each member."""
    known = set() if isinstance(model, Network) else {"sharing", *CAPACITIES}
    for name in coordinator.capacities:
        value = getattr(coordinator, name)
        if name not in known or (np.ndim(value) and np.ptp(value) > 0):
            rule, remedy = "no slider shows this", "Leave it out of the coordinator"
            raise errors.NotApplicableError("explore", f"coordinator, {name}", value, rule, remedy)


def controls(model: Any, delta: float, coordinator: Coordinator) -> list[Control]:
    """What can be moved: a name, a label, and the ends of a slider or the choices of a list."""
    own = _KINDS[type(model)].controls(model, coordinator)
    return [slider("delta", "patience", delta, max(delta, 0.99)), *own]


def page(model: Any, settings: Settings) -> str:
    """The answers at these settings as HTML; what cannot be asked is said in its place."""
    try:
        text: str = _KINDS[type(model)].page(model, settings)
    except errors.QinbaGamesError as error:
        return f"<p><b>This cannot be asked.</b> {html.escape(str(error))}</p>"
    return text


def script() -> str:
    """What draws the sliders in a page, in its own language."""
    place = importlib.resources.files(__package__) / "templates" / "sliders.js"
    return place.read_text("utf-8")


@functools.cache
def _widget_class() -> Any:
    """The widget, made when it is first asked for."""
    try:
        import anywidget
        import traitlets
    except ImportError as error:
        raise errors.MissingLibraryError("explore", "anywidget", "explore") from error

    class Explorer(anywidget.AnyWidget):
        """Sliders, and the page that follows them."""

        #: One row for each control; the page is replaced when the kernel has a new one.
        _esm = script()
        controls: Any = traitlets.List().tag(sync=True)
        settings: Any = traitlets.Dict().tag(sync=True)
        page: Any = traitlets.Unicode().tag(sync=True)

        def __init__(self, model: Any, given: list[dict[str, Any]]) -> None:
            self._model = model
            settings = {control["name"]: control["value"] for control in given}
            super().__init__(controls=given, settings=settings, page=page(model, settings))
            self.observe(self._redraw, "settings")

        def _redraw(self, change: Any) -> None:
            self.page = page(self._model, change["new"])

    return Explorer
