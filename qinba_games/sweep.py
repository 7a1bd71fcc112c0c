"""The same question at every point of a grid: many answers, labelled, none lost.

`run` works through a list of tasks with a progress bar on any joblib backend and hands the outcomes
back as they come; `sweep` lays them out as an xarray `Dataset`.
"""

from __future__ import annotations

import contextlib
import functools
import inspect
import itertools
import json
import numbers
import os
import warnings
from collections.abc import Callable, Generator, Hashable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from . import _check, _sizes, errors
from .common.progress import Teller, silent
from .common.signals import ends_with_its_parent, sigterm_raises, stopped_quietly
from .common.store import Store, fingerprints, keys
from .types import Array

if TYPE_CHECKING:
    import xarray

#: What `error` says of a point that was not computed.
NOT_RUN = "not run"
#: Points handed at once to a function that has a method `batch`.
_BATCH = 250

_SweepRow = dict[str, Any]


class Outcome(NamedTuple):
    """What became of one task: its place in the list, the value, and why there is none."""

    task: int
    value: Any
    error: str


def sweep(
    function: Callable[..., Any],
    grid: Mapping[str, Any],
    *,
    n_jobs: int = 1,
    backend: Any = None,
    progress: bool | None = True,
    resume: xarray.Dataset | None = None,
    store: Any = None,
    on_error: str = "record",
) -> xarray.Dataset:
    """Ask the same question at every point of a grid.

    How does an answer change with patience, friction, the number of members? The function is
    called with one keyword argument per axis at every combination of their values.

    Parameters
    ----------
    function : callable
        Returns a number, a string, a dict of them, or a result with `to_dict` (columns of length
        one become single values, longer ones stay lists). One with a method `batch` that takes a
        list of points, such as `evolving(partnership)`, gets many points at once.
    grid : mapping of str to sequence, or to mapping
        Axes by the name of the argument. The values label the axis; a mapping of labels to values
        names what has no short name itself, such as games.
    n_jobs : int
        Processes at work at once; -1 for one on each core.
    backend : str or joblib backend, optional
        "loky", "threading", "multiprocessing" or any other that joblib knows; None takes joblib's
        default or what `joblib.parallel_config` says.
    progress : bool or None
        Show a progress bar on standard error; None: once it takes more than two seconds.
    resume : Dataset, optional
        An earlier outcome. What it holds without an error is taken over, also where the grid has
        grown, if it is of the same function and of the same things under their labels.
    store : str or path, optional
        A file that keeps every answer as it comes, whatever ends the run. The same call goes on
        from it, also where the grid has grown. It may hold the answers of other sweeps as well.
    on_error : {"record", "raise"}
        Whether a failure is recorded, or ends the sweep with its exception.

    Returns
    -------
    xarray.Dataset
        One variable per number returned ("value" if there is only one), over the axes; `error` is
        the message where the function failed and "" elsewhere. `Fraction`s, integers beyond 64
        bits and integers beside a gap stay what they are, as objects. A name that is also that of
        an axis gets "_result" appended.

    Raises
    ------
    NotConvergedError
        If it was interrupted (Ctrl-C) or workers died: `.partial` is the Dataset so far, in which
        `error` says "not run" where nothing was computed; pass it as `resume` to go on. Whatever
        else ends a sweep (SIGTERM, `SystemExit`, a failure with `on_error="raise"`) is raised as it
        is, and has a `.partial` as well.
    InvalidInputError
        If an axis is empty, repeats a label, has one that a Dataset would change, is called
        "error", or the function does not take it, or cannot be sent to a worker process.
    NotApplicableError
        If `store` holds a line that no sweep wrote, or another sweep is writing to it.

    Notes
    -----
    Solution concept: that of the question asked. All numbers are the same for any `n_jobs`.

    A function is known by module, name, code, defaults and what it encloses; not by the global
    names that it reads, nor by the code of other functions that it calls. What is asked of another
    function, or about something else under the same label, is computed.

    Examples
    --------
    >>> import qinba_games as qg
    >>> def patience_needed(temptation, sucker):
    ...     return qg.critical_discount(qg.prisoners_dilemma(2, sucker, temptation, 0)).delta
    >>> found = qg.sweep(
    ...     patience_needed, {"temptation": [3, 4], "sucker": [-1, -2, -3]}, progress=False
    ... )
    >>> found["value"].astype(float).round(3).values.tolist()
    [[0.333, 0.333, 0.333], [0.5, 0.5, 0.5]]
    >>> set(found["error"].values.ravel().tolist())
    {''}
    """
    given: Any = grid
    if not isinstance(given, Mapping) or not given or not all(isinstance(n, str) for n in given):
        rule = "must map at least one argument name to its values"
        remedy = 'Pass a dict such as {"delta": [0.3, 0.5, 0.7]}'
        raise errors.InputTypeError("sweep", "grid", grid, rule, remedy)
    axes = {name: _axis(name, values) for name, values in grid.items()}
    _accepts(function, axes)
    axes = {name: _as_labels(name, axis) for name, axis in axes.items()}
    _check.choice("sweep", "on_error", on_error, ("record", "raise"))
    points = list(itertools.product(*(labels.items() for labels in axes.values())))
    of = fingerprints(function, axes)
    cell_keys = list(keys(of, axes))
    known = {} if resume is None else _earlier_cells(resume)
    with contextlib.ExitStack() as stack:
        archive = None
        if store is not None:
            archive = stack.enter_context(contextlib.closing(Store("sweep", store)))
            known |= archive.cells
        cells: list[_SweepRow | str] = [known.get(key, NOT_RUN) for key in cell_keys]
        missing = [k for k, cell in enumerate(cells) if isinstance(cell, str)]
        tasks = [dict(zip(axes, (value for _, value in points[k]), strict=True)) for k in missing]
        size = _BATCH if hasattr(function, "batch") else 1
        outcomes = run(
            functools.partial(_as_cells, function, (*axes, "error"), on_error == "record"),
            [{"points": tasks[k : k + size]} for k in range(0, len(tasks), size)],
            n_jobs=n_jobs,
            backend=backend,
            progress=progress,
            description=getattr(function, "__name__", type(function).__name__),
            on_error=on_error,
            caller="sweep",
        )
        try:
            stack.enter_context(sigterm_raises())
            for outcome in outcomes:
                batch = missing[outcome.task * size : (outcome.task + 1) * size]
                new = outcome.value or [outcome.error] * len(batch)
                for k, cell in zip(batch, new, strict=True):
                    cells[k] = cell
                    if archive is not None and isinstance(cell, dict):
                        archive.add(cell_keys[k], cell)
            return _dataset(of, function, axes, cells)
        except BaseException as stop:
            ended = _failure(stop, function, _dataset(of, function, axes, cells), n_jobs)
            if ended is stop:
                raise
            raise ended from stop


