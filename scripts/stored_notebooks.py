"""Store notebooks with their outputs, and compare what is stored with a fresh run.

    python scripts/stored_notebooks.py [NAME ...]        run these, or all, and store them
    python scripts/stored_notebooks.py --compare FOLDER  compare with the run that made the pages

What depends on the run is not stored: counts of executions, times, and what is written to stderr.
"""

from __future__ import annotations

import itertools
import json
import re
import sys
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[1] / "notebooks"
#: What is compared of an output; of pictures it is that they are there.
_TEXTS = ("text/plain", "text/html", "text/latex", "text/markdown")
_SECONDS = 900
#: Characters of a difference that are printed, and of them before it.
_LONGEST, _BEFORE = 300, 60
#: Addresses, the ids by which tables of xarray are folded, and rounding (below 1e-12, or none).
_BY_CHANCE = re.compile(
    r"0x[0-9a-f]{6,}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\b\d(\.\d+)?e-(1[3-9]|[2-9]\d)\b"
    r"|(?<=largest gain )0(?=[,;)])"
)


def stripped(notebook: Any) -> Any:
    """A notebook without what depends on the run."""
    for cell in notebook["cells"]:
        if cell["cell_type"] != "code":
            continue
        cell["execution_count"] = None
        cell["metadata"].pop("execution", None)
        cell["outputs"] = [_plain(each) for each in cell["outputs"] if each.get("name") != "stderr"]
    notebook["metadata"] = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    return notebook


def _plain(output: Any) -> Any:
    if "execution_count" in output:
        output["execution_count"] = None
    return output


def texts(notebook: Any) -> list[list[str]]:
    """For each cell of code what it shows, as texts; a picture is its kind."""
    return [_shown(cell) for cell in notebook["cells"] if cell["cell_type"] == "code"]


def _shown(cell: Any) -> list[str]:
    # What is printed comes in several pieces, or in one that the later pieces then follow again.
    printed = ""
    for output in cell["outputs"]:
        piece = "".join(output["text"]) if output.get("name") == "stdout" else ""
        printed += "" if printed.endswith(piece) else piece
    found = [_joined(printed)] if printed else []
    for output in cell["outputs"]:
        if output["output_type"] == "stream":
            continue
        if output["output_type"] == "error":
            found.append(f"{output['ename']}: {output['evalue']}")
        else:
            data = output["data"]
            found += [_joined(data[kind]) for kind in _TEXTS if kind in data]
            found += [kind for kind in data if kind.startswith("image/")]
    return found


def _joined(text: Any) -> str:
    whole = text if isinstance(text, str) else "".join(text)
    return _BY_CHANCE.sub("…", whole).strip()


def store(path: Path) -> None:
    """Run a notebook and store it with what it shows."""
    import nbclient
    import nbformat

    notebook = nbformat.read(path, as_version=4)
    nbclient.NotebookClient(notebook, timeout=_SECONDS).execute()
    text = json.dumps(stripped(notebook), indent=1, ensure_ascii=False, sort_keys=True)
    path.write_text(text + "\n", encoding="utf-8")


def differences(fresh: Path) -> list[str]:
    """Where stored notebooks show something else than those of a fresh run."""
    found = []
    for path in sorted(FOLDER.glob("*.ipynb")):
        other = fresh / path.name
        if not other.is_file():
            found.append(f"{path.name}: was not run")
            continue
        both = [texts(json.loads(one.read_text(encoding="utf-8"))) for one in (path, other)]
        for number, (stored, shown) in enumerate(zip(*both, strict=True)):
            for pair in itertools.zip_longest(stored, shown, fillvalue=""):
                if pair[0] != pair[1]:
                    texts_of_both = " is stored, shown: ".join(_from_where_they_differ(*pair))
                    found.append(f"{path.name}, code cell {number}: {texts_of_both}")
    return found


def _from_where_they_differ(one: str, other: str) -> tuple[str, str]:
    """Two texts, a page of a table perhaps, with a few words before their first difference."""
    pairs = enumerate(zip(one, other, strict=False))
    differ = next((k for k, (a, b) in pairs if a != b), min(len(one), len(other)))
    start = max(differ - _BEFORE, 0)
    return repr(one[start:][:_LONGEST]), repr(other[start:][:_LONGEST])


def main(arguments: list[str]) -> int:
    """Store, or compare."""
    if arguments[:1] == ["--compare"]:
        found = differences(Path(arguments[1]))
        print("\n".join(found) or "All notebooks show what is stored.")
        return bool(found)
    for name in arguments or [path.stem for path in sorted(FOLDER.glob("*.ipynb"))]:
        store(FOLDER / f"{name}.ipynb")
        print("stored", name, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
