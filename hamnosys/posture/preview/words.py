"""What is written below the views of an entry: glyphs, title, names and notes, as lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from hamnosys.posture.drawing.look import Colour
from hamnosys.posture.preview.entry import Entry
from hamnosys.posture.preview.lettering import GLYPH_LINE, LINE, Lettering, shortened, wrapped
from hamnosys.posture.preview.scene import FAINT, INK, WARNING, Scene, Text


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text; ``before`` is how far it keeps from the one before, in pixels."""

    words: str
    size: int
    colour: Colour = INK
    glyphs: bool = False
    before: float = 0.0


@dataclass(frozen=True, slots=True)
class Column:
    """Text of a width in pixels, in letters of a size.

    ``most`` is how many lines glyphs, names and notes may take each; None: as many as they need.
    """

    lettering: Lettering
    width: int
    size: int
    most: int | None = None

    def lines(self, entry: Entry, notes: Sequence[str]) -> Iterator[Line]:
        """All that is written of an entry."""
        size, gap = self.size, 0.35 * self.size
        glyphs = round(2.6 * size)
        for line in self.lettering.glyph_lines(entry.names, glyphs, self.width)[: self.most]:
            yield Line(line, glyphs, glyphs=True)
        large = round(1.25 * size)
        title = wrapped(entry.title, large, self.width)
        if self.most and len(title) > 1:
            title = [shortened(entry.title, large, self.width)]
        yield from (Line(line, large) for line in title)
        yield from _block(self._names(entry), size, FAINT, gap)
        for lines in self._notes(notes):
            yield from _block(lines, size, WARNING, gap)

    def _names(self, entry: Entry) -> list[str]:
        """The names; where not all of them fit, how many are left out."""
        lines = wrapped(entry.symbols, self.size, self.width)
        if self.most is None or len(lines) <= self.most:
            return lines
        shown = " ".join(lines[: self.most]).split()
        while True:
            more = f"… {len(entry.names) - len(shown)} more"
            lines = wrapped(" ".join([*shown, more]), self.size, self.width)
            if len(lines) <= self.most or not shown:
                return lines
            shown.pop()

    def _notes(self, notes: Sequence[str]) -> Iterator[list[str]]:
        """The lines of each note; where not all fit, the last line says how many are cut."""
        blocks = [wrapped(note, self.size, self.width) for note in notes]
        room = sum(map(len, blocks)) if self.most is None else self.most
        if sum(map(len, blocks)) <= room:
            yield from blocks
            return
        room -= 1
        whole = 0
        while len(blocks[whole]) <= room:
            room -= len(blocks[whole])
            yield blocks[whole]
            whole += 1
        if room:
            *first, last = blocks[whole][:room]
            yield [*first, shortened(f"{last} …", self.size, self.width)]
        cut = len(blocks) - whole
        yield [f"… {cut} {'note' if cut == 1 else 'notes'} cut"]


def _block(lines: Iterable[str], size: int, colour: Colour, gap: float) -> Iterator[Line]:
    for number, line in enumerate(lines):
        yield Line(line, size, colour, before=0.0 if number else gap)


def write(scene: Scene, across: int, down: float, lines: Iterable[Line]) -> float:
    """Put lines into a scene below a place, and tell where they end."""
    for line in lines:
        high = (GLYPH_LINE if line.glyphs else LINE) * line.size
        down += line.before + high
        baseline = down - (0.45 if line.glyphs else 0.3) * line.size
        text = Text(across, baseline, line.words, line.size, line.colour, line.glyphs)
        scene.texts.append(text)
    return down
