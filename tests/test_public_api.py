"""The public API is frozen: what ``__all__`` names, and the types that a user's script sees.

``python tests/test_public_api.py`` writes ``tests/golden/public_api.txt`` anew.
"""

from __future__ import annotations

import dataclasses
import inspect
import re
import subprocess
import sys
import typing
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
GOLDEN = ROOT / "tests" / "golden" / "public_api.txt"
TYPED = ROOT / "tests" / "typed"
MODULES = (
    "hamnosys",
    "hamnosys.canonical",
    "hamnosys.description",
    "hamnosys.sign",
    "hamnosys.similarity",
    "stats",
    "trainer",
)


class Bare(str):
    """A text that is shown without quotes."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


def public_api() -> str:
    """All public names with their kinds, signatures and fields, as text."""
    seen: dict[int, str] = {}
    lines: list[str] = []
    for module_name in MODULES:
        module = import_module(module_name)
        lines += ["", module_name]
        for name in sorted(module.__all__):
            value = getattr(module, name)
            first = seen.setdefault(id(value), module_name)
            if first != module_name:
                lines.append(f"    {name}: as in {first}")
            else:
                lines += [f"    {line}" for line in entry(name, value)]
    return "\n".join(lines[1:]) + "\n"


def entry(name: str, value: Any) -> Iterator[str]:
    """A public name: its kind first, then what it has."""
    if isinstance(value, type):
        ours = [base for base in value.__mro__ if base.__module__.split(".")[0] in MODULES]
        yield f"class {name}({', '.join(base.__name__ for base in value.__bases__)})"
        yield from (f"    {line}" for line in members(value, ours))
    elif typing.get_origin(value) is not None:
        options = (getattr(option, "__name__", repr(option)) for option in typing.get_args(value))
        yield f"type {name} = {' | '.join(options)}"
    elif callable(value):
        yield f"def {name}{signature(value)}"
    else:
        yield f"constant {name}: {type(value).__name__}"


def members(value: type, ours: list[type]) -> Iterator[str]:
    made = dataclasses.is_dataclass(value)
    fields = dataclasses.fields(value) if made else ()
    for field in fields:
        if not field.name.startswith("_"):
            yield f"field {field.name}: {field.type}{default(field)}"
    if not made and "__init__" in vars(value):
        yield f"def __init__{signature(vars(value)['__init__'])}"
    names = {name for base in ours for name in vars(base) if not name.startswith("_")}
    for name in sorted(names - {field.name for field in fields}):
        found = inspect.getattr_static(value, name)
        if isinstance(found, property):
            assert found.fget
            yield f"property {name}{signature(found.fget)}"
        elif isinstance(found, classmethod | staticmethod):
            yield f"{type(found).__name__} {name}{signature(found.__func__)}"
        elif inspect.isfunction(found):
            yield f"def {name}{signature(found)}"
        else:
            yield f"attribute {name} = {plain(found)}"


def default(field: dataclasses.Field[Any]) -> str:
    if field.default is dataclasses.MISSING:
        return "" if field.default_factory is dataclasses.MISSING else " = ..."
    return f" = {plain(field.default)}"


def signature(function: Any) -> str:
    found = inspect.signature(function)
    parameters = [
        parameter.replace(
            annotation=bare(parameter.annotation),
            default=parameter.default
            if parameter.default is inspect.Parameter.empty
            else plain(parameter.default),
        )
        for parameter in found.parameters.values()
    ]
    return str(
        found.replace(parameters=parameters, return_annotation=bare(found.return_annotation))
    )


def bare(annotation: Any) -> Any:
    return Bare(annotation) if isinstance(annotation, str) else annotation


def plain(value: object) -> Bare:
    """A default as text; of what has parts or functions, that there is one."""
    parted = dataclasses.is_dataclass(value) or " at 0x" in repr(value)
    return Bare("..." if parted else repr(value))


def test_the_public_api_is_what_was_promised() -> None:
    promised = GOLDEN.read_text(encoding="utf-8").splitlines()
    assert public_api().splitlines() == promised, (
        "the public API has changed; if that is meant, run python tests/test_public_api.py "
        "and say it in CHANGELOG.md"
    )


def test_the_text_shows_what_a_caller_depends_on() -> None:
    @dataclasses.dataclass
    class Base:
        size: int = 3
        names: tuple[str, ...] = dataclasses.field(default_factory=tuple)

        @property
        def double(self) -> int:
            return 2 * self.size

        def told(self, *, loud: bool = False) -> str:
            return ""

    Base.__module__ = "stats"
    assert list(entry("Base", Base)) == [
        "class Base(object)",
        "    field size: int = 3",
        "    field names: tuple[str, ...] = ...",
        "    property double(self) -> int",
        "    def told(self, *, loud: bool = False) -> str",
    ]
    assert list(entry("f", lambda text, by=print: None)) == [
        "def f(text, by=<built-in function print>)"
    ]
    assert list(entry("LIMIT", 3)) == ["constant LIMIT: int"]


@pytest.mark.parametrize("module", MODULES)
def test_dir_and_star_give_the_public_names(module: str) -> None:
    found = import_module(module)
    assert len(set(found.__all__)) == len(found.__all__)
    assert set(found.__all__) <= set(dir(found))
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = found.no_such_name


def mypy(script: Path) -> tuple[set[int], str]:
    """Lines with errors, and all that mypy says, of a script of a user."""
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", script.relative_to(ROOT)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert not done.stderr, done.stderr
    return {int(n) for n in re.findall(r"^[^:]+:(\d+): error", done.stdout, re.M)}, done.stdout


@pytest.mark.slow
def test_the_types_are_what_a_user_reads_in_the_docs() -> None:
    assert mypy(TYPED / "api.py") == (set(), "")


@pytest.mark.slow
def test_wrong_uses_are_noticed_by_type() -> None:
    script = TYPED / "wrong.py"
    lines = script.read_text(encoding="utf-8").splitlines()
    wrong = {number for number, line in enumerate(lines, 1) if line.endswith("# wrong")}
    found, told = mypy(script)
    assert found == wrong, told
    assert len(wrong) > 5


if __name__ == "__main__":
    GOLDEN.write_text(public_api(), encoding="utf-8")
