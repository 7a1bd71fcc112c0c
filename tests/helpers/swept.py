"""Functions to sweep. Worker processes import them, which they cannot from a file of tests."""

import os
import time
from pathlib import Path

import qinba_games as qg


def quiet(*args, **options):
    return qg.sweep(*args, progress=False, **options)


def ratio(a, b=2):
    return a / b


def described(delta):
    return {"name": f"d{delta}", "half": delta / 2, "delta": delta, "error": 0}


def unreliable(a):
    if a == 2:
        raise ValueError("two is not allowed")
    return a


def interrupting(a, at=3):
    if a == at:
        raise KeyboardInterrupt
    return a * 10


def dying(a):
    if a == 1:
        time.sleep(0.2)
        os._exit(9)
    return a


def slowly(a):
    time.sleep(0.05)
    return a * 3


def noted(a, folder):
    """The same, and a file of that name with the process that computed it."""
    found, draft = slowly(a), Path(f"{folder}-{a}")
    draft.write_text(str(os.getpid()))
    draft.replace(Path(folder, str(a)))  # whoever looks finds it written or not at all
    return found
