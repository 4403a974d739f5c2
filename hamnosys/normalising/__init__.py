"""Lexicons rewritten in canonical order and spelling, everything else in the file kept."""
