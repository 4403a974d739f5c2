"""SiGML and ELAN files rewritten: every byte that is no changed transcription stays."""

import io
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from builders import ham
from elan_builders import aligned, eaf, referring, tier
from hypothesis import given
from hypothesis import strategies as st
from normalising_builders import GOOD, NAMES_NEW, NAMES_OLD, NEW, OLD, normalised
from strategies import notations

from hamnosys import read_transcriptions
from hamnosys.errors import InputError, UsageError
from hamnosys.formats.elan import document
from hamnosys.normalising.job import Outcome
from hamnosys.normalising.transcriptions import rewrite
from hamnosys.resources import shared_directory
from hamnosys.symbols import inventory

ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-be-mark"]


def encoded(text: str, encoding: str) -> bytes:
    if encoding == "utf-16-be-mark":
        return b"\xfe\xff" + text.encode("utf-16-be")
    return text.encode(encoding)


def check(path: Path, before: bytes, after: bytes, **said: Any) -> list[Outcome]:
    """A file becomes another, which stays as it is; what was told of its rows."""
    path.write_bytes(before)
    data, told = normalised(path, **said)
    assert data == after
    path.write_bytes(data)
    again, outcomes = normalised(path, **said)
    assert again == data
    assert not any(outcome.changed for outcome in outcomes)
    return told


def elements(text: str, gap: str = "", prefix: str = "") -> str:
    return gap.join(f"<{prefix}{inventory().names[character]}/>" for character in text)


def sign(manual: str, before: str = "<hamnosys_nonmanual/>") -> str:
    return (
        f'<hns_sign gloss="é &amp; \'x\'"  id = "1">{before}<hamnosys_manual>{manual}'
        "</hamnosys_manual ></hns_sign>"
    )


SIGML = {
    "close": (sign(elements(OLD)), sign(elements(NEW))),
    "laid out": (
        sign("\r\n\t" + elements(OLD, "\r\n\t") + "\r\n  "),
        sign("\r\n\t" + elements(NEW, "\r\n\t") + "\r\n  "),
    ),
    "canonical": (sign(elements(GOOD, " \n")), sign(elements(GOOD, " \n"))),
    "two ends": (
        sign("<HamFist/><hamfingerbendmod></hamfingerbendmod>\n<hamthumboutmod /><hampalml />"),
        sign("<HamFist/><hamthumboutmod/>\n<hamfingerbendmod/><hampalml />"),
    ),
    "comments": (
        sign("<hamfist/><!-- é --> <hamfingerbendmod/><?p i?>\n<hamthumboutmod a='>'/><!---->"),
        sign("<hamfist/><!-- é --> <hamthumboutmod/><?p i?>\n<hamfingerbendmod/><!---->"),
    ),
    "fewer": (
        sign(" <hamfist/>\n <hamspace/><!-- x --> <hamchest/>\n <hamspace/>\n"),
        sign(" <hamfist/>\n <hamchest/><!-- x -->\n"),
    ),
    "fewer after text": (
        sign("\thamfist \n<hamspace/> "),
        sign("\thamfist "),
    ),
    "more": (
        sign("\n" + elements(ham("fist + flathand extfingeru"), "\n") + "<!-- x -->"),
        sign("\n" + elements(ham("( fist + flathand ) extfingeru"), "\n") + "<!-- x -->"),
    ),
    "text": (
        sign(f" <hamfist/>\t {ham('fingerbendmod thumboutmod')} <hamextfingeru/>"),
        sign(" <hamfist/>\t <hamthumboutmod/> <hamfingerbendmod/> <hamextfingeru/>"),
    ),
    "names": (
        sign("\n hamfist, <![CDATA[hamfingerbendmod]]>\n hamthumboutmod\n "),
        sign("\n <hamfist/>\n <hamthumboutmod/>\n <hamfingerbendmod/>\n "),
    ),
    "references": (
        sign("".join(f"&#{ord(character)};" for character in OLD)),
        sign(elements(NEW)),
    ),
    "non-manual first": (
        sign(elements(OLD), "<hamnosys_nonmanual><hnm_head  tag='SB'/></hamnosys_nonmanual>"),
        sign(elements(NEW), "<hamnosys_nonmanual><hnm_head  tag='SB'/></hamnosys_nonmanual>"),
    ),
}
FAULTY = "".join(
    (
        sign(elements(OLD) + "<hamnope/>"),
        sign(elements(OLD) + "hamnope"),
        sign(elements(OLD) + "<hamfist><hamfist/></hamfist>"),
        sign(""),
        sign(f"{elements(OLD)}</hamnosys_manual><hamnosys_manual>"),
        "<hns_sign/><hamgestural_sign><hamnosys_manual/></hamgestural_sign>",
    )
)
"""Signs that are rejected, each for another reason."""


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("name", SIGML)
def test_only_symbols_of_sigml_change(name: str, encoding: str, tmp_path: Path) -> None:
    before, after = SIGML[name]
    begin = '<?xml version="1.0"?>\r\n<!DOCTYPE sigml SYSTEM "x.dtd">\n<!-- ' + elements(OLD)
    begin += f" -->\n<sigml>\n{FAULTY}\r\n"
    said = {"encoding": "utf-16"} if "16" in encoding else {}
    told = check(
        tmp_path / "a.sigml",
        encoded(f"{begin}{before}</sigml>\r\n\n", encoding),
        encoded(f"{begin}{after}</sigml>\r\n\n", encoding),
        **said,
    )
    assert [outcome.error is None for outcome in told] == [False] * 7 + [True]
    assert not any(outcome.fault for outcome in told)
    assert bool(told[-1].changed) == (name != "canonical")


