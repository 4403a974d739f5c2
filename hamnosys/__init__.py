"""HamNoSys: parse transcriptions, find their faults, and turn them into classes.

Everything here is loaded on first use, so that importing the package stays quick.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hamnosys.canonical import canonical_notation
    from hamnosys.classfile import ClassFile, ClassRow, read_class_file, write_class_file
    from hamnosys.description import describe, load_language
    from hamnosys.diagnostics import explain
    from hamnosys.errors import (
        ClassFileError,
        Diagnostic,
        HamNoSysError,
        HamNoSysSyntaxError,
        InputError,
        OutputError,
        SchemeError,
        UsageError,
    )
    from hamnosys.formats import read_transcriptions
    from hamnosys.grammar import Policy, open_grammar
    from hamnosys.parser import Notation, diagnose, parse
    from hamnosys.records import Record
    from hamnosys.schemes import Head, Scheme, load_scheme
    from hamnosys.sign import Sign
    from hamnosys.symbols import Inventory, Symbol, inventory
    from hamnosys.transcription import to_characters

__version__ = "0.1.0"

_HOME = {
    "Policy": "grammar",
    "UsageError": "errors",
    "SchemeError": "errors",
    "OutputError": "errors",
    "InputError": "errors",
    "ClassFileError": "errors",
    "ClassFile": "classfile",
    "ClassRow": "classfile",
    "read_class_file": "classfile",
    "write_class_file": "classfile",
    "canonical_notation": "canonical",
    "describe": "description",
    "load_language": "description",
    "explain": "diagnostics",
    "Diagnostic": "errors",
    "HamNoSysError": "errors",
    "HamNoSysSyntaxError": "errors",
    "read_transcriptions": "formats",
    "open_grammar": "grammar",
    "Notation": "parser",
    "diagnose": "parser",
    "parse": "parser",
    "Record": "records",
    "Head": "schemes",
    "Scheme": "schemes",
    "load_scheme": "schemes",
    "Sign": "sign",
    "Inventory": "symbols",
    "Symbol": "symbols",
    "inventory": "symbols",
    "to_characters": "transcription",
}

__all__ = [
    "ClassFile",
    "ClassFileError",
    "ClassRow",
    "Diagnostic",
    "HamNoSysError",
    "HamNoSysSyntaxError",
    "Head",
    "InputError",
    "Inventory",
    "Notation",
    "OutputError",
    "Policy",
    "Record",
    "Scheme",
    "SchemeError",
    "Sign",
    "Symbol",
    "UsageError",
    "canonical_notation",
    "describe",
    "diagnose",
    "explain",
    "inventory",
    "load_language",
    "load_scheme",
    "open_grammar",
    "parse",
    "read_class_file",
    "read_transcriptions",
    "to_characters",
    "write_class_file",
]


if not TYPE_CHECKING:  # a type checker would take any name for one of ours

    def __getattr__(name: str) -> Any:
        if name not in _HOME:
            raise AttributeError(f"module 'hamnosys' has no attribute {name!r}")
        value = getattr(import_module(f"hamnosys.{_HOME[name]}"), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