def _failure(
    stop: BaseException, function: Any, partial: xarray.Dataset, n_jobs: int
) -> BaseException:
    """What is raised when a sweep ends early: it carries what is there."""
    from joblib.externals.loky.process_executor import BrokenProcessPool  # a worker died

    if isinstance(stop, (KeyboardInterrupt, BrokenProcessPool)):
        done = partial["error"].size - partial.attrs["not_run"]
        return errors.NotConvergedError(
            f"sweep(): stopped by {type(stop).__name__} after {done} of {partial['error'].size} "
            "points. Nothing is lost: sweep(..., resume=error.partial) computes the rest.",
            partial=partial,
        )
    if n_jobs != 1 and "pickle" in f"{type(stop).__name__} {stop}".lower():
        rule = f"cannot be sent to a worker process ({stop})"
        remedy = 'Pass n_jobs=1 or backend="threading", or a function that encloses no such thing'
        stop = errors.InputTypeError("sweep", "function", function, rule, remedy)
    with contextlib.suppress(AttributeError):  # an exception that takes no attributes
        stop.partial = partial  # type: ignore[attr-defined]
    return stop


def run(
    function: Callable[..., Any],
    tasks: Sequence[Mapping[str, Any]],
    *,
    n_jobs: int = 1,
    backend: Any = None,
    progress: bool | None = True,
    description: str = "",
    on_error: str = "record",
    caller: str = "run",
) -> Generator[Outcome, None, None]:
    """Call `function(**task)` for every task; yield outcomes as they come, not in order."""
    # An interrupt ends it; what was yielded before is complete. Errors name the `caller`.
    _check.function(caller, "function", function)
    jobs = not isinstance(n_jobs, bool) and isinstance(n_jobs, numbers.Integral)
    if not jobs or n_jobs == 0 or abs(n_jobs) > _sizes.JOBS:
        rule = f"must be an integer other than 0, at most {_sizes.JOBS:,}"
        remedy = "Pass the number of processes, or -1 for all cores"
        raise errors.RangeError(caller, "n_jobs", n_jobs, rule, remedy)
    if progress is not None:
        _check.flag(caller, "progress", progress)
    record = _check.choice(caller, "on_error", on_error, ("record", "raise")) == "record"
    workers = _workers(caller, n_jobs, backend)
    calls = [(function, k, dict(task), record) for k, task in enumerate(tasks)]
    return _with_progress(_outcomes(workers, calls), len(calls), progress, description)


