"""Rivers whose provinces pay each other, and the Yangtze with the national office and without."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from ... import _check, _tolerance, errors
from ...common.result import FrameColumns
from ...coordinator import Coordinator
from ...patience.critical_discount import critical_discount
from ...region.region import Region
from ...repeated.relation import Relation
from ...sharing.fairness import fairness
from ...stochastic.stochastic_game import StochasticGame
from ...types import Number
from .. import facts
from .scenario import Scenario, backing, facts_of, short

#: What the centre gave each year, in units of 100 million yuan, and the year from which on.
_XINAN = {"2012": 3, "2013": 3, "2014": 3, "2015": 4, "2016": 3, "2017": 2, "2018 on": 0}
_ROUNDS = {"2012-2014": "2012", **{year: year for year in [*_XINAN][3:]}}
#: The pool of the Chishui in million yuan a year, and what each province pays in and receives.
_POOL, _PAYS, _RECEIVES = 200, (1, 5, 4), (3, 4, 3)
_PROVINCES = ("Yunnan", "Guizhou", "Sichuan")


def xinan(*, cost: Number = Fraction(7, 2), benefit: Number = 6) -> Scenario:
    """Ask from which patience on the Xin'an stays clean after the centre has stopped paying.

    Upstream Anhui protects the water at a cost k a year, downstream Zhejiang gains w, and the
    centre gives Anhui s. The two can pay each other. Two rules are solved. On record the centre
    paid either way, clean water or not: its money then moves no threshold, k/w. Had it been paid
    for clean water only, and stayed for ever, they would have kept the agreement from (k − s)/w
    on; whoever foresees its exit keeps it in every year only from k/w on.

    Parameters
    ----------
    cost, benefit : Number
        k and w in units of 100 million yuan a year; both are assumed, neither is public. The cost
        is positive and below the benefit.

    Returns
    -------
    Scenario
        One row for each sum of the centre: from which patience on the agreement holds if that sum
        stayed, paid for clean water only ("from delta") and paid either way. The last row is the
        threshold of its exit; `.answers` has the game over all years, whose own threshold it is.

    Raises
    ------
    InputTypeError, NotFiniteError, RangeError

    Examples
    --------
    >>> from qinba_games.paper import scenarios
    >>> print(scenarios.xinan().finding.partition(". ")[0])
    Cooperation survives the exit of the centre for a patience in [0.58, 1)
    >>> scenarios.xinan().rows["from delta, either way"][0]
    Fraction(7, 12)
    """
    k = _check.above("xinan", "cost", cost)
    w = _check.above("xinan", "benefit", benefit)
    if k >= w:
        rule = f"the cost must be below the benefit, {w}, or clean water is not worth it"
        raise errors.RangeError("xinan", "cost", cost, rule, "Lower the cost, or raise the benefit")
    years = critical_discount(_over_the_years(k, w))
    stays = {label: _stays(_XINAN[year], k, w) for label, year in _ROUNDS.items()}
    either = {label: _stays(_XINAN[year], k, w, either=True) for label, year in _ROUNDS.items()}
    exit_, with_centre = stays["2018 on"].delta_opt, stays["2012-2014"].delta_opt
    rows: FrameColumns = {
        "years": list(stays),
        "centre pays": [_XINAN[year] for year in _ROUNDS.values()],
        "from delta": [answer.delta_opt for answer in stays.values()],
        "from delta, either way": [answer.delta_opt for answer in either.values()],
    }
    low, high = short(with_centre), short(exit_)
    before = ""
    if any(0 < s < k for s in _XINAN.values()):
        before = ", and if they foresee that, earlier, in every year in which the centre pays less "
        before += "than the water costs"
    paid = rows["from delta, either way"]
    moved = max(paid) - min(paid) > _tolerance.patience(True, *paid)
    return Scenario(
        name="xinan",
        question="Who keeps the river clean when the centre stops paying?",
        finding=(
            f"Cooperation survives the exit of the centre for a patience in [{high}, 1). On record "
            f"the centre paid either way: then its money moves {'a' if moved else 'no'} threshold. "
            f"Had it been paid for clean water only, the two would cooperate from {low} on if the "
            f"first payment stayed for ever; below {high} they stop when it ends{before}."
        ),
        rows=rows,
        assumed={
            "cost": f"{float(k):.2g} hundred million yuan a year, what protection costs Anhui",
            "benefit": f"{float(w):.2g} hundred million yuan a year, its worth to Zhejiang",
            "condition": 'for "from delta", that the centre\'s money is paid only for clean water',
        },
        facts=facts_of("xinan"),
        picture=("years", "from delta", "from delta, either way"),
        **backing([*stays.values(), *either.values(), years]),
    )


def _stays(centre: Number, k: Number, w: Number, *, either: bool = False) -> Any:
    """The patience that the agreement needs if the centre pays the same sum for ever.

    It is paid for clean water, or `either` way.
    """
    anyway = centre if either else 0
    payoffs: list[Any] = [centre - k, w]
    broken: list[Any] = [anyway, w]
    outside: list[Any] = [anyway, 0]
    river = Relation(payoffs, broken, outside, members=["Anhui", "Zhejiang"])
    return fairness(river, rules=[])


def _over_the_years(k: Number, w: Number) -> StochasticGame:
    """Year after year as recorded; in the last state the centre has left for ever."""
    years = list(_XINAN)

    def actions(_year: str) -> list[list[str]]:
        return [["protect", "pollute"], ["receive"]]

    def payoffs(year: str, profile: tuple[str, ...]) -> list[Any]:
        return [_XINAN[year] - k, w] if profile[0] == "protect" else [0, 0]

    def transitions(year: str, _profile: tuple[str, ...]) -> dict[str, int]:
        return {years[min(years.index(year) + 1, len(years) - 1)]: 1}

    players = ["Anhui", "Zhejiang"]
    return StochasticGame.from_functions(years, actions, payoffs, transitions, players=players)


def chishui(*, incentive: Number = 20, value: Any = (45, 180, 120)) -> Scenario:
    """Ask whether the pool of the Chishui lasts when a central incentive ends.

    Three provinces pay 1 : 5 : 4 into a pool and receive 3 : 4 : 3 of it. What a province receives
    it spends on the river; a third of what the clean river is worth to it comes of its own effort.

    Parameters
    ----------
    incentive : Number
        What the centre adds for each province while all keep the agreement, in million yuan a year;
        assumed.
    value : array_like, shape (3,)
        What the clean river is worth to Yunnan, Guizhou and Sichuan, in million yuan a year;
        assumed.

    Returns
    -------
    Scenario
        Two rows, with the incentive and after it: the patience that the agreed shares need, who is
        the first to waver, and what the best shares would need.

    Raises
    ------
    ShapeError, InputTypeError, NotFiniteError, RangeError

    Examples
    --------
    >>> from qinba_games.paper import scenarios
    >>> scenarios.chishui().to_frame()[["centre", "wavers first"]].values.tolist()
    [['pays', 'Sichuan'], ['has left', 'Sichuan']]
    """
    worth = _check.array("chishui", "value", value, shape=(3,), low=0).tolist()
    extra = _check.number("chishui", "incentive", incentive, low=0)
    pools = {"pays": _pool(worth, extra), "has left": _pool(worth, 0)}
    rows: FrameColumns = {
        "centre": list(pools),
        "agreed shares from delta": [one["agreed"].delta for one in pools.values()],
        "wavers first": [", ".join(one["agreed"].binding) for one in pools.values()],
        "best shares from delta": [one.delta_opt for one in pools.values()],
    }
    return Scenario(
        name="chishui",
        question="Does the pool last when the central incentive ends?",
        finding=_finding_of_pools(*pools.values()),
        rows=rows,
        assumed={
            "incentive": f"{float(extra):.2g} million yuan a year for each province that keeps it",
            "value": f"{', '.join(f'{float(v):.3g}' for v in worth)} million yuan a year",
            "own effort": "brings a province a third of what the clean river is worth to it",
        },
        facts=facts_of("chishui"),
        picture=("centre", "agreed shares from delta", "best shares from delta"),
        **backing(list(pools.values())),
    )


def _finding_of_pools(paid: Any, later: Any) -> str:
    """What patience the agreed shares and the best ones need, with the centre and after it."""
    start, end, first = paid["agreed"].delta, later["agreed"].delta, later["agreed"].binding
    if start >= 1:
        text = "At no patience do the agreed shares keep the pool, with the incentive or after it."
    elif short(start) == short(end):
        text = f"With the incentive and after it the agreed shares need a patience of {short(end)}."
    else:
        text = f"With the incentive the agreed shares need a patience of {short(start)}, after it "
        text += f"of {short(end)}: members in between" if end < 1 else "none is enough: members"
        text += " keep the pool only while the centre pays."
    if first:
        text += f" {' and '.join(first)} {'is' if len(first) == 1 else 'are'} the first to waver."
    if later.delta_opt >= 1:
        return f"{text} After it no shares keep the pool."
    best = short(later.delta_opt)
    return f"{text} Shares in proportion to temptation would need no more than {best}."


def _pool(worth: list[Any], incentive: Number) -> Any:
    """Patience at the agreed shares and at the best ones, with a payment for keeping to them."""
    pays = [Fraction(_POOL * part, sum(_PAYS)) for part in _PAYS]
    receives: list[Any] = [Fraction(_POOL * part, sum(_RECEIVES)) for part in _RECEIVES]
    alone = [v - cost + incentive for v, cost in zip(worth, receives, strict=True)]
    agreed = [g - out + back for g, out, back in zip(alone, pays, receives, strict=True)]
    without = [v - v * Fraction(1, 3) for v in worth]
    pool = Relation(alone, without, 0, members=_PROVINCES, cost=receives)
    return fairness(pool, rules=[], shares={"agreed": agreed})


def yangtze_region(**settings: Any) -> Region:
    """Read the eleven provinces as a region; benefits are built from the settings of `paper.case`.

    >>> len(yangtze_region().ties)
    19
    """
    tables = map(facts.source, ("yangtze_governments", "yangtze_ties"))
    # Provinces lie further apart than cities: 800 km unless another reach is given.
    return Region.from_frames(*tables, **{"reach": 800, **settings})


def yangtze(*, office: Coordinator | None = None, **settings: Any) -> Scenario:
    """Ask which ties of the eleven Yangtze provinces hold, with the national office and without.

    Parameters
    ----------
    office : Coordinator, optional
        What the office can do; by default the capacities of the settings.
    **settings
        As for `yangtze_region`.

    Returns
    -------
    Scenario
        One row for each class, with the number of ties without the office and with it.

    Raises
    ------
    InvalidInputError

    Examples
    --------
    >>> from qinba_games.paper import scenarios
    >>> sum(scenarios.yangtze().rows["with"])
    19
    """
    region = yangtze_region(**settings)
    study = region.study(coordinator=office)
    names = ("strong", "weak", "nominal", "isolated")
    rows: FrameColumns = {
        "class": list(names),
        "without": [study.counts["without"][name] for name in names],
        "with": [study.counts["with"][name] for name in names],
    }
    sums = {side: rows[side][0] + rows[side][1] for side in ("without", "with")}
    return Scenario(
        name="yangtze",
        question="What does the national office change on the Yangtze?",
        finding=(
            f"Of {len(region.ties)} ties between neighbours {sums['without']} are kept without the "
            f"office and {sums['with']} with it, {rows['with'][0]} of them in bad times as well."
        ),
        rows=rows,
        assumed={
            "payoffs": "built from distance as in the case; every one is illustrative",
            "reach": f"{float(region.settings['reach']):g} km, over which benefits fall to 1/e",
            "patience": f"{float(region.settings['delta']):g}",
            "office": repr(study.coordinator),
        },
        facts=facts_of("yangtze"),
        picture=("class", "without", "with"),
        **backing([study]),
    )
