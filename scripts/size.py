"""How long package and tests are, beside the lengths that they are to have.

    python scripts/size.py

A line of code is one that is neither empty, nor a comment, nor part of a docstring.
"""

from __future__ import annotations

import ast
import statistics
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
#: Folders and files that check answers.
CHECKS, READERS = {"certify", "verify", "checks", "proof"}, {"proof.py", "checks.py"}


class Source:
    """A file, its lines, and its lines of code by their numbers."""

    def __init__(self, path: Path) -> None:
        text, self.path = path.read_text(encoding="utf-8"), path.relative_to(ROOT)
        self.lines, self.tree = text.splitlines(), ast.parse(text)
        nodes = [*ast.walk(self.tree)]
        self.functions = [node for node in nodes if isinstance(node, FUNCTIONS)]
        told: set[int] = set()
        for node in nodes:
            documented = isinstance(node, (ast.Module, ast.ClassDef, *FUNCTIONS))
            if documented and ast.get_docstring(node, clean=False) is not None:
                told |= set(range(node.body[0].lineno, node.body[0].end_lineno + 1))
        rows = {k: row for k, row in enumerate(self.lines, 1) if row.strip() and k not in told}
        self.code = {k: row for k, row in rows.items() if not row.lstrip().startswith("#")}

    def lengths(self) -> list[int]:
        """Lines of code of every function, decorators apart."""
        spans = (range(node.lineno, node.end_lineno + 1) for node in self.functions)
        return [sum(k in self.code for k in span) for span in spans]

    def defined(self) -> list[str]:
        """Functions and classes without underscore."""
        names = [n.name for n in self.tree.body if isinstance(n, (ast.ClassDef, *FUNCTIONS))]
        return [name for name in names if not name.startswith("_")]

    def listed(self) -> set[str]:
        """Names in `__all__`."""
        tables = [n for n in self.tree.body if isinstance(n, (ast.Assign, ast.AugAssign))]
        tables = [n for n in tables if ast.unparse(n).startswith("__all__")]
        return {c.value for n in tables for c in ast.walk(n) if isinstance(c, ast.Constant)}

    def checks(self) -> bool:
        """Whether it checks answers."""
        return self.path.name in READERS or bool(CHECKS & set(self.path.parts))


def main() -> None:
    """Print what there is, and what there is to be."""
    package, tests = (
        [Source(path) for path in sorted((ROOT / part).rglob("*.py"))]
        for part in ("qinba_games", "tests")
    )
    public = {name for source in package for name in source.listed()}
    names = [name for source in package for name in source.defined()]
    kernel = [source for source in package if "certify" in source.path.parts]
    rows = [len(row) for source in package for row in source.code.values()]
    functions = [length for source in package for length in source.lengths()]
    for name, now, most in (
        ("", "now", "at most"),
        ("package: lines", sum(len(s.lines) for s in package), 56_000),
        ("package: lines of code", len(rows), 35_000),
        ("certify: lines of code", sum(len(s.code) for s in kernel), 1_050),
        ("all that checks: lines of code", sum(len(s.code) for s in package if s.checks()), 5_600),
        ("tests: lines", sum(len(s.lines) for s in tests), 34_000),
        ("tests: lines of code", sum(len(s.code) for s in tests), "-"),
        ("mean length of a line of code", round(statistics.mean(rows), 1), 47.5),
        ("median lines of code of a function", statistics.median(functions), "6 to 8"),
        ("names that no __all__ lists", sum(name not in public for name in names), 500),
    ):
        print(f"{name:36}{now:>9}{most:>9}")


if __name__ == "__main__":
    main()
