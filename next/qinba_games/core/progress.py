"""Progress of what takes long, by tqdm; silent unless somebody looks, and it takes two seconds."""

import sys
from collections.abc import Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")


def progress(things: Iterable[T], label: str, count: int | None = None) -> Iterator[T]:
    """The things one by one, with a bar in terminals and notebooks; Ctrl-C stops between them."""
    if not (sys.stderr.isatty() or "ipykernel" in sys.modules):
        return iter(things)
    from tqdm.auto import tqdm

    return iter(tqdm(things, desc=label, total=count, leave=False, delay=2))
