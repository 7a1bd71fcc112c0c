"""Freeze what the package answers, and compare two of its states.

    python scripts/frozen write OUT.jsonl.gz [--models 2000] [--only CHAPTER ...] [--jobs 2]
    python scripts/frozen compare BEFORE AFTER [--both] [--but ATTRIBUTE ...]

`write` asks every verb of seeded random models, the case, all claims, all scenarios and the tables
of wrong values, of the package that Python imports: PYTHONPATH chooses it. Pictures are left out,
and what examples in docstrings show, which are tests. `compare` lists whatever is not the same and
ends with 1 if there is anything; floats may differ by 1e-9 of the largest number beside them.
"""

from __future__ import annotations

import argparse
import gzip
import io
import json
import os
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(_name, "1")

Part = tuple[str, int]
LISTED, SHOWN, LATE = 200, 60, 10


def parts(models: int, only: list[str]) -> list[Part]:
    """(chapter, seed or number) of all that is asked."""
    from questions import PARTS
    from whole import WHOLE

    counts = {name: number for name, (_, number) in WHOLE.items()}
    counts |= {name: max(1, round(models * share)) for name, share in PARTS.items()}
    return [(c, k) for c, count in counts.items() if not only or c in only for k in range(count)]


def answers(part: Part) -> tuple[str, float, list[str]]:
    """Chapter, seconds, and a line of JSON for every question of a part."""
    from draw import Draw
    from questions import CHAPTERS
    from stored import answered
    from whole import WHOLE

    (chapter, number), begun = part, time.process_time()
    whole = WHOLE.get(chapter)
    asked = whole[0](number) if whole else CHAPTERS[chapter](Draw(chapter, number))
    place = chapter if whole else f"{chapter}/{number:04}"
    lines = []
    for question, ask in _all(asked):
        found = {"case": f"{place}/{question}", **answered(ask)}
        lines.append(json.dumps(found, ensure_ascii=False))
    return chapter, time.process_time() - begun, lines


def _all(asked: Iterator[Any]) -> Iterator[Any]:
    """All questions; a model that is refused is a question, too."""
    try:
        yield from asked
    except Exception as error:  # noqa: BLE001 (so that one model does not end all)
        caught = error
        yield "(the model)", lambda: (_ for _ in ()).throw(caught)


def write(out: Path, models: int, only: list[str], jobs: int) -> None:
    """Ask everything, and print the time of each chapter."""
    import qinba_games

    print(f"asking {Path(qinba_games.__file__).parent}", flush=True)
    asked, seconds, count = parts(models, only), Counter[str](), Counter[str]()
    with (
        out.open("wb") as raw,
        gzip.GzipFile(fileobj=raw, mode="wb", mtime=0, filename="") as packed,
        io.TextIOWrapper(packed, encoding="utf-8") as lines,
        ProcessPoolExecutor(jobs) as workers,
    ):
        for chapter, spent, found in workers.map(answers, asked):
            seconds[chapter] += spent
            count[chapter] += len(found)
            if spent > LATE:
                print(f"{spent:6.1f} s: {found[0][:60] if found else chapter}", flush=True)
            lines.writelines(f"{line}\n" for line in found)
    for chapter, spent in seconds.items():
        print(f"{chapter:16}{count[chapter]:8} questions {spent:8.1f} s")
    print(f"{'all':16}{count.total():8} questions {seconds.total():8.1f} s")


def compare(before: Path, after: Path, but: list[str], *, both: bool) -> int:
    """Print the differences, and how many there are in each chapter; how many in all."""
    from compared import differences, read

    one, two = read(before), read(after)
    if both:
        one = {case: found for case, found in one.items() if case in two}
        two = {case: found for case, found in two.items() if case in one}
    found = [d for d in differences(one, two) if not {*re.split(r"[.\[]", d.attribute)} & {*but}]
    for d in found[:LISTED]:
        values = (repr(value)[:SHOWN] for value in (d.before, d.after))
        print(d.case, d.attribute, *values, sep=" | ")
    print(f"... and {len(found) - LISTED} more" if len(found) > LISTED else "")
    questions = Counter(case.split("/")[0] for case in {*one, *two})
    for chapter, count in sorted(questions.items()):
        own = [d for d in found if d.case.startswith(f"{chapter}/")]
        cases = len({d.case for d in own})
        print(f"{chapter:16}{count:8} questions {cases:6} differ, in {len(own)} places")
    return len(found)


def main() -> None:
    """Freeze or compare."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    verbs = parser.add_subparsers(dest="verb", required=True)
    freeze = verbs.add_parser("write", help="ask everything")
    freeze.add_argument("out", type=Path)
    freeze.add_argument("--models", type=int, default=2000, help="random models, default 2000")
    freeze.add_argument("--only", nargs="*", default=[], help="names of chapters")
    freeze.add_argument("--jobs", type=int, default=1, help="processes, default 1")
    judge = verbs.add_parser("compare", help="list differences")
    judge.add_argument("before", type=Path)
    judge.add_argument("after", type=Path)
    judge.add_argument("--but", nargs="*", default=[], help="names of attributes to leave out")
    judge.add_argument("--both", action="store_true", help="only questions that both were asked")
    given = parser.parse_args()
    if given.verb == "write":
        write(given.out, given.models, given.only, given.jobs)
    else:
        sys.exit(1 if compare(given.before, given.after, given.but, both=given.both) else 0)


if __name__ == "__main__":
    main()
