"""Certificate of a `MembersEvolution`: the kernel reads what is said of every set of members.

Sets are tables in which leaving brings what is said of smaller ones. Beside them it is looked at
whether exits are the best that there are.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import numpy as np

from ... import _tolerance
from ...certify.kernel import Kernel
from ...certify.play import equilibrium, worth_in_states
from ...certify.record import OPEN, optimality
from ...common.register import checks
from ...game.witness import Play, Tree
from ...partnership.checks.evolution import helped_by
from ...partnership.proof import read
from ...types import Array, Certificate, IntArray
from ...verify.findings import Finding, claim, verdict
from ..proof import of_some, rows_of, table_of, values_of
from ..results.members import MembersEvolution


@checks(
    MembersEvolution,
    "every set of members has a policy of its own",
    "Judge two members by verify(evolve(...), policy=...)",
)
def _certify_members(result: MembersEvolution) -> Certificate:
    """Whether every set does what it gains by, and its values are what that brings."""
    again = _MembersReading(result)
    findings, gap = again.nothing(), 0
    certificate = verdict(findings, exact=result.exact, tolerance=again.allowed)
    if not certificate.inside:
        return certificate
    for masks, worth, tree in result.witness:
        judged, open_ = again.judge(masks, worth, tree)
        findings += judged
        gap = max(gap, open_)
    certificate = verdict(findings, exact=result.exact, tolerance=again.allowed)
    if not certificate.inside:
        return certificate
    outside = True if not gap > 0 else False if result.proven else None
    return dataclasses.replace(certificate, outside=outside, gap=gap, proven=not gap > 0)


class _MembersReading:
    def __init__(self, result: MembersEvolution) -> None:
        self.result, self.model = result, result.partnership
        rule = self.model.sharing
        self.voluntary = isinstance(rule, str) and rule == "voluntary"
        self.allowed = 0
        if not result.exact:
            every = np.arange(len(result.members))
            whole = read([of_some(self.model, every)], exact=False)
            self.allowed = _tolerance.check(whole.flow, whole.outside)

    def nothing(self) -> list[Finding]:
        """Who is alone or outside of a set has what it has outside, and nobody alone goes on."""
        return [claim(all(self._facts()), "sets")]

    def _facts(self) -> Iterator[bool]:
        """One after the other: what follows can be asked where all before hold."""
        result, n = self.result, len(self.result.members)
        few = np.array([mask.bit_count() < 2 for mask in range(1 << n)])
        shape = (1 << n, self.model.levels, 1 + len(self.model.bad_times))
        tables = result.staying, result.acting, result.surplus
        yield helped_by(result) and result.founding in range(self.model.levels)
        yield 0 <= result.delta < 1 and (result.values is None) == self.voluntary
        yield all(part.shape == shape for part in tables)
        for part, alone in zip(tables, (0, -1, 0), strict=True):
            yield bool((part[few] == alone).all())
        yield all((part == part.astype(int)).all() for part in tables[:2])
        yield self._every_set_once()
        if result.values is not None:
            yield result.values.shape == (*shape, n)
            out = np.array([[mask >> i & 1 == 0 for i in range(n)] for mask in range(1 << n)])
            w = self.model.outside if result.exact else self.model.outside.astype(float)
            difference = np.moveaxis(result.values, -1, 1) != w[:, None, None]
            yield not difference[out | few[:, None]].any()

    def _every_set_once(self) -> bool:
        """Whether the witness has every set of several members, those of one size together."""
        every = [np.asarray(masks).tolist() for masks, *_ in self.result.witness]
        several = [mask for mask in range(1 << len(self.result.members)) if mask.bit_count() > 1]
        return sorted(mask for masks in every for mask in masks) == several and all(
            len({mask.bit_count() for mask in masks}) == 1 for masks in every
        )

    # --- sets of one size -----------------------------------------------------------------------

    def judge(self, masks: IntArray, worth: Array, tree: Tree) -> tuple[list[Finding], Any]:
        """What speaks against what is said of some sets of one size, and how much is left open."""
        groups = np.array([self._bits(mask) for mask in masks.tolist()])
        kernel = Kernel(table_of(self.result, groups))
        table, outside = kernel.table, kernel.table.rows.now[-1]
        ended = np.broadcast_to(outside, (len(table.nodes.first) - 1, *outside.shape))
        play = Play(rows_of(self.result, groups, table), worth, ended)
        gaps = [*equilibrium(kernel, play), *optimality(kernel, play, tree)]
        names = [self._names(mask) for mask in masks.tolist()]
        gains = self._exits(masks)
        flaws = [one for one in gaps if one.what not in OPEN]
        gains += [Finding(one.size, one.allowed, names[one.game], action=one.what) for one in flaws]
        if all(one.size <= one.allowed for one in flaws):
            gains.append(self._values(kernel, play, groups, names))
        open_ = [one.size for one in gaps if one.what in OPEN and not one.size <= one.allowed]
        return gains, max(open_, default=0)

    def _values(
        self, kernel: Kernel, play: Play, groups: IntArray, names: list[tuple[str, ...]]
    ) -> Finding:
        """How far what is said of states is from what is played there."""
        values = kernel.values(play.worth, play.punishment)
        ended = kernel.table.sums.T @ kernel.table.rows.now[-1]
        above = worth_in_states(kernel, values, play.rows)[:-1] - ended
        reported = values_of(self.result, groups)
        of = kernel.ahead(kernel.sizes, play.rows)[:-1] + abs(ended)
        off = abs(above - reported)
        near = np.broadcast_to(kernel.rounding(_tolerance.CHECK, above, reported, of=of), off.shape)
        at = np.unravel_index(int(np.argmax(off - near)), off.shape)
        return Finding(off[at], near[at], names[at[-1]], action="value")

    def _exits(self, masks: IntArray) -> list[Finding]:
        """Who goes on instead keeps itself together, and nobody else brings more."""
        result, findings = self.result, list[Finding]()
        for mask in masks.tolist():
            stay, act, names = result.staying[mask], result.acting[mask], self._names(mask)
            goes_on = act >= 0
            wrong = (goes_on != (stay == mask)) | ((stay & ~mask) != 0)
            level, times = np.indices(stay.shape)
            split = ~goes_on & (stay > 0) & (result.staying[stay, level, times] != stay)
            smaller = [mask & ~(1 << i) for i in self._bits(mask)]
            best = np.maximum(result.surplus[smaller].max(axis=0), 0)
            there = np.where(goes_on, best if not self.voluntary else result.surplus[mask], 0)
            less = best - np.where(~goes_on & (stay > 0), result.surplus[stay, level, times], there)
            findings += [
                claim(not wrong.any(), "who goes on", member=names),
                claim(not split.any(), "does not stay together", member=names),
                Finding(less.max(), self.allowed, names, action="a smaller set brings more"),
            ]
        return findings

    def _bits(self, mask: int) -> list[int]:
        return [i for i in range(len(self.result.members)) if mask >> i & 1]

    def _names(self, mask: int) -> tuple[str, ...]:
        return tuple(self.result.members[i] for i in self._bits(mask))
