"""Plain words for whole signs, in any language that has a file of phrases.

`sentences` tells a sign phase by phase. What is said stands in ``hamnosys/data/languages``; the
code only finds which phrase a part of a sign needs (docs/describe.md: how to add a language).
"""

from __future__ import annotations

from hamnosys.description.language import Language
from hamnosys.description.language_file import LANGUAGES, LanguageError, load_language
from hamnosys.description.signs import numbered, posture_sentences, sentences
from hamnosys.grammar import Policy
from hamnosys.parser import Notation, parse
from hamnosys.sign import Sign

__all__ = [
    "LANGUAGES",
    "Language",
    "LanguageError",
    "describe",
    "load_language",
    "numbered",
    "posture_sentences",
    "sentences",
]


def describe(
    transcription: str | Notation | Sign, *, lang: str = "en", policy: Policy = "tolerant"
) -> str:
    """A transcription in plain words; of a composite the signs one after the other.

    Args:
        transcription: text in any written form, or what was parsed of it.
        lang: name of a built-in language, or path of a language file.
        policy: of the grammar, for text.

    Raises:
        HamNoSysSyntaxError: the text is no transcription.
        LanguageError: no such language, or a file with faults.
    """
    language = load_language(lang)
    if isinstance(transcription, str):
        transcription = parse(transcription, policy=policy)
    signs = (transcription,) if isinstance(transcription, Sign) else transcription.signs
    told = numbered([sentences(sign, language) for sign in signs], language)
    return " ".join(sentence for sign in told for sentence in sign)