def test_sigml_keeps_its_encoding_and_prefixes(tmp_path: Path) -> None:
    text = '<?xml version="1.0" encoding="{0}"?><s:sigml xmlns:s="u">é<s:hns_sign gloss="é">{1}'
    text += "</s:hns_sign></s:sigml>"
    manual = "<s:hamnosys_manual>{}</s:hamnosys_manual>"
    for encoding in ("iso-8859-1", "cp1252"):
        before, after = (
            text.format(encoding, manual.format(elements(found, " ", "s:"))).encode(encoding)
            for found in (OLD, NEW)
        )
        check(tmp_path / "a.sigml", before, after)
    written = text.format("utf-8", manual.format(OLD)).encode()
    expected = text.format("utf-8", manual.format(elements(NEW, prefix="s:"))).encode()
    check(tmp_path / "a.sigml", written, expected)


def test_long_text_is_found_though_the_parser_cuts_it(tmp_path: Path) -> None:
    long = ham("fist fingerbendmod thumboutmod extfingeru palml") + ham("moveo") * 5000
    canonical = ham("fist thumboutmod fingerbendmod extfingeru palml") + ham("moveo") * 5000
    check(
        tmp_path / "a.sigml",
        f"<sigml>{sign(long)}</sigml>".encode("utf-16"),
        f"<sigml>{sign(elements(canonical))}</sigml>".encode("utf-16"),
        encoding="utf-16",
    )


spaces = st.sampled_from(["", " ", "\n\t", "\r\n", "<!-- x -->", " <?a b?>\n"])
rows = st.lists(st.tuples(notations("tolerant"), st.lists(spaces, min_size=1)), max_size=3)


@given(rows)
def test_any_sigml_keeps_its_promise(
    tmp_path_factory: pytest.TempPathFactory, table: list[tuple[str, list[str]]]
) -> None:
    def written(text: str, gaps: list[str]) -> str:
        items = (f"{gaps[i % len(gaps)]}{elements(c)}" for i, c in enumerate(text))
        return sign("".join(items) + gaps[0])

    path = tmp_path_factory.mktemp("sigml") / "a.sigml"
    before = f"<sigml>\n{''.join(written(*row) for row in table)}\n</sigml>"
    path.write_bytes(before.encode())
    data, told = normalised(path)
    assert not any(outcome.fault or outcome.error for outcome in told)
    path.write_bytes(data)
    found = [record.hamnosys for record in read_transcriptions(path)]
    assert found == [rewrite(text).after for text, _ in table]
    assert rest(data.decode()) == rest(before)
    assert normalised(path)[0] == data


def rest(xml: str) -> str:
    """A document without symbols and the white space around them."""
    return re.sub(r"\s*<ham\w+/>\s*|\s+", "", xml)


@pytest.mark.parametrize("name", ["lexicon.sigml", "lexicon.eaf"])
def test_the_samples_are_canonical(name: str) -> None:
    path = shared_directory("data_samples") / name
    data, told = normalised(path)
    assert data == path.read_bytes()
    assert len(told) > 20
    assert not any(outcome.changed or outcome.fault for outcome in told)


