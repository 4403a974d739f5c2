"""``hamnosys normalise`` as a user meets it: files, diff, status, and what is said on stderr."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from builders import ham
from elan_builders import aligned, eaf, tier

import hamnosys.normalising.transcriptions as transcriptions
from hamnosys.cli.main import run
from hamnosys.resources import shared_directory

OLD = ham("symmlr largemod fingerstraightmod flathand extfingerol extfingeruo palml")
NEW = ham("symmlr fingerstraightmod largemod flathand extfingeruo extfingerol palml")
LEFT = ham("flathand extfingeru palml chest touch largemod")
GOOD = ham("flathand extfingeru palml chest")
LEXICON = f"id,hamnosys,note\r\na,{OLD},1\r\nb,{LEFT},2\r\nc,x,3\r\nd,{GOOD},4\r\n"
RESULT = LEXICON.replace(OLD, NEW)
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def lexicon(tmp_path: Path) -> Path:
    path = tmp_path / "lexicon.csv"
    path.write_bytes(LEXICON.encode())
    return path


def test_a_lexicon_is_rewritten_and_what_happened_is_told(lexicon: Path, capsys: Capture) -> None:
    out = lexicon.with_name("out.csv")
    assert run(["normalise", str(lexicon), "-o", str(out)]) == 1
    assert out.read_bytes() == RESULT.encode()
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.splitlines() == [
        f"{lexicon}:2:6: HNS107 left: hamlargemod after a contact",
        f"{lexicon}:3:1: HNS002 'x' (U+0078) is not a HamNoSys symbol",
        "4 rows: 1 changed, 1 with habits left, 1 rejected",
        "  HNS102 repaired, hamfingerstraightmod stands before hamlargemod: 1",
        "  HNS203 repaired, of two directions that name a corner, the upright one stands first: 1",
        "  HNS107 left, Contact with a size: 1",
        "  HNS002 Unknown character: 1",
        "note: HNS203: schemes that read the first of two directions (hearai) see another",
    ]


def test_the_second_time_nothing_changes(lexicon: Path) -> None:
    out, again = lexicon.with_name("out.csv"), lexicon.with_name("again.csv")
    run(["normalise", str(lexicon), "-o", str(out)])
    run(["normalise", str(out), "-o", str(again)])
    assert again.read_bytes() == out.read_bytes()


def test_the_diff_shows_symbols_and_marks_what_differs(lexicon: Path, capsys: Capture) -> None:
    diff = lexicon.with_name("diff.txt")
    assert run(["normalise", str(lexicon), "--check", "--diff", str(diff)]) == 1
    assert diff.read_text(encoding="utf-8").splitlines() == [
        f"@@ {lexicon}:1 a HNS102 HNS203",
        "- hamsymmlr hamlargemod hamfingerstraightmod hamflathand hamextfingerol hamextfingeruo"
        " hampalml",
        "                        ^^^^^^^^^^^^^^^^^^^^                            ^^^^^^^^^^^^^^",
        "+ hamsymmlr hamfingerstraightmod hamlargemod hamflathand hamextfingeruo hamextfingerol"
        " hampalml",
        "            ^^^^^^^^^^^^^^^^^^^^                         ^^^^^^^^^^^^^^",
    ]
    assert run(["normalise", str(lexicon), "--check", "--diff", "-"]) == 1
    assert capsys.readouterr().out == diff.read_text(encoding="utf-8")


def test_equal_runs_of_a_diff_are_cut_short(tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "a.txt"
    moves = " ".join(["hammoveo"] * 9)
    names = f"{moves} hamreplace hamfist hamfingerbendmod hamthumboutmod"
    path.write_text(f"hamfist hamfingerhookmod hamfingerhookmod hamchest {names}\n")
    run(["normalise", str(path), "--check", "--diff", "-"])
    first, second, *_ = capsys.readouterr().out.splitlines()[1:]
    assert first == (
        "- hamfist hamfingerhookmod hamfingerhookmod hamchest hammoveo"
        " … hammoveo hamreplace hamfist hamfingerbendmod hamthumboutmod"
    )
    assert second.split() == ["^" * len("hamfingerhookmod"), "^" * len("hamthumboutmod")]


def test_a_change_of_the_written_form_is_named(tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "a.txt"
    path.write_text(f"{GOOD}\n", encoding="utf-8")
    assert run(["normalise", str(path), "--write", "names", "--check", "--diff", "-"]) == 1
    assert capsys.readouterr().out.splitlines()[1:] == [
        "  written as names, not as characters",
    ]


def test_the_diff_as_json_lines(lexicon: Path, capsys: Capture) -> None:
    diff = lexicon.with_name("diff.jsonl")
    options = ["--diff", str(diff), "--diff-format", "jsonl"]
    run(["normalise", str(lexicon), *options])
    assert capsys.readouterr().out == RESULT
    (line,) = diff.read_text(encoding="utf-8").splitlines()
    data = json.loads(line)
    (change,) = data.pop("changes")
    assert data == {
        "file": str(lexicon),
        "row": 1,
        "line": 2,
        "name": "a",
        "codes": ["HNS102", "HNS203"],
        "left": [],
    }
    assert (change["before"], change["after"]) == (OLD, NEW)
    assert change["symbols_after"][:3] == ["hamsymmlr", "hamfingerstraightmod", "hamlargemod"]


def test_check_is_0_if_nothing_would_change(tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"hamnosys\n{GOOD}\n{LEFT}\n", encoding="utf-8")
    assert run(["normalise", str(path), "--check"]) == 0
    said = capsys.readouterr()
    assert said.out == ""
    assert "2 rows: 0 would change, 1 with habits left, 0 rejected" in said.err
    path.write_text(f"hamnosys\n{OLD}\n", encoding="utf-8")
    assert run(["normalise", str(path), "--check"]) == 1
    assert run(["normalise", str(path), "-o", str(tmp_path / "out.csv")]) == 0


def test_the_strict_policy_rejects_habits(tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "a.txt"
    path.write_text(f"{ham('symmlr largemod fingerstraightmod fist')}\n", encoding="utf-8")
    assert run(["normalise", str(path), "--policy", "strict", "--check"]) == 1
    assert "1 row: 0 would change, 0 with habits left, 1 rejected" in capsys.readouterr().err


def test_a_broken_promise_is_told_and_the_row_kept(
    lexicon: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transcriptions, "broken_promise", lambda *_: "the meaning changed")
    lexicon.write_text(f"hamnosys\n{OLD}\n", encoding="utf-8")
    assert run(["normalise", str(lexicon)]) == 1
    said = capsys.readouterr()
    assert said.out == f"hamnosys\n{OLD}\n"
    assert f"{lexicon}:1: left unchanged by a fault of this program" in said.err
    assert "the meaning changed" in said.err


def test_an_input_without_rows_is_written_and_warned_of(tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "a.csv"
    path.write_text("name,hamnosys\n")
    assert run(["normalise", str(path)]) == 0
    said = capsys.readouterr()
    assert said.out == "name,hamnosys\n"
    assert "warning: the input has no rows" in said.err


def test_standard_input_and_output() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "hamnosys", "normalise", "-", "--from", "csv"],
        input=LEXICON.encode(),
        capture_output=True,
    )
    assert (done.returncode, done.stdout) == (1, RESULT.encode())


def test_tiers_are_chosen_as_convert_chooses_them(tmp_path: Path, capsys: Capture) -> None:
    path, out = tmp_path / "a.eaf", tmp_path / "out.eaf"
    slots: dict[str, int | None] = {"t1": 0, "t2": 10}
    tiers = [tier(name, aligned(name, "t1", "t2", "@")) for name in ("HamNoSys", "Mine", "Yours")]
    document = eaf(slots, *tiers)
    path.write_text(document.replace("@", OLD), encoding="utf-8")
    arguments = ["normalise", str(path), "--tier", "mine", "--tier", "Yo*", "-o", str(out)]
    assert run(arguments) == 0
    begin, *rest = document.split("@")
    assert out.read_text(encoding="utf-8") == OLD.join([begin, NEW.join(rest)])
    assert "2 rows: 2 changed" in capsys.readouterr().err


def test_sigml_through_pipes(tmp_path: Path) -> None:
    text = "<sigml><hns_sign><hamnosys_manual>{}</hamnosys_manual></hns_sign>\r\n</sigml>"
    manual = "<hamfist/> <hamfingerbendmod/> <hamthumboutmod/>"
    done = subprocess.run(
        [sys.executable, "-m", "hamnosys", "normalise", "-"],
        input=text.format(manual).encode(),
        capture_output=True,
    )
    expected = "<hamfist/> <hamthumboutmod/> <hamfingerbendmod/>"
    assert (done.returncode, done.stdout) == (0, text.format(expected).encode())


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["-o", "IN", "--force"], "an output would replace an input"),
        (["--diff", "IN", "--force"], "an output would replace an input"),
        (["-o", "OUT", "--diff", "OUT"], "the output and the diff are the same"),
        (["--diff", "-"], "the output and the diff are the same"),
        (["--check", "-o", "OUT"], "--check writes no output"),
        (["-o", "OLD"], "exists already"),
        (["-o", ""], "the path of an output is empty"),
        (["--from", "classes"], "holds no transcriptions"),
        (["--from", "xlsx"], "save the sheet as CSV (UTF-8) and normalise that"),
        (["--from", "parquet"], "hamnosys convert INPUT --to csv"),
        (["--from", "sigml", "--write", "names"], "symbols of SiGML are elements, not names"),
        (["--sheet", "1"], "takes no --sheet"),
        (["--column", "nope=1"], "no field 'nope'"),
        (["--encoding", "nope"], "no encoding"),
    ],
)
def test_wrong_usage_is_one_line_and_writes_nothing(
    lexicon: Path, arguments: list[str], message: str, capsys: Capture
) -> None:
    out, old = lexicon.with_name("out.csv"), lexicon.with_name("old.csv")
    old.write_text("old")
    paths = {"IN": lexicon, "OUT": out, "OLD": old}
    words = [str(paths.get(word, word)) for word in arguments]
    assert run(["normalise", str(lexicon), *words]) == 2
    said = capsys.readouterr().err
    assert message in said
    assert said.count("\n") == 1
    assert not out.exists()
    assert old.read_text() == "old"
    assert lexicon.read_bytes() == LEXICON.encode()


def test_an_input_that_breaks_off_leaves_no_output(tmp_path: Path) -> None:
    path, out, diff = (tmp_path / name for name in ("a.json", "out.json", "diff.txt"))
    path.write_text(json.dumps([{"hamnosys": OLD}])[:-1] + ", ")
    assert run(["normalise", str(path), "-o", str(out), "--diff", str(diff)]) == 2
    assert not out.exists()
    assert not diff.exists()


def test_the_samples_are_canonical(capsys: Capture) -> None:
    path = shared_directory("data_samples") / "lexicon.csv"
    assert run(["normalise", str(path), "--check"]) == 0, capsys.readouterr().err
