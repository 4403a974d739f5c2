"""Language files: YAML with a phrase for each key. ``en.yaml`` says which keys and slots there are.

A file has ``title``, ``forms`` and the keys of ``en.yaml``. A value is a text, or texts by form.
The usual form of a text has the slots of the English one; its other forms may do without some.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from hamnosys.description.language import Language
from hamnosys.description.template import Forms, Template, TemplateError, Text
from hamnosys.errors import UsageError
from hamnosys.resources import data_file
from hamnosys.safe_yaml import YamlError, cut, read_yaml, shown
from hamnosys.source import is_file

REFERENCE = "en"
_FOLDER = data_file("languages")
_ENGLISH = _FOLDER / f"{REFERENCE}.yaml"
LANGUAGES = tuple(sorted(path.stem for path in _FOLDER.glob("*.yaml")))
"""Names of the languages that come along."""

_OWN_KEYS = ("title", "forms")
_MOST = 500
_LONGEST = 200


class LanguageError(UsageError):
    """A language that does not exist, or whose file has faults: all of them are named."""


def load_language(name_or_path: str | Path) -> Language:
    """A built-in language by its name, or a language file by its path.

    Raises:
        LanguageError: no such language, or a file with missing or unknown keys, forms or slots.
    """
    if isinstance(name_or_path, str) and name_or_path in LANGUAGES:
        return _built_in(name_or_path)
    path = Path(name_or_path)
    if not is_file(path):
        hint = f"built in: {', '.join(LANGUAGES)}; or a YAML file"
        raise LanguageError(f"no language {str(name_or_path)!r}", hint=hint)
    state = path.stat()
    return _own(path, state.st_mtime_ns, state.st_size)


@cache
def _built_in(name: str) -> Language:
    return _read(_FOLDER / f"{name}.yaml", name, f"{name}.yaml")


@lru_cache(maxsize=8)
def _own(path: Path, _changed: int, _size: int) -> Language:
    """A file of the user's, read again only when it has changed."""
    return _read(path, path.stem, str(path))


def _read(path: Path, name: str, file: str) -> Language:
    data = _loaded(path, file)
    reader = _Reader(file, _forms(data, file))
    reference = None if path == _ENGLISH else _built_in(REFERENCE).templates
    body = {key: value for key, value in data.items() if key not in _OWN_KEYS}
    if reference is None:
        templates = dict(reader.templates(_leaves(body, reader.forms)))
    else:
        templates = dict(reader.templates(reader.matched(body, reference)))
        reader.compare(templates, reference)
    if reader.faults:
        told = [cut(fault, _LONGEST) for fault in reader.faults[:_MOST]]
        more = len(reader.faults) - _MOST
        told += [f"and {more} more"] if more > 0 else []
        raise LanguageError("; ".join(told), file=file, hint=f"see {REFERENCE}.yaml")
    title = data.get("title", name)
    if not isinstance(title, str):
        raise LanguageError(f"title must be a text, not {shown(title)}", file=file)
    return Language(name, title, reader.forms, templates)


def _loaded(path: Path, file: str) -> dict[Any, Any]:
    try:
        data = read_yaml(path)
    except YamlError as fault:
        raise LanguageError(f"the language cannot be read: {fault}", file=file) from fault
    if not isinstance(data, dict):
        raise LanguageError("a language is a mapping with title, forms and phrases", file=file)
    return data


def _forms(data: Mapping[Any, Any], file: str) -> Forms:
    given = data.get("forms")
    if not isinstance(given, dict) or not given:
        hint = "e.g. forms: {nom: null, dat: nom}"
        raise LanguageError(
            "forms must map each form to the one it falls back to", file=file, hint=hint
        )
    seen: set[str] = set()
    for form, fallback in given.items():
        known = isinstance(fallback, str) and fallback in seen if seen else fallback is None
        if not isinstance(form, str) or not known:
            first = "the first form falls back to null, each other one to one before it"
            raise LanguageError(f"forms: {shown(form)}: {first}", file=file)
        seen.add(form)
    return Forms(given)


def _leaves(data: Mapping[Any, Any], forms: Forms, above: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in data.items():
        leaf = not isinstance(value, dict) or set(value) <= set(forms.fallbacks)
        if leaf:
            yield f"{above}{key}", value
        else:
            yield from _leaves(value, forms, f"{above}{key}.")


class _Reader:
    """Reads phrases and collects what is wrong with them."""

    def __init__(self, file: str, forms: Forms) -> None:
        self.file = file
        self.forms = forms
        self.faults: list[str] = []

    def matched(
        self, data: Mapping[Any, Any], reference: Mapping[str, Template], above: str = ""
    ) -> Iterator[tuple[str, Any]]:
        """The values of known keys; of others it keeps the names."""
        for key, value in data.items():
            name = f"{above}{key}"
            if name in reference:
                yield name, value
            elif not any(known.startswith(f"{name}.") for known in reference):
                self.faults.append(f"unknown key {name}")
            elif isinstance(value, dict):
                yield from self.matched(value, reference, f"{name}.")
            else:
                self.faults.append(f"{name} must be a mapping of keys")

    def templates(self, leaves: Iterator[tuple[str, Any]]) -> Iterator[tuple[str, Template]]:
        for key, value in leaves:
            texts = value if isinstance(value, dict) else {self.forms.usual: value}
            if self._are_texts(key, texts):
                try:
                    read = {form: Text.read(text) for form, text in texts.items()}
                except TemplateError as error:
                    self.faults.append(f"{key}: {error}")
                    continue
                template = Template(read, self.forms)
                self._check_forms(key, template)
                yield key, template

    def _are_texts(self, key: str, texts: Mapping[Any, Any]) -> bool:
        known = self.forms.fallbacks
        faults = [f"{key} has an unknown form {form}" for form in texts if form not in known]
        if self.forms.usual not in texts:
            faults.append(f"{key} lacks the form {self.forms.usual}")
        if not all(isinstance(text, str) and text.strip() for text in texts.values()):
            faults.append(f"{key} must be a text, or texts by form")
        self.faults += faults
        return not faults

    def _check_forms(self, key: str, template: Template) -> None:
        for text in template.texts.values():
            for slot, form in text.slots:
                if form is not None and form not in self.forms.fallbacks:
                    self.faults.append(f"{key}: {{{slot}.{form}}} has an unknown form")

    def compare(self, templates: Mapping[str, Template], reference: Mapping[str, Template]) -> None:
        """What differs from the keys and slots of English."""
        faulty = {fault.split(" ")[0].rstrip(":") for fault in self.faults}
        missing = [key for key in reference if key not in templates and key not in faulty]
        self.faults += [f"missing key {key}" for key in missing]
        for key, template in templates.items():
            known = reference[key].slots
            usual = {name for name, _ in template.texts[self.forms.usual].slots}
            self.faults += [f"{key} lacks the slot {{{s}}}" for s in sorted(known - usual)]
            self.faults += [f"{key}: unknown slot {{{s}}}" for s in sorted(template.slots - known)]
