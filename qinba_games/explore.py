"""Sliders in a notebook: what holds, drawn anew whenever an assumption moves.

`page` is a plain function of a model and settings and needs no library; `explore` puts sliders
around it by anywidget, which is an optional extra.
"""

from __future__ import annotations

import dataclasses
import functools
import html
from collections.abc import Mapping
from typing import Any

import numpy as np

from . import _check, errors
from .coordinator import Coordinator
from .network.network import Network
from .network.regimes import REGIMES, SEPARATE
from .network.sustain import sustain
from .partnership.evolve import evolve
from .partnership.evolve_many import evolve_many
from .partnership.partnership import RULES, Partnership

Settings = Mapping[str, Any]

#: A class -> its colour; the order is that of the legend.
_FILLS = {"strong": "#003f73", "weak": "#8cc6f3", "nominal": "#f2bf6b", "isolated": "#cdd2d6"}
#: Discount factors at which the strips are coloured.
_GRID = np.linspace(0.01, 0.99, 50)
#: Capacities that have a slider, and where it ends.
_CAPACITIES = {"monitoring": 1, "mediation": 1, "deposit": 3, "subsidy": 1, "credibility": 1}


def explore(model: Any, *, delta: float = 0.7, coordinator: Coordinator | None = None) -> Any:
    """Show a model under sliders: patience, friction, sharing, and each capacity of a coordinator.

    For a partnership: the class of founding at every patience, alone and with the coordinator,
    and at the patience chosen the class of every trust level, how surely and how soon it becomes
    strong. For a network: which ties hold under each regime of enforcement.

    Parameters
    ----------
    model : Partnership or Network
    delta : float
        Where the slider of patience stands at first.
    coordinator : Coordinator, optional
        Where the sliders of the capacities stand at first; by default one that settles shares.

    Returns
    -------
    anywidget.AnyWidget
        `.settings` is a dict of what is chosen, `.page` the HTML that is shown. Set `settings` in
        code, and the page follows.

    Raises
    ------
    InputTypeError, DiscountError
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
    _check.instance("explore", "model", model, (Partnership, Network))
    _check.discount("explore", delta)
    helper = _check.optional("explore", "coordinator", coordinator, Coordinator)
    given = controls(model, float(delta), helper or Coordinator(sharing=True))
    return _widget_class()(model, given)


def controls(model: Any, delta: float, coordinator: Coordinator) -> list[dict[str, Any]]:
    """What can be moved: a name, a label, and the ends of a slider or the choices of a list."""
    found = [_slider("delta", "patience", delta, 0.99)]
    if isinstance(model, Network):
        choices = [name for name in REGIMES if not _has_friction(model) or name in SEPARATE]
        return [*found, _choice("regime", "enforcement", choices[0], choices)]
    rule = model.sharing if isinstance(model.sharing, str) else "none"
    deposit = float(np.max(coordinator.deposit))
    values = {name: float(np.max(getattr(coordinator, name))) for name in _CAPACITIES}
    return [
        *found,
        _slider("friction", "friction", float(np.max(model.friction)), 1),
        _choice("own sharing", "sharing among themselves", rule, list(RULES)),
        _choice("sharing", "coordinator settles shares", _yes(coordinator.sharing), ["no", "yes"]),
        *(
            _slider(name, f"coordinator: {name}", values[name], max(top, deposit))
            for name, top in _CAPACITIES.items()
        ),
    ]


def page(model: Any, settings: Settings) -> str:
    """The answers at these settings as HTML; what cannot be asked is said in its place."""
    try:
        draw = _network_page if isinstance(model, Network) else _partnership_page
        return draw(model, settings)
    except errors.QinbaGamesError as error:
        return f"<p><b>This cannot be asked.</b> {html.escape(str(error))}</p>"


def _partnership_page(model: Partnership, settings: Settings) -> str:
    alone = dataclasses.replace(
        model,
        friction=np.full(model.levels, settings["friction"]),
        sharing=settings["own sharing"],
    )
    given = {name: settings[name] for name in _CAPACITIES}
    helper = Coordinator(sharing=settings["sharing"] == "yes", **given)
    helped = helper.applied_to(alone)
    delta, rows = settings["delta"], []
    for label, one in (("alone", alone), ("with the coordinator", helped)):
        strip = evolve_many([one] * len(_GRID), _GRID)
        now = evolve(one, delta)
        levels = "".join(_cell(name, f"trust {k}: {name}") for k, name in enumerate(now.classes))
        rows.append(
            f"<tr><th>{label}</th><td>{_strip(strip.founding_class, delta)}</td>"
            f"<td><svg width={22 * model.levels} height=20>{levels}</svg></td>"
            f"<td>{now.classes[0]}</td><td>{float(now.founding_value):.2g}</td>"
            f"<td>{_percent(now.probability_strong)}</td><td>{_time(now.time_to_strong)}</td></tr>"
        )
    head = "<th></th><th>founding, by patience 0 to 1</th><th>by trust</th><th>at founding</th>"
    head += "<th>joint value</th><th>becomes strong</th><th>periods until then</th>"
    return f"{_legend()}<table><tr>{head}</tr>{''.join(rows)}</table>"


def _network_page(model: Network, settings: Settings) -> str:
    found = sustain(model, settings["delta"], settings["regime"])
    count, names, size = len(model.ends), model.governments, 150
    angle = 2 * np.pi * np.arange(len(names)) / len(names)
    x, y = size + 110 * np.sin(angle), size - 110 * np.cos(angle)
    lines = [
        f'<line x1="{x[a]:.1f}" y1="{y[a]:.1f}" x2="{x[b]:.1f}" y2="{y[b]:.1f}" stroke='
        + ('"#003f73" stroke-width="2.5"/>' if kept else '"#767f88" stroke-dasharray="2 4"/>')
        for (a, b), kept in zip(model.ends.tolist(), found.sustained.tolist(), strict=True)
    ]
    labels = [
        f'<text x="{x[i]:.1f}" y="{y[i]:.1f}" font-size="11" text-anchor="middle">'
        f"{html.escape(str(name))}</text>"
        for i, name in enumerate(names)
    ]
    kept = int(found.sustained.sum())
    return (
        f"<p>Patience {settings['delta']:.2f}, {settings['regime']}: {kept} of {count} ties hold, "
        f"worth {float(found.value):.3g} per period.</p>"
        f'<svg viewBox="0 0 300 300" width="300" role="img" aria-label="{kept} of {count} ties '
        f'hold">{"".join(lines)}{"".join(labels)}</svg>'
    )


def _strip(classes: Any, delta: float) -> str:
    """Classes over patience as a coloured strip, with a mark where the slider stands."""
    width, names = 300, [str(name) for name in classes]
    step = width / len(names)
    cells = "".join(
        f'<rect x="{k * step:.1f}" width="{step + 0.5:.1f}" height="16" fill="{_FILLS[name]}"/>'
        for k, name in enumerate(names)
    )
    mark = f'<line x1="{delta * width:.1f}" x2="{delta * width:.1f}" y1="0" y2="20" '
    mark += 'stroke="#a8321e" stroke-width="2"/>'
    at = names[int(np.argmin(abs(_GRID - delta)))]
    label = f"founding is {at} at a patience of {delta:.2f}"
    return f'<svg width="{width}" height="20" role="img" aria-label="{label}">{cells}{mark}</svg>'


def _cell(name: str, title: str) -> str:
    level = int(title.split()[1].rstrip(":"))
    return (
        f'<rect x="{22 * level}" width="20" height="16" fill="{_FILLS[name]}">'
        f"<title>{title}</title></rect>"
    )


def _legend() -> str:
    keys = "".join(
        f'<span style="background:{fill};padding:0 .6em;margin-right:.4em"></span>{name}&emsp;'
        for name, fill in _FILLS.items()
    )
    return f"<p>{keys}</p>"


def _percent(probability: Any) -> str:
    return f"{float(probability):.0%}"


def _time(periods: Any) -> str:
    value = float(periods)
    return "never" if not np.isfinite(value) else "at once" if value == 0 else f"{value:.2g}"


def _has_friction(model: Network) -> bool:
    return model.friction is not None and bool(np.any(model.friction != 0))


def _slider(name: str, label: str, value: float, high: float) -> dict[str, Any]:
    return {"name": name, "label": label, "value": value, "high": high, "step": 0.01}


def _choice(name: str, label: str, value: str, choices: list[str]) -> dict[str, Any]:
    return {"name": name, "label": label, "value": value, "choices": choices}


def _yes(value: bool) -> str:
    return "yes" if value else "no"


#: The sliders: one row for each control; the page is replaced when the kernel has a new one.
_SCRIPT = """
function render({ model, el }) {
  const form = document.createElement("form"), shown = document.createElement("div");
  for (const c of model.get("controls")) {
    const row = document.createElement("label"), value = document.createElement("output");
    const input = document.createElement(c.choices ? "select" : "input");
    if (c.choices) for (const name of c.choices) input.add(new Option(name, name));
    else Object.assign(input, { type: "range", min: 0, max: c.high, step: c.step });
    input.value = model.get("settings")[c.name];
    value.textContent = c.choices ? "" : input.value;
    input.addEventListener("input", () => {
      const chosen = c.choices ? input.value : Number(input.value);
      value.textContent = c.choices ? "" : input.value;
      model.set("settings", { ...model.get("settings"), [c.name]: chosen });
      model.save_changes();
    });
    row.append(c.label, input, value);
    row.style = "display:grid;grid-template-columns:15em 14em 4em;gap:.5em";
    form.append(row);
  }
  const draw = () => { shown.innerHTML = model.get("page"); };
  model.on("change:page", draw);
  draw();
  el.append(form, shown);
}
export default { render };
"""


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

        _esm = _SCRIPT
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
