"""Rows of a lexicon or a class file in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hamnosys.description.language import Language
from hamnosys.description.signs import Sentences, numbered, posture_sentences, sentences
from hamnosys.posture.row_signs import RowSigns


@dataclass(frozen=True, slots=True)
class Description:
    """A row in words: ``signs`` are the sentences of each of its signs."""

    name: str
    gloss: str
    hamnosys: str
    signs: tuple[Sentences, ...]

    def line(self, language: Language) -> str:
        """``name gloss: text``."""
        title = " ".join(filter(None, (self.name, self.gloss)))
        return f"{title}: {' '.join(s for sign in numbered(self.signs, language) for s in sign)}"

    def data(self) -> dict[str, Any]:
        """The row as a JSON record."""
        return {
            "name": self.name,
            "gloss": self.gloss,
            "hamnosys": self.hamnosys,
            "description": [list(sign) for sign in self.signs],
        }


def described(row: RowSigns, language: Language) -> Description:
    """A row in words; of classes, which say nothing of a movement, the posture only."""
    record = row.record
    if row.notation is None:
        tell, hamnosys = posture_sentences, row.signs[0].to_hamnosys()
    else:
        tell, hamnosys = sentences, row.notation.to_hamnosys()
    told = tuple(tell(sign, language) for sign in row.signs)
    return Description(record.name, record.gloss, hamnosys, told)