def test_a_comment_within_a_name_leaves_the_sign(tmp_path: Path) -> None:
    path = tmp_path / "a.sigml"
    text = sign("hamfist hamfinger<!-- -->bendmod hamthumboutmod")
    path.write_text(f"<sigml>{text}</sigml>", encoding="utf-8")
    data, (outcome,) = normalised(path)
    assert data == path.read_bytes()
    assert outcome.fault == "its place in the file was not found"


@pytest.mark.parametrize("write", ["characters", "names"])
def test_sigml_has_no_other_written_form(write: Any, tmp_path: Path) -> None:
    path = tmp_path / "a.sigml"
    path.write_text("<sigml/>")
    with pytest.raises(UsageError, match=f"elements, not {write}"):
        normalised(path, write=write)


HOSTILE = {
    "entities": '<!DOCTYPE r [<!ENTITY a "x"><!ENTITY b "&a;&a;">]><{0}>{1}&b;</{0}>',
    "external": '<!DOCTYPE r SYSTEM "file:///etc/passwd"><{0}>{1}&a;</{0}>',
    "parameter": '<!DOCTYPE r [<!ENTITY % p SYSTEM "http://x/"> %p;]><{0}>{1}</{0}>',
    "deep": "<{0}>{1}" + "<a>" * 300 + "</a>" * 300 + "</{0}>",
    "unfinished": "<{0}>{1}",
    "another": "<html>{1}</html>",
    "encoding": '<?xml version="1.0" encoding="nope"?><{0}>{1}</{0}>',
    "prefix": "<{0}>{1}<a:b></{0}>",
}


@pytest.mark.parametrize("format", ["sigml", "eaf"])
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_xml_is_refused_and_nothing_told(name: str, format: str, tmp_path: Path) -> None:
    inner = sign(elements(OLD))
    if format == "eaf":
        inner = "<TIME_ORDER/>" + tier("HamNoSys", aligned("a1", "t1", "t2", OLD))
    root = "sigml" if format == "sigml" else document.ROOT
    path = tmp_path / f"a.{format}"
    path.write_bytes(HOSTILE[name].format(root, inner).encode())
    with pytest.raises(InputError):
        normalised(path, encoding="utf-8")


SLOTS: dict[str, int | None] = {"ts1": 0, "ts2": 400, "ts3": 900, "ts4": 1300}


def session(one: str, two: str, other: str) -> str:
    """A document: the first tier has faulty rows, too, and stands in another order than in time."""
    return eaf(
        SLOTS,
        tier(
            "HamNoSys",
            aligned("a2", "ts3", "ts4", two),
            aligned("a1", "ts1", "ts2", one),
            aligned("a3", "ts2", "ts3", f"{OLD}x"),
            aligned("a4", "nope", "ts3", OLD),
            aligned("a5", "ts2", "ts3", ""),
        ),
        tier("Gloss", aligned("a6", "ts1", "ts2", OLD), aligned("a7", "ts3", "ts4", 'A & "B"')),
        tier("Left hamnosys", referring("a8", "a1", one), kind="about", parent="HamNoSys"),
        tier("mine", referring("a9", "a1", other), kind="about", parent="HamNoSys"),
    ).replace('encoding="UTF-8"', "")


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_only_values_of_the_chosen_tiers_change(encoding: str, end: str, tmp_path: Path) -> None:
    path = tmp_path / "a.eaf"
    before, own, mine = (
        encoded(session(*values).replace("\n", end), encoding)
        for values in (
            (OLD, NAMES_OLD, OLD),
            (NEW, NAMES_NEW, OLD),
            (OLD, NAMES_OLD, NEW),
        )
    )
    said = {"encoding": "utf-16"} if "16" in encoding else {}
    told = check(path, before, own, **said)
    assert [outcome.record.name for outcome in told] == ["a1", "a3", "a5", "a2", "a4", "a8"]
    assert [bool(outcome.changed) for outcome in told] == [True, False, False, True, False, True]
    assert [outcome.error is None for outcome in told] == [True, False, False, True, False, True]
    check(path, before, mine, tiers=("Mine",), **said)
    check(path, before, mine, columns={"hamnosys": "mine", "gloss": "Gloss"}, fps=25, **said)


