"""Levels of government: who stands above whom, and which pairs cooperate at every level."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from .. import _check, _exact, _tolerance, errors
from ..common import html
from ..common.show import many
from ..partnership.partnership import Partnership
from ..types import Array, Number, frozen, read_only

_OWNER = "Hierarchy"
Pair = tuple[Any, Any]


class Standing(NamedTuple):
    """Where a pair stands."""

    superior: Pair | None  #: the superior pair
    key: Pair | None  #: how it is named in `partnerships`, if it has one
    crosses: bool  #: whether the lowest common superior is the root
    #: levels between the pair and its lowest common superior, those of the two left out
    distance: int
    depth: int  #: how many governments stand above the two, counted for each


@frozen
class Hierarchy:
    """Governments under governments, and a partnership for every pair that has a tie.

    How often a pair's cooperation misfires depends on who is above it: pairs under one superior
    suffer `inside`; a pair that a border separates suffers `border` at the trust of its superior
    pair; pairs directly under the root suffer `root_friction`.

    Parameters
    ----------
    parents : mapping of name to name or None
        The government directly above each; None for the root.
    partnerships : mapping of (name, name) to Partnership
        Two members each, in the order of the pair, all with the same trust levels 0..K. Their own
        friction is replaced.
    inside : Number
        Friction of a pair under one superior other than the root.
    border : array_like, shape (K + 2,)
        Friction of a pair whose superior pair has trust 0, ..., K, and of one whose superiors are
        not together; must not rise from trust to trust, and is largest without superiors.
    root : name, optional
        The government above all; by default the one without a parent.
    founding : mapping of (name, name) to int, optional
        Trust of pairs at the start, in either order; 0 where nothing is said.
    levels : mapping of (name, name) to str, optional
        Name of the level of each pair; by default the depth of its shallower member.
    root_friction : Number, optional
        Friction of a pair directly under the root; by default the last entry of `border`.
    aliases : mapping of name to sequence of str, optional
        What else a government is called, such as a code; upper and lower case are the same.
        Wherever a government is named, any of these will do.

    Raises
    ------
    UnknownNameError, ShapeError, RangeError, ProbabilityError, NotApplicableError, InputTypeError

    Examples
    --------
    >>> import qinba_games as qg
    >>> pair = qg.Partnership([[2, 2], [3, 3]], 1, promotion=0.5, friction=0)
    >>> tree = {"nation": None, "A": "nation", "B": "nation", "a": "A", "b": "B"}
    >>> levels = qg.hierarchy.Hierarchy(
    ...     tree, {("A", "B"): pair, ("a", "b"): pair}, inside=0.1, border=[0.3, 0.2, 0.4]
    ... )
    >>> levels.superior("a", "b")
    ('A', 'B')
    """

    parents: Mapping[Any, Any]
    partnerships: Mapping[Pair, Partnership]
    inside: Number
    border: Array
    root: Any
    founding: Mapping[Pair, int]
    levels: Mapping[Pair, str]
    root_friction: Number
    aliases: Mapping[Any, tuple[str, ...]]

    def __init__(
        self,
        parents: Mapping[Any, Any],
        partnerships: Mapping[Pair, Partnership],
        *,
        inside: Number,
        border: Any,
        root: Any = None,
        founding: Mapping[Pair, int] | None = None,
        levels: Mapping[Pair, str] | None = None,
        root_friction: Number | None = None,
        aliases: Mapping[Any, Sequence[str]] | None = None,
    ) -> None:
        tree = dict(_check.instance(_OWNER, "parents", parents, Mapping))
        object.__setattr__(self, "parents", tree)
        object.__setattr__(self, "root", _root(tree, root))
        _check_tree(tree, self.root)
        object.__setattr__(self, "aliases", _aliases(aliases, tree))
        given = dict(_check.instance(_OWNER, "partnerships", partnerships, Mapping))
        _check_pairs(tree, given, self)
        object.__setattr__(self, "partnerships", given)
        top = next(iter(given.values())).levels
        object.__setattr__(self, "inside", _check.probability(_OWNER, "inside", inside))
        object.__setattr__(self, "border", _border(border, top))
        friction = self.border.tolist()[-1] if root_friction is None else root_friction
        settled = _check.probability(_OWNER, "root_friction", friction)
        object.__setattr__(self, "root_friction", settled)
        start = {pair: model.founding for pair, model in given.items()}
        for pair, trust in _by_pair("founding", founding, "levels of trust").items():
            key = self._once("founding", pair, founding)
            start[key] = _check.integer(_OWNER, "founding", trust, high=top - 1)
        object.__setattr__(self, "founding", start)
        names = {pair: f"depth {min(map(self.depth, pair))}" for pair in given}
        for pair, name in _by_pair("levels", levels, "names").items():
            key = self._once("levels", pair, levels)
            names[key] = _check.name(_OWNER, "levels", name, "Pass the name of a level")
        object.__setattr__(self, "levels", names)

    @property
    def pairs(self) -> tuple[Pair, ...]:
        """Every pair with a partnership, in the order given."""
        return tuple(self.partnerships)

    @property
    def top(self) -> int:
        """The highest level of trust, K."""
        return len(self.border) - 2

    @functools.cached_property
    def exact(self) -> bool:
        """True if every number is rational."""
        arrays = [self.border, np.array([self.inside, self.root_friction])]
        models = self.partnerships.values()
        return all(map(_tolerance.is_exact, arrays)) and all(model.exact for model in models)

    @functools.cached_property
    def standing(self) -> dict[Pair, Standing]:
        """Where every pair with a partnership stands in the tree."""
        standings = {}
        for pair in self.partnerships:
            common, depths = self.common(*pair), [*map(self.depth, pair)]
            standings[pair] = Standing(
                superior=self.superior(*pair),
                key=self.superior_key(pair),
                crosses=bool(common == self.root),
                distance=min(depths) - self.depth(common) - 1,
                depth=sum(depths),
            )
        return standings

    @functools.cached_property
    def tallest(self) -> int:
        """The most pairs that stand above a pair, one above the other."""
        rows, steps = list(self.standing.values()), 0
        while rows := [self.standing[at.key] for at in rows if at.key is not None]:
            steps += 1
        return steps

    def key(self, a: Any, b: Any, *, argument: str = "a", function: str = _OWNER) -> Pair:
        """The pair as it is named in `partnerships`; a named error if it has none."""
        ends = ("a", "b") if argument == "a" else (argument, argument)
        a, b = (self._name(function, *named) for named in zip((a, b), ends, strict=True))
        for pair in ((a, b), (b, a)):
            if pair in self.partnerships:
                return pair
        rule, remedy = "these two have no partnership", "Choose one of .pairs"
        raise errors.UnknownNameError(function, argument, (a, b), rule, remedy)

    def _once(self, argument: str, pair: Any, given: Any) -> Pair:
        """The pair as it is named in `partnerships`, of which nothing else is said."""
        a, b = _two(argument, pair)
        key = self.key(a, b, argument=argument)
        if (b, a) in given:
            rule, remedy = "a pair is named once, in either order", "Leave out one of the two"
            raise errors.RangeError(_OWNER, argument, pair, rule, remedy)
        return key

    def depth(self, name: Any) -> int:
        """How many governments stand above one."""
        return len(self._line("depth", name))

    def above(self, name: Any) -> list[Any]:
        """The governments above one, the nearest first."""
        return list(self._line("above", name))

    def _line(self, method: str, name: Any, argument: str = "name") -> tuple[Any, ...]:
        return self._lines[self._name(f"{_OWNER}.{method}", name, argument)]

    def _name(self, function: str, given: Any, argument: str) -> Any:
        """What a government is called in `parents`, by any of its names."""
        try:
            if _check.index_of(given, self._places) is not None and given in self._places:
                return given
            return self._others[given.strip().casefold()]
        except Exception:  # noqa: BLE001 (whatever a name of others raises)
            raise _check.unknown(function, argument, given, self.parents) from None

    @functools.cached_property
    def _places(self) -> dict[Any, int]:
        return {name: k for k, name in enumerate(self.parents)}

    @functools.cached_property
    def _others(self) -> dict[str, Any]:
        return {_folded(other): name for name, others in self.aliases.items() for other in others}

    @functools.cached_property
    def _lines(self) -> dict[Any, tuple[Any, ...]]:
        lines = {}
        for name in self.parents:
            line, over = list[Any](), self.parents[name]
            while over is not None:
                line.append(over)
                over = self.parents[over]
            lines[name] = tuple(line)
        return lines

    def common(self, a: Any, b: Any) -> Any:
        """The lowest common superior of two governments."""
        try:  # asked before
            return self._shared[a, b]
        except Exception:  # noqa: BLE001 (whatever a name of others raises)
            own, over = (self._line("common", name, end) for name, end in ((a, "a"), (b, "b")))
        if not own or not over:
            rule, remedy = "nobody stands above the root", "Choose two others"
            raise errors.NotApplicableError(f"{_OWNER}.common", "a", (a, b), rule, remedy)
        self._shared[a, b] = next(name for name in own if name in over)
        return self._shared[a, b]

    @functools.cached_property
    def _shared(self) -> dict[Pair, Any]:
        return {}

    def superior(self, a: Any, b: Any) -> Pair | None:
        """The superior pair of two governments; None if one government is directly above both.

        The deeper of the two is replaced by its parent; both are, if they are equally deep.

        Examples
        --------
        See `Hierarchy`.
        """
        try:  # asked before
            return self._superiors[a, b]
        except Exception:  # noqa: BLE001 (whatever a name of others raises)
            a, b = (self._name(f"{_OWNER}.superior", *end) for end in ((a, "a"), (b, "b")))
        lines = self._lines[a], self._lines[b]
        if a == b or a in lines[1] or b in lines[0]:
            rule = "a pair is two governments, none above the other"
            raise errors.RangeError(f"{_OWNER}.superior", "a", (a, b), rule, "Choose two others")
        deep = len(lines[0]) - len(lines[1])
        over = (self.parents[a] if deep >= 0 else a, self.parents[b] if deep <= 0 else b)
        self._superiors[a, b] = None if over[0] == over[1] else over
        return self._superiors[a, b]

    @functools.cached_property
    def _superiors(self) -> dict[Pair, Pair | None]:
        return {}

    def superior_key(self, pair: Pair) -> Pair | None:
        """The superior pair as it is named in `partnerships`; None without a partnership."""
        over = self.superior(*_two("pair", pair))
        if over is None or over in self.partnerships:
            return over
        return over[::-1] if over[::-1] in self.partnerships else None

    def crosses(self, a: Any, b: Any) -> bool:
        """Whether the lowest common superior of two governments is the root."""
        return bool(self.common(a, b) == self.root)

    def friction(self, pair: Pair) -> list[Number]:
        """Friction at trust 0, ..., K of the superiors and without them; one number if inside."""
        below = self.superior(*_two("pair", pair)) is not None
        return effective_frictions(self, below, below or self.crosses(*pair))

    def _repr_html_(self) -> str:
        pairs = self.pairs[: html.SHOWN]
        superiors = [self.superior_key(pair) for pair in pairs]
        columns: dict[str, list[Any]] = {
            "pair": [f"{a} \u2013 {b}" for a, b in pairs],
            "level": [str(self.levels[pair]) for pair in pairs],
            "superiors": ["" if up is None else f"{up[0]} \u2013 {up[1]}" for up in superiors],
            "founding trust": [self.founding.get(pair, 0) for pair in pairs],
        }
        return html.table(repr(self), columns, size=len(self.partnerships))

    def __repr__(self) -> str:
        return (
            f"Hierarchy({many(len(self.parents), 'government')}, "
            f"{many(len(self.partnerships), 'pair')}, trust 0..{self.top})"
        )


def _by_pair(argument: str, given: Any, to: str) -> Mapping[Any, Any]:
    remedy = "Pass a mapping from (a, b) to what belongs to the pair"
    return _check.mapping(_OWNER, argument, given, f"pairs to {to}", remedy, default={})


def _two(argument: str, pair: Any) -> Pair:
    if not isinstance(pair, tuple) or len(pair) != 2:
        rule, remedy = (
            "a pair is a tuple of two names",
            "Pass a mapping from (a, b) to what belongs to the pair",
        )
        raise errors.ShapeError(_OWNER, argument, pair, rule, remedy)
    return pair


def _root(parents: Mapping[Any, Any], given: Any) -> Any:
    orphans = [name for name, over in parents.items() if over is None]
    if given is not None:
        _check.position(_OWNER, "root", given, list(parents))
    if len(orphans) != 1 or (given is not None and orphans[0] != given):
        rule, remedy = (
            "exactly one government, the root, has no parent",
            "Give every other government the one directly above it",
        )
        raise errors.RangeError(_OWNER, "parents", orphans, rule, remedy)
    return orphans[0]


def _check_tree(parents: Mapping[Any, Any], root: Any) -> None:
    for name, over in parents.items():
        _check.visible(_OWNER, "parents", name)
        if over is not None and over not in parents:
            _check.position(_OWNER, "parents", over, list(parents))
        path, above = {name}, over
        while above is not None:
            if above in path:
                rule, remedy = (
                    "nobody stands above itself: the tree has a circle",
                    f"Correct the parents so that every way up ends at {root!r}",
                )
                raise errors.RangeError(_OWNER, "parents", name, rule, remedy)
            path.add(above)
            above = parents[above]


def _aliases(given: Any, parents: Mapping[Any, Any]) -> dict[Any, tuple[str, ...]]:
    """What else governments are called; nothing that two of them are called."""
    remedy = "Pass a mapping such as {'Bazhong': ['511900']}"
    named = _check.mapping(_OWNER, "aliases", given, "governments to names", remedy, default={})
    own = {_folded(name): name for name in parents if isinstance(name, str)}
    aliases = {}
    for name, others in named.items():
        if name not in parents:
            raise _check.unknown(_OWNER, "aliases", name, parents)
        aliases[name] = tuple(
            _check.name(_OWNER, "aliases", other, remedy)
            for other in _check.sequence(_OWNER, "aliases", others, "names", remedy)
        )
        for other in aliases[name]:
            if own.setdefault(_folded(other), name) != name:
                rule, leave = "two governments have this name", "Leave it out"
                raise errors.RangeError(_OWNER, "aliases", other, rule, leave)
    return aliases


def _folded(name: str) -> str:
    return name.strip().casefold()


def _check_pairs(parents: Mapping[Any, Any], given: Mapping[Any, Any], levels: Hierarchy) -> None:
    if not given:
        rule, remedy = (
            "at least one pair has a partnership",
            "Pass a mapping from (a, b) to Partnership",
        )
        raise errors.EmptyGameError(_OWNER, "partnerships", given, rule, remedy)
    first, pairs = None, set()
    for pair, model in given.items():
        a, b = _two("partnerships", pair)
        for name in pair:
            _check.position(_OWNER, "partnerships", name, list(parents))
        _check.instance(_OWNER, "partnerships", model, Partnership)
        first = model if first is None else first
        if a == b or a in levels.above(b) or b in levels.above(a) or frozenset(pair) in pairs:
            rule, remedy = (
                "a pair is two governments, none above the other, and is given once",
                "Leave the pair out",
            )
            raise errors.RangeError(_OWNER, "partnerships", pair, rule, remedy)
        pairs.add(frozenset(pair))
        if model.n_members != 2 or model.levels != first.levels:
            rule, remedy = (
                f"every pair has two members and the trust levels 0..{first.levels - 1}",
                "Give all partnerships the same number of trust levels",
            )
            raise errors.ShapeError(
                _OWNER, "partnerships", (model.n_members, model.levels), rule, remedy
            )
        if model.mandate:
            rule, remedy = "a mandate has no meaning between levels", "Drop the mandate"
            raise errors.NotApplicableError(_OWNER, "partnerships", model.mandate, rule, remedy)


def _border(given: Any, levels: int) -> Array:
    values = _check.array(_OWNER, "border", given, shape=(levels + 1,))
    for value in values:
        _check.probability(_OWNER, "border", value)
    if np.any(np.diff(values[:-1]) > 0) or values[-1] < values[0]:
        rule, remedy = (
            "friction must not rise with the trust of the superiors, nor fall without them",
            "Give the frictions at trust 0, ..., K in descending order, then without any",
        )
        raise errors.RangeError(_OWNER, "border", values.tolist(), rule, remedy)
    return read_only(_exact.rational(values))


def effective_frictions(levels: Hierarchy, below: bool, crosses: bool) -> list[Number]:
    """Friction of a pair with superiors or without, that a border separates or none."""
    if below:
        return list(levels.border)
    return [levels.root_friction if crosses else levels.inside]
