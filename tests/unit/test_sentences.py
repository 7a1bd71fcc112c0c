"""Every sentence of a report that has a number, a "most" or a place in it, computed once more.

A pattern says what the words mean, and what they mean is counted in the tables that users see. A
sentence that no pattern knows is refused.
"""

import contextlib
import dataclasses
import functools
import re
from collections import Counter
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from helpers.marks import some

import qinba_games as qg
from qinba_games.region.report import assumptions, budget, evolution, headline, read
from qinba_games.region.report import ties as ties_of
from qinba_games.region.report.facts import CountRange
from qinba_games.region.report.words import percent, subject
from qinba_games.region.uncertain.sensitivity import analyse

KEPT = ["weak", "strong"]
RANGES = {"cost": (0.6, 1.5), "size": (0.4, 1.6), "trust": (-1, 1)}


class Solved:
    """A random region, and its tables."""

    def __init__(self, seed: int) -> None:
        rng = np.random.default_rng(seed)
        names = list("ABCDE")
        who = {
            "name": names,
            "lat": rng.uniform(30, 33, 5),
            "lon": rng.uniform(105, 110, 5),
            "size": rng.integers(1, 9, 5),
            "group": rng.choice(["east", "west"], 5),
        }
        pairs = [(a, b) for k, a in enumerate(names) for b in names[k + 1 :]]
        ties = rng.permutation(len(pairs))[: rng.integers(1, 8)]
        borders = pd.DataFrame([pairs[k] for k in ties], columns=["a", "b"])
        borders["trust"] = rng.integers(0, 3, len(ties))
        # In a third of the regions the gains of some ties are given, in the first those of all.
        self.given = (rng.random(len(ties)) < (0.5 if seed > 1 else 1)) & (seed % 3 == 1)
        if self.given.any():
            gains = rng.uniform(0.5, 2, (2, len(ties)))
            borders["benefit_a"], borders["benefit_b"] = np.where(self.given, gains, np.nan)
        settings = {"delta": rng.uniform(0.4, 0.85), "cost": rng.uniform(0.7, 1.4)}
        settings |= {"sharing": False, "mediation": 0} if seed % 5 == 0 else {}
        region = qg.Region.from_frames(who, borders, **settings)
        self.study, self.drawn, self.indices, found = region.study(), None, None, None
        if seed % 4:
            self.drawn = region.uncertain(RANGES, draws=40 if seed % 4 == 1 else 100, rng=seed)
            with contextlib.suppress(qg.errors.NotApplicableError):  # the same ties in all draws
                found = analyse(region, RANGES, draws=16, rng=seed)
                self.indices = found.table()
        self.facts = read.material(self.study, self.drawn, found)
        frame = self.study.to_frame()
        without, helped = (frame[f"class_{side}"].isin(KEPT) for side in ("without", "with"))
        self.without, self.helped, self.added = without, helped, helped & ~without
        self.frame, self.across = frame, region.ties["cross_border"]
        alone = [self.contributes(k) if added else True for k, added in enumerate(self.added)]
        self.only = self.added & ~np.array(alone)

    def contributes(self, k: int) -> bool:
        """Whether the payoff set of a tie has more than leaving and idling bring."""
        tie = self.study.region.all_ties[k]
        sets = qg.payoff_set(self.study.region.model(tie), self.study.delta)
        return bool(sets.contributes(tie.founding))

    def moved(self) -> int:
        """How many of the assumptions drawn make a number of some tie; sizes make gains alone."""
        return len(self.drawn.ranges) - int(self.given.all())

    def few(self) -> bool:
        """Whether there are draws, and too few to say a share."""
        return self.drawn is not None and len(self.drawn.drawn) < 100

    def shares(self) -> pd.Series:
        """In which share of the draws only the coordinator keeps each tie."""
        only = self.drawn.strict.decided
        names = [f"{a}–{b}" for a, b in zip(self.frame["a"], self.frame["b"], strict=True)]
        return pd.Series(only.mean(axis=0), index=names)

    def quantile(self, level: float, of: str = "added") -> int:
        values = sorted(self.drawn.kept[of])
        return int(values[int(np.ceil(level * len(values) - 1e-9)) - 1])

    def governments(self, chosen: pd.Series) -> Counter[str]:
        """How many of some ties each government has."""
        return Counter([*self.frame["a"][chosen], *self.frame["b"][chosen]])

    def sentences(self) -> list[str]:
        """The first screen, the headings, and what stands beside the map."""
        facts = self.facts
        drawn = dict.fromkeys(("map_without", "map_with", "curves", "path_without", "path_with"))
        drawn |= dict.fromkeys(("stairs_without", "stairs_with"))
        drawn = dict.fromkeys(drawn, SimpleNamespace(inline=str))
        parts = [
            ties_of.map_part(facts, drawn),
            evolution.evolution_part(facts, drawn),
            ties_of.windows_part(facts),
            ties_of.ties_part(facts),
            assumptions.sure_part(facts),
        ]
        money = facts.budget
        middle = None if money is None else money.middle
        if money is not None:
            names = ("frontier", *(f"budget_{k}" for k in (1, 2, 3)))
            parts.append(budget.budget_part(facts, dict.fromkeys(names, drawn["curves"])))
        advice = [headline.appoint(facts), headline.start_with(facts), headline.find_out(facts)]
        return [
            headline.headline(facts),
            headline.how_sure(facts),
            headline.found(facts),
            *(f"A price: {one.price}" for one in advice[:1] if one.price),
            *(f"{text}: {one.price}" for one in advice[1:2] for text in one.names[:1] if one.price),
            *([] if money is None else [budget._rest(facts, money, middle), budget._order(money)]),
            *([] if money is None else [budget._sure(money, middle)]),
            *(f"{one.text}: {', '.join(one.names)} ({one.why})" for one in advice),
            *(part.title for part in parts if part is not None),
            ties_of._most_kept(facts, 0),
            ties_of._most_added(facts),
        ]

    @functools.cache  # noqa: B019 (a few regions of a few ties)
    def price(self, k: int) -> int | None:
        """The least assumed price at which a tie is kept; 0 if it is kept alone."""
        region, tie = self.study.region, self.study.region.all_ties[k]
        helper, kinds = region.coordinator, region.coordinator.capacities
        prices = {(): 0, **{(name,): 2 for name in kinds}, **({kinds: 3} if kinds else {})}
        for bundle, price in sorted(prices.items(), key=lambda one: one[1]):
            by = helper.only(bundle) if bundle else None
            pair, delta = region.model(tie), self.study.delta
            found = qg.evolve(pair, delta, founding=tie.founding, coordinator=by)
            if found.classes[tie.founding] in KEPT:
                return price
        return None

    def prices(self) -> list[int | None]:
        """The same of every tie."""
        return [self.price(k) for k in range(len(self.frame))]

    def buys(self, budget: int) -> int:
        """How many ties a budget keeps: the cheapest ones first, as each counts one."""
        known = sorted(price for price in self.prices() if price is not None)
        return sum(np.cumsum(known) <= budget)

    def middle(self) -> int:
        """The least budget that buys something at half of what all cost."""
        known = sorted(price for price in self.prices() if price is not None)
        costs = [0, *np.cumsum([price for price in known if price])]
        return next(int(cost) for cost in costs if cost >= costs[-1] / 2)


