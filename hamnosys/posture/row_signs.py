"""From the rows of a lexicon or a class file to signs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from hamnosys.classfile import scheme_of
from hamnosys.convert import text_line
from hamnosys.errors import UsageError
from hamnosys.grammar import Policy
from hamnosys.parser import Notation
from hamnosys.posture.class_signs import PostureError, sign_of_classes
from hamnosys.records import Record
from hamnosys.rows import classify
from hamnosys.schemes import NO_CLASSES, Scheme
from hamnosys.sign import Sign


def input_scheme(heads: tuple[str, ...] | None) -> Scheme:
    """The scheme of a class file by its heads; of a lexicon, which has none, the empty one.

    Raises:
        UsageError: no built-in scheme has these heads.
    """
    if heads is None:
        return NO_CLASSES
    scheme = scheme_of(heads)
    if scheme is None:
        raise UsageError(f"no built-in scheme has the heads of the file: {', '.join(heads)}")
    return scheme


@dataclass(frozen=True, slots=True)
class RowSigns:
    """The signs of a row; ``notation`` is None where they were made of classes."""

    record: Record
    signs: tuple[Sign, ...]
    notation: Notation | None = None


@dataclass(slots=True)
class SignReader:
    """Makes signs of records and counts them.

    ``file`` is the input's name, ``scheme`` that of a class file (without heads for a lexicon), and
    ``reject`` takes a line about each row that gives no sign.
    """

    file: str
    scheme: Scheme
    policy: Policy
    reject: Callable[[str], object]
    read: int = 0
    rejected: int = 0

    def rows(self, records: Iterable[Record]) -> Iterator[RowSigns]:
        """The signs of each record that is good.

        Raises:
            SchemeError: the class file has heads of which no sign can be made.
        """
        for record in records:
            self.read += 1
            result = classify(record, self.scheme, self.policy, integers_only=False)
            if result.error is not None:
                self._reject(text_line(result.error, record, self.file))
            elif result.notation is not None:
                yield RowSigns(record, result.notation.signs, result.notation)
            else:
                try:
                    sign = sign_of_classes(self.scheme, record.classes or ())
                except PostureError as error:
                    self._reject(f"{self.file}:{record.row}: {error.message}")
                else:
                    yield RowSigns(record, (sign,))

    def _reject(self, line: str) -> None:
        self.rejected += 1
        self.reject(line)
