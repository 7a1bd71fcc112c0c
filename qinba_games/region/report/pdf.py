"""The page as PDF, printed by a Chromium that is on this machine."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from ... import errors

#: The file.
PDF = "report.pdf"
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
#: Seconds after which a browser counts as dead.
_PATIENCE = 120
#: A link to a file beside the page, which paper would keep with the folders of this machine.
_LINK = re.compile(rb'<a href="(?!#|https:)[^"]*">')
#: When it was printed.
_DATE = re.compile(rb"(/(?:Creation|Mod)Date \(D:)\d{14}[^)]*\)")


def browser(owner: str) -> str:
    """The Chromium of this machine: that in the variable CHROMIUM, or the first one found."""
    named = os.environ.get("CHROMIUM")
    found = next(filter(None, map(shutil.which, [named] if named else _NAMES)), None)
    if found is None:
        rule = "is printed by a Chromium, and none is found"
        remedy = "Install one, or name it in the environment variable CHROMIUM"
        raise errors.NotApplicableError(owner, "pdf", True, rule, remedy)
    return found


def printed(program: str, page: bytes) -> bytes:
    """A page on paper."""
    with tempfile.TemporaryDirectory(prefix="qinba-games-", ignore_cleanup_errors=True) as folder:
        source, target = Path(folder, "page.html"), Path(folder, PDF)
        source.write_bytes(_LINK.sub(b"<a>", page))
        command = [
            *(program, "--headless", "--disable-gpu", "--no-first-run"),
            *("--no-pdf-header-footer", f"--user-data-dir={folder}/user"),
            *(f"--print-to-pdf={target}", source.as_uri()),
        ]
        if hasattr(os, "geteuid") and os.geteuid() == 0:  # a Chromium has no sandbox for root
            command.insert(1, "--no-sandbox")
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=_PATIENCE)
            found = target.read_bytes()
        except (OSError, subprocess.SubprocessError) as error:
            raise errors.OutputError(
                f"'{program}' does not print the report: {error}. Nothing was changed; leave out "
                "the PDF, or name another Chromium in the environment variable CHROMIUM."
            ) from error
    return _DATE.sub(rb"\g<1>20000101000000+00'00')", found)
