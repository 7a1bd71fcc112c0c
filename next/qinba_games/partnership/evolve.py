"""Does a weak partnership become a strong one? The verb `evolve`."""

from typing import Any

import numpy as np

from ..core import read
from ..core.errors import NotConvergedError
from ..table.search import CUT_OFF
from ..table.solver import Play, solve
from .compile import table_of
from .evolution import Evolution
from .partnership import Partnership
from .terms import stack


def evolve(
    partnership: Partnership,
    delta: Any,
    *,
    founding: int | None = None,
    sharing: Any = None,
    coordinator: Any = None,
) -> Evolution:
    """Find what a partnership agrees on at every trust, and where that leads it.

    The equilibrium with the largest joint value, upheld by the end of the partnership (or, against
    members who cannot leave, by the worst equilibrium for them). It is an equilibrium iff in every
    state, with transfers, sum_i (best deviation of i) <= joint value; without, so for each member.

    Perfect monitoring up to `detection`; pure strategies; if anyone leaves, all get their outside
    values from that period on.

    Parameters
    ----------
    partnership : Partnership
    delta : number in [0, 1), the patience of all; a Fraction for exact answers
    founding : int, the trust at the start in place of the partnership's own
    sharing : in place of the partnership's own
    coordinator : Coordinator, applied first

    Raises
    ------
    DiscountError, NotApplicableError
    NotConvergedError
        If the search was cut off before it found an equilibrium.
    CertificateError
        If the answer breaks its own definition; the answer is in `.partial`.

    Warns
    -----
    SearchWarning
        If the search was cut off: there may be a better equilibrium.

    Examples
    --------
    Two unequal governments never start alone; with benefit sharing they do.

    >>> import numpy as np, qinba_games as qg
    >>> benefit = np.array([1.2, 0.7]) + 0.35 * np.arange(5)[:, None]
    >>> pair = qg.Partnership(benefit, 1, promotion=0.6, friction=0.05)
    >>> qg.evolve(pair, 0.7).classes
    ('isolated', 'strong', 'strong', 'strong', 'strong')
    >>> answer = qg.evolve(pair, 0.7, sharing="voluntary")
    >>> answer.classes[0], round(answer.founding_value, 6)
    ('strong', 0.697308)

    Source: S. Goldluecke and S. Kranz (2018), Economic Theory 66, 235-263, theorem 1.
    """
    model = variant("evolve", partnership, sharing, founding, coordinator)
    delta = read.patience("evolve", delta)
    exact = model.exact and not isinstance(delta, float)
    terms = stack([model]) if exact else stack([model]).as_floats()
    delta = delta if exact else float(delta)
    play = solve(table_of(terms, np.array([delta], dtype=object if exact else float)))
    answer = Evolution(model, delta, play, coordinator)
    must_exist("evolve", play, answer)
    return answer.checked()


def must_exist(function: str, play: Play, answer: Any = None) -> None:
    """Refuse play of a search that found nothing: all leave, or all idle, is an equilibrium."""
    if not play.exists.all():
        raise NotConvergedError(f"{function}: {CUT_OFF}", answer)


def variant(
    function: str,
    model: Partnership,
    sharing: Any = None,
    founding: int | None = None,
    coordinator: Any = None,
) -> Partnership:
    """The partnership with another rule, another founding trust, or a coordinator at work."""
    read.kind(function, "partnership", model, Partnership)
    given = {"sharing": sharing, "founding": founding}
    changes = {name: each for name, each in given.items() if each is not None}
    model = model.replace(**changes) if changes else model
    return model if coordinator is None else coordinator.applied_to(model)