def _verdicts(one, *told) -> bool:
    """The four counts by `hand_over`, how many begin by turns, and quantiles of the draws."""
    region, delta = one.study.region, one.study.delta
    counts = region.hand_over(delta, one.study.coordinator).counts
    sets = ((qg.payoff_set(region.model(tie), delta), tie) for tie in region.all_ties)
    turns = sum(bool(found.contributes(tie.founding)) for found, tie in sets)
    (*first, by_turns), rest = told[:4], told[4:]
    shown = [first, *(rest[k : k + 3] for k in (0, 3, 6))]
    same = [int(count) for count, *_ in shown] == [*counts.values()] and int(by_turns) == turns
    if one.drawn is None or one.few():
        return same and all(low is None for _, low, _ in shown)
    for (_, low, high), name in zip(shown, counts, strict=True):
        values = sorted((one.drawn.endings.verdicts == name).sum(axis=1))
        at = [values[int(np.ceil(level * len(values) - 1e-9)) - 1] for level in (0.05, 0.95)]
        same &= at == [int(low), int(high or low)]
    return same


def _range(one, low, high) -> bool:
    return (one.quantile(0.05), one.quantile(0.95)) == (int(low), int(high or low))


def _signed(one, low, less, high, more) -> bool:
    ends = int(low) * (-1 if less == "fewer" else 1), int(high) * (-1 if more == "fewer" else 1)
    return (one.quantile(0.05), one.quantile(0.95)) == ends


