"""The page of a study: what its template asks for, and how it is written."""

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...core.answer import write
from ...core.errors import OutputError, RangeError
from ...core.value import Value, value
from ...partnership import CLASSES
from ..maps import draw_maps, svg_of
from ..settings import BY_NAME, CAPACITIES, Setting
from . import words

if TYPE_CHECKING:
    from ..study import Study

#: What says that a folder is ours.
MARK = ".qinba-report"
#: The order in which the page names classes.
ORDER = CLASSES[::-1]
SIDES = {"without": "Alone", "with": "With a coordinator"}


@value
class Tie(Value):
    """One row of the table of ties; the window is None where it is unresolved."""

    name: str
    trust: int
    across: bool
    classes: tuple[str, str]
    added: bool
    window: tuple[tuple[float, float], ...] | None
    reason: str

    @property
    def width(self) -> float:
        """Length of the window."""
        return sum(high - low for low, high in self.window or ())


@value
class Page(Value):
    """What the template asks for.

    Attributes
    ----------
    study : Study
    title : str
    """

    study: "Study"
    title: str

    @cached_property
    def ties(self) -> list[Tie]:
        """Those first that the coordinator adds, and the widest windows first."""
        ties = [self._tie(k) for k in range(self.count)]
        return sorted(ties, key=lambda tie: (not tie.added, -round(tie.width, 6), tie.name))

    def _tie(self, k: int) -> Tie:
        own, pair = self.study, self.study.region.numbers.pairs[k]
        sure = pair not in own.unresolved
        return Tie(
            words.name(pair),
            own.without.terms.founding[k],
            own.region.numbers.across[k],
            own.classes[k],
            own.added[k],
            own.windows[k].intervals if sure else None,
            own.reasons[k],
        )

    @property
    def added(self) -> list[Tie]:
        """Ties founded weak or strong with the coordinator only."""
        return [tie for tie in self.ties if tie.added]

    @property
    def count(self) -> int:
        """Number of ties."""
        return len(self.study.windows)

    @property
    def cooperating(self) -> tuple[int, int]:
        """Number of ties that are weak or strong, without and with."""
        without, governed = (self.study.count_cooperating(side) for side in SIDES)
        return without, governed

    @property
    def bars(self) -> list[tuple[str, int, list[tuple[str, int]]]]:
        """For each side: words, how many cooperate, and counts by class."""
        counts = self.study.counts
        return [
            (label, number, [(name, counts[side][name]) for name in ORDER])
            for (side, label), number in zip(SIDES.items(), self.cooperating, strict=True)
        ]

    @property
    def assumptions(self) -> list[tuple[Setting, Any]]:
        """Settings and their values; not of a coordinator in place of the settings'."""
        region = self.study.region
        other = CAPACITIES if self.study.coordinator != region.coordinator else ()
        return [(BY_NAME[n], given) for n, given in region.settings.items() if n not in other]

    @property
    def maps(self) -> list[tuple[str, int, str]]:
        """For each side: words, how many cooperate, and the map as SVG."""
        return [
            (label, number, self._map(side, label, counts))
            for side, (label, number, counts) in enumerate(self.bars)
        ]

    def _map(self, side: int, label: str, counts: list[tuple[str, int]]) -> str:
        described = ", ".join(f"{number} {name}" for name, number in counts)
        return svg_of(draw_maps(self.study, (side,)), f"Map of ties: {label.lower()}", described)


def write_page(study: "Study", folder: Any, title: str) -> Path:
    """The page of a study and its table, in a folder; `Study.report` says what is in them."""
    target = Path(folder)
    ours = (target / MARK).exists() or not target.exists()
    if not ours and not (target.is_dir() and not any(target.iterdir())):
        rule = "must be new, empty, or hold a page of ours"
        raise RangeError("Study.report", "folder", str(target), rule)
    text, table = render(Page(study, title)), study.to_frame().to_csv(index=False)
    try:
        target.mkdir(parents=True, exist_ok=True)
        (target / MARK).touch()
    except OSError as error:
        raise OutputError(f"{target} cannot be made: {error.strerror}") from error
    write(target / "ties.csv", table)
    return write(target / "index.html", text)


def render(page: Page) -> str:
    """The page as text."""
    import jinja2

    loader = jinja2.FileSystemLoader(Path(__file__).parent / "templates")
    engine = jinja2.Environment(
        loader=loader,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    engine.globals.update(words=words, order=ORDER)
    return engine.get_template("page.html").render(page=page)
