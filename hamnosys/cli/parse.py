"""``hamnosys parse``."""

from __future__ import annotations

import json
from typing import cast

import click

from hamnosys.cli.findings import show
from hamnosys.cli.options import policy_option
from hamnosys.errors import HamNoSysSyntaxError
from hamnosys.formats.writers import warning_data
from hamnosys.grammar import Policy
from hamnosys.output import open_output
from hamnosys.parser import parse as parse_text
from hamnosys.source import STDIN, open_source
from hamnosys.tree import notation_data, tree_lines


@click.command()
@click.argument("text", metavar="TEXT")
@click.option("--json", "as_json", is_flag=True, help="The tree as JSON, with warnings.")
@policy_option
def parse(text: str, as_json: bool, policy: str) -> int:
    """Show a transcription as a tree of names.

    TEXT is HamNoSys characters, symbol names or code points; - reads it from standard input.

    \b
    Examples:
      hamnosys parse "hamflathand hamextfingeru hampalml hamchest hamtouch"
      hamnosys parse --json "U+E001 U+E020 U+E03E"
      echo hamfist,hamextfingeru,hampalml | hamnosys parse -
    """
    if text == STDIN:
        with open_source(STDIN) as source:
            text = source.stream.read().strip("\r\n")
    try:
        notation = parse_text(text, policy=cast("Policy", policy))
    except HamNoSysSyntaxError as error:
        show(error.diagnostic)
        return 1
    with open_output("-") as out:
        if as_json:
            data = notation_data(notation)
            data["warnings"] = [warning_data(warning) for warning in notation.warnings]
            out.write(json.dumps(data, ensure_ascii=False, indent=2) + "\n")
        else:
            for sign in notation.signs:
                out.writelines(f"{line}\n" for line in tree_lines(sign))
    for warning in () if as_json else notation.warnings:
        show(warning)
    return 0