def _strictly(one, low, high, middle) -> bool:
    """The range over the draws that were made once more."""
    values = sorted(one.drawn.strict.decided.sum(axis=1))
    at = [values[int(np.ceil(level * len(values) - 1e-9)) - 1] for level in (0.05, 0.95, 0.5)]
    return at == [int(low), int(high or low), int(middle)]


def _surest(one, names, least, draws) -> bool:
    """No tie that the coordinator alone keeps as often is left out."""
    shares = one.shares()
    listed = names.split(", ")
    often = shares[listed].min()
    told = int(100 * often + 1e-9), len(one.drawn.strict.draws)
    return told == (int(least), int(draws)) and (shares.drop(listed) < often).all()


def _leading(one, chosen, names) -> bool:
    """Nobody that is left out has as many ties."""
    count = one.governments(chosen)
    if of := re.fullmatch(r"(\d+) governments \((\d+) each\)", names):
        equal, most = map(int, of.groups())
        return most == max(count.values()) and [*count.values()].count(most) == equal
    listed = {name: int(n) for name, n in re.findall(r"([A-E]) \((\d+)\)", names)}
    others = [n for name, n in count.items() if name not in listed]
    return listed == {name: count[name] for name in listed} and min(listed.values()) > max(
        [0, *others]
    )


def _moves_most(one, what, low, high) -> bool:
    """Of the table of assumptions that are moved alone, no other row has as wide a range."""
    ranges = {subject(row.setting): row.added for row in one.facts.what_if}
    added = ranges.pop(what)
    return (added.low, added.high) == (int(low), int(high or low)) and all(
        each.high - each.low < added.high - added.low for each in ranges.values()
    )


def _leads(one, what, share) -> bool:
    """The interval of its total index lies above all others."""
    rows = one.indices[one.indices["of"] == "added"].set_index("setting")
    best = next(name for name in rows.index if subject(name) == what)
    others = rows.drop(best)
    return (
        percent(min(rows["total"][best], 1)) == share
        and (rows["total_low"][best] > others["total_high"]).all()
    )


def _started(one, number, total, sooner) -> bool:
    (before, after), (then, now) = (
        [getattr(side, name) for side in (one.study.without, one.study.helped)]
        for name in ("probability_strong", "time_to_strong")
    )
    only = ((before <= 0) & (after > 0)).sum()
    soon = ((before > 0) & (now < then)).sum()
    expected = soon if sooner else only
    return expected == int(number) and len(before) == int(total) and (only > soon) == (not sooner)


def _widths(one) -> list[int]:
    """Ranges of the ties added while one assumption moves, the widest first."""
    return sorted((row.added.high - row.added.low for row in one.facts.what_if), reverse=True)


def _widest(one, first, second) -> bool:
    """No third assumption moves what is added as far as the second of the two."""
    widths = _widths(one)
    of = {subject(row.setting).lower(): row.added for row in one.facts.what_if}
    told = [of[name.lower()].high - of[name.lower()].low for name in (first, second)]
    return told == widths[:2] and widths[1] > widths[2]


