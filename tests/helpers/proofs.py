"""Proofs on file as a stranger reads them: the checker of `scripts`, and files with changes."""

import hashlib
import json
import subprocess
import sys

import numpy as np

from helpers.project import ROOT

SCRIPT = ROOT / "scripts" / "check_proof.py"
#: What money buys is read by a script of its own.
PURCHASES = SCRIPT.with_name("check_purchases.py")


def accepted(told, tmp_path):
    """What the stand-alone checker says."""
    file = tmp_path / "proof.json"
    file.write_text(json.dumps(told), encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "-I", "-S", str(SCRIPT), str(file)],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    assert ("refused" in ran.stderr) == bool(ran.stderr) == bool(ran.returncode)
    return ran.returncode == 0


def loaded():
    """The checker as a module, so that many proofs are checked in one process."""
    space = {"__name__": "check_proof", "__file__": str(SCRIPT)}
    exec(compile(SCRIPT.read_text(encoding="utf-8"), str(SCRIPT), "exec"), space)
    return space


def refused(space, told):
    try:
        space["check"](told)
    except (ArithmeticError, LookupError, TypeError, ValueError):
        return True
    return False


def another_digit(text, rng):
    """The text with one digit in place of another."""
    at = int(rng.choice([k for k, letter in enumerate(text) if letter.isdigit()]))
    other = str(rng.choice([digit for digit in "123456789" if digit != text[at]]))
    return json.loads(text[:at] + other + text[at + 1 :])


def one_digit_changed(told, rng):
    """A proof with another digit somewhere, and the digest as it was."""
    text = json.dumps({key: value for key, value in told.items() if key != "format"})
    return {**another_digit(text, rng), "format": told["format"]}


def signed(told):
    """A proof with the digest that belongs to it."""
    plain = {key: value for key, value in told.items() if key != "digest"}
    text = json.dumps(plain, sort_keys=True)
    return plain | {"digest": hashlib.sha256(text.encode()).hexdigest()}


def float_of(value):
    if isinstance(value, (list, tuple)):
        return type(value)(map(float_of, value))
    return value.astype(float) if isinstance(value, np.ndarray) else float(value)
