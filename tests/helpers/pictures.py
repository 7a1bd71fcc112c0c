"""What is wrong with a picture: texts over each other, and what is cut off."""

import itertools

from matplotlib.text import Text

#: Pixels, and inches, by which boxes may share an edge or reach over it.
_SHARED, _OVER = 1, 0.02


def shown(figure) -> list[Text]:
    """The texts that are drawn, ticks out of sight not among them."""
    found, draw = [], Text.draw

    def drawn(self, renderer):
        if self.get_visible() and self.get_text().strip():
            found.append(self)
        return draw(self, renderer)

    Text.draw = drawn
    try:
        figure.canvas.draw()
    finally:
        Text.draw = draw
    return list({id(text): text for text in found}.values())


def faults(figure) -> list[str]:
    """Pairs of texts that overlap, and what reaches over the edge of the figure."""
    boxes = [(text.get_text(), text.get_window_extent()) for text in shown(figure)]
    found = [
        f"{one!r} lies over {other!r}"
        for (one, a), (other, b) in itertools.combinations(boxes, 2)
        if min(min(a.x1, b.x1) - max(a.x0, b.x0), min(a.y1, b.y1) - max(a.y0, b.y0)) > _SHARED
    ]
    ink, (wide, high) = figure.get_tightbbox(), figure.get_size_inches()
    reach = (-ink.x0, -ink.y0, ink.x1 - wide, ink.y1 - high)
    sides = zip(("left", "bottom", "right", "top"), reach, strict=True)
    return found + [f"{over:.2f} in cut off, {side}" for side, over in sides if over > _OVER]