N = r"(\d+)"
TO = r"(\d+)(?: to (\d+))?"
SPAN = r"(\d+)(?: \((\d+)(?:–(\d+))?\))?"
FIRST_SPAN = r"(\d+) ties?(?: \((\d+)(?:–(\d+))?\))?"
MEANT = {
    rf"{FIRST_SPAN} (?:keeps itself|keep themselves) acting together, "
    rf"{N} by turns; {SPAN} once started by help, {SPAN} only while helped, "
    rf"{SPAN} never\.": _verdicts,
    rf"{N} ties? (?:is|are) kept acting together, {N} also by turns, {N} with a coordinator"
    rf"(?:, {N} in no other way)?\.": (
        lambda one, *told: (
            [int(n) for n in (told[0], told[2])] == [one.without.sum(), one.helped.sum()]
        )
    ),
    rf"A price: at assumed prices a budget of {N} keeps {N} ties?": (
        lambda one, budget, kept: (
            one.buys(int(budget)) == int(kept) == sum(p is not None for p in one.prices())
            and one.buys(int(budget) - 1) < int(kept)
        )
    ),
    r"(.)–(.): (?:prices? (\d+)(?: each|,.*| and.*)?)?(?:; )?(?:as assumed no help keeps (.*))?": (
        lambda one, a, b, price, none: (
            str(one.price([*one.frame["a"] + one.frame["b"]].index(a + b)))
            == ("None" if f"{a}–{b}" in re.split(", | and ", none or "") else price)
        )
    ),
    rf"What to do with a budget: one of {N} keeps {N} of {N} ties?, {N} of them for nothing": (
        lambda one, budget, kept, of, free: (
            int(budget) == one.middle()
            and [int(kept), int(free)] == [one.buys(int(budget)), one.buys(0)]
            and int(of) == len(one.frame)
        )
    ),
    rf"Not bought: (?:{N} ties? for which there is no money left)?(?: and )?"
    rf"(?:{N} ties? that no help at these prices keeps)?\.": (
        lambda one, later, never: (
            int(never or 0) == one.prices().count(None)
            and int(later or 0)
            == len(one.frame) - one.prices().count(None) - one.buys(one.middle())
        )
    ),
    r"Nothing is left out\.": lambda one: one.buys(one.middle()) == len(one.frame),
    r"Whoever does first what keeps most for its price loses (nothing|at most .*) by that\.": (
        lambda one, lost: lost == "nothing"  # each tie counts one: the cheapest are first
    ),
    r"How sure that is was not asked: it was computed for one set of assumptions\.": (
        lambda one: one.drawn is None
    ),
    rf"How sure: in nine of ten of {N} draws of the assumptions this plan keeps {TO} ties, "
    rf"{TO} more than without help\.": (
        lambda one, draws, *ends: int(draws) == 100 and one.drawn is not None
    ),
    rf"With a coordinator, {TO} more of {N} ties? between governments (?:is|are) kept": (
        lambda one, low, high, of: _range(one, low, high) and int(of) == len(one.frame)
    ),
    rf"With a coordinator, between {N} (fewer|more) and {N} (fewer|more) of {N} ties? between .*": (
        lambda one, *ends: _signed(one, *ends[:4]) and int(ends[4]) == len(one.frame)
    ),
    rf"Of {N} ties?, {N} (?:is|are) kept without a coordinator and {N} with one": (
        lambda one, of, a, b: (
            [int(of), int(a), int(b)] == [len(one.frame), one.without.sum(), one.helped.sum()]
        )
    ),
    r"Not known: this was computed for one set of assumptions and for no other\.": (
        lambda one: one.drawn is None
    ),
    rf"Not known: {N} draws of the assumptions say too little\.": (
        lambda one, count: one.few() and int(count) == len(one.drawn.drawn)
    ),
    rf"With {N} assumptions moved at once, the coordinator adds {TO} ties? in nine draws of ten "
    rf"\(middle {N}\)(?:; {TO} \(middle {N}\) if governments take turns)?\."
    rf"(?: Not moved: gains given for {N} ties?\.)?": (
        lambda one, settings, low, high, middle, *strict: (
            int(settings) == one.moved()
            and int(strict[-1] or 0) == one.given.sum()
            and _range(one, low, high)
            and one.quantile(0.5) == int(middle)
            and (one.few() if strict[0] is None else _strictly(one, *strict[:-1]))
        )
    ),
    r"This coordinator alone keeps (one tie|some ties):  "
    r"\((?:it does in (.*), turns or not|only tried .*)\.\)": (
        lambda one, ties, told: (
            one.only.any()
            and (one.only.sum() == 1) == (ties == "one tie")
            and (
                one.drawn is None
                or one.few()
                or told.replace("every one of 100 draws", "100\u00a0% of 100 draws")
                == f"{percent(float(one.drawn.strict.decided.any(axis=1).mean()))} of 100 draws"
            )
        )
    ),
    r"This coordinator keeps more ties than governments that act together:  "
    r"\((?:it adds ties in (.*)|only tried .*)\)": (
        lambda one, told: (
            one.helped.sum() > one.without.sum()
            and not one.only.any()
            and (
                one.drawn is None
                or one.few()
                or told.removesuffix(".").replace(
                    "every one of 100 draws", "100\u00a0% of 100 draws"
                )
                == f"{percent(float((one.drawn.kept['added'] > 0).mean()))} of 100 draws"
            )
        )
    ),
    r"This coordinator keeps no more ties than governments that act together:  "
    r"\((?:it adds none in (.*)|only tried at the assumed numbers)\.\)": (
        lambda one, told: (
            one.helped.sum() <= one.without.sum()
            and (
                one.drawn is None
                or one.few()
                or told.replace("every one of 100 draws", "100\u00a0% of 100 draws")
                == f"{percent(float((one.drawn.kept['added'] <= 0).mean()))} of 100 draws"
            )
        )
    ),
    r"No tie waits for this coordinator alone:  \(only tried at the assumed numbers\.\)": (
        lambda one: not one.only.any() and (one.drawn is None or one.few())
    ),
    rf"No tie waits for this coordinator alone:  \(there is none in any of {N} draws\.\)": (
        lambda one, draws: (one.shares() == 0).all() and len(one.drawn.strict.draws) == int(draws)
    ),
    rf"As assumed, the coordinator alone keeps {N} ties?(?:, among them|:): (.*) "
    r"\(only tried .*\)": (
        lambda one, count, names: (
            int(count) == one.only.sum()
            and {*names.split(", ")}
            <= {f"{a}–{b}" for a, b in one.frame.loc[one.only, ["a", "b"]].itertuples(index=False)}
        )
    ),
    rf"Most often it alone keeps: (.*) "
    rf"\((?:each )?in at least {N}\u00a0% of {N} draws\.\)": (_surest),
    rf"Most often it alone keeps {N} ties, all equally often:  "
    rf"\(each in at least {N}\u00a0% of {N} draws\.\)": (
        lambda one, count, least, draws: (
            len(one.drawn.strict.draws) == int(draws)
            and (one.shares() == one.shares().max()).sum() == int(count) > 3
            and int(100 * one.shares().max() + 1e-9) == int(least)
        )
    ),
    rf"The answer hangs most on (.*):  \(moved alone, that leaves {TO} ties? added\.\)": (
        _moves_most
    ),
    r"No assumption alone moves the answer:  "
    r"\(moved alone, none changes how many ties are added\.\)": (lambda one: _widths(one)[0] == 0),
    rf"No assumption alone moves the answer most:  "
    rf"\(moved alone, several leave a range of {N} .*": (
        lambda one, width: _widths(one)[:2] == [int(width)] * 2 != [0, 0]
    ),
    r"The answer hangs most on (.*):  \(that has a part in (.*) of the spread of ties added, "
    r"more than any other\.\)": _leads,
    r"Where ties are kept without a coordinator, and where with one": (
        lambda one: not one.added.any()
    ),
    rf"As assumed, the coordinator adds {N} ties?(?:, {N} of them across a border)?"
    rf"(?:, {N} of them in no other way|(, in no other way))?": (
        lambda one, count, across, only, alone: (
            int(count) == one.added.sum()
            and int(only or 0) + bool(alone) == one.only.sum()
            and (
                one.across[one.added].sum() == int(across)
                if across
                else one.across[one.added].sum() in (0, one.added.sum())
            )
        )
    ),
    rf"From weak to strong: {N} of {N} ties? can become so only with the coordinator": (
        lambda one, number, of: _started(one, number, of, sooner=False)
    ),
    rf"From weak to strong: {N} of {N} ties? become so sooner with the coordinator": (
        lambda one, number, of: _started(one, number, of, sooner=True)
    ),
    r"From weak to strong": lambda one: _started(one, 0, len(one.frame), sooner=True),
    rf"At the assumed patience of (\S+), the coordinator decides {N} of {N} ties?": (
        lambda one, delta, count, of: (
            float(delta) == pytest.approx(float(one.study.delta), 1e-5)
            and [int(count), int(of)] == [one.added.sum(), len(one.frame)]
        )
    ),
    rf"All {N} ties, those that a coordinator decides first|The tie": (
        lambda one, of: of is None or (int(of) == len(one.frame) and one.added.any())
    ),
    rf"All {N} ties, one by one": lambda one, of: int(of) == len(one.frame) and not one.added.any(),
    r"How sure: (.*) decides most": lambda one, _: one.indices is not None,
    r"How sure: every count as a range(, and what decides it)?": (
        lambda one, more: (more is not None) == (one.indices is not None)
    ),
    r"Which assumptions decide": lambda one: True,
    r"(.*) and (.*) matter most": _widest,
    r"Without a coordinator, no tie is kept\.": lambda one: not one.without.any(),
    r"Without a coordinator, most ties are kept by (.*)\.": (
        lambda one, names: _leading(one, one.without, names)
    ),
    r"The coordinator adds none\.": lambda one: not one.added.any(),
    r"The coordinator adds most for (.*)\.": lambda one, names: _leading(one, one.added, names),
}