def value(text: str) -> str:
    return eaf(SLOTS, tier("HamNoSys", aligned("a1", "ts1", "ts2", "@"))).replace("@", text)


def referred(text: str) -> str:
    return "".join(f"&#{ord(character)};" for character in text)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (referred(OLD), referred(NEW)),
        (f"<![CDATA[{OLD}]]>", NEW),
        (f"\n  {OLD}\n", NEW),
        (f"&#x{ord(OLD[0]):x};{OLD[1:]}", referred(NEW)),
    ],
)
def test_values_are_written_as_they_were(before: str, after: str, tmp_path: Path) -> None:
    check(tmp_path / "a.eaf", value(before).encode(), value(after).encode())


def test_an_encoding_without_the_symbols_gets_references(tmp_path: Path) -> None:
    before, after = (
        value(text).replace("UTF-8", "iso-8859-1").replace("both", "é").encode("iso-8859-1")
        for text in ("U+E000 U+E020", referred(ham("fist extfingeru")))
    )
    check(tmp_path / "a.eaf", before, after)


@pytest.mark.parametrize("inside", ["<!-- x -->", "<?x y?>", "<b/>"])
def test_a_value_with_more_than_text_is_left_and_told(inside: str, tmp_path: Path) -> None:
    path = tmp_path / "a.eaf"
    path.write_text(value(f"{OLD[:2]}{inside}{OLD[2:]}"), encoding="utf-8")
    data, (outcome,) = normalised(path)
    assert data == path.read_bytes()
    assert outcome.fault == "its place in the file was not found"


def test_elements_of_other_namespaces_and_second_values_are_no_annotations(tmp_path: Path) -> None:
    text = session(OLD, NAMES_OLD, OLD)
    other = '<TIER xmlns="u" TIER_ID="HamNoSys"><ANNOTATION><REF_ANNOTATION/></ANNOTATION></TIER>'
    second = "<ANNOTATION_VALUE>x</ANNOTATION_VALUE></REF_ANNOTATION>"
    mended = text.replace("    <TIER", f"{other}<TIER", 1).replace("</REF_ANNOTATION>", second)
    expected = mended.replace(OLD, "@").replace(NAMES_OLD, NAMES_NEW)
    parts = expected.split("@")
    kept = [NEW, OLD, OLD, OLD, NEW, OLD]  # a1, a3 (faulty), a4 (no time), Gloss, a8, mine
    after = "".join(part + put for part, put in zip(parts, [*kept, ""], strict=True))
    check(tmp_path / "a.eaf", mended.encode(), after.encode())


def test_tiers_that_are_not_there_are_told(tmp_path: Path) -> None:
    path = tmp_path / "a.eaf"
    path.write_text(session(OLD, OLD, OLD), encoding="utf-8")
    with pytest.raises(UsageError, match="no tier 'nope'"):
        normalised(path, tiers=("nope",))


LONG = "Tier\tBegin Time - msec\tEnd Time - msec\tAnnotation\n"
TIERS = "Begin Time - msec\tEnd Time - msec\tHamNoSys\tMine"
TABS = {
    "long": f"{LONG}HamNoSys\t400\t900\t@\nGloss\t0\t9\t=\n\nHamNoSys\t0\t9\t=x\n"
    "HamNoSys\t9\t10\t~",
    "media": '"#file:///a.eaf\n#Media file:///a.mp4 -- offset: 0\n\n'
    f"{LONG}HamNoSys\t0\t9\t@\nHamNoSys\tx\t9\t=\nHamNoSys\t9\n",
    "swapped": "HamNoSys\tAnn\t00:00:00.400\t00:00:01.000\t@\t=\nGloss\t\t00:00:00.000\t"
    "00:00:01.000\t=\nHamNoSys\t=\t00:00:00.000\t00:00:01.000\t@\n",
    "wide": f"{TIERS}\n5\t9\t@\t=\n0\t4\t~\t=\n1\t2\t\t=\n",
    "twice": f"{TIERS}\tHamNoSys\n5\t9\t@\t=\t@\n0\t1\t~\t=\t@\n",
    "empty": "\n\n",
}
"""Exports: @ stands for what shall change, = for what looks like it and shall not, ~ is good."""


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("name", TABS)
def test_only_cells_of_the_chosen_tiers_change(
    name: str, encoding: str, end: str, tmp_path: Path
) -> None:
    for old, new in ((OLD, NEW), (NAMES_OLD, NAMES_NEW)):
        before, after = (
            encoded(
                TABS[name].replace("\n", end).replace("=", old).replace("~", GOOD).replace("@", at),
                encoding,
            )
            for at in (old, new)
        )
        said: dict[str, Any] = {"encoding": "utf-16"} if "16" in encoding else {}
        told = check(tmp_path / "a.txt", before, after, format="elan-tab", **said)
        assert not any(outcome.fault for outcome in told)
        assert bool(told) == (name != "empty")


