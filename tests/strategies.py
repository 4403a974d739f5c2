"""Transcriptions drawn from the grammar itself: every text they give, the grammar must accept."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from random import Random

from hypothesis import strategies as st
from lark.grammar import NonTerminal, Rule

from hamnosys.grammar import Policy, open_grammar
from hamnosys.symbols import inventory

Choose = Callable[[int], int]
"""Chooses one of so many: gives a number from 0 to that less one."""

BUDGET = 60
"""So many rules are expanded freely; then each takes its shortest way to an end."""


class Generator:
    """Expands the rules of a grammar, in any order, until only symbols are left."""

    def __init__(self, grammar: str) -> None:
        self.rules: dict[str, list[Rule]] = {}
        for rule in open_grammar(grammar).rules:
            self.rules.setdefault(rule.origin.name, []).append(rule)
        self.heights: dict[str, int] = {}
        self._measure()
        self.ways = self._ways()
        self.shortest = {
            name: [rule for rule in rules if self._height(rule) == self.heights[name]]
            for name, rules in self.rules.items()
        }

    def _measure(self) -> None:
        changed = True
        while changed:
            changed = False
            for name, rules in self.rules.items():
                height = min(map(self._height, rules))
                if height < self.heights.get(name, _ENDLESS):
                    self.heights[name] = height
                    changed = True

    def _height(self, rule: Rule) -> int:
        inner = (
            self.heights.get(symbol.name, _ENDLESS)
            for symbol in rule.expansion
            if isinstance(symbol, NonTerminal)
        )
        return min(_ENDLESS, 1 + max(inner, default=0))

    def _ways(self) -> dict[str, tuple[Rule, int]]:
        """For each name but ``start``, a rule nearest to it that uses it, and where in the rule."""
        ways: dict[str, tuple[Rule, int]] = {}
        names = ["start"]
        for name in names:
            for rule in self.rules[name]:
                for place, symbol in enumerate(rule.expansion):
                    if symbol.name in self.rules and symbol.name not in names:
                        ways[symbol.name] = rule, place
                        names.append(symbol.name)
        return ways

    @property
    def every_rule(self) -> list[Rule]:
        """All rules, in the order of the grammar; each way of leaving out parts is one."""
        return [rule for rules in self.rules.values() for rule in rules]

    def _towards(self, name: str) -> list[tuple[Rule, int]]:
        """Rules from ``start`` to a name, each with the place of the next one's name in it."""
        way: list[tuple[Rule, int]] = []
        while name != "start":
            way.insert(0, self.ways[name])
            name = way[0][0].origin.name
        return way

    def text(
        self,
        choose: Choose,
        used: set[Rule] | None = None,
        through: Rule | None = None,
        budget: int = BUDGET,
    ) -> str:
        """One text; the rules it took are added to ``used``.

        Args:
            choose: makes every choice.
            used: gathers rules.
            through: a rule that the text takes, whatever is chosen; None: any.
            budget: so many more rules are expanded freely.
        """
        form: list[str] = ["start"]
        if through is not None:
            place = 0
            steps = self._towards(through.origin.name)
            for rule, inside in [*steps, (through, 0)]:
                form[place : place + 1] = [symbol.name for symbol in rule.expansion]
                place += inside
                if used is not None:
                    used.add(rule)
        waiting = [index for index, symbol in enumerate(form) if symbol in self.rules]
        while waiting:
            position = waiting[choose(len(waiting))] if budget > 0 else waiting[0]
            name = form[position]
            rules = self.rules[name] if budget > 0 else self.shortest[name]
            rule = rules[choose(len(rules))]
            if used is not None:
                used.add(rule)
            budget -= 1
            form[position : position + 1] = [symbol.name for symbol in rule.expansion]
            waiting = [index for index, symbol in enumerate(form) if symbol in self.rules]
        return "".join(self._character(terminal, choose) for terminal in form)

    @staticmethod
    def _character(terminal: str, choose: Choose) -> str:
        symbols = inventory().of_category(terminal.rsplit("__", 1)[-1])
        return symbols[choose(len(symbols))].character


_ENDLESS = 1_000_000


@cache
def generator(grammar: str) -> Generator:
    return Generator(grammar)


@st.composite
def notations(draw: st.DrawFn, grammar: Policy | str) -> str:
    """A whole transcription that the grammar derives."""
    return generator(grammar).text(lambda count: draw(st.integers(0, count - 1)))


def sampled(grammar: Policy | str, count: int, seed: int) -> list[str]:
    """So many transcriptions, the same ones every time."""
    source = Random(seed)
    return [generator(grammar).text(source.randrange) for _ in range(count)]


@st.composite
def spaced(draw: st.DrawFn, texts: st.SearchStrategy[str]) -> tuple[str, str]:
    """A transcription, and the same one with at least one white space put in."""
    text = draw(texts)
    at = draw(st.lists(st.integers(0, len(text)), min_size=1, max_size=4))
    spaces = draw(st.lists(st.sampled_from(WHITE_SPACE), min_size=len(at), max_size=len(at)))
    result = text
    for position, space in zip(sorted(at, reverse=True), spaces, strict=True):
        result = result[:position] + space + result[position:]
    return text, result


WHITE_SPACE = (" ", "\t", "\n", "\r", "\u00a0", "\u2003", "\u3000")

symbols = st.sampled_from([symbol.character for symbol in inventory()])
"""Any symbol of the inventory, no part of a sign included."""

near_notations = st.lists(st.one_of(symbols, symbols, symbols, st.characters()), max_size=30).map(
    "".join
)
"""Symbols in any order, with any other characters among them."""
