"""Rules of the house (CONTRIBUTING.md) that a reader could break without noticing."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MOST_LINES = 450
"""Of a module."""
MOST_LINES_OF_A_BODY = 45
"""Of a function, without its docstring: what fits a screen."""

MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for package in ("hamnosys", "stats", "trainer")
    for path in sorted((ROOT / package).rglob("*.py"))
}
Function = ast.FunctionDef | ast.AsyncFunctionDef

LAYERS = (
    ("hamnosys.symbols", "hamnosys.transcription"),
    ("hamnosys.sign",),
    ("hamnosys.grammar", "hamnosys.builder"),
    ("hamnosys.faults", "hamnosys.checks"),
    ("hamnosys.parser",),
    ("hamnosys.schemes", "hamnosys.scheme_model", "hamnosys.scheme_files", "hamnosys.formats"),
    ("hamnosys.cli",),
)
"""A module imports from its own layer and those before it, never from one after it."""


def within(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")


def outside_functions(tree: ast.AST) -> Iterator[ast.stmt]:
    """Statements that run when the module is imported."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, Function | ast.Lambda) or _for_types_only(node):
            continue
        if isinstance(node, ast.stmt):
            yield node
        yield from outside_functions(node)


def _for_types_only(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"


def imported(source: str, *, at_once: bool) -> set[str]:
    """Names of modules that a module imports; `at_once`: when it is imported itself."""
    tree = ast.parse(source)
    names = set()
    for node in outside_functions(tree) if at_once else ast.walk(tree):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, "imports are absolute"
            assert node.module
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                names.add(whole if whole in MODULES else node.module)
    return names


def imports(module: str, *, at_once: bool = True) -> set[str]:
    return imported(MODULES[module].read_text(encoding="utf-8"), at_once=at_once)


def long_bodies(source: str) -> list[tuple[str, int]]:
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, Function):
            body = node.body[1:] if ast.get_docstring(node) is not None else node.body
            lines = (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0
            if lines > MOST_LINES_OF_A_BODY:
                found.append((node.name, lines))
    return found


def test_what_is_measured_is_there() -> None:
    assert {"hamnosys.cli.convert", "stats", "trainer.config.schema"} <= MODULES.keys()
    known = [name for layer in LAYERS for name in layer]
    assert [name for name in known if name not in MODULES] == []


def test_modules_are_short() -> None:
    lengths = {
        name: len(path.read_text(encoding="utf-8").splitlines()) for name, path in MODULES.items()
    }
    assert {name: lines for name, lines in lengths.items() if lines > MOST_LINES} == {}


def test_functions_fit_a_screen() -> None:
    found = {
        name: bodies
        for name, path in MODULES.items()
        if (bodies := long_bodies(path.read_text(encoding="utf-8")))
    }
    assert found == {}


def test_a_long_body_is_noticed_and_a_long_docstring_is_not() -> None:
    source = "def f():\n    '''{}'''\n{}"
    assert long_bodies(source.format("\n" * 60, "    pass\n" * 45)) == []
    assert long_bodies(source.format("", "    pass\n" * 46)) == [("f", 46)]


def test_imports_are_seen() -> None:
    source = (
        "import stats\ntry:\n    from trainer import job\nexcept ImportError:\n    pass\n"
        "if TYPE_CHECKING:\n    import numpy\ndef f():\n    from hamnosys import parser\n"
    )
    assert imported(source, at_once=True) == {"stats", "trainer.job"}
    assert imported(source, at_once=False) == {"stats", "trainer.job", "numpy", "hamnosys.parser"}


@pytest.mark.parametrize(
    ("package", "others"),
    [("hamnosys", ("stats", "trainer")), ("stats", ("trainer",)), ("trainer", ("stats",))],
)
def test_packages_import_one_way(package: str, others: tuple[str, ...]) -> None:
    """Not even inside a function: `hamnosys` names the commands of others, and imports no more."""
    wrong = [
        (module, name)
        for module in MODULES
        if within(module, package)
        for name in imports(module, at_once=False)
        if any(within(name, other) for other in others)
    ]
    assert wrong == []


@pytest.mark.parametrize("level", range(len(LAYERS)))
def test_layers_import_one_way(level: int) -> None:
    later = [name for layer in LAYERS[level + 1 :] for name in layer]
    wrong = [
        (module, name)
        for module in MODULES
        if any(within(module, own) for own in LAYERS[level])
        for name in imports(module)
        if any(within(name, other) for other in later)
    ]
    assert wrong == []


@pytest.mark.parametrize("package", ["stats", "trainer", "hamnosys"])
def test_only_commands_import_the_command_line(package: str) -> None:
    """What a library does is not to depend on how it is called."""
    wrong = [
        (module, name)
        for module in MODULES
        if within(module, package) and ".cli" not in module and module != "hamnosys.__main__"
        for name in imports(module)
        if within(name, f"{package}.cli")
    ]
    assert wrong == []


def test_click_is_for_the_command_line_only() -> None:
    wrong = [m for m in MODULES if ".cli" not in m and "click" in imports(m, at_once=False)]
    assert wrong == []
