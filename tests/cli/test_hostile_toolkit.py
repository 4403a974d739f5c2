"""What hostile and careless users give to describe, inspect, similar and schemes: one line, 2."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from builders import ham

from hamnosys.cli.main import run

LEXICON = f"name,gloss,hamnosys\na,A,{ham('fist extfingeru palml')}\nb,,{ham('fist palml')}\n"
HEAD = "{name: h, source: dominant.shape.base_form, classes: {0: hamfist}}"
SCHEME = f"name: m\nheads: [{HEAD}]\n"

Failure = Callable[..., str]


@pytest.fixture
def failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Failure:
    """Runs a command that must end with 2 and nothing but one line, which it gives."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "lex.csv").write_text(LEXICON, encoding="utf-8")

    def failed(*arguments: str) -> str:
        assert run(list(arguments)) == 2
        told = capsys.readouterr()
        assert not told.out
        assert told.err.count("\n") == 1
        assert len(told.err) < 15_000
        return told.err

    return failed


READERS = (
    ("describe", "hamfist", "--lang", "given.yaml"),
    ("inspect", "lex.csv", "--lang", "given.yaml"),
    ("similar", "lex.csv", "--weights", "given.yaml"),
    ("schemes", "given.yaml"),
    ("schemes", "--compare", "hearai", "given.yaml"),
)

_BOMB = "a0: &a0 [lol, lol]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12)
)
YAML = {
    "a bomb of aliases": (f"{_BOMB}title: *a11\nforms: *a11\nweights: *a11\n", "aliases"),
    "one long text, often": (f"a: &a {'x' * 300_000}\nb: [{', '.join(['*a'] * 9)}]\n", "aliases"),
    "an alias of itself": ("a: &a [*a]\n", "deep"),
    "deep lists": (f"a: {'[' * 20_000}\n", ""),
    "deep mappings": (f"{'{a: ' * 2_000}\n", ""),
    "no date": ("a: 2020-99-99\n", "'2020-99-99' is no value (line 1, column 4)"),
    "no time zone": ("a: 2001-01-01 00:00:00 +99:99\n", "is no value"),
    "a long number": (f"a: {'9' * 100_000}\n", "is no value"),
    "a large number": (f"a: 0x{'f' * 100}\n", "a number too large"),
    "no base64": ('a: !!binary "@"\n', ""),
    "an object": ('!!python/object/apply:os.system ["id"]\n', "could not determine"),
    "a key twice": ("name: a\nname: b\n", "the key 'name' stands twice (line 2, column 1)"),
    "no UTF-8": (b"title: \xdc\n", "not UTF-8"),
    "a null byte": (b"title: \0\n", ""),
    "a long key": (f"? {'k' * 500_000}\n: 1\n", ""),
    "a large file": ("# " + "x" * (1 << 20), "larger than 1 MiB"),
    "nothing": ("", "mapping"),
}


@pytest.mark.parametrize("command", READERS, ids=lambda command: " ".join(command[:2]))
@pytest.mark.parametrize("kind", YAML)
def test_yaml_that_cannot_be_used_is_one_line(
    kind: str, command: tuple[str, ...], failure: Failure, tmp_path: Path
) -> None:
    text, words = YAML[kind]
    data = text if isinstance(text, bytes) else text.encode()
    (tmp_path / "given.yaml").write_bytes(data)
    assert words in failure(*command)


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="there is no /dev/zero here")
def test_a_file_without_an_end_is_read_no_further_than_the_largest(failure: Failure) -> None:
    told = failure("similar", "lex.csv", "--weights", "/dev/zero")
    assert told == "hamnosys: /dev/zero: the weights cannot be read: larger than 1 MiB\n"


