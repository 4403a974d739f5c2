"""The fuzzer finds what is planted, goes through every rule, and finds nothing else in a moment."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import generator

from hamnosys.errors import HamNoSysError
from hamnosys.grammar import GRAMMARS, POLICIES, Policy, open_grammar
from hamnosys.parser import parse

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"
sys.path.append(str(BENCHMARKS))

import fuzz  # noqa: E402
from fuzzing import registry  # noqa: E402
from fuzzing.board import Board  # noqa: E402
from fuzzing.mutation import Mutator  # noqa: E402
from fuzzing.notation import GrammarTexts  # noqa: E402
from fuzzing.overseer import oversee  # noqa: E402
from fuzzing.target import BrokenInvariantError, Target, tried  # noqa: E402
from fuzzing.worker import Trial, where  # noqa: E402

NEEDED = {
    "xlsx": "openpyxl",
    "xlsx-parts": "openpyxl",
    "parquet": "pyarrow",
    "eaf": "lxml",
    "guessed": "lxml",
    "posture": "numpy",
    "npz": "numpy",
    "npz-array": "numpy",
    "pose": "pose_format",
    "checkpoint-weights": "torch",
    "checkpoint-json": "torch",
    "torch-weights": "torch",
}
"""Packages without which a target says only that they are missing."""

INPUTS = 12
"""So many of each target are tried here; `make fuzz` tries more."""


# ------------------------------------------------------------------ every target, for a moment
@pytest.mark.parametrize("name", registry.NAMES)
def test_target_takes_changed_inputs(name: str) -> None:
    pytest.importorskip(NEEDED.get(name, "sys"))
    target = registry.make(name)
    assert target.name == name
    seeds = target.seeds()
    assert seeds
    mutator = Mutator(seeds[:5], target.words, 3, 1 << 20)
    for data in islice(iter(mutator.next, None), INPUTS):
        mutator.learn(data, tried(target, data))


@pytest.mark.parametrize("name", registry.NAMES)
def test_seeds_are_taken(name: str) -> None:
    """Else nothing beyond the first check of a reader would ever be tried."""
    pytest.importorskip(NEEDED.get(name, "sys"))
    target = registry.make(name)
    taken = 0
    for data in target.seeds()[:8]:
        try:
            target.check(data)
        except HamNoSysError:
            continue
        taken += 1
    assert taken


# ------------------------------------------------------------------ the grammar
@pytest.mark.parametrize("name", GRAMMARS)
def test_a_text_goes_through_every_rule(name: str) -> None:
    texts = generator(name)
    used: set[Any] = set()
    source = Random(1)
    for rule in texts.every_rule:
        own: set[Any] = set()
        texts.text(source.randrange, own, rule, budget=0)
        assert rule in own
        used |= own
    assert used == set(open_grammar(name).rules)


@given(data=st.data())
@pytest.mark.parametrize("policy", POLICIES)
def test_a_text_through_any_rule_is_accepted(policy: Policy, data: st.DataObject) -> None:
    texts = generator(policy)
    rule = data.draw(st.sampled_from(texts.every_rule))
    text = texts.text(lambda count: data.draw(st.integers(0, count - 1)), through=rule)
    assert parse(text, policy=policy).to_hamnosys() == text


@pytest.mark.parametrize("policy", POLICIES)
def test_the_target_tells_which_rules_it_never_produced(policy: Policy) -> None:
    texts = GrammarTexts(policy)
    every = [str(rule) for rule in texts.every]
    assert texts.never == every
    first, *others = texts.seeds()
    texts.text(first)
    assert set(texts.never) < set(every)
    assert texts.never[0] in texts.note()
    for seed in others:
        texts.text(seed)
    assert texts.never == []
    assert f"{len(every):,} rules" in texts.note()
    assert ", 0 of them never produced." in texts.note()


def test_a_parser_that_rejects_what_the_grammar_derives_is_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("fuzzing.notation.check_text", lambda text, policy: "HNS029")
    with pytest.raises(BrokenInvariantError, match="rejects with HNS029"):
        registry.make("grammar-strict").check(b"")


# ------------------------------------------------------------------ what is planted is found
def crashes_of(name: str, folder: Path, tolerated: float = 10.0) -> list[str]:
    outcome = oversee(name, 0.5, 0, folder, guided=False, tolerated=tolerated)
    assert all(b"x" in path.read_bytes() for path in outcome.crashes)
    return [path.with_suffix(".txt").read_text(encoding="utf-8") for path in outcome.crashes]


def test_a_planted_crash_is_saved_once(tmp_path: Path) -> None:
    (told,) = crashes_of("planted-crash", tmp_path)
    assert told.splitlines()[-1] == "ZeroDivisionError: planted"


def test_memory_is_limited(tmp_path: Path) -> None:
    (told,) = crashes_of("planted-memory", tmp_path)
    assert told.splitlines()[-1] == "MemoryError"


def test_a_planted_hang_is_ended(tmp_path: Path) -> None:
    told = crashes_of("planted-hang", tmp_path, tolerated=0.3)
    assert told
    assert all(text.startswith("hang: an input took more than 0.3 s") for text in told)


def test_the_death_of_a_process_is_told(tmp_path: Path) -> None:
    told = crashes_of("planted-death", tmp_path)
    assert told
    assert all(text.startswith("the process ended with SIGABRT") for text in told)


def test_the_command_exits_1_after_a_crash(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    recorded: dict[str, str] = {}
    monkeypatch.setattr(fuzz, "record", recorded.__setitem__)
    options = ["--target", "planted-crash", "--seconds", "0.3", "--plain", "--record"]
    assert fuzz.main([*options, "--folder", str(tmp_path)]) == 1
    (path,) = tmp_path.rglob("crash-*.input")
    assert str(path) in capsys.readouterr().out
    assert "1 crashes)" in recorded["fuzzing"]
    with pytest.raises(ZeroDivisionError, match="planted"):
        fuzz.main(["--target", "planted-crash", "--input", str(path)])


def test_the_command_knows_its_targets(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        fuzz.main(["--target", "nothing"])
    assert ended.value.code == 2
    assert "no target 'nothing'; targets: grammar-strict" in capsys.readouterr().err


def test_the_command_without_crashes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--target", "error-file", "--seconds", "0.2", "--plain", "--folder", str(tmp_path)]
    assert fuzz.main(options) == 0
    rows = [line for line in capsys.readouterr().out.splitlines() if line.startswith("| error")]
    (cells,) = ([cell.strip() for cell in row.strip("|").split("|")] for row in rows)
    assert int(cells[1].replace(",", "")) > 10
    assert cells[4:6] == ["no", "0"]


# ------------------------------------------------------------------ errors are checked, too
@pytest.mark.parametrize(
    ("message", "fault"), [("", "without a message"), ("a" * 30_000, "characters")]
)
def test_an_error_that_says_nothing_or_too_much_is_a_crash(message: str, fault: str) -> None:
    def check(_data: bytes) -> None:
        raise HamNoSysError(message)

    with pytest.raises(BrokenInvariantError, match=fault):
        tried(Target("bad", list, check), b"")


def test_an_error_of_ours_is_no_crash() -> None:
    def check(_data: bytes) -> None:
        raise HamNoSysError("line 3 is no row")

    assert tried(Target("good", list, check), b"") == (
        "refused",
        "HamNoSysError",
        "line  is no row",
    )


# ------------------------------------------------------------------ inputs
def inputs(seed: int) -> Iterator[bytes]:
    mutator = Mutator([b"abcdef", b"\x00" * 9], [b"word"], seed, 64)
    return (mutator.next() for _ in range(300))


def test_inputs_are_the_same_from_the_same_seed() -> None:
    first = list(inputs(1))
    assert first == list(inputs(1))
    assert first != list(inputs(2))
    assert first[:2] == [b"abcdef", b"\x00" * 9]
    assert len(set(first)) > 200
    assert max(map(len, first)) <= 64


def test_inputs_taken_in_a_new_way_are_kept() -> None:
    mutator = Mutator([b"a"], [], 0, 64)
    for way in ("one", "two", "two"):
        mutator.learn(way.encode(), way)
    assert mutator.pool == [b"a", b"one", b"two"]


def test_the_board_tells_the_input_that_a_process_is_at(tmp_path: Path) -> None:
    with Board(tmp_path / "board", new=True) as own, Board(tmp_path / "board") as theirs:
        own.begin(b"first")
        assert theirs.read().started > 0
        assert theirs.current() == b"first"
        assert own.end(refused=True)
        counts = theirs.read()
        assert (counts.started, counts.tried, counts.refused) == (0, 1, 1)
        assert (counts.slowest_length, counts.slowest > 0) == (5, True)


def test_the_slowest_input_is_kept(tmp_path: Path) -> None:
    import time

    with Board(tmp_path / "board", new=True) as board:
        target = Target("slow", list, lambda data: time.sleep(len(data) / 100))
        trial = Trial(target, board, tmp_path)
        for data in (b"a", b"abcdef", b""):
            trial(data)
        assert board.read().slowest_length == 6
    assert (tmp_path / "slowest.input").read_bytes() == b"abcdef"


def test_a_crash_is_known_by_its_kind_and_place() -> None:
    def place_of(text: str) -> str:
        with pytest.raises((ValueError, ZeroDivisionError)) as raised:
            1 / int(text)
        return where(raised.value)

    assert place_of("0").startswith("ZeroDivisionError test_fuzzing.py:")
    assert place_of("0") != place_of("x")
    assert place_of("0") == place_of("00")


def test_every_target_has_a_home() -> None:
    for home, maker in registry._MAKERS.items():
        made = getattr(importlib.import_module(f"fuzzing.{home}"), maker)()
        assert tuple(sorted(made)) == tuple(sorted(registry._HOMES[home]))
    with pytest.raises(KeyError):
        registry.make("nothing")
