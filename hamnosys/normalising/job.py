"""The job: the rows of a lexicon rewritten, what became of each told, all else passed through."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import chain

from hamnosys.errors import Diagnostic, HamNoSysSyntaxError
from hamnosys.grammar import Policy
from hamnosys.normalising.transcriptions import Rewriting, Write, rewrite, same_symbols
from hamnosys.records import RawRow, Record, make_record


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a row: ``error`` if it is no transcription, else how each text of it changed.

    The first rewriting is that of the transcription; others are of columns that repeat it.
    """

    record: Record
    rewritings: tuple[Rewriting, ...] = ()
    error: Diagnostic | None = None

    @property
    def changed(self) -> tuple[Rewriting, ...]:
        """The rewritings that are written."""
        return tuple(r for r in self.rewritings if r.after != r.before)

    @property
    def codes(self) -> tuple[str, ...]:
        """Codes of the rules that changed something, each once."""
        return tuple(sorted(set(chain.from_iterable(r.codes for r in self.rewritings))))

    @property
    def left(self) -> tuple[Diagnostic, ...]:
        """Habits that stay."""
        return self.rewritings[0].left if self.rewritings else ()

    @property
    def fault(self) -> str:
        """Why a canonical form was not written: a fault of this program."""
        return next((r.fault for r in self.rewritings if r.fault), "")


@dataclass(slots=True)
class Summary:
    """Counts over a run: rows, and rows by the code of what was repaired, left or wrong."""

    read: int = 0
    changed: int = 0
    left: int = 0
    rejected: int = 0
    faults: int = 0
    repairs: Counter[str] = field(default_factory=Counter)
    habits: Counter[str] = field(default_factory=Counter)
    rejections: Counter[str] = field(default_factory=Counter)

    def add(self, outcome: Outcome) -> None:
        """Count a row in."""
        self.read += 1
        self.changed += bool(outcome.changed)
        self.left += bool(outcome.left)
        self.faults += bool(outcome.fault)
        self.repairs.update(outcome.codes)
        self.habits.update({found.code for found in outcome.left})
        if outcome.error is not None:
            self.rejected += 1
            self.rejections[outcome.error.code] += 1


@dataclass(slots=True)
class Normaliser:
    """Rewrites rows one after the other; ``tell`` hears of each.

    Attributes:
        encoding: of the file, for the message about bytes that are not in it.
        tell: called with every outcome, in the order of the rows.
        policy: of the grammar that reads the rows.
        write: the written form of what is rewritten.
    """

    encoding: str
    tell: Callable[[Outcome], object]
    policy: Policy = "tolerant"
    write: Write = "keep"
    summary: Summary = field(default_factory=Summary)

    def row(self, raw: RawRow, texts: Sequence[str]) -> list[str]:
        """The texts of a row as they shall be written.

        Args:
            raw: the row as the reader of the format gives it.
            texts: the transcription as it stands in the file, and what repeats it there.
        """
        outcome = self._outcome(make_record(raw, self.encoding), texts)
        self.summary.add(outcome)
        self.tell(outcome)
        after = {rewriting.before: rewriting.after for rewriting in outcome.rewritings}
        return [after.get(text, text) for text in texts]

    def _outcome(self, record: Record, texts: Sequence[str]) -> Outcome:
        if record.error is not None:
            return Outcome(record, error=record.error)
        try:
            main = rewrite(record.hamnosys, self.policy, self.write)
            rest = [text for text in texts if text != record.hamnosys]
            others = [
                rewrite(text, self.policy, self.write)
                for text in dict.fromkeys(rest)
                if _repeats(text, record.hamnosys)
            ]
        except HamNoSysSyntaxError as fault:
            return Outcome(record, error=fault.diagnostic)
        if record.hamnosys not in texts:
            unfound = Rewriting(main.before, main.before, left=main.left, fault=_UNFOUND)
            return Outcome(record, (unfound,) if main.codes else (main,))
        return Outcome(record, (main, *others))


_UNFOUND = "its place in the file was not found"


def _repeats(text: str, transcription: str) -> bool:
    try:
        return same_symbols(text, transcription)
    except HamNoSysSyntaxError:
        return False


RowRewriter = Callable[[RawRow, Sequence[str]], list[str]]
"""`Normaliser.row`, as the formats call it."""
