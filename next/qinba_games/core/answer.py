"""Answers: one table each, shown in five ways; and the certificate."""

import abc
import json
import os
import tempfile
import warnings
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from . import read
from .errors import CertificateError, NotApplicableError, OutputError, SearchWarning
from .value import Value, value

if TYPE_CHECKING:
    import pandas


@value
class Certificate(Value):
    """The definition of an answer, checked: the largest violation of any of its inequalities.

    Of play it is the most that anybody gains by deviating once, and where. A value that does not
    follow from what is played counts as a violation too.

    Attributes
    ----------
    violation : number
        At most 0 if every inequality holds.
    where : object
        The state, and whose inequality.
    tolerance : number
        0 for Fractions.

    Examples
    --------
    >>> Certificate(0.0, "trust 0", 1e-9)
    Certificate(violation 0 at trust 0: holds)
    """

    violation: Any
    where: Any
    tolerance: Any

    @property
    def ok(self) -> bool:
        """Whether the definition holds up to the tolerance."""
        return bool(self.violation <= self.tolerance)

    def __repr__(self) -> str:
        verdict = "holds" if self.ok else "fails"
        return f"Certificate(violation {show(self.violation)} at {self.where}: {verdict})"


class Answer(Value, abc.ABC):
    """What verbs return: question and primary arrays; all else is computed when asked for.

    A subclass has `concept`, `certificate`, a method `columns()` (columns by name) and one line of
    `_text()`; from these come `repr`, frame, JSON, LaTeX, HTML and summary.
    """

    #: The solution concept, in the words of the field.
    concept: Any = ""
    #: Whether every number is a Fraction.
    exact: Any = False
    #: False where a search was cut off.
    complete: Any = True
    #: How much better something not found may be; None where nothing is searched for.
    gap: Any = None
    #: Sentences on what the answer rests on.
    notes: Any = ()
    #: A `Certificate`.
    certificate: Any = None

    @abc.abstractmethod
    def columns(self) -> Mapping[str, Any]:
        """The table, columns by name."""

    @abc.abstractmethod
    def _text(self) -> str:
        """What `repr` says between its parentheses."""

    def _cut_off(self) -> bool:
        return not self.complete

    def checked(self) -> Self:
        """The answer, if its certificate holds; with a warning if a search was cut off.

        Raises
        ------
        CertificateError
            The answer is in `.partial`.
        """
        if not self.certificate.ok:
            raise CertificateError(f"{type(self).__name__}: {self.certificate}", self)
        if self._cut_off():
            warnings.warn(f"{self!r}: there may be a better answer", SearchWarning, stacklevel=3)
        return self

    def to_frame(self) -> "pandas.DataFrame":
        """The table as a pandas DataFrame."""
        import pandas

        return pandas.DataFrame({name: list(each) for name, each in self.columns().items()})

    def to_json(self) -> str:
        """Concept, table, notes and certificate as JSON; Fractions are strings."""
        check = self.certificate
        parts = {"violation": check.violation, "tolerance": check.tolerance, "holds": check.ok}
        return json.dumps(
            {
                "answer": type(self).__name__,
                "concept": self.concept,
                "table": plain(self.columns()),
                "notes": plain(self.notes),
                "complete": bool(self.complete),
                "certificate": plain(parts),
            }
        )

    def to_latex(
        self,
        columns: Sequence[str] | None = None,
        caption: str | None = None,
        label: str | None = None,
    ) -> str:
        """The table, or some of its columns, for LaTeX; needs the package booktabs.

        Parameters
        ----------
        columns : names of columns, by default all
        caption, label : str
        """
        frame = self.to_frame()
        known = list(frame.columns)
        names = known if columns is None else read.subset("to_latex", "columns", columns, known)
        shown = frame[list(names)].map(show).map(_escape)
        shown.columns = [_escape(str(name)) for name in names]
        return str(shown.to_latex(index=False, caption=caption, label=label))

    def to_file(self, path: "str | os.PathLike[str]") -> Path:
        """Write what is played as JSON, to be checked by code that shares nothing with this one.

        `scripts/check_equilibrium.py` reads the file: plain Python, Fractions, no numpy.
        """
        played = self._played()
        if played is None:
            rule = "is for what is played on a table"
            raise NotApplicableError("to_file", "answer", type(self).__name__, rule)
        return write(path, json.dumps(played))

    def _played(self) -> dict[str, Any] | None:
        return None

    def summary(self) -> str:
        """The answer in a few lines: what, under which concept, what it rests on."""
        lines = [repr(self), f"Concept: {self.concept}."] if self.concept else [repr(self)]
        lines += [f"Note: {note}" for note in self.notes]
        how = "exactly" if self.exact else f"up to {show(self.certificate.tolerance)}"
        end = f"holds {how}" if self.certificate.ok else "fails"
        return "\n".join([*lines, f"Its definition {end}, tightest at {self.certificate.where}."])

    def _repr_html_(self) -> str:
        from html import escape

        table = self.to_frame().map(show).to_html(index=False, border=0)
        return f"<p>{escape(repr(self))}</p>{table}"

    def __repr__(self) -> str:
        early = "; the search stopped early" if self._cut_off() else ""
        return f"{type(self).__name__}({self._text()}{early})"


def worst(answers: Sequence[Any]) -> Certificate:
    """The certificate of several answers together: the one that is closest to failing."""
    each = [answer.certificate for answer in answers]
    return max(each, key=lambda c: c.violation - c.tolerance) if each else Certificate(0, (), 0)


def write(path: "str | os.PathLike[str]", text: str) -> Path:
    """Write a file aside and rename it: it is whole, or what was there before."""
    target = Path(path)
    try:
        with tempfile.NamedTemporaryFile(
            "w", dir=target.parent, suffix=".part", delete=False, encoding="utf-8"
        ) as aside:
            aside.write(text)
        whole = Path(aside.name)
        whole.chmod(0o644)
        whole.replace(target)
    except OSError as error:
        raise OutputError(f"{target} cannot be written: {error.strerror}") from error
    return target


def show(number: Any) -> str:
    """A number in six digits, a Fraction in full, anything else as it is."""
    if isinstance(number, (float, np.floating)):
        return f"{number:.6g}"
    return str(number)


def spans_text(spans: Sequence[tuple[Any, Any]]) -> str:
    """Intervals [low, high) in words."""
    return " and ".join(f"[{show(low)}, {show(high)})" for low, high in spans)


def plain(thing: Any) -> Any:
    """The same in types that JSON knows; what is not finite is null, Fractions are strings."""
    if isinstance(thing, Mapping):
        return {str(key): plain(each) for key, each in thing.items()}
    if isinstance(thing, (list, tuple, np.ndarray)):
        return [plain(each) for each in thing]
    if isinstance(thing, (float, np.floating)):
        return float(thing) if np.isfinite(thing) else None
    if isinstance(thing, Fraction):
        return str(thing)
    if isinstance(thing, np.generic):
        return thing.item()
    return thing if thing is None or isinstance(thing, (str, int)) else str(thing)


def _escape(text: str) -> str:
    for sign in "\\&%$#_{}":
        text = text.replace(sign, "\\textbackslash " if sign == "\\" else f"\\{sign}")
    return text
