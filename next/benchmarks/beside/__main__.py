"""Random questions asked of both editions: how many answers differ, and how long each takes.

Each file beside this one is a kind: `questions(count, rng)` draws them, `answer(question)` gives a
dict of parts and runs under both editions. `make beside` installs the first edition in an
environment of its own, and this file calls itself with that one's Python. By hand, not by CI:
make beside ARGS="partnership --count 2000".
"""

import argparse
import importlib
import pickle
import subprocess
import sys
import tempfile
import time
from fractions import Fraction
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
KINDS = sorted(path.stem for path in HERE.glob("*.py") if path.stem != "__main__")
TIE = 1e-7


def answers(kind, asked):
    """What the edition that is installed here says, and the seconds it took."""
    answer = importlib.import_module(kind).answer
    start, said = time.perf_counter(), []
    for each in asked:
        try:
            said.append(plain(answer(each)))
        except Exception as error:  # noqa: BLE001, an answer too
            said.append({"error": f"{type(error).__name__}: {error}"})
    return said, time.perf_counter() - start


def plain(thing):
    """Without classes of either edition."""
    if isinstance(thing, dict):
        return {str(key): plain(each) for key, each in thing.items()}
    if isinstance(thing, (list, tuple)):
        return [plain(each) for each in thing]
    if isinstance(thing, np.ndarray):
        return plain(thing.tolist())
    if hasattr(thing, "values"):  # the first edition's punishments, under a mandate
        return plain(thing.values)
    if thing is None or isinstance(thing, (bool, Fraction)):
        return thing
    return str(thing) if isinstance(thing, str) else float(thing)


def same(one, other):
    """Equal, Fractions to the digit, floats to a tolerance."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[k], other[k]) for k in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, float) and isinstance(other, (float, Fraction)):
        both = np.isnan([one, float(other)]).all()
        return bool(both or one == other or abs(one - other) <= TIE * max(1, abs(one)))
    return one == other


def differences(now, before):
    """Places where answers differ, by part; an error is a difference unless both have one."""
    places = {}
    for k, (one, other) in enumerate(zip(now, before, strict=True)):
        errors = ("error" in one) + ("error" in other)
        shared = one.keys() & other.keys() - {"error"}
        wrong = [name for name in sorted(shared) if not same(one[name], other[name])]
        for name in wrong + ["error"] * (errors == 1):
            places.setdefault(name, []).append(k)
    return places


def compare(kind, count, seed, first):
    """Ask both, print what differs, and return whether something does."""
    asked = importlib.import_module(kind).questions(count, np.random.default_rng(seed))
    with tempfile.TemporaryDirectory() as folder:
        files = [str(Path(folder) / name) for name in ("asked", "said")]
        Path(files[0]).write_bytes(pickle.dumps(asked))
        call = [first, str(HERE), kind, "--answer", *files]
        subprocess.run(call, check=True, cwd=folder)
        before, seconds = pickle.loads(Path(files[1]).read_bytes())
    now, own = answers(kind, asked)
    places = differences(now, before)
    wrong = {k for each in places.values() for k in each}
    refused = sum(
        "error" in one and "error" in other for one, other in zip(now, before, strict=True)
    )
    print(f"{kind}: {len(wrong)} of {len(asked)} differ; {refused} refused by both;", end=" ")
    print(f"seconds {own:.1f}, first edition {seconds:.1f}")
    for name, those in places.items():
        print(f"  {name}: {len(those)}, places {those[:10]}, the first")
        for when, said in (("now", now), ("before", before)):
            print(f"    {when:7}{said[those[0]].get(name)}")
    return bool(wrong)


def main():
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("kinds", nargs="*", default=KINDS, choices=[*KINDS, KINDS])
    given.add_argument("--count", type=int, default=500)
    given.add_argument("--seed", type=int, default=1)
    given.add_argument("--first", help="Python of the first edition")
    given.add_argument("--answer", nargs=2, help="questions and answers, files")
    args = given.parse_args()
    if args.answer:
        asked = pickle.loads(Path(args.answer[0]).read_bytes())
        Path(args.answer[1]).write_bytes(pickle.dumps(answers(args.kinds[0], asked)))
        return 0
    sys.path.insert(1, str(HERE.parents[1] / "tests"))  # random models are drawn as the tests do
    wrong = [compare(kind, args.count, args.seed, args.first) for kind in args.kinds]
    return int(any(wrong))


if __name__ == "__main__":
    sys.exit(main())
