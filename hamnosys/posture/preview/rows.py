"""From the rows of a lexicon or a class file to what is shown of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from hamnosys.convert import text_line
from hamnosys.grammar import Policy
from hamnosys.posture.class_signs import PostureError, sign_of_classes
from hamnosys.posture.preview.entry import Entry, entry_of
from hamnosys.records import Record
from hamnosys.rows import classify
from hamnosys.schemes import Scheme


@dataclass(slots=True)
class Rows:
    """Makes entries of records and counts them.

    ``file`` is the input's name, ``scheme`` that of a class file (without heads for a lexicon), and
    ``reject`` takes a line about each row that cannot be drawn.
    """

    file: str
    scheme: Scheme
    policy: Policy
    reject: Callable[[str], object]
    read: int = 0
    rejected: int = 0

    def entries(self, records: Iterable[Record]) -> Iterator[Entry]:
        """An entry for each record that can be drawn.

        Raises:
            SchemeError: the class file lacks a head that is needed.
        """
        for record in records:
            self.read += 1
            try:
                entry = self._entry(record)
            except _BadRowError as bad:
                self.rejected += 1
                self.reject(str(bad))
            else:
                yield entry

    def _entry(self, record: Record) -> Entry:
        """What is shown of a record.

        Raises:
            _BadRowError: nothing can be.
        """
        name = record.name if record.named else f"row {record.row}"
        result = classify(record, self.scheme, self.policy, integers_only=False)
        if result.error is not None:
            raise _BadRowError(text_line(result.error, record, self.file))
        if result.notation is not None:
            notation = result.notation
            return entry_of(notation.signs, notation.warnings, name=name, gloss=record.gloss)
        try:
            sign = sign_of_classes(self.scheme, record.classes or ())
        except PostureError as error:
            raise _BadRowError(f"{self.file}:{record.row}: {error.message}") from error
        return entry_of([sign], name=name, gloss=record.gloss)


class _BadRowError(Exception):
    """A row that cannot be drawn; the message is the line about it."""
