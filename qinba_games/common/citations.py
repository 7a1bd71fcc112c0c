"""BibTeX of the literature, by key."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from importlib import resources

#: How to cite the package itself.
_SOFTWARE = """@software{qinba_games,
  author  = {{The qinba_games developers}},
  title   = {{qinba\\_games}: repeated games of governments that share benefits},
  version = {VERSION},
  year    = {2026}
}"""


@functools.cache
def entries() -> dict[str, str]:
    """Every entry of the bibliography by its key."""
    text = resources.files(__package__).joinpath("references.bib").read_text(encoding="utf-8")
    keys = re.findall(r"^@\w+\{([^,]+),.*?^\}", text, re.MULTILINE | re.DOTALL)
    whole = re.findall(r"^@\w+\{.*?^\}", text, re.MULTILINE | re.DOTALL)
    return dict(zip(keys, whole, strict=True))


def bibtex(keys: Iterable[str]) -> str:
    """Return the entries of `keys`, and of this package, as one BibTeX text."""
    from importlib import metadata  # a dozen modules of others

    software = _SOFTWARE.replace("VERSION", metadata.version("qinba-games"))
    return "\n\n".join([*(entries()[key] for key in keys), software])
