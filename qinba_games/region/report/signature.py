"""Which files of a folder a report of ours has written, and whether they are as it wrote them.

`report.json` carries the name of the tool, a checksum of every other file, and one of itself.
"""

from __future__ import annotations

import hashlib
import json
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ...common.files import limited

#: The file that says what a report consists of.
MANIFEST = "report.json"
TOOL = "qinba_games"


def signed(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The same files, with the checksums of all in `report.json`, which comes first."""
    content = json.loads(files[MANIFEST])
    checksums = {name: _sum(data) for name, data in sorted(files.items()) if name != MANIFEST}
    content["signed"] = {"tool": TOOL, "content": _content(content), "sha256": checksums}
    text = json.dumps(content, indent=2, ensure_ascii=False) + "\n"
    return {MANIFEST: text.encode("utf-8")} | {name: files[name] for name in checksums}


def ours(folder: Path) -> dict[str, str]:
    """Files that a report wrote to `folder`, `report.json` last, with their checksums."""
    try:
        text = limited(folder / MANIFEST) if is_file(folder / MANIFEST) else b""
        content = json.loads(text)
        by = content.pop("signed")
        known = {str(name): str(one) for name, one in by["sha256"].items()}
        right = by["tool"] == TOOL and by["content"] == _content(content)
        right = right and all(Path(name).name == name for name in known)
    except (FileNotFoundError, ValueError, RecursionError, TypeError, AttributeError, LookupError):
        return {}
    return {**known, MANIFEST: _sum(text)} if right else {}


def is_file(place: Path) -> bool:
    """Whether a file is there; a link to one is none of ours."""
    try:
        return stat.S_ISREG(place.lstat().st_mode)
    except (FileNotFoundError, NotADirectoryError):
        return False


def is_unchanged(place: Path, checksum: str) -> bool:
    """Whether a file holds what a report wrote."""
    return is_file(place) and _sum(place.read_bytes()) == checksum


def _sum(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _content(content: Mapping[str, Any]) -> str:
    return _sum(json.dumps(content, sort_keys=True, ensure_ascii=True).encode())
