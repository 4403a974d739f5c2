"""Phrases with grammatical forms, and templates that put phrases together.

A phrase is a text, or several texts by the name of a form (a case, a kind of predicate: whatever a
language needs). A template has slots: ``{place}`` takes the form that is being made,
``{place.dat}`` always that form. A form that a phrase lacks falls back to another one, as the
language says.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

Phrase: TypeAlias = str | Mapping[str, str]
"""A text that is the same in every form, or texts by form; the first form is always there."""

_SLOT = re.compile(r"\{(\w+)(?:\.(\w+))?\}")


class TemplateError(ValueError):
    """A template that cannot be read; the message says why."""


@dataclass(frozen=True, slots=True)
class Forms:
    """The forms of a language, each with the one that stands in for it; the first is the usual."""

    fallbacks: Mapping[str, str | None]

    @property
    def usual(self) -> str:
        """The form that every phrase has."""
        return next(iter(self.fallbacks))

    def pick(self, phrase: Phrase, form: str) -> str:
        """The text of a phrase in a form, or in the nearest one that stands in for it."""
        if isinstance(phrase, str):
            return phrase
        wanted: str | None = form
        while wanted is not None:
            if wanted in phrase:
                return phrase[wanted]
            wanted = self.fallbacks[wanted]
        return phrase[self.usual]


@dataclass(frozen=True, slots=True)
class Text:
    """The text of one form: literal text with ``%s`` for the slots, and the slots in order."""

    pattern: str
    slots: tuple[tuple[str, str | None], ...]

    @classmethod
    def read(cls, text: str) -> Text:
        """Read ``the edge of {place.gen}``.

        Raises:
            TemplateError: a brace that belongs to no slot.
        """
        if re.search("[{}]", _SLOT.sub("", text)):
            raise TemplateError(f"a brace without a slot in {text!r}")
        slots = tuple((found[1], found[2]) for found in _SLOT.finditer(text))
        return cls(_SLOT.sub("%s", text.replace("%", "%%")), slots)

    def goes_on(self, slot: str) -> bool:
        """Whether it is what fills a slot, then text about something else."""
        names = [name for name, _ in self.slots]
        at_begin = self.pattern.startswith("%s") and self.slots[0] == (slot, None)
        return at_begin and names.count(slot) == 1

    def filled(self, values: Mapping[str, Phrase], form: str, forms: Forms) -> str:
        """The text with its slots filled, in a form."""
        return self.pattern % tuple(
            [forms.pick(values[name], own or form) for name, own in self.slots]
        )


@dataclass(frozen=True, slots=True)
class Template:
    """What is said under one key: a text for each form that differs."""

    texts: Mapping[str, Text]
    forms: Forms

    @property
    def slots(self) -> frozenset[str]:
        """Names of the slots of all forms."""
        return frozenset(name for text in self.texts.values() for name, _ in text.slots)

    def fill(self, values: Mapping[str, Phrase]) -> Phrase:
        """The phrase with all forms that the template or what fills it has."""
        usual = self.forms.usual
        wanted = self.forms_with(values)
        if len(wanted) == 1:
            return self.texts[usual].filled(values, usual, self.forms)
        return {form: self.text(form).filled(values, form, self.forms) for form in wanted}

    def forms_with(self, values: Mapping[str, Phrase]) -> dict[str, None]:
        """The forms of the template and of what fills it, in their order."""
        wanted = dict.fromkeys(self.texts)
        for text in self.texts.values():
            for name, own in text.slots:
                value = values[name]
                if own is None and not isinstance(value, str):
                    wanted.update(dict.fromkeys(value))
        return wanted

    def text(self, form: str) -> Text:
        """The text of a form, or of the nearest one that stands in for it."""
        wanted: str | None = form
        while wanted is not None:
            if wanted in self.texts:
                return self.texts[wanted]
            wanted = self.forms.fallbacks[wanted]
        return self.texts[self.forms.usual]


Step: TypeAlias = tuple[Template, Mapping[str, Phrase]]
"""A template, and what fills its slots but one."""


def chain(first: Phrase, steps: Sequence[Step], slot: str) -> Phrase:
    """Fill templates one after another, each with what the one before gave in a slot."""
    texts = [text for template, _ in steps for text in template.texts.values()]
    if not steps or not all(text.goes_on(slot) for text in texts):
        for template, values in steps:
            first = template.fill({**values, slot: first})
        return first
    forms = steps[0][0].forms
    wanted = dict.fromkeys(() if isinstance(first, str) else first)
    for template, values in steps:
        wanted.update(dict.fromkeys(template.forms_with({**values, slot: ""})))
    # Each is told without what comes before it, so that the work grows as the text does.
    told = {
        form: forms.pick(first, form)
        + "".join([t.text(form).filled({**values, slot: ""}, form, forms) for t, values in steps])
        for form in wanted
    }
    return told if len(told) > 1 else told[forms.usual]
