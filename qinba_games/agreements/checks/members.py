"""What members get by every set of signatories: two kinds of agreements, read in the same way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from ... import _exact, _tolerance
from ...types import Array, BoolArray, IntArray
from ..agreement import Agreement
from ..results.agreement import AnyAgreement


class Member(NamedTuple):
    """A member by every set of signatories, by mask; one of identical ones, by their number."""

    many: IntArray  #: signatories that it stands for
    outside: BoolArray  #: whether it, or one like it, is an outsider
    as_signatory: Array
    as_outsider: Array
    without: IntArray  #: the set without it
    joined: IntArray  #: the set with it
    breach: Array | None  #: what a breach brings that nobody expects

    @property
    def signs(self) -> BoolArray:
        """Whether it signs."""
        return self.many > 0


def members_of(agreement: AnyAgreement, tables: Sequence[Array]) -> Iterator[Member]:
    """All members, or one of identical ones, with payoffs as in these tables."""
    if not isinstance(agreement, Agreement):
        yield _alike(*tables)
        return
    masks = np.arange(len(tables[0]))
    for i in range(agreement.n_members):
        own, breach = tables[0][:, i], tables[1][:, i] if tables[1:] else None
        signs = masks >> i & 1
        sets = masks & ~(1 << i), masks | 1 << i
        yield Member(signs, signs == 0, own, own, *sets, breach)


def _alike(signatory: Array, outsider: Array, breach: Array | None = None) -> Member:
    """One of identical members; where all sign there is no outsider."""
    number, n = np.arange(len(signatory)), len(outsider)
    sets = np.maximum(number - 1, 0), np.minimum(number + 1, n)
    outside = np.append(outsider, outsider[-1:])
    return Member(number, number < n, signatory, outside, *sets, breach)


def tables_of(agreement: Any, *, breach: bool = False) -> list[Array]:
    """Payoffs as they are given; and last, if it is asked, what a hidden breach brings."""
    told_apart = isinstance(agreement, Agreement)
    tables = [agreement.payoffs] if told_apart else [agreement.signatory, agreement.outsider]
    return [*tables, agreement.breach] if breach else tables


def scaled(tables: Sequence[Array], *, exact: bool) -> tuple[list[Array], int]:
    """Payoffs as integers, of which so many are 1; or as floats."""
    if not exact:
        return [each.astype(float) for each in tables], 1
    whole, unit = _exact.over_common_denominator(np.concatenate(tables), 4 * len(tables[0]))
    return np.split(whole, np.cumsum([len(each) for each in tables])[:-1]), unit


def centred(tables: Sequence[Array]) -> list[Array]:
    """Floats without a large constant, in which differences would drown."""
    every = np.concatenate([each.reshape(len(each), -1) for each in tables])
    return [each - _tolerance.centred(every)[2] for each in tables]
