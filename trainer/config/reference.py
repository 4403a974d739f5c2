"""The reference of all keys, as docs/configuration.md has it."""

from __future__ import annotations

import inspect
from dataclasses import MISSING, fields
from typing import Any

from trainer.config.kinds import Entry, entries, wanted
from trainer.config.schema import Config
from trainer.config.text import as_yaml


def reference() -> str:
    """Markdown: a heading and a table (key, default, takes, meaning) for each section."""
    return "\n".join(_sections(Config, ""))


def _sections(section: type, path: str) -> list[str]:
    rows: list[str] = []
    inner: dict[str, type] = {}
    for entry in entries(section):
        if entry.kind.form == "section":
            inner[f"{path}.{entry.name}".lstrip(".")] = entry.kind.of
            continue
        if entry.kind.form == "sections":
            inner[f"{path}.MODE.NAME"] = entry.kind.of
        rows.append(_row(entry, _default(section, entry.name)))
    blocks: list[str] = []
    if path:
        blocks.append(f"### {path}\n\n{inspect.getdoc(section)}\n")
    if rows:
        head = "| key | default | takes | meaning |\n| --- | --- | --- | --- |"
        blocks.append("\n".join((head, *rows, "")))
    return blocks + [block for name, kind in inner.items() for block in _sections(kind, name)]


def _default(section: type, name: str) -> Any:
    (field,) = (each for each in fields(section) if each.name == name)
    return {} if field.default is MISSING else field.default


def _row(entry: Entry, default: Any) -> str:
    shown = as_yaml(list(default) if isinstance(default, tuple) else default).strip()
    meaning = entry.key.doc
    if entry.key.used:
        meaning += f" Only with {entry.key.used}."
    cells = (f"`{entry.name}`", f"`{shown}`", wanted(entry.kind, entry.key), meaning)
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


if __name__ == "__main__":
    print(reference(), end="")  # noqa: T201
