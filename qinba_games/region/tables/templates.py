"""Tables to start from: six provinces along the Yangtze, with remarks, that run as they are.

They stand beside this file, in `start`.
"""

from __future__ import annotations

import contextlib
import os
import pkgutil
from pathlib import Path
from typing import Any

from ... import _check, errors
from ...common.files import new_folder

TEMPLATES = ("governments.csv", "ties.csv", "agreements.csv")


def write_templates(folder: Any) -> list[Path]:
    """Write template tables into a folder, and nothing over a file that is there.

    Parameters
    ----------
    folder : str or Path
        Made if it does not exist.

    Returns
    -------
    list of Path
        The files that were written: governments.csv, ties.csv, agreements.csv.

    Raises
    ------
    InputTypeError
        If it is no path.
    OutputError
        If a file of such a name is there already, or the place cannot be written to.

    Examples
    --------
    >>> import pathlib, tempfile, qinba_games as qg
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     tables = qg.region.write_templates(folder)
    ...     qg.Region.from_frames(*tables)
    Region(6 governments, 7 ties, delta 0.7, Coordinator(sharing=True, mediation=0.5))
    """
    if not isinstance(folder, (str, os.PathLike)) or not str(folder).strip():
        rule = f"must be the path of a folder, not {_check.kind_of(folder)}"
        raise errors.InputTypeError("write_templates", "folder", folder, rule, "Pass a path")
    target = Path(folder)
    files = [target / name for name in TEMPLATES]
    there = next(filter(os.path.lexists, files), None)
    if there is not None:
        raise errors.OutputError(
            f"write_templates(): '{there}' is there already. Nothing was changed; "
            "choose another folder."
        )
    try:
        with new_folder(target), contextlib.ExitStack() as undo:
            for file in files:
                with file.open("xb") as opened:
                    undo.callback(file.unlink)
                    opened.write(pkgutil.get_data(__package__, f"start/{file.name}") or b"")
            undo.pop_all()
    except (OSError, ValueError) as error:  # also a name that no folder can have
        why = getattr(error, "strerror", None) or str(error)
        raise errors.OutputError(
            f"write_templates(): cannot write to '{target}': {why}. Nothing was changed; "
            "make room, or choose another folder."
        ) from error
    return files