def answers(
    function: Callable[..., Any],
    tasks: Sequence[Mapping[str, Any]],
    *,
    jobs: int = 1,
    progress: bool | None = None,
    what: str = "",
    caller: str = "run",
) -> list[Any]:
    """The answers of `function(**task)` to all tasks, in their order; a failure is raised."""
    options: dict[str, Any] = {"n_jobs": jobs, "progress": progress, "description": what}
    outcomes = run(function, tasks, **options, on_error="raise", caller=caller)
    return [outcome.value for outcome in sorted(outcomes)]


def _attempt(function: Callable[..., Any], index: int, task: _SweepRow, record: bool) -> Outcome:
    """Run one task where the worker is; its exception comes back as text."""
    ends_with_its_parent(os.getpid())
    with silent():  # how far the list is, is shown
        return Outcome(index, *_value_or_error(lambda: function(**task), record))


def _value_or_error(call: Callable[[], Any], record: bool) -> tuple[Any, str]:
    """The value of a call; or, where failures are recorded, None and why there is none."""
    if not record:
        return call(), ""
    try:
        return call(), ""
    except Exception as error:  # noqa: BLE001  (whatever it was, the other points go on)
        return None, f"{type(error).__name__}: {error}"


def _workers(caller: str, n_jobs: int, backend: Any) -> Any:
    import joblib

    try:
        plain = joblib.Parallel(n_jobs=n_jobs, backend=backend)
    except Exception as error:
        known, rule = sorted(joblib.parallel.BACKENDS), "is no backend that joblib knows"
        raise _check.unknown(caller, "backend", backend, known, rule) from error
    try:
        return joblib.Parallel(n_jobs=n_jobs, backend=backend, return_as="generator_unordered")
    except ValueError:  # this backend can only return everything at once
        return plain


def _outcomes(workers: Any, calls: list[tuple[Any, ...]]) -> Generator[Outcome, None, None]:
    import joblib

    # A backend that cannot stream gets the tasks in portions, so that something shows in between.
    at_once = 4 * joblib.effective_n_jobs(workers.n_jobs)
    portion = max(len(calls), 1) if workers.return_generator else at_once
    for start in range(0, len(calls), portion):
        jobs = (joblib.delayed(_attempt)(*call) for call in calls[start : start + portion])
        stream = workers(jobs)
        with stopped_quietly():
            try:
                for outcome in stream:  # noqa: UP028 (`yield from` would close `stream`, loudly)
                    yield outcome
            finally:
                if workers.return_generator:
                    with warnings.catch_warnings():  # stopping early is what the caller wants
                        warnings.simplefilter("ignore")
                        stream.close()


def _with_progress(
    outcomes: Generator[Outcome, None, None], total: int, progress: bool | None, description: str
) -> Generator[Outcome, None, None]:
    teller = Teller(description, total, progress)
    with contextlib.closing(teller), contextlib.closing(outcomes):
        for outcome in outcomes:
            yield outcome  # first of all: an interrupt while the bar is drawn must not cost it
            teller()


