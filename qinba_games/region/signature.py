"""Which files of a folder a report of ours has written, and whether they are as it wrote them.

`report.json` carries the name of the tool, a checksum of every other file, and one of itself. Only
files with the right checksum are ever replaced. Reports of 0.1 carry none: of them the files that
every report has are ours if `report.json` says what such a report says.
"""

from __future__ import annotations

import hashlib
import json
import stat
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

#: The file that says what a report consists of.
MANIFEST = "report.json"
TOOL = "qinba_games"
#: What an unsigned `report.json` of version 0.1 says, among other things.
_FIRST = {"headline", "payoffs", "without", "with", "settings", "files"}


def signed(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The same files, with the checksums of all in `report.json`."""
    content = json.loads(files[MANIFEST])
    checksums = {name: _sum(data) for name, data in sorted(files.items()) if name != MANIFEST}
    content["signed"] = {"tool": TOOL, "content": _content(content), "sha256": checksums}
    text = json.dumps(content, indent=2, ensure_ascii=False) + "\n"
    return {**files, MANIFEST: text.encode("utf-8")}


def ours(folder: Path, names: Iterable[str]) -> dict[str, str | None]:
    """Files that a report wrote to `folder`, with their checksums where there are any."""
    place = folder / MANIFEST
    try:
        # What cannot be read is no reason to think that there is nothing.
        regular = stat.S_ISREG(place.stat().st_mode)
        content = json.loads(place.read_text(encoding="utf-8")) if regular else None
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return {}
    if not isinstance(content, dict):
        return {}
    by = content.pop("signed", None)
    if isinstance(by, dict) and by.get("tool") == TOOL and by.get("content") == _content(content):
        listed = by.get("sha256")
        found = listed.items() if isinstance(listed, dict) else ()
        return {MANIFEST: None} | {name: str(one) for name, one in found if _is_name(name)}
    if by is None and content.keys() >= _FIRST and content["payoffs"] == "illustrative":
        given = content["files"] if isinstance(content["files"], list) else []
        return dict.fromkeys(set(names) & {name for name in given if _is_name(name)})
    return {}


def why_not(folder: Path, name: str, known: Mapping[str, str | None]) -> str | None:
    """Why what is in `folder` under this name may not be replaced; None if it may."""
    place = folder / name
    mode = _mode(place)
    if mode is None:
        return None
    if name not in known:
        return f"it holds '{name}', which no earlier report wrote"
    expected = known[name]
    regular = stat.S_ISREG(mode)  # a link to a file is none of ours
    if not regular or (expected is not None and _sum(place.read_bytes()) != expected):
        return f"it holds '{name}', which was changed after an earlier report wrote it"
    return None


def there(place: Path) -> bool:
    """Whether there is anything, a broken link too; an error if that cannot be known."""
    return _mode(place) is not None


def _mode(place: Path) -> int | None:
    """What kind of thing is there, links themselves; None for nothing."""
    try:
        return place.lstat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return None


def _is_name(name: Any) -> bool:
    return isinstance(name, str) and name not in ("", ".", "..") and Path(name).name == name


def _sum(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _content(content: Mapping[str, Any]) -> str:
    return _sum(json.dumps(content, sort_keys=True, ensure_ascii=True).encode())
