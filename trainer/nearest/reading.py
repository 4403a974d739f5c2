"""Reading a lexicon of classes: a class file, or a sheet that `hamnosys convert` wrote."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from hamnosys.classfile import looks_like_classes, open_class_file
from hamnosys.errors import ClassFileError, UsageError
from hamnosys.scheme_model import KEYS
from hamnosys.schemes import Head, Scheme
from hamnosys.source import STDIN, Source, open_source
from trainer.heads import HeadSpec
from trainer.nearest.lexicon import Entry, Lexicon, LexiconError, lexicon_of
from trainer.nearest.sheets import Row, SheetReader, columns_of, label_column

_SHEETS = (".csv", ".tsv", ".tab")


def read_lexicon(
    path: str | Path, heads: Sequence[HeadSpec], *, scheme: str | None = None
) -> Lexicon:
    """Read the entries of a lexicon, in the classes of a model.

    A class file has names only: an entry's name is its gloss. A sheet (csv or tsv) has glosses, and
    labels that are compared with those of the model.

    Args:
        path: the file.
        heads: of the model, those that are compared, at least one.
        scheme: its name, for the message that the lexicon is of another one.

    Raises:
        LexiconError: it has no entries, lacks a head, has classes or labels that the model does
            not have, or holds transcriptions.
        InputError: it cannot be read.
        UsageError: it is standard input, which cannot be read twice.
    """
    if str(path) == STDIN:
        raise UsageError("a lexicon is read from a file, not from standard input")
    with open_source(path) as source:
        first = next((line for _, line in source.lines() if line.strip()), None)
    file = source.name
    if first is None:
        raise LexiconError("the lexicon has no entries", file=file)
    wanted = tuple(Head(head.name, (head.name,), head.labels) for head in heads)
    columns = columns_of(first) if Path(path).suffix.lower() in _SHEETS else []
    labelled = [name for name in columns if label_column(name) in columns]
    if labelled or any(head.name in columns for head in wanted):
        there = [*labelled, *(head.name for head in wanted if head.name in columns)]
        others = _other_heads(list(dict.fromkeys(there)), wanted, file, scheme)
        with open_source(path) as source:
            entries = _entries(SheetReader(source, wanted).rows(), wanted, file)
    elif looks_like_classes(first):
        with open_source(path) as source:
            found = _class_heads(source)
        others = _other_heads(found.names, wanted, file, scheme)
        _check_labels(found, wanted, file)
        with open_source(path) as source:
            entries = _entries(_class_rows(source, found.names, wanted), wanted, file)
    else:
        raise LexiconError(
            "is no class file: a lexicon of transcriptions must be converted first",
            file=file,
            hint=f"hamnosys convert {file} -o classes.txt; --to csv -o classes.csv keeps glosses",
        )
    notes = []
    if others:
        notes.append(f"{file}: heads that the model has not learned: {', '.join(others)}")
    return lexicon_of(file, [head.name for head in wanted], entries, notes)


def _class_heads(source: Source) -> Scheme:
    """The heads of a class file, with labels where a built-in scheme has just these heads."""
    try:
        opened = open_class_file(source)
    except ClassFileError as error:
        raise LexiconError(error.message, file=error.file, hint=error.hint) from error
    if opened.scheme is not None:
        return opened.scheme
    return Scheme("", "", tuple(Head(name, (name,), ()) for name in opened.heads))


def _class_rows(source: Source, columns: Sequence[str], wanted: Sequence[Head]) -> Iterator[Row]:
    # Without a header the columns are told by the number of heads: hence all of them, in order.
    known = {head.name: head for head in wanted}
    heads = tuple(known.get(name) or _AnyClass(name, (name,), ()) for name in columns)
    places = [columns.index(head.name) for head in wanted]
    for record in open_class_file(source, scheme=Scheme("", "", heads)).records:
        classes = record.classes or ()
        fault = record.error.message if record.error else ""
        numbers = () if fault else tuple(classes[place] for place in places)
        yield Row(Entry(record.row, record.name, record.name, numbers), fault)


class _AnyClass(Head):
    """A head that takes every number: it is not looked at."""

    def fault(self, number: int) -> str:
        return ""


def _other_heads(
    columns: Sequence[str], wanted: Sequence[Head], file: str, scheme: str | None
) -> list[str]:
    """Heads of the lexicon that are not compared.

    Raises:
        LexiconError: one is missing that is.
    """
    names = [head.name for head in wanted]
    if lacking := [name for name in names if name not in columns]:
        own = f"; the model is of the scheme {scheme}" if scheme else ""
        raise LexiconError(
            f"the lexicon is of another scheme: it has no {', '.join(lacking)}",
            file=file,
            hint=f"its heads are {', '.join(columns)}{own}",
        )
    return [name for name in columns if name not in names]


def _check_labels(found: Scheme, wanted: Sequence[Head], file: str) -> None:
    for head in wanted:
        labels = found.head(head.name).labels
        for number, (ours, theirs) in enumerate(zip(head.labels, labels, strict=False)):
            if ours not in (theirs, str(number)):
                raise LexiconError(
                    f"the lexicon is of another scheme: class {number} of {head.name} is {ours} in "
                    f"the model, but {theirs} in the scheme {found.name}, which has these heads",
                    file=file,
                    hint="hamnosys convert --to csv writes a lexicon that carries its own labels",
                )


def _entries(rows: Iterator[Row], wanted: Sequence[Head], file: str) -> list[Entry]:
    """The entries of rows.

    Raises:
        LexiconError: rows are faulty; the first is named, with its heads, and the others counted.
    """
    entries, faulty = [], []
    for row in rows:
        entries.append(row.entry)
        if row.fault:
            faulty.append(row)
    if faulty:
        more = f", and {len(faulty) - 1:,} more rows are wrong" if len(faulty) > 1 else ""
        named = [head.name for head in wanted if any(head.name in row.fault for row in faulty)]
        which = f" in {', '.join(named)}" if more and named else ""
        raise LexiconError(
            f"{faulty[0].fault}{more}{which}",
            file=file,
            row=faulty[0].entry.row,
            hint=f"a lexicon has columns {' '.join(KEYS)} and the heads of the model's scheme",
        )
    return entries