def _as_cells(
    function: Any, taken: tuple[str, ...], record: bool, points: list[_SweepRow]
) -> list[_SweepRow | str]:
    """`function` at a few points, as dicts of plain values; made where the worker is."""
    if len(points) > 1:
        # One point at fault must not cost the others: they are then tried one by one.
        with contextlib.suppress(Exception):
            both = zip(points, function.batch(points), strict=True)
            return [_cell(value, taken) for _, value in both]
    calls = (lambda point=point: _cell(function(**point), taken) for point in points)
    return [error or cell for cell, error in (_value_or_error(call, record) for call in calls)]


def _cell(given: Any, taken: tuple[str, ...]) -> _SweepRow:
    """What a function said, by name; no name is one of those `taken`."""
    if hasattr(given, "to_dict"):
        columns = given.to_dict().items()
        given = {n: v[0] if isinstance(v, list) and len(v) == 1 else v for n, v in columns}
    elif not isinstance(given, Mapping):
        given = {"value": given}
    bad = [name for name, value in given.items() if not _is_plain(value)]
    if bad:
        raise TypeError(
            f"the function returned a {type(given[bad[0]]).__name__} for '{bad[0]}'; return a "
            "number, a string, a dict of them, or a result"
        )
    named = {}
    for name, value in given.items():
        name = str(name)
        while name in taken:
            name += "_result"
        named[name] = value.item() if isinstance(value, np.generic) else value
    if len(named) < len(given):
        raise TypeError(f"the function returned two values of one name: {', '.join(named)}")
    return named


def _is_plain(value: Any) -> bool:
    if isinstance(value, (list, tuple)):
        return all(_is_plain(v) for v in value)
    return value is None or isinstance(value, (str, numbers.Real, np.bool_))


def _axis(name: str, values: Any) -> dict[Hashable, Any]:
    """Labels of one axis and what they stand for."""
    pairs: list[tuple[Any, Any]] = []
    if isinstance(values, Mapping):
        pairs = list(values.items())
    elif isinstance(values, Iterable) and not isinstance(values, str):
        given: Any = values.tolist() if isinstance(values, np.ndarray) else values
        pairs = [(value, value) for value in given] if getattr(values, "ndim", 1) == 1 else []
    labels = [label for label, _ in pairs]
    if labels and all(isinstance(label, Hashable) and label == label for label in labels):  # no NaN
        axis = dict(pairs)
        if len(axis) == len(labels):
            return axis
    rule = f"axis '{name}' must be a sequence of distinct values, at least one"
    remedy = "List every value once; name what has no short label, as in {'PD': game}"
    raise errors.ShapeError("sweep", "grid", values, rule, remedy)


def _accepts(function: Any, axes: Mapping[str, Any]) -> None:
    """The function takes the axes as keywords: better said once than at every point."""
    _check.function("sweep", "function", function)
    try:
        signature = inspect.signature(function)
    except (ValueError, TypeError):  # written in C: nothing is known about it
        return
    try:
        signature.bind(**dict.fromkeys(axes))
    except TypeError as error:
        rule = f"the function cannot be called with these arguments ({error})"
        remedy = f"Name the axes after its arguments: {', '.join(signature.parameters)}"
        raise errors.UnknownNameError("sweep", "grid", tuple(axes), rule, remedy) from error


def _as_labels(name: str, axis: dict[Hashable, Any]) -> dict[Hashable, Any]:
    """An axis by its labels as a Dataset shows them, which changes neither one nor its name."""
    import xarray

    labels = list(axis)
    try:
        values = xarray.Dataset(coords=_coordinates({name: axis}))[name].values.tolist()
    except (ValueError, TypeError, OverflowError):
        values = []
    if name == "error" or len(values) != len(labels) or any(map(_differ, labels, values)):
        rule = f"axis '{name}' has a name or a label that a Dataset would change"
        remedy = "Rename the axis, or name what is swept over, as in {'PD': game}"
        raise errors.ShapeError("sweep", "grid", tuple(labels), rule, remedy)
    return dict(zip(values, axis.values(), strict=True))


def _differ(one: Any, other: Any) -> bool:
    """Whether a label was changed: into another one, or into one of another kind."""
    exact = isinstance(one, (bool, np.bool_, Fraction)) or isinstance(other, (bool, Fraction))
    return one != other or (exact and type(one) is not type(other) and one is not np.bool_(one))


