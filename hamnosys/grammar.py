"""The grammar files, compiled by lark into tables that the parser walks character by character.

Lark does the grammar: imports, extended notation, LALR(1) tables, conflicts. Each symbol is one
character, so the lexer is a dictionary, and here it is folded into the tables: their rows are
keyed by character, and no token objects are made. ``benchmarks/`` measures what this is worth.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from operator import itemgetter
from typing import Any, Literal

from lark import Lark
from lark.grammar import Rule
from lark.lexer import Lexer
from lark.parsers.lalr_analysis import Shift

from hamnosys.builder import rule_function
from hamnosys.errors import UsageError
from hamnosys.resources import shared_directory
from hamnosys.symbols import inventory

Policy = Literal["strict", "tolerant"]
POLICIES: tuple[Policy, ...] = ("strict", "tolerant")
GRAMMARS = (*POLICIES, "initial_position")

Build = Callable[..., Any]
Reduce = tuple[int, Build | None, dict[int, int]]
"""Number of symbols that the rule replaces, what makes its value, and the states that follow."""
Row = dict[str, Any]
"""Character to the state to shift to (an int) or to a `Reduce`."""
END = ""
"""Key of the end of the text in a row; no character is empty."""


@dataclass(frozen=True, slots=True)
class Table:
    """LALR(1) table of one grammar: a row a state; in a row, character to shift or reduce."""

    rows: tuple[Row, ...]
    start: int
    accept: int


class _NoLexer(Lexer):
    """Lark wants a lexer; the text never reaches it."""

    def __init__(self, _conf: object) -> None:
        pass

    def lex(self, *_: Any) -> Iterator[Any]:
        return iter(())


def open_grammar(name: str, **options: Any) -> Lark:
    """A grammar of this project as a `lark.Lark`, for those who want plain lark trees.

    Args:
        name: ``strict``, ``tolerant`` or ``initial_position``.
        options: passed to `lark.Lark`; by default ``parser="lalr"``. With ``strict=True`` a
            conflict is an error (lark's own lexers then need the package ``interegular``).

    The parser takes characters only (see `to_characters`). A rule that one file imports from
    another keeps the file's name in the tree: ``strict__handshape``.

    Raises:
        UsageError: there is no such grammar.
    """
    if name not in GRAMMARS:
        raise UsageError(f"no grammar {name!r}", hint=f"grammars: {', '.join(GRAMMARS)}")
    options = {"parser": "lalr", "maybe_placeholders": True, **options}
    return Lark.open(str(shared_directory("grammars") / f"{name}.lark"), **options)


@cache
def table(policy: Policy) -> Table:
    """The table of a policy, compiled once a process."""
    parser = open_grammar(policy, lexer=_NoLexer, strict=True).parser.parser
    compiled = parser._parse_table
    characters = _terminal_characters()
    builds = _builds(parser.parser_conf.rules)
    gotos = _gotos(compiled.states)
    rows: dict[int, Row] = {}
    for state, actions in compiled.states.items():
        row = rows[state] = {}
        for name, (action, argument) in actions.items():
            if name != "$END" and not _own_name(name).isupper():
                continue
            value: int | Reduce = argument
            if action is not Shift:
                build = builds[argument]
                value = (len(argument.expansion), build, gotos[argument.origin.name])
            for character in characters[_own_name(name)]:
                row[character] = value
    return Table(
        rows=tuple(rows[state] for state in range(len(rows))),
        start=compiled.start_states["start"],
        accept=compiled.end_states["start"],
    )


def _gotos(states: dict[int, dict[str, tuple[Any, Any]]]) -> dict[str, dict[int, int]]:
    gotos: dict[str, dict[int, int]] = {}
    for state, actions in states.items():
        for name, (action, argument) in actions.items():
            if action is Shift:
                gotos.setdefault(name, {})[state] = argument
    return gotos


def _own_name(name: str) -> str:
    """A rule's or terminal's name in the file that defines it: lark prefixes imported names."""
    return name.rsplit("__", 1)[-1]


def _terminal_characters() -> dict[str, tuple[str, ...]]:
    by_category: dict[str, tuple[str, ...]] = {"$END": (END,)}
    for symbol in inventory():
        key = symbol.category.upper()
        by_category[key] = (*by_category.get(key, ()), symbol.character)
    return by_category


def _inline(name: str) -> bool:
    return name.startswith("_")


def _builds(rules: Iterable[Rule]) -> dict[Rule, Build | None]:
    """What makes the value of each rule from the values of its parts.

    A rule whose name begins with an underscore gives a list that joins the rule that uses it, or,
    if it always has one part, that part as it is (None: nothing to do). Another one calls the
    function of its name in `hamnosys.builder`. Lark notes where optional parts are missing; they
    become None.
    """
    lists = _list_rules(list(rules))
    return {rule: _build(rule, lists) for rule in rules}


def _list_rules(rules: list[Rule]) -> set[str]:
    """Underscored rules that may have several parts; the others stand for one part each."""
    inline = [rule for rule in rules if _inline(rule.origin.name)]
    lists: set[str] = set()
    while True:
        more = {
            rule.origin.name
            for rule in inline
            if rule.origin.name not in lists
            and (
                len(rule.options.empty_indices or rule.expansion) != 1
                or rule.expansion[0].name in lists
                or rule.expansion[0].name == rule.origin.name
            )
        }
        if not more:
            return lists
        lists |= more


def _build(rule: Rule, lists: set[str]) -> Build | None:
    plan = _argument_plan(rule, lists)
    name = rule.origin.name
    if _inline(name):
        passed_on = name not in lists or plan == [(0, True)]
        return None if passed_on else _list_build(plan)
    function: Build = rule_function(_own_name(rule.alias or name))
    if any(splice for _, splice in plan):
        arguments = _list_build(plan)
        return lambda *values: function(*arguments(*values))
    positions = [position for position, _ in plan]
    if None not in positions:
        return function
    pick = itemgetter(*(len(rule.expansion) if p is None else p for p in positions))
    return lambda *values: function(*pick((*values, None)))


Plan = list[tuple[int | None, bool]]
"""For each argument: position among the parts (None: missing), and whether it is a list to join."""


def _argument_plan(rule: Rule, lists: set[str]) -> Plan:
    missing = rule.options.empty_indices or [False] * len(rule.expansion)
    plan: Plan = []
    position = 0
    for is_missing in missing:
        if is_missing:
            plan.append((None, False))
            continue
        plan.append((position, rule.expansion[position].name in lists))
        position += 1
    return plan


def _list_build(plan: Plan) -> Build:
    """A function from parts to the list of arguments; the common plans have one of their own.

    A list that only grows at its end is extended in place: nobody else holds it.
    """
    common: dict[tuple[tuple[int | None, bool], ...], Build] = {
        ((0, False),): lambda part: [part],
        ((0, True), (1, False)): _appended,
        ((0, True), (1, True)): _extended,
    }
    return common.get(tuple(plan)) or _general_build(plan)


def _appended(parts: list[Any], part: Any) -> list[Any]:
    parts.append(part)
    return parts


def _extended(parts: list[Any], more: list[Any]) -> list[Any]:
    parts += more
    return parts


def _general_build(plan: Plan) -> Build:
    grows = plan[0] == (0, True)
    rest = plan[1:] if grows else plan

    def build(*values: Any) -> list[Any]:
        result: list[Any] = values[0] if grows else []
        for position, splice in rest:
            if position is None:
                result.append(None)
            elif splice:
                result += values[position]
            else:
                result.append(values[position])
        return result

    return build
