"""Which heads a model gets: what the columns, the class scheme and the configuration say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hamnosys.schemes import Scheme
from trainer.config.schema import HeadConfig
from trainer.data.gloss_names import GlossNames, with_id
from trainer.data.tables import GLOSS, Table
from trainer.errors import DataError
from trainer.heads import HeadSpec

MOST_CLASSES = 1_000_000
"""Classes of a head that go by the highest number: above this it is a mistake in the file."""


def decide_heads(
    tables: Sequence[Table],
    scheme: Scheme | None,
    wanted: Mapping[str, HeadConfig],
    notes: list[str],
) -> tuple[HeadSpec, ...]:
    """The heads in the order of the columns.

    Args:
        tables: class files, all with the same columns.
        scheme: of the columns, if one is known.
        wanted: heads of the configuration; empty takes all columns.
        notes: gets the lines for the user.

    Raises:
        DataError: a wanted head that the files lack, or one whose number of classes is not known.
    """
    first = tables[0]
    if wanted:
        _check_columns(first, wanted, "the configuration")
    ignored = [name for name in first.columns if wanted and name not in wanted]
    if ignored:
        notes.append(f"columns without a head in the configuration: {', '.join(ignored)}")
    heads = []
    for place, name in enumerate(first.columns):
        if name in ignored:
            continue
        given = wanted.get(name, HeadConfig())
        if name == GLOSS and given.num_class is None:
            labels = _numbers(_classes(tables, place))
        else:
            labels = _labels(first, name, scheme, given.num_class, notes)
        heads.append(HeadSpec(name, labels, given.loss_weight))
    return tuple(heads)


def decide_gloss(
    tables: Sequence[Table],
    wanted: Mapping[str, HeadConfig],
    names: GlossNames | None,
    notes: list[str],
) -> HeadSpec:
    """The head of the glosses.

    Its classes go from 0 to ``num_class`` less one, else to the highest that has a name, else to
    the highest in the files.

    Args:
        tables: class files of glosses.
        wanted: the head in the configuration, if it is there.
        names: of glosses, if there are any.
        notes: gets the lines for the user.

    Raises:
        DataError: the number of classes is not known, or too high.
    """
    given = wanted.get(GLOSS, HeadConfig())
    count = given.num_class
    if names is None:
        return HeadSpec(GLOSS, _numbers(count or _classes(tables, 0)), given.loss_weight)
    count = count or names.count
    notes.extend(names.notes(count))
    return HeadSpec(GLOSS, names.labels(count), given.loss_weight)


def check_gloss(head: HeadSpec, names: GlossNames | None) -> None:
    """Refuse a model that calls a gloss otherwise than the data do.

    Raises:
        DataError: the gloss and the file are named.
    """
    if names is None:
        return
    for gloss, theirs in enumerate(head.labels):
        ours = names.names.get(gloss, theirs)
        if theirs not in (ours, str(gloss), with_id(ours, gloss)):
            raise DataError(
                f"the gloss {gloss} is {theirs} in the model, but {ours} in the names of the data",
                file=str(names.origins[gloss]),
                hint="see train_parameters.gloss_names",
            )


def _check_columns(table: Table, names: Sequence[str] | Mapping[str, object], who: str) -> None:
    lacking = [name for name in names if name not in table.columns]
    if lacking:
        raise DataError(
            f"{who} has heads that are not in the file: {', '.join(lacking)}",
            file=str(table.file),
            hint=f"its heads are {', '.join(table.columns)}",
        )


def check_model(table: Table, heads: Sequence[HeadSpec], scheme: Scheme | None) -> None:
    """Refuse a model with heads that the file lacks, or with other classes than its scheme.

    Raises:
        DataError: the heads and the file are named.
    """
    _check_columns(table, [head.name for head in heads], "the model")
    for head in heads:
        known = scheme.head(head.name).labels if scheme and head.name in scheme.names else ()
        for number, (theirs, ours) in enumerate(zip(head.labels, known, strict=False)):
            if theirs not in (ours, str(number)):
                raise DataError(
                    f"class {number} of {head.name} is {theirs} in the model, but {ours} in the "
                    "scheme of the data",
                    file=str(table.file),
                    hint="see train_parameters.scheme",
                )


def _labels(
    table: Table, name: str, scheme: Scheme | None, count: int | None, notes: list[str]
) -> tuple[str, ...]:
    """The label of each class: the scheme's, as far as they go and are wanted."""
    known: tuple[str, ...] = ()
    if scheme is not None and name in scheme.names:
        known = scheme.head(name).labels
    if count is None:
        if not known:
            raise DataError(
                f"how many classes {name} has is not known",
                file=str(table.file),
                hint=f"set heads.hamnosys.{name}.num_class, or train_parameters.scheme to a scheme "
                "with this head",
            )
        return known
    if scheme is not None and known and count != len(known):
        beyond = "; the others are named by their numbers" if count > len(known) else ""
        notes.append(f"{name}: {count} classes, the scheme {scheme.name} has {len(known)}{beyond}")
    return (*known, *_numbers(count)[len(known) :])[:count]


def _numbers(count: int) -> tuple[str, ...]:
    return tuple(map(str, range(count)))


def _classes(tables: Sequence[Table], place: int) -> int:
    """One more than the highest number of a column.

    Raises:
        DataError: it is too high, or there is none.
    """
    found = [
        (number, table.file, row.row)
        for table in tables
        for row in table.rows
        if (number := (row.classes or ())[place]) is not None
    ]
    if not found:
        raise DataError("no row has a class", file=str(tables[0].file))
    highest, file, row = max(found, key=lambda each: each[0])
    if highest >= MOST_CLASSES:
        hint = "number the classes from 0 without gaps"
        raise DataError(f"the class {highest} is too high", file=str(file), row=row, hint=hint)
    return highest + 1
