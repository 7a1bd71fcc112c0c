"""Random questions asked of both editions: how many answers differ, and how long each takes.

`--kind partnership` asks `evolve`, `--kind coordinator` windows, budgets, attributions and harm.
`make beside` installs the first edition in an environment of its own and runs this file with this
edition's Python, which calls itself with the other one. By hand, not by CI: ARGS="--count 2000".
"""

import argparse
import pickle
import subprocess
import sys
import tempfile
import time
from fractions import Fraction
from pathlib import Path

import numpy as np

#: What is compared of every answer; values, division and punishment by state and member.
NAMES = (
    *("classes", "policy", "profiles", "founding_value", "founding_value_net"),
    *("probability_strong", "time_to_strong", "long_run", "values", "punishment", "division"),
    *("binding", "critical"),
)
TIE = 1e-7


def questions(kind, count, seed):
    """Parameters of partnerships with their patience, and of coordinators."""
    sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
    from oracles.draws import random_terms

    rng = np.random.default_rng(seed)
    if kind == "partnership":  # every sixth in Fractions
        return [random_terms(rng, most=10_000, exact=k % 6 == 0) for k in range(count)]
    free = {"deposit": 0, "subsidy": 0, "stake": 0, "mandate": (), "sharing": "none"}
    asked = []
    for _ in range(count):
        terms, delta = random_terms(rng, most=200)
        asked.append(({**terms, **free, "detection": 0.5}, float(delta), capacities(rng)))
    return asked


def capacities(rng):
    """What a coordinator can do, by name."""
    some = {name: float(rng.integers(0, 3) / 2) for name in ("monitoring", "mediation", "deposit")}
    some |= {"sharing": bool(rng.random() < 0.5), "subsidy": float(rng.integers(0, 2) / 4)}
    return some | {"credibility": rng.integers(1, 5) / 4, "stake": rng.integers(0, 2) / 8}


def answers(kind, asked, patience):
    """What the edition that is installed here says, and the seconds it took."""
    start, found = time.perf_counter(), []
    for k, each in enumerate(asked):
        try:
            if kind == "partnership":
                found.append(partnership(*each, patience and k % patience == 0))
            else:
                found.append(coordinator(*each, k % 3))
        except Exception as error:  # noqa: BLE001, an answer too
            found.append({"error": f"{type(error).__name__}: {error}"})
    return found, time.perf_counter() - start


def partnership(terms, delta, patience):
    """What becomes of a partnership; `patience`: and at which discount factors it cooperates."""
    import qinba_games as qg

    model = qg.Partnership(**terms)
    answer = qg.evolve(model, delta)
    parts = {name: plain(getattr(answer, name)) for name in NAMES[:-1]}
    if not model.mandate:
        del parts["punishment"]  # the outside values, where the first edition has None
    if parts["binding"]:  # several deviations may gain as much
        parts["binding"] = parts["binding"][-1]
    if patience:
        parts["critical"] = plain(list(qg.critical_discount(model).intervals))
    return parts


def coordinator(terms, delta, given, turn):
    """When a coordinator matters; by turns which part of it works, how fast, and what hurts."""
    import qinba_games as qg

    try:
        from qinba_games.coordinator import subsidy_budget, when_it_hurts
    except ImportError:  # where the first edition has them
        from qinba_games.third_parties import subsidy_budget, when_it_hurts
    model, helper = qg.Partnership(**terms), qg.Coordinator(**given)
    parts = {
        "window": plain(list(qg.pivotal_window(model, helper).intervals)),
        "budget": plain(subsidy_budget(model, delta).subsidy),
    }
    if turn == 0:
        parts["attribute"] = plain(qg.attribute(model, helper).values)
    elif turn == 1:
        parts["speed"] = plain(qg.attribute(model, helper, of="speed", delta=delta).values)
    else:
        answer = when_it_hurts(model, "support", [0, 0.25, 0.5])
        parts["hurts"] = plain(list(answer.intervals))
    return parts


def plain(thing):
    """Without classes of either edition."""
    if isinstance(thing, dict):
        return {key: plain(each) for key, each in thing.items()}
    if isinstance(thing, (list, tuple)):
        return [plain(each) for each in thing]
    if isinstance(thing, np.ndarray):
        return plain(thing.tolist())
    if hasattr(thing, "values"):  # the first edition's punishments, under a mandate
        return plain(thing.values)
    if thing is None or isinstance(thing, (str, Fraction)):
        return thing if thing is None or isinstance(thing, Fraction) else str(thing)
    return float(thing)


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


def main():
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--kind", choices=("partnership", "coordinator"), default="partnership")
    given.add_argument("--count", type=int, default=2000)
    given.add_argument("--seed", type=int, default=1)
    given.add_argument(
        "--patience", type=int, default=0, help="critical_discount of every ...th, too"
    )
    given.add_argument("--first", help="Python of the first edition")
    given.add_argument("--answer", nargs=2, help="questions and answers, files")
    args = given.parse_args()
    if args.answer:
        asked = pickle.loads(Path(args.answer[0]).read_bytes())
        Path(args.answer[1]).write_bytes(pickle.dumps(answers(args.kind, asked, args.patience)))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        files = [str(Path(folder) / name) for name in ("asked", "said")]
        asked = questions(args.kind, args.count, args.seed)
        Path(files[0]).write_bytes(pickle.dumps(asked))
        options = ["--kind", args.kind, "--patience", str(args.patience)]
        call = [args.first, __file__, *options, "--answer", *files]
        subprocess.run(call, check=True, cwd=folder)
        before, seconds = pickle.loads(Path(files[1]).read_bytes())
    now, own = answers(args.kind, asked, args.patience)
    bad = {}
    for k, (one, other) in enumerate(zip(now, before, strict=True)):
        parts = [name for name in one if name in other and name != "error"]
        wrong = [name for name in parts if not same(one[name], other[name])]
        wrong += ["error"] * ("error" in one or "error" in other)
        for name in wrong:
            bad.setdefault(name, []).append(k)
    print(f"{len({k for each in bad.values() for k in each})} of {len(asked)} differ")
    for name, places in bad.items():
        print(f"  {name}: {len(places)}, places {places[:10]}, the first")
        for when, said in (("now", now), ("before", before)):
            print(f"    {when:7}{said[places[0]].get(name)}")
    print(f"seconds: {own:.1f}, first edition {seconds:.1f}")
    return int(bool(bad))


if __name__ == "__main__":
    sys.exit(main())
