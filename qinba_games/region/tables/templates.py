"""Tables to start from: six provinces along the Yangtze, with remarks, that run as they are."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import Any

from ... import _check, errors
from ...common.files import made

TEMPLATES = {
    "governments.csv": """\
# One line for each government. Lines that begin with a hash are remarks.
# name: needed.                     lat and lon: degrees, both or neither.
# size: above 0; empty means 1.     group: the province; friction is higher between groups.
# parent: the name of the government above it, if levels matter; it needs a line of its own.
# The sizes are inhabitants in ten millions, rounded; the groups are reaches of the river.
name,lat,lon,size,parent,group
Sichuan,30.66,104.07,8.4,,upper reach
Chongqing,29.56,106.55,3.2,,upper reach
Hubei,30.59,114.31,5.8,,middle reach
Hunan,28.23,112.94,6.6,,middle reach
Jiangxi,28.68,115.86,4.5,,middle reach
Anhui,31.82,117.23,6.1,,lower reach
""",
    "ties.csv": """\
# One line for each pair that could cooperate; the order of a and b has no meaning.
# What is left empty is built from the settings: qinba-games report --help lists them.
# benefit_a: what a gains per period from the contribution of b at trust 0; benefit_b likewise.
# friction: the probability that a period of cooperation misfires.
# outside_a, outside_b: what each gets per period after leaving.    trust: at the start, whole.
a,b,benefit_a,benefit_b,friction,outside_a,outside_b,trust
Sichuan,Chongqing,,,,,,
Chongqing,Hubei,,,,,,
Hubei,Hunan,,,,,,
Hubei,Jiangxi,,,,,,
Hunan,Jiangxi,,,,,,
Hubei,Anhui,,,,,,
Jiangxi,Anhui,,,,,,
""",
    "agreements.csv": """\
# One line for each member of each agreement; founding trust counts the agreements of a pair.
# year: when it joined, whole.    end: from when on the agreement is no longer in force.
# The lines below are invented: replace them.
agreement,member,year,topic,level,end
river forum,Sichuan,2016,water,province,
river forum,Chongqing,2016,water,province,
river forum,Hubei,2016,water,province,
lake compact,Hubei,2012,ecology,province,
lake compact,Hunan,2012,ecology,province,
lake compact,Jiangxi,2015,ecology,province,
""",
}


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
        with made(target), contextlib.ExitStack() as undo:
            for file, text in zip(files, TEMPLATES.values(), strict=True):
                with file.open("x", encoding="utf-8", newline="") as opened:
                    undo.callback(file.unlink)
                    opened.write(text)
            undo.pop_all()
    except (OSError, ValueError) as error:  # also a name that no folder can have
        why = getattr(error, "strerror", None) or str(error)
        raise errors.OutputError(
            f"write_templates(): cannot write to '{target}': {why}. Nothing was changed; "
            "make room, or choose another folder."
        ) from error
    return files
