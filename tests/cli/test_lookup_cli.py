"""``hamnosys symbols``, ``schemes`` and ``explain``."""

import pytest

from hamnosys import inventory, load_scheme
from hamnosys.cli.main import run
from hamnosys.diagnostics import codes

Capture = pytest.CaptureFixture[str]


def test_symbols_lists_the_whole_inventory(capsys: Capture) -> None:
    assert run(["symbols"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == [symbol.name for symbol in inventory()]


def test_symbols_of_one_category(capsys: Capture) -> None:
    assert run(["symbols", "--category", "palm_orientation"]) == 0
    names = [line.split()[0] for line in capsys.readouterr().out.splitlines()]
    assert len(names) == 8
    assert all(name.startswith("hampalm") for name in names)


def test_schemes_lists_the_built_in_ones(capsys: Capture) -> None:
    assert run(["schemes"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[:3] for line in lines][:2] == [
        ["hearai", "8", "heads"],
        ["hearai9", "9", "heads"],
    ]


def test_a_scheme_shows_every_class_of_every_head(capsys: Capture) -> None:
    assert run(["schemes", "hearai"]) == 0
    lines = capsys.readouterr().out.splitlines()
    for head in load_scheme("hearai").heads:
        (start,) = (i for i, line in enumerate(lines) if line.startswith(f"{head.name} ("))
        fallbacks = [head.none, head.default, head.uncoded]
        start += sum(number is not None for number in fallbacks)
        shown = lines[start + 1 : start + 1 + head.classes]
        assert [line.split(maxsplit=1) for line in shown] == [
            [str(number), label] for number, label in enumerate(head.labels)
        ]


def test_codes_are_listed_in_their_order() -> None:
    assert list(codes()) == sorted(codes())


def test_explain_lists_all_codes(capsys: Capture) -> None:
    assert run(["explain"]) == 0
    found = [line.split()[0] for line in capsys.readouterr().out.splitlines()]
    assert found == list(codes())


@pytest.mark.parametrize("code", ["HNS012", "hns012"])
def test_explain_shows_a_page_in_any_case(code: str, capsys: Capture) -> None:
    assert run(["explain", code]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("HNS012 (error): Wrong closing bracket\n")
    assert "Remedy:" in shown


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["symbols", "--category", "none"], "no category 'none'"),
        (["schemes", "none"], "no class scheme 'none'"),
        (["explain", "HNS999"], "no code 'HNS999'"),
    ],
)
def test_an_unknown_name_is_one_line_and_2(
    arguments: list[str], reason: str, capsys: Capture
) -> None:
    assert run(arguments) == 2
    captured = capsys.readouterr()
    assert captured.err.startswith(f"hamnosys: {reason}")
    assert captured.err.count("\n") == 1
