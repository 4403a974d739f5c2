"""``hamnosys parse``."""

import json
import subprocess
import sys

import pytest
from builders import ham

from hamnosys.cli.main import run

Capture = pytest.CaptureFixture[str]
NAMES = "hamflathand hamextfingeru hampalml"


@pytest.mark.parametrize("text", [NAMES, NAMES.replace(" ", ","), ham("flathand extfingeru palml")])
def test_every_written_form_gives_the_same_tree(text: str, capsys: Capture) -> None:
    assert run(["parse", text]) == 0
    tree = capsys.readouterr().out.splitlines()
    assert tree[0] == "Sign"
    assert any(line.strip() == "base_form: hamflathand" for line in tree)


def test_json_has_the_tree_and_the_warnings(capsys: Capture) -> None:
    assert run(["parse", "--json", f"hamalternatingmotion {NAMES}"]) == 0
    captured = capsys.readouterr()
    data = json.loads(captured.out)
    assert "hamflathand" in captured.out
    assert [warning["code"] for warning in data["warnings"]] == ["HNS103"]
    assert captured.err == ""


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "HNS001"), ("nope", "HNS002"), ("hamnope", "HNS003"), ("hampalml", "HNS020")],
)
def test_a_fault_is_1_with_its_code_and_a_hint(text: str, code: str, capsys: Capture) -> None:
    assert run(["parse", text]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert code in captured.err
    assert "hint: " in captured.err


def test_a_warning_stands_on_stderr(capsys: Capture) -> None:
    assert run(["parse", f"hamalternatingmotion {NAMES}"]) == 0
    assert "at 1: HNS103 warning:" in capsys.readouterr().err


def test_strict_rejects_a_habit() -> None:
    assert run(["parse", "--policy", "strict", f"hamalternatingmotion {NAMES}"]) == 1


def test_standard_input_is_read() -> None:
    command = [sys.executable, "-m", "hamnosys", "parse", "-"]
    done = subprocess.run(
        command, input=NAMES.encode() + b"\r\n", capture_output=True, timeout=30, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.startswith(b"Sign\n")