def test_a_tier_of_an_export_can_be_chosen(tmp_path: Path) -> None:
    text = TABS["wide"].replace("@", "=").replace("~", GOOD)
    before, after = (text.replace("=", OLD), text.replace("\t=", "\t@"))
    lines = [line.split("\t") for line in after.splitlines()]
    for cells in lines[1:]:
        cells[2:] = [cells[2].replace("@", OLD), NEW]
    after = "".join("\t".join(cells) + "\n" for cells in lines)
    check(tmp_path / "a.txt", before.encode(), after.encode(), format="elan-tab", tiers=("mine",))


def test_tiers_that_share_a_name_are_rewritten_one_by_one(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    names = " ".join(inventory().names[character] for character in OLD)
    path.write_text(f"{TIERS}\tHamNoSys\n0\t1\t{OLD}\t\t{names}\n", encoding="utf-8")
    _, told = normalised(path, "elan-tab")
    assert [[r.before for r in outcome.changed] for outcome in told] == [[OLD], [names]]


def test_an_export_without_times_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(f"HamNoSys\t{OLD}\n", encoding="utf-8")
    with pytest.raises(InputError, match="no columns with begin and end"):
        normalised(path, "elan-tab")


@pytest.mark.parametrize(
    ("name", "write", "expected"),
    [
        ("a.eaf", "names", "hamfist hamthumboutmod hamfingerbendmod hamextfingeru hampalml"),
        ("a.txt", "names", "hamfist hamthumboutmod hamfingerbendmod hamextfingeru hampalml"),
    ],
)
def test_other_written_forms_of_annotations(
    name: str, write: Any, expected: str, tmp_path: Path
) -> None:
    template = value("@") if name == "a.eaf" else f"{LONG}HamNoSys\t0\t9\t@\n"
    check(
        tmp_path / name,
        template.replace("@", OLD).encode(),
        template.replace("@", expected).encode(),
        write=write,
    )


def test_lxml_sees_no_other_difference(tmp_path: Path) -> None:
    path = tmp_path / "a.eaf"
    path.write_text(session(OLD, NAMES_OLD, OLD), encoding="utf-8")
    before = ElementTree.parse(path).getroot()
    after = ElementTree.parse(io.BytesIO(normalised(path)[0])).getroot()
    pairs = list(zip(before.iter(), after.iter(), strict=True))
    changed = [(a.text, b.text) for a, b in pairs if (a.text, a.tail) != (b.text, b.tail)]
    assert changed == [(NAMES_OLD, NAMES_NEW), (OLD, NEW), (OLD, NEW)]
    assert all((a.tag, a.attrib) == (b.tag, b.attrib) for a, b in pairs)


def test_a_corpus_gives_the_same_in_every_format(corpus_texts: list[str], tmp_path: Path) -> None:
    texts = corpus_texts[::97]
    lines = tmp_path / "a.txt"
    lines.write_text("".join(f"{text}\n" for text in texts), encoding="utf-8")
    expected = normalised(lines, "text")[0].decode().splitlines()
    assert expected != texts
    slots: dict[str, int | None] = {f"t{i}": i for i in range(len(texts) + 1)}
    annotations = (aligned(f"a{i}", f"t{i}", f"t{i + 1}", text) for i, text in enumerate(texts))
    path = tmp_path / "a.eaf"
    path.write_text(eaf(slots, tier("HamNoSys", *annotations)), encoding="utf-8")
    data, told = normalised(path)
    assert not any(outcome.fault for outcome in told)
    root = ElementTree.fromstring(data.decode())
    assert [found.text or "" for found in root.iter("ANNOTATION_VALUE")] == expected