def _earlier_cells(resume: Any) -> dict[str, _SweepRow]:
    """Cells of an earlier sweep that need no new computation, by what they are found by."""
    import xarray

    _check.instance("sweep", "resume", resume, xarray.Dataset)
    try:
        axes = {name: resume[name].values.tolist() for name in resume["error"].dims}
        cell_keys = keys(json.loads(resume["error"].attrs["of"]), axes)
        columns = {str(name): resume[name].values.ravel().tolist() for name in resume.data_vars}
        failures = columns.pop("error")
        exact = {n for n, column in columns.items() if _is_exact(resume[n].dtype, column)}
        return {
            key: {n: v[k] for n, v in columns.items() if n not in exact or v[k] == v[k]}
            for k, key in enumerate(cell_keys)
            if failures[k] == ""
        }
    except (LookupError, TypeError, ValueError, RecursionError) as error:
        rule = "must come from a sweep, and say what it is of"
        remedy = "Pass the Dataset that such a sweep returned, or error.partial"
        raise errors.ShapeError("sweep", "resume", dict(resume.sizes), rule, remedy) from error


def _is_exact(kind: Any, column: list[Any]) -> bool:
    """Whether numbers stand in it as objects, so that what is no number is a gap."""
    return bool(kind.kind == "O" and all(isinstance(value, numbers.Real) for value in column))


def _dataset(
    of: _SweepRow,
    function: Any,
    axes: Mapping[str, dict[Hashable, Any]],
    cells: list[_SweepRow | str],
) -> xarray.Dataset:
    import xarray

    shape = [len(axis) for axis in axes.values()]
    names = dict.fromkeys(name for cell in cells if isinstance(cell, dict) for name in cell)
    columns = {
        name: [cell.get(name) if isinstance(cell, dict) else None for cell in cells]
        for name in names
    }
    columns["error"] = [cell if isinstance(cell, str) else "" for cell in cells]
    variables = {}
    for name, column in columns.items():
        values = _column(column).reshape(shape)
        # Objects as they are, since pandas 2 fails at ints beyond floats.
        variables[name] = xarray.Variable([*axes], values, fastpath=values.dtype == object)
    not_run, name = cells.count(NOT_RUN), getattr(function, "__qualname__", repr(function))
    failed = sum(isinstance(cell, str) for cell in cells) - not_run
    # With the variable, since a notebook shows all attributes of a Dataset, however long.
    variables["error"].attrs["of"] = json.dumps(of)
    attrs = {"function": name, "failed": failed, "not_run": not_run}
    return xarray.Dataset(variables, _coordinates(axes), attrs)


def labelled(variables: Mapping[str, Any], coordinates: Mapping[str, Any]) -> xarray.Dataset:
    """Arrays with the names of their axes as one Dataset."""
    import xarray

    return xarray.Dataset(dict(variables), coords=dict(coordinates))


def _coordinates(axes: Mapping[str, dict[Hashable, Any]]) -> dict[str, Any]:
    """Labels of every axis; None is a label, and no gap."""
    return {
        name: (name, _objects(list(axis)) if None in axis else _column(list(axis)))
        for name, axis in axes.items()
    }


def _column(values: list[Any]) -> Array:
    """One value per point: floats (gaps are NaN), ints, bools; anything else as it is."""
    present = [value for value in values if value is not None]
    kinds = {type(value) for value in present}
    whole = len(present) == len(values)
    if whole and kinds <= {bool, np.bool_}:
        return np.array(values, dtype=bool)
    if not present or bool in kinds or not all(isinstance(v, numbers.Real) for v in present):
        return _objects(values)
    filled = [np.nan if value is None else value for value in values]
    if any(isinstance(value, Fraction) for value in present):
        return _objects(filled)
    integers = [int(v) for v in present if isinstance(v, numbers.Integral)]
    if whole and len(integers) == len(values) and all(-(2**63) <= v < 2**63 for v in integers):
        return np.array(values, dtype=np.int64)
    if integers and (not whole or max(map(abs, integers)) > 2**53):
        return _objects(filled)
    return np.array(filled, dtype=float)


def _objects(values: list[Any]) -> Array:
    return np.fromiter(values, dtype=object, count=len(values))
