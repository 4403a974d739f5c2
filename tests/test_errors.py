"""Errors are one line that a terminal shows as it stands, whatever the file at fault holds."""

import pytest

from hamnosys import load_scheme, read_transcriptions
from hamnosys.errors import HamNoSysError, InputError, SchemeError


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("a\x1b[31m", r"a\x1b[31m"),
        ("a\nb", r"a\nb"),
        ("a\x7f\u2028", r"a\x7f\u2028"),
        ("\udcb9", r"\udcb9"),
        ("\ue020 is äö", "\ue020 is äö"),
        ("2 faults\n  one\n  two", "2 faults\n  one\n  two"),
    ],
)
def test_what_a_terminal_would_obey_is_escaped(words: str, shown: str) -> None:
    error = HamNoSysError(words, hint=words)
    assert (error.message, error.hint) == (shown, shown)
    assert str(error) == f"{shown} ({shown})"
    str(error).encode("utf-8")


def test_a_name_too_long_for_a_file_is_an_error_of_ours() -> None:
    with pytest.raises(SchemeError, match="no class scheme"):
        load_scheme("a" * 300)
    with pytest.raises(InputError, match="cannot be read"):
        list(read_transcriptions("a" * 300 + ".csv"))