def judged(one: Solved, sentence: str) -> bool:
    """Whether a sentence is true; one that no pattern knows is an error."""
    for pattern, true in MEANT.items():
        if found := re.fullmatch(pattern, sentence):
            return bool(true(one, *found.groups()))
    raise ValueError(f"nobody computes: {sentence}")


@pytest.mark.parametrize("seed", some(range(50), 0, 4))
def test_every_sentence_is_true(seed: int) -> None:
    one = Solved(seed)
    false = [sentence for sentence in one.sentences() if not judged(one, sentence)]
    assert not false


@pytest.fixture(scope="module")
def solved() -> Solved:
    return Solved(7)


def test_false_sentences_are_noticed(solved) -> None:
    """Each number, and each "most", made another one."""
    noticed = 0
    for sentence in solved.sentences():
        assert judged(solved, sentence)
        for number in re.finditer(r"\d+", sentence):
            changed = f"{sentence[: number.start()]}{int(number[0]) + 1}{sentence[number.end() :]}"
            noticed += not judged(solved, changed)
    assert noticed >= 12


@pytest.mark.parametrize(
    "sentence",
    [
        "The coordinator reaches the edges; the middle holds by itself",
        "Most of what it adds lies across the borders of provinces",
        "From weak to strong: a coordinator starts what time would not",
        "Start with: A–B (very sure)",
    ],
)
def test_sentences_that_nobody_computes_are_refused(solved, sentence: str) -> None:
    with pytest.raises(ValueError, match="nobody computes"):
        judged(solved, sentence)


def test_where_nothing_moves_the_ties_added_no_assumption_is_said_to(solved) -> None:
    rows = [dataclasses.replace(row, added=CountRange(1, 1, 1)) for row in solved.facts.what_if]
    advice = headline.find_out(dataclasses.replace(solved.facts, what_if=rows, decides=None))
    assert advice.text == "No assumption alone moves the answer"
    assert advice.why == "moved alone, none changes how many ties are added."
