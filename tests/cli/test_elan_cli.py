"""ELAN on the command line: a session to classes, a copy with tiers, and tab-delimited text."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
import warnings
from pathlib import Path
from typing import Any

import pytest
from builders import ham
from elan_builders import PROPERTIES, aligned, eaf, referring, tier

from hamnosys import read_class_file, read_transcriptions
from hamnosys.cli.main import run
from hamnosys.resources import shared_directory

etree = pytest.importorskip("lxml.etree")

Capture = pytest.CaptureFixture[str]
FIST = ham("fist extfingeru palml")
FLAT = ham("flathand extfingerl palmd chest")
FAULTY = ham("flathand flathand")
SLOTS: dict[str, int | None] = {"ts1": 0, "ts2": 400, "ts3": 1000, "ts4": 2000}
SIGNS = tier(
    "HamNoSys",
    aligned("a1", "ts1", "ts2", FIST),
    aligned("a2", "ts2", "ts3", FAULTY),
    aligned("a3", "ts3", "ts4", "hamflathand hamextfingerl, hampalmd"),
)
GLOSSES = tier("Gloss", referring("a4", "a1", "HOUSE"), kind="about", parent="HamNoSys")
SESSION = eaf(SLOTS, SIGNS, GLOSSES)


@pytest.fixture
def session(tmp_path: Path) -> Path:
    path = tmp_path / "my session.eaf"
    path.write_text(SESSION, encoding="utf-8")
    return path


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return tmp_path / "the copy.eaf"


def convert(*arguments: object) -> int:
    return run(["convert", *map(str, arguments)])


def added(path: Path, name: str) -> dict[str, str]:
    """Values of a tier by the annotation that they are about."""
    tiers = etree.parse(str(path)).findall("TIER")
    (found,) = [tier for tier in tiers if tier.get("TIER_ID") == name]
    return {
        element.get("ANNOTATION_REF"): element.findtext("ANNOTATION_VALUE")
        for element in found.iterfind("ANNOTATION/REF_ANNOTATION")
    }


def names(path: Path) -> list[str]:
    return [tier.get("TIER_ID") for tier in etree.parse(str(path)).findall("TIER")]


def opened_by_pympi(path: Path) -> Any:
    elan = pytest.importorskip("pympi.Elan")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return elan.Eaf(str(path))


def test_a_document_of_pympi_becomes_classes_and_comes_back_with_diagnostics(
    tmp_path: Path, copy: Path
) -> None:
    elan = pytest.importorskip("pympi.Elan")
    document = elan.Eaf(author="test")
    for name in ("HamNoSys", "Gloss"):
        document.add_tier(name)
    document.add_annotation("HamNoSys", 0, 400, FIST)
    document.add_annotation("HamNoSys", 400, 1000, FLAT)
    document.add_annotation("HamNoSys", 1000, 1500, FAULTY)
    document.add_annotation("Gloss", 0, 400, "HOUSE")
    path, classes = tmp_path / "by pympi.eaf", tmp_path / "classes.txt"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        document.to_file(str(path))
    before = path.read_bytes()
    assert convert(path, "--fps", 25, "-o", classes, "--errors", tmp_path / "errors.jsonl") == 1
    found = [(row.start, row.end) for row in read_class_file(classes).rows]
    assert found == [(0, 9), (10, 24)]
    (rejected,) = (tmp_path / "errors.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(rejected)["row"] == 3
    assert convert(path, "--to", "eaf", "-o", copy) == 1
    assert path.read_bytes() == before
    back = opened_by_pympi(copy)
    ((begin, end, value, about),) = back.get_ref_annotation_data_for_tier("HamNoSys diagnostics")
    assert (begin, end, about) == (1000, 1500, FAULTY)
    assert re.match(r"HNS\d\d\d .*\(symbol 2: hamflathand\)", value)
    for name in ("HamNoSys", "Gloss"):
        assert back.get_annotation_data_for_tier(name) == document.get_annotation_data_for_tier(
            name
        )
    old = {document.maxaid} | set(document.annotations)
    assert set(back.annotations) - old == {f"a{document.maxaid + 1}"}


def test_a_document_of_format_3_is_annotated_and_all_else_of_it_stays(
    session: Path, copy: Path
) -> None:
    kinds = ["--add", "classes", "--add", "diagnostics"]
    assert convert(session, "--to", "eaf", *kinds, "-o", copy) == 1
    assert names(copy) == ["HamNoSys", "Gloss", "HamNoSys diagnostics", "HamNoSys classes"]
    assert list(added(copy, "HamNoSys diagnostics")) == ["a2"]
    classes = added(copy, "HamNoSys classes")
    assert list(classes) == ["a1", "a3"]
    assert "hand_shape_base_form=hamfist; " in classes["a1"]
    tree = etree.parse(str(copy))
    root = tree.getroot()
    ids = [element.get("ANNOTATION_ID") for element in root.iterfind("TIER/ANNOTATION/*")]
    assert ids == ["a1", "a2", "a3", "a4", "a41", "a42", "a43"]
    last = root.find("HEADER/PROPERTY[@NAME='lastUsedAnnotationId']")
    assert last.text == "43"
    last.text = "40"
    kind = "hamnosys-toolkit"
    for element in root.findall(f"TIER[@LINGUISTIC_TYPE_REF='{kind}']"):
        assert (element.get("PARENT_REF"), element.get("PARTICIPANT")) == ("HamNoSys", "Ann")
        root.remove(element)
    ours = root.find(f"LINGUISTIC_TYPE[@LINGUISTIC_TYPE_ID='{kind}']")
    assert (ours.get("CONSTRAINTS"), ours.get("TIME_ALIGNABLE")) == (
        "Symbolic_Association",
        "false",
    )
    root.remove(ours)
    root.remove(root.find("CONSTRAINT"))
    assert canonical(tree) == canonical(etree.parse(str(session)))


def canonical(tree: Any) -> bytes:
    for element in tree.iter():
        element.tail = None
        if element.text is not None and not element.text.strip():
            element.text = None
    out = io.BytesIO()
    tree.write_c14n(out)
    return out.getvalue()


ORDER = (
    "LICENSE",
    "HEADER",
    "TIME_ORDER",
    "TIER",
    "LINGUISTIC_TYPE",
    "LOCALE",
    "CONSTRAINT",
    "CONTROLLED_VOCABULARY",
    "EXTERNAL_REF",
)
BARE = re.sub(r">\s+<", "><", eaf(SLOTS, SIGNS, properties=""))
NO_MEDIA = re.sub(r"\s*<(MEDIA_DESCRIPTOR|PROPERTY) .*", "", eaf(SLOTS, SIGNS))
NO_TYPES = re.sub(r" *<(LINGUISTIC_TYPE|LOCALE|EXTERNAL_REF) .*\n", "", SESSION)


@pytest.mark.parametrize(
    "text", [SESSION, BARE, NO_MEDIA, NO_TYPES, eaf(SLOTS, SIGNS, format="2.7")]
)
def test_the_parts_of_the_copy_keep_the_order_of_the_schema(
    session: Path, copy: Path, text: str
) -> None:
    session.write_text(text, encoding="utf-8")
    assert convert(session, "--to", "eaf", "-o", copy) == 1
    tags = [child.tag for child in etree.parse(str(copy)).getroot() if isinstance(child.tag, str)]
    assert tags == sorted(tags, key=ORDER.index)
    assert {"LINGUISTIC_TYPE", "CONSTRAINT"} <= set(tags)
    opened_by_pympi(copy)
    properties = etree.parse(str(copy)).findall("HEADER/PROPERTY")
    assert [p.text for p in properties] == ["41" if PROPERTIES in text else "4"]


def test_its_own_copy_is_read_and_annotated_again(
    session: Path, copy: Path, tmp_path: Path
) -> None:
    kinds = ["--add", "classes", "--add", "diagnostics"]
    assert convert(session, "--to", "eaf", *kinds, "-o", copy) == 1
    again = tmp_path / "again.eaf"
    assert convert(copy, "--to", "eaf", *kinds, "-o", again) == 1
    assert names(again) == names(copy)
    for name in ("HamNoSys diagnostics", "HamNoSys classes"):
        assert added(again, name) == added(copy, name)
    rows = [(r.name, r.hamnosys) for r in read_transcriptions(copy)]
    assert rows == [(r.name, r.hamnosys) for r in read_transcriptions(session)]


def test_diagnostics_of_a_good_tier_are_an_empty_tier(session: Path, copy: Path) -> None:
    session.write_text(SESSION.replace(FAULTY, FLAT), encoding="utf-8")
    assert convert(session, "--to", "eaf", "-o", copy) == 0
    assert added(copy, "HamNoSys diagnostics") == {}


def test_a_document_without_annotations_is_copied(session: Path, copy: Path) -> None:
    session.write_text(eaf({}, tier("default")), encoding="utf-8")
    assert convert(session, "--to", "eaf", "-o", copy) == 0
    assert canonical(etree.parse(str(copy))) == canonical(etree.parse(str(session)))


def test_warnings_and_heads_without_a_class_are_diagnostics(session: Path, copy: Path) -> None:
    text = SESSION.replace(FAULTY, ham("fist extfingeru")).replace(FIST, f"{FIST[0]} {FIST[1:]}")
    session.write_text(text, encoding="utf-8")
    assert convert(session, "--to", "eaf", "-o", copy) == 0
    found = added(copy, "HamNoSys diagnostics")
    assert list(found) == ["a1"]
    assert re.match(r"HNS\d\d\d warning: .*\(symbol 2", found["a1"])
    copy.unlink()
    arguments = ["--to", "eaf", "--add", "diagnostics", "--add", "classes", "-o", copy]
    assert convert(session, *arguments) == 1
    found = added(copy, "HamNoSys diagnostics")
    assert found["a2"].startswith("HNS041 the sign has no value for hand_position_palm")
    assert list(added(copy, "HamNoSys classes")) == ["a1", "a3"]
    copy.unlink()
    assert convert(session, *arguments, "--scheme", "hamnosys4") == 0
    assert "; " in added(copy, "HamNoSys classes")["a2"]


def test_strict_tells_what_tolerant_takes(session: Path, copy: Path) -> None:
    path = shared_directory("data_samples") / "lexicon.eaf"
    assert convert(path, "--to", "eaf", "-o", copy) == 0
    habit = SESSION.replace(FAULTY, ham("fist palml extfingeru"))
    session.write_text(habit, encoding="utf-8")
    strict = convert(session, "--to", "eaf", "--policy", "strict", "-o", copy, "--force")
    assert strict == 1
    assert added(copy, "HamNoSys diagnostics")["a2"].startswith("HNS0")


def test_descriptions_are_sentences(session: Path, copy: Path) -> None:
    pytest.importorskip("hamnosys.description")
    assert convert(session, "--to", "eaf", "--add", "descriptions", "-o", copy) == 1
    found = added(copy, "HamNoSys descriptions")
    assert list(found) == ["a1", "a3"]
    assert "flat" in found["a3"]


def test_each_chosen_tier_gets_its_own(session: Path, copy: Path) -> None:
    other = tier("left & right", aligned("a9", "ts1", "ts2", "oops"))
    session.write_text(eaf(SLOTS, SIGNS, other), encoding="utf-8")
    tiers = ["--tier", "left*", "--tier", "HAMNOSYS"]
    assert convert(session, "--to", "eaf", *tiers, "-o", copy) == 1
    assert names(copy)[2:] == ["HamNoSys diagnostics", "left & right diagnostics"]
    assert list(added(copy, "left & right diagnostics")) == ["a9"]


def test_jobs_change_nothing(copy: Path, tmp_path: Path) -> None:
    many = "".join(
        aligned(f"a{n}", "ts1", "ts2", FIST if n % 7 else FAULTY) for n in range(1, 1200)
    )
    path = tmp_path / "long.eaf"
    path.write_text(eaf(SLOTS, tier("HamNoSys", *many)), encoding="utf-8")
    errors = [tmp_path / "1.jsonl", tmp_path / "2.jsonl"]
    arguments = ["--to", "eaf", "--add", "classes", "--add", "diagnostics"]
    assert convert(path, *arguments, "-o", copy, "--errors", errors[0]) == 1
    one = copy.read_bytes()
    more = ["-o", copy, "--force", "--errors", errors[1], "--jobs", "2"]
    assert convert(path, *arguments, *more) == 1
    assert copy.read_bytes() == one
    assert errors[0].read_bytes() == errors[1].read_bytes()
    assert (
        len(errors[0].read_text().splitlines()) == len(added(copy, "HamNoSys diagnostics")) == 171
    )


def test_a_tier_of_others_is_replaced_only_with_force(session: Path, copy: Path) -> None:
    mine = tier("HamNoSys diagnostics", referring("a7", "a1", "mine"), kind="about",
                parent="HamNoSys")  # fmt: skip
    session.write_text(eaf(SLOTS, SIGNS, mine), encoding="utf-8")
    assert convert(session, "--to", "eaf", "-o", copy, "--tier", "HamNoSys") == 2
    assert not copy.exists()
    arguments = [session, "--to", "eaf", "-o", copy, "--tier", "HamNoSys", "--force"]
    assert convert(*arguments) == 1
    assert list(added(copy, "HamNoSys diagnostics")) == ["a2"]
    reply = tier("reply", referring("a8", "a7", "?"), kind="about", parent="HamNoSys diagnostics")
    session.write_text(eaf(SLOTS, SIGNS, mine, reply), encoding="utf-8")
    before = copy.read_bytes()
    assert convert(*arguments) == 2
    assert copy.read_bytes() == before
    loose = tier("reply", referring("a8", "a7", "?"), kind="about")
    session.write_text(eaf(SLOTS, SIGNS, mine, loose), encoding="utf-8")
    assert convert(*arguments) == 2
    assert copy.read_bytes() == before


TWICE = SESSION.replace('ANNOTATION_ID="a4"', 'ANNOTATION_ID="a1"')
OTHER_TYPE = SESSION.replace('LINGUISTIC_TYPE_ID="top"', 'LINGUISTIC_TYPE_ID="hamnosys-toolkit"')
BOMB = '<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]>'


@pytest.mark.parametrize(
    ("text", "arguments", "reason"),
    [
        (SESSION, ["--tier", "Notation"], "no tier 'Notation' (tiers: 'HamNoSys', 'Gloss')"),
        (SESSION, ["--add", "classes", "--scheme", "none"], "no class scheme 'none'"),
        (SESSION, ["--scheme", "hearai"], "--scheme only with --add classes"),
        (SESSION, ["--clips", "clips.csv"], "--to eaf takes no --clips"),
        (SESSION, ["--sheet", "1"], "the format eaf takes no --sheet"),
        (SESSION, ["--from", "text"], "adds tiers to a copy of an .eaf file; the input is text"),
        (SESSION, ["--to", "csv", "--add", "classes"], "--add needs --to eaf"),
        (SESSION, ["-o", "a.eaf", "--force"], "an output would replace an input"),
        (SESSION, ["-o", "./a.eaf", "--force"], "an output would replace an input"),
        (SESSION, ["-o", "old.eaf"], "old.eaf: exists already (--force replaces it)"),
        (TWICE, [], "two annotations are called a1 (line"),
        (SESSION.replace('TIER_ID="Gloss"', ""), [], "a tier has no name"),
        (SESSION.replace("Gloss", "HamNoSys"), [], "two tiers have the same name"),
        (SESSION.replace('ANNOTATION_ID="a4"', ""), [], "an annotation has no id (line"),
        (OTHER_TYPE, ["--tier", "HamNoSys"], "its tier type 'hamnosys-toolkit' is no Symbolic_"),
        (SESSION.replace("<ANN", f"{BOMB}<ANN", 1), [], "declares the entity 'a'"),
        (SESSION.replace(FIST, "&a;"), [], "ndefined entity"),
        (SESSION[:900], [], "not well-formed XML"),
    ],
)
def test_what_cannot_work_is_one_line_and_2_and_writes_nothing(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: Capture,
    text: str,
    arguments: list[str],
    reason: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.eaf").write_text(text, encoding="utf-8")
    Path("old.eaf").write_text("old")
    out = [] if "-o" in arguments else ["-o", "new.eaf"]
    assert convert("a.eaf", "--to", "eaf", *out, *arguments) == 2
    lines = capsys.readouterr().err.splitlines()
    assert reason.lower() in lines[-1].lower()
    assert lines[-1].startswith("hamnosys: ")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.eaf", "old.eaf"]
    assert Path("a.eaf").read_text(encoding="utf-8") == text
    assert Path("old.eaf").read_text() == "old"


@pytest.mark.parametrize("target", ["csv", "eaf", "elan-tab"])
def test_standard_input_and_output(session: Path, target: str) -> None:
    command = [sys.executable, "-m", "hamnosys", "convert", "-", "--to", target]
    piped = subprocess.run(command, input=session.read_bytes(), capture_output=True, timeout=60)
    assert piped.returncode == 1
    assert "<stdin>:2:2: HNS" in piped.stderr.decode()
    command[command.index("-")] = str(session)
    assert subprocess.run(command, capture_output=True, timeout=60).stdout == piped.stdout


def test_without_fps_a_note_says_once_that_clips_are_whole(session: Path, capsys: Capture) -> None:
    convert(session, "--to", "csv")
    assert capsys.readouterr().err.count("note: start and end are 0 0, the whole clip") == 1
    for arguments in (["--fps", "25"], ["--to", "text"], ["--to", "elan-tab"]):
        convert(session, *arguments)
        assert "note:" not in capsys.readouterr().err


def test_check_reads_tiers_too(session: Path, capsys: Capture) -> None:
    assert run(["check", str(session), "--tier", "Ham*"]) == 1
    captured = capsys.readouterr()
    assert f"{session}:2:2: HNS" in captured.out
    assert "name a2" in captured.out
    assert "3 rows: 2 good, 1 with errors" in captured.err


def test_tab_delimited_text_holds_times_and_comes_back(
    session: Path, tmp_path: Path, capsys: Capture
) -> None:
    tab = tmp_path / "for elan.txt"
    arguments = ["--to", "elan-tab", "-o", tab]
    assert convert(session, "--column", "gloss=Gloss", *arguments) == 1
    assert tab.read_text(encoding="utf-8").splitlines() == [
        "Tier\tBegin Time - msec\tEnd Time - msec\tAnnotation",
        f"HamNoSys\t0\t400\t{FIST}",
        "gloss\t0\t400\tHOUSE",
        "name\t0\t400\ta1",
        f"HamNoSys\t1000\t2000\t{ham('flathand extfingerl palmd')}",
        "name\t1000\t2000\ta3",
    ]
    columns = {"name": "name", "gloss": "gloss"}
    back = list(read_transcriptions(tab, columns=columns, fps=25))
    assert [(r.name, r.gloss, r.start, r.end) for r in back] == [
        ("a1", "HOUSE", 0, 9),
        ("a3", "", 25, 49),
    ]


def test_frames_become_times_with_fps_and_whole_clips_are_rejected(
    tmp_path: Path, capsys: Capture
) -> None:
    path = tmp_path / "lexicon.csv"
    path.write_text(
        f"name,start,end,hamnosys\na,0,9,{FIST}\nb,10,24,{FLAT}\nc,0,0,{FIST}\nd,9,8,{FIST}\n",
        encoding="utf-8",
    )
    assert convert(path, "--to", "elan-tab") == 2
    assert "the rows have no times (--fps N makes times of" in capsys.readouterr().err
    assert convert(path, "--to", "elan-tab", "--fps", "25") == 1
    captured = capsys.readouterr()
    assert [line.split("\t")[:3] for line in captured.out.splitlines()[1:]] == [
        ["HamNoSys", "0", "400"],
        ["name", "0", "400"],
        ["HamNoSys", "400", "1000"],
        ["name", "400", "1000"],
    ]
    assert "lexicon.csv:3:1: HNS050 start and end are 0 0, the whole clip" in captured.err
    assert "lexicon.csv:4:1: HNS050 start is 9, end is 8" in captured.err


def test_fps_is_still_refused_where_it_means_nothing(tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "lexicon.csv"
    path.write_text(f"hamnosys\n{FIST}\n", encoding="utf-8")
    assert convert(path, "--fps", "25") == 2
    assert "the format csv takes no --fps" in capsys.readouterr().err


def test_without_lxml_the_extra_is_named(session: Path) -> None:
    code = (
        "import sys; sys.modules['lxml'] = None; from hamnosys.cli.main import run;"
        "sys.exit(run(sys.argv[1:]))"
    )
    for target in ("csv", "eaf"):
        command = [sys.executable, "-c", code, "convert", str(session), "--to", target]
        found = subprocess.run(command, capture_output=True, text=True, timeout=60)
        assert found.returncode == 2
        assert "this needs lxml" in found.stderr
        assert "hamnosys-toolkit[formats]" in found.stderr


def test_rows_keep_their_tier_and_those_that_share_time_are_warned_of(
    tmp_path: Path, capsys: Capture
) -> None:
    source = tmp_path / "two signers.txt"
    lines = [f"{tier}\t{begin}\t{end}\t{FIST}" for tier, begin, end in SHARING]
    lines.insert(1, "Gloss A\t0\t400\tHOUSE")
    headings = "Tier\tBegin Time - msec\tEnd Time - msec\tAnnotation"
    source.write_text("\n".join([headings, *lines]) + "\n", encoding="utf-8")
    options = ["--from", "elan-tab", "--column", "gloss=Gloss*", "--to", "elan-tab"]
    assert convert(source, *options) == 0
    captured = capsys.readouterr()
    written = captured.out.splitlines()
    signs = [line for line in lines if not line.startswith("Gloss")]
    assert [line for line in written if line.startswith("HamNoSys")] == signs
    assert "gloss A\t0\t400\tHOUSE" in written
    assert "HNS306 Annotation that shares time with another: 3" in captured.err


SHARING = (
    ("HamNoSys A", 0, 400),
    ("HamNoSys A", 400, 900),
    ("HamNoSys A", 899, 1000),
    ("HamNoSys B", 100, 3000),
    ("HamNoSys B", 200, 300),
    ("HamNoSys B", 400, 500),
)
