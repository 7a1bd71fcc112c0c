"""What every result can do: say which solution concept it is, tabulate, and export itself."""

from __future__ import annotations

import abc
import json
import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from .. import _check
from ..types import BoolArray, Certificate, Status, frozen
from . import citations, html, part
from .show import exactly, few, show
from .status import guarantee_of, status_of

if TYPE_CHECKING:
    import pandas

__all__ = ["FrameColumns", "Result", "few", "frame_of", "plain", "show", "storable"]

#: Column name -> one value per row.
FrameColumns = dict[str, list[Any]]


@frozen
class Result(abc.ABC):
    """A frozen answer, equal to another one by content.

    A subclass says how it looks as a table; everything else follows from the table. The fields
    below are those of every result, and only what is special about them is said again.

    Attributes
    ----------
    exact : bool
        True if the answer was computed in rational arithmetic, without any rounding.
    proven : bool
        True if what was selected is proven to be the best, or nothing is missing where all were
        sought; False where a search was cut off, so that there may be something better.
    certificate : Certificate or None
        What the independent check of the answer found; None before it was checked.
    notes : tuple of str
        What a reader should know besides: how it was found, and what was noticed on the way.
    witness : object
        What shows the answer, as its check reads it; None where nothing has to be shown.
    in_fractions : Result or None
        Of payoffs too far apart for floats: the answer in fractions that this one rounds.
    """

    exact: bool
    proven: bool | BoolArray = True
    certificate: Certificate | None = None
    notes: tuple[str, ...] = ()
    witness: Any = None
    in_fractions: Any = None

    if TYPE_CHECKING:

        @property
        def concept(self) -> str:
            """The solution concept, or what the numbers are, by their name in the literature."""
            # Every kind says it: as a constant, by its fields, or as a field where it was asked.

        @property
        def tolerance(self) -> Any:
            """Possible error of a number that was searched for."""

    else:
        tolerance = 0  # of closed forms; a field where something is searched for

    #: Keys in `references.bib` of what the answer rests on.
    _sources: ClassVar[tuple[str, ...]] = ()
    # A class may say of its fields, for `verify.door`: `_alike`, groups of those that have as many
    # entries as one another, or as a number says; `_once`, lists in which nothing stands twice;
    # `_gaps`, which may hold what is no number; `_not_patience`, intervals of something else;
    # `_by_range`, the model whose numbers are compared by the range of all.
    #: What its status says where all is shown, and where only the solver closes a gap.
    _full: ClassVar[Status] = Status.BEST
    _unsure: ClassVar[Status] = Status.CLAIMED

    @property
    def status(self) -> Status | None:
        """What is shown of the answer, of many rows the weakest; None before it was checked."""
        return status_of(self, self._full, self._unsure)

    @property
    def guarantee(self) -> str | None:
        """The sentence of `status`, with the numbers of this answer."""
        status = self.status
        return None if status is None else guarantee_of(self, status)

    @property
    def open(self) -> tuple[str, ...]:
        """What its check leaves open, in words: they end the sentence `guarantee`."""
        return ()

    @abc.abstractmethod
    def _table(self) -> FrameColumns:
        """Columns of the result, all of one length."""

    def to_frame(self, *, numeric: bool = False) -> pandas.DataFrame:
        """Return the result as a data frame, one row per entry.

        Parameters
        ----------
        numeric : bool
            True: Fractions become floats, so that every column of numbers can be computed with.
        """
        table = self._table()
        if _check.flag("to_frame", "numeric", numeric):
            table = {name: [_float(v) for v in column] for name, column in table.items()}
        return frame_of(table)

    def to_dict(self) -> dict[str, Any]:
        """Return plain Python values only: concept, how sure it is, and the table."""
        table = self._table().items()
        return self._standing() | {name: [plain(v) for v in column] for name, column in table}

    def _standing(self) -> dict[str, Any]:
        """Concept, exactness, whether it is proven and certified, and what is shown of it."""
        certificate = self.certificate
        return {
            "concept": self.concept,
            "exact": self.exact,
            "proven": plain(self.proven),
            "certified": None if certificate is None else bool(certificate.ok),
            "status": self.guarantee,
        }

    def to_json(self) -> str:
        """Return `to_dict` as JSON text: Fractions as "p/q", infinity as "inf"."""
        return json.dumps(storable(self.to_dict()), ensure_ascii=False)

    def to_latex(
        self,
        *,
        columns: Sequence[str] | Mapping[str, str] | None = None,
        rows: int | Sequence[int] | None = None,
        caption: str | None = None,
        label: str | None = None,
        note: str | bool = True,
        digits: int | None = None,
        wide: bool = False,
    ) -> str:
        r"""Return the table as a LaTeX tabular; it needs the package booktabs.

        Parameters
        ----------
        columns : sequence of str, or mapping, optional
            Which columns, in which order; a mapping gives each its heading. By default all that
            hold no sentences.
        rows : int or sequence of int, optional
            So many rows from the first on, or the rows of these numbers; by default all.
        caption, label : str, optional
            With either of them the tabular stands in a floating table.
        note : str or bool
            What stands below: True for what the answer says of how it was found, where it says
            something, False for nothing.
        digits : int, optional
            Significant digits of floats, 6 by default; Fractions stay exact without it and become
            decimals with it.
        wide : bool
            True: a floating table across all columns of a page (`table*`).
        """
        look = part.Look(columns, rows, caption, label, note, digits, wide)
        return part.latex_part(self._table(), look, self._note)

    def _note(self) -> str:
        """How it was found, for below a table."""
        return ""

    def summary(self) -> str:
        """Return a page of text: the answer, its numbers as rows, and what is proved of it."""
        return part.summary(self._headline(), self._table(), self.concept, self.certificate)

    def cite(self) -> str:
        """Return BibTeX of the literature that the answer rests on, and of this package."""
        return citations.bibtex(self._rests_on)

    @property
    def _rests_on(self) -> tuple[str, ...]:
        return self._sources

    def _repr_html_(self) -> str:
        return html.table(self._headline(), self._table())

    def _headline(self) -> str:
        return f"{self!r}: {self.guarantee}" if self.status else repr(self)


def frame_of(table: Any, columns: Sequence[str] | None = None) -> pandas.DataFrame:
    """A table as a data frame: columns by name, or rows, of which `columns` are the names."""
    import pandas

    return pandas.DataFrame(table, columns=columns)


def _float(value: Any) -> Any:
    return float(value) if isinstance(value, Fraction) else value


def plain(value: Any) -> Any:
    """`value` without numpy: Fractions and strings stay, arrays become lists."""
    if isinstance(value, np.ndarray):
        return [plain(v) for v in value.tolist()]
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [plain(v) for v in value]
    return value


def storable(value: Any) -> Any:
    """`value` in what JSON knows: Fractions and what is not finite become text."""
    if isinstance(value, Mapping):
        return {str(name): storable(entry) for name, entry in value.items()}
    value = plain(value)
    if isinstance(value, list):
        return [storable(entry) for entry in value]
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, Fraction):
        return exactly("to_json", value)
    finite = isinstance(value, float) and math.isfinite(value)
    return value if finite else str(value)
