"""``hamnosys describe``."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TextIO, cast

import click

from hamnosys.cli.findings import show
from hamnosys.cli.listing import json_list
from hamnosys.cli.options import force_option, policy_option, reading_options
from hamnosys.cli.progress import rows, say, with_progress
from hamnosys.cli.text_or_input import is_input, parsed_text
from hamnosys.description import Language, load_language, numbered, sentences
from hamnosys.description.rows import Description, described
from hamnosys.errors import UsageError
from hamnosys.formats import Reading, read_with_heads
from hamnosys.grammar import Policy
from hamnosys.output import STDOUT, check_target, open_output, same_file
from hamnosys.posture.row_signs import SignReader, input_scheme
from hamnosys.source import open_source


@click.command()
@click.argument("source", metavar="TEXT|INPUT")
@click.option(
    "-o", "--output", default="-", metavar="FILE", help="Text.  [default: standard output]"
)
@click.option(
    "-f",
    "--format",
    "output_format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="text: for people; json: lists of sentences.",
)
@click.option(
    "--lang",
    default="en",
    show_default=True,
    metavar="L",
    help="Language: the name of one that comes along, or a language file (YAML).",
)
@policy_option
@reading_options
@force_option
def describe(
    source: str,
    output: str,
    output_format: str,
    lang: str,
    policy: str,
    reading: Reading,
    force: bool,
) -> int:
    """Tell in plain words what a sign looks like.

    \b
    An existing path is INPUT, a lexicon or a class file, and so is -, standard input. All else is
    TEXT: HamNoSys characters, symbol names or code points. Of TEXT each sentence is a line, with
    a blank line between the signs of a composite; of INPUT each row is a line  name gloss: text.
    Left and right are the signer's own; what is drawn as the right hand is the dominant one.

    \b
    Examples:
      hamnosys describe "hamflathand hamextfingeru hampalmd hamforehead hamtouch hammoveo"
      hamnosys describe lexicon.csv -o lexicon.txt
      hamnosys describe lexicon.csv -f json --lang mine.yaml > descriptions.json
    """
    language = load_language(lang)
    check_target(output, force=force)
    if not is_input(source, reading):
        told = _describe_text(
            source, language, cast("Policy", policy), as_json=output_format == "json"
        )
        if told is None:
            return 1
        with open_output(output, force=force) as out:
            out.write(told)
        return 0
    if output != STDOUT and same_file(output, source):
        raise UsageError("the output would replace the input", file=output)
    with open_source(source, reading.encoding) as opened:
        heads, records = read_with_heads(opened, source, reading)
        reader = SignReader(opened.name, input_scheme(heads), cast("Policy", policy), say)
        with open_output(output, force=force) as out:
            writing = _data(out) if output_format == "json" else _lines(out, language)
            with writing as write:
                watched = with_progress(records, opened, opened.name)
                for row in reader.rows(watched):
                    write(described(row, language))
    if not reader.read:
        say("warning: the input has no rows")
    good = reader.read - reader.rejected
    say(f"{rows(reader.read)}: {good} described, {reader.rejected} rejected")
    return 1 if reader.rejected else 0


def _describe_text(text: str, language: Language, policy: Policy, *, as_json: bool) -> str | None:
    notation = parsed_text(text, policy)
    if notation is None:
        return None
    for warning in notation.warnings:
        show(warning)
    signs = [sentences(sign, language) for sign in notation.signs]
    if as_json:
        data: dict[str, Any] = {
            "hamnosys": notation.to_hamnosys(),
            "description": [list(sign) for sign in signs],
        }
        return json.dumps(data, ensure_ascii=False, indent=2) + "\n"
    return "\n".join(
        "".join(f"{sentence}\n" for sentence in sign) for sign in numbered(signs, language)
    )


Write = Callable[[Description], object]


@contextmanager
def _data(out: TextIO) -> Iterator[Write]:
    """Writes descriptions as one JSON list, a row a line."""
    with json_list(out) as take:
        yield lambda description: take(description.data())


@contextmanager
def _lines(out: TextIO, language: Language) -> Iterator[Write]:
    """Writes a line a row."""
    yield lambda description: out.write(f"{description.line(language)}\n")
