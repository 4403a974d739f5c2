"""Canonical form: one order and one spelling for transcriptions that say the same."""

from hamnosys.canonical.rewriting import canonical, canonical_notation, repaired

__all__ = ["canonical", "canonical_notation", "repaired"]
