"""The words of a language: phrases by key, filled and joined; it also remembers what was said."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import update_wrapper
from typing import Concatenate, ParamSpec

from hamnosys.description.template import Forms, Phrase, Template, chain

MOST_REMEMBERED = 50_000
"""Phrases kept for parts of signs that come again; then all are forgotten."""


@dataclass(frozen=True, slots=True)
class Language:
    """A language file, ready to be spoken. ``templates`` are by their dotted key."""

    name: str
    title: str
    forms: Forms
    templates: Mapping[str, Template] = field(repr=False)
    memory: dict[Hashable, Phrase] = field(
        default_factory=dict, repr=False, compare=False, hash=False
    )

    def say(self, key: str, **slots: Phrase) -> Phrase:
        """The phrase of a key, its slots filled."""
        return self.templates[key].fill(slots)

    def knows(self, key: str) -> bool:
        """Whether there is a phrase of its own for a key."""
        return key in self.templates

    def join(self, key: str, phrases: Sequence[Phrase]) -> Phrase:
        """Phrases joined pair by pair: the last by ``key.last``, all others by ``key.more``."""
        if len(phrases) == 1:
            return phrases[0]
        *most, last = phrases
        more = [(f"{key}.more", {"second": phrase}) for phrase in most[1:]]
        return self.say(f"{key}.last", first=self.chain(most[0], more, "first"), second=last)

    def chain(
        self, first: Phrase, steps: Sequence[tuple[str, Mapping[str, Phrase]]], slot: str
    ) -> Phrase:
        """Phrases of keys one after another, each with what the one before gave in a slot."""
        return chain(first, [(self.templates[key], values) for key, values in steps], slot)

    def sentence(self, phrase: Phrase) -> str:
        """A phrase as a sentence, with a capital at its beginning."""
        text = self.text(self.say("sentence", text=phrase))
        first = next((at for at, character in enumerate(text) if character.isalpha()), 0)
        return text[:first] + text[first : first + 1].upper() + text[first + 1 :]

    def text(self, phrase: Phrase) -> str:
        """A phrase in its usual form."""
        return self.forms.pick(phrase, self.forms.usual)


_Arguments = ParamSpec("_Arguments")


def remembered(
    function: Callable[Concatenate[Language, _Arguments], Phrase],
) -> Callable[Concatenate[Language, _Arguments], Phrase]:
    """Keep what a function says in a language; its other arguments are hashable."""

    def remembering(
        language: Language, /, *args: _Arguments.args, **kwargs: _Arguments.kwargs
    ) -> Phrase:
        key = (function, args, tuple(kwargs.items()))
        found = language.memory.get(key)
        if found is None:
            found = function(language, *args, **kwargs)
            if len(language.memory) >= MOST_REMEMBERED:
                language.memory.clear()
            language.memory[key] = found
        return found

    update_wrapper(remembering, function)
    return remembering