def test_a_file_that_is_called_as_a_built_in_language_is_checked(
    failure: Failure, tmp_path: Path
) -> None:
    (tmp_path / "en.yaml").write_text("title: x\nforms: {nom: null}\n", encoding="utf-8")
    assert "missing key sentence" in failure("describe", "hamfist", "--lang", "en.yaml")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("parts: {reach: 5}", "no key 'parts.reach'"),
        ("parts: {handshape: {reach: 5}}", "no key 'parts.handshape.reach'"),
        ("parts: {handshape: {dominant: {reach: 1.0e-320}}}", "more than 0"),
        ("weights: {handshape: .nan}", "not nan"),
        ("weights: {hands: [[[[x]]]]}", "not [[[['x']]]]"),
    ],
)
def test_faulty_weights(text: str, words: str, failure: Failure, tmp_path: Path) -> None:
    (tmp_path / "w.yaml").write_text(f"{text}\n", encoding="utf-8")
    assert words in failure("similar", "lex.csv", "--weights", "w.yaml")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (SCHEME.replace("name: m", "name: [m]"), "name must be a text, not ['m']"),
        (f"title: {{a: b}}\n{SCHEME}", "title must be a text"),
        (f"extends: [hearai]\n{SCHEME}", "extends must be a text"),
        (SCHEME.replace("0: hamfist", "0: [hamfist]"), "class 0 must be a text"),
        (SCHEME.replace("0: hamfist", "0: "), "class 0 must be a text, not None"),
        (SCHEME.replace("0: hamfist", '0: "\\e[31m"'), "is no line of text"),
        (SCHEME.replace("name: h", 'name: "a\\nb"'), "cannot be called 'a\\nb'"),
        (SCHEME.replace("name: h", 'name: ""'), "cannot be called ''"),
        (SCHEME.replace("dominant.shape.base_form", '"dominant.a\\nb"'), "unknown: a\\nb"),
        (
            f"heads: [{', '.join(HEAD.replace('h,', f'h{n},') for n in range(1001))}]",
            "at most 1000",
        ),
    ],
)
def test_faulty_schemes(text: str, words: str, failure: Failure, tmp_path: Path) -> None:
    (tmp_path / "s.yaml").write_text(text, encoding="utf-8")
    assert words in failure("schemes", "s.yaml")


def test_schemes_that_take_over_each_others_classes_are_read_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for number in range(15):
        heads = [HEAD.replace("h,", f"h{n},") for n in range(8)]
        if number < 14:
            heads = [head.replace("{0: hamfist}", f"s{number + 1}.h0") for head in heads]
        (tmp_path / f"s{number}").write_text(f"heads: [{', '.join(heads)}]\n", encoding="utf-8")
    assert run(["schemes", "s0"]) == 0


def test_a_long_chain_of_schemes_is_refused(failure: Failure, tmp_path: Path) -> None:
    for number in range(300):
        text = f"extends: s{number + 1}.yaml\nheads: []\n"
        (tmp_path / f"s{number}.yaml").write_text(text, encoding="utf-8")
    assert "more than 20 schemes extend each other" in failure("schemes", "s0.yaml")


@pytest.mark.parametrize("text", ["", "  "])
def test_an_empty_wish_is_not_every_row_without_a_gloss(text: str, failure: Failure) -> None:
    assert "--to is empty" in failure("similar", "lex.csv", "--to", text)


def test_a_long_wish_that_is_nowhere_is_told_in_short(failure: Failure) -> None:
    assert len(failure("similar", "lex.csv", "--to", "x" * 100_000)) < 300


def test_nan_is_no_distance(tmp_path: Path) -> None:
    (tmp_path / "lex.csv").write_text(LEXICON, encoding="utf-8")
    command = [sys.executable, "-m", "hamnosys", "similar", "lex.csv", "--within", "nan"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 2
    assert done.stderr.endswith("nan is no distance\n")


@pytest.mark.parametrize("suffix", ["sigml", "eaf"])
def test_a_long_name_of_an_encoding_is_cut(suffix: str, failure: Failure, tmp_path: Path) -> None:
    text = f'<?xml version="1.0" encoding="{"a" * 100_000}"?><sigml/>'
    (tmp_path / f"x.{suffix}").write_text(text, encoding="utf-8")
    assert len(failure("convert", f"x.{suffix}", "-o", "out")) < 400
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("kind", ["date32", "duration", "timestamp"])
def test_a_date_that_python_does_not_have(kind: str, failure: Failure, tmp_path: Path) -> None:
    arrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    kinds = {
        "date32": (arrow.date32(), 1 << 30),
        "duration": (arrow.duration("s"), 1 << 62),
        "timestamp": (arrow.timestamp("s"), 1 << 50),
    }
    start = arrow.array([kinds[kind][1]], kinds[kind][0])
    table = arrow.table({"hamnosys": [ham("fist extfingeru palml")], "start": start})
    parquet.write_table(table, tmp_path / "x.parquet")
    assert "is no Parquet file, or damaged" in failure("describe", "x.parquet")
