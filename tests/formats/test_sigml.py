"""SiGML in and out: an element for each symbol, the same way back, and signs that are none."""

import io
from pathlib import Path
from xml.etree import ElementTree

import pytest
from builders import ham
from hypothesis import given
from hypothesis import strategies as st
from strategies import notations

from hamnosys import load_scheme, parse, read_transcriptions
from hamnosys.convert import Conversion, convert
from hamnosys.errors import InputError
from hamnosys.formats import guess_format
from hamnosys.parser import diagnose
from hamnosys.records import Record
from hamnosys.resources import shared_directory
from hamnosys.source import open_source
from hamnosys.symbols import inventory

FLAT = ham("flathand extfingeru palml chest")
FLAT_XML = "<hamflathand/><hamextfingeru/><hampalml/><hamchest/>"
SAMPLES = shared_directory("data_samples")


def sign(manual: str = FLAT_XML, attributes: str = 'gloss="G"', nonmanual: str = "") -> str:
    return (
        f"<hns_sign {attributes}>{nonmanual}<hamnosys_manual>{manual}</hamnosys_manual></hns_sign>"
    )


def read(path: Path, *signs: str | bytes) -> list[Record]:
    """The records of a SiGML file with these signs."""
    inner = b"".join(s.encode() if isinstance(s, str) else s for s in signs)
    path.write_bytes(b"<sigml>\n" + inner + b"</sigml>")
    return list(read_transcriptions(path))


def written(*records: Record, to: str = "sigml") -> str:
    """What `convert` makes of records, all of which it must accept."""
    out = io.StringIO()
    summary = convert(records, Conversion("file", to), out, lambda found: pytest.fail(str(found)))
    assert summary.written == len(records)
    return out.getvalue()


def manuals(xml: str) -> list[list[str]]:
    """The names of the manual elements of each sign."""
    root = ElementTree.fromstring(xml.encode())
    assert root.tag == "sigml"
    return [[symbol.tag for symbol in sign.find("hamnosys_manual") or ()] for sign in root]


def code(record: Record) -> str:
    return record.error.code if record.error else ""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "lexicon.sigml"


def test_a_row_is_a_sign_with_an_element_for_each_symbol() -> None:
    assert written(Record(1, "n1", FLAT, gloss="A & B")) == (
        '<?xml version="1.0" encoding="UTF-8"?>\n<sigml>\n'
        '<hns_sign gloss="A &amp; B"><hamnosys_nonmanual/>'
        f"<hamnosys_manual>{FLAT_XML}</hamnosys_manual></hns_sign>\n"
        "</sigml>\n"
    )


def test_no_rows_are_an_empty_file_that_is_read_back(file: Path) -> None:
    file.write_text(written(), encoding="utf-8")
    assert list(read_transcriptions(file)) == []


@pytest.mark.parametrize("gloss", ["", "  "])
def test_the_gloss_falls_back_to_the_name(gloss: str) -> None:
    assert '<hns_sign gloss="n1">' in written(Record(1, "n1", FLAT, gloss=gloss))


def test_spaces_of_a_transcription_are_no_elements() -> None:
    assert manuals(written(Record(1, "n1", " ".join(FLAT)))) == [[f"ham{n}" for n in NAMES]]


NAMES = ("flathand", "extfingeru", "palml", "chest")


@given(st.text(st.characters(codec=None)))
def test_any_gloss_is_well_formed_and_comes_back_as_xml_can_hold_it(gloss: str) -> None:
    root = ElementTree.fromstring(written(Record(1, "n1", FLAT, gloss=gloss)).encode())
    found = root[0].get("gloss", "")
    given_ = gloss if gloss.strip() else "n1"
    assert len(found) == len(given_)
    assert all(c in (g, "\ufffd") for c, g in zip(found, given_, strict=True))
    assert found == given_ or not given_.isprintable()


@given(notations("tolerant"))
def test_every_notation_is_read_back_character_for_character(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    file = tmp_path_factory.getbasetemp() / "notation.sigml"
    xml = written(Record(1, "n1", text, gloss="G"))
    characters = parse(text).to_hamnosys()
    assert manuals(xml) == [[inventory().names[c] for c in characters]]
    file.write_text(xml, encoding="utf-8")
    (record,) = read_transcriptions(file)
    assert (record.hamnosys, record.gloss, record.error) == (characters, "G", None)
    assert written(record) == xml


def test_the_corpus_is_read_back_character_for_character(
    file: Path, corpus: list[dict[str, str]]
) -> None:
    rows = [
        Record(number, row["id"], row["hamnosys"], gloss=row["gloss"])
        for number, row in enumerate(corpus, 1)
    ]
    out = io.StringIO()
    rejected: list[object] = []
    summary = convert(rows, Conversion("corpus", "sigml"), out, rejected.append)
    parsed = [row for row in rows if all(d.severity != "error" for d in diagnose(row.hamnosys))]
    assert summary.written == len(parsed) > 2200
    characters = [row.hamnosys.replace(" ", "") for row in parsed]
    names = inventory().names
    assert manuals(out.getvalue()) == [[names[c] for c in text] for text in characters]
    file.write_text(out.getvalue(), encoding="utf-8")
    back = list(read_transcriptions(file))
    assert [record.hamnosys for record in back] == characters
    assert [r.gloss for r in back] == [
        row.gloss if row.gloss.strip() else row.name for row in parsed
    ]
    assert written(*back) == out.getvalue()


def test_the_sample_is_what_convert_makes_of_the_lexicon() -> None:
    rows = list(read_transcriptions(SAMPLES / "lexicon.csv"))
    sample = SAMPLES / "lexicon.sigml"
    assert written(*rows) == sample.read_text(encoding="utf-8")
    back = list(read_transcriptions(sample))
    assert [(r.gloss, r.hamnosys) for r in back] == [(r.gloss, r.hamnosys) for r in rows]
    scheme = load_scheme("hearai")
    classes = [scheme.classes(parse(r.hamnosys).signs[0]) for r in (*rows, *back)]
    assert classes[: len(rows)] == classes[len(rows) :]


def test_fields_come_from_attributes_and_lines_from_start_tags(file: Path) -> None:
    first, second, third = read(
        file, sign(), "\n\n" + sign(attributes='\nid="n 2"'), sign(attributes='name="n3" id="x"')
    )
    assert (first.name, first.gloss, first.line, first.named) == ("1", "G", 2, False)
    assert (second.name, second.gloss, second.line) == ("n_2", "", 4)
    assert (third.name, third.hamnosys, third.row) == ("n3", FLAT, 3)


def test_composites_keep_hamplus_as_an_element(file: Path) -> None:
    (record,) = read(file, sign(f"{FLAT_XML}<hamplus/>{FLAT_XML}"))
    assert record.hamnosys == FLAT + ham("+") + FLAT


def test_uea_spellings_and_other_cases_are_the_same_symbols(file: Path) -> None:
    manual = "<hamsymlr/><hamcee12open/><hamThumbOut/><hamextfingeru/><hampalml/><hammovex/>"
    (record,) = read(file, sign(manual))
    assert record.hamnosys == ham("symmlr ceeopen thumboutmod extfingeru palml moveX")


def test_prefixes_comments_and_a_document_type_do_not_matter(file: Path) -> None:
    file.write_text(
        '<!DOCTYPE sigml SYSTEM "http://127.0.0.1:9/sigml.dtd">\n'
        '<s:sigml xmlns:s="urn:x" avatar="anna"><!-- one --><s:hns_sign gloss="G" speed="2">'
        "<s:hamnosys_manual> <s:hamflathand/><!-- two --><s:hamextfingeru/>\n<s:hampalml/>"
        "<s:hamchest/></s:hamnosys_manual></s:hns_sign></s:sigml>",
        encoding="utf-8",
    )
    (record,) = read_transcriptions(file)
    assert (record.hamnosys, record.gloss, record.nonmanual) == (FLAT, "G", "")


def test_a_transcription_as_text_is_read_too(file: Path) -> None:
    characters, names, mixed, foreign = read(
        file,
        sign(FLAT),
        sign("hamflathand, hamextfingeru hampalml U+E049"),
        sign(f"<hamflathand/>{FLAT[1:3]}<hamchest/>"),
        sign("house"),
    )
    assert characters.hamnosys == mixed.hamnosys == FLAT
    assert names.hamnosys == ham("flathand extfingeru palml") + "\ue049"
    assert [found.code for found in diagnose(foreign.hamnosys)][:1] == ["HNS002"]


NONMANUAL = (
    '<hamnosys_nonmanual><hnm_mouthpicture picture="hVl@_U"/><hnm_body tag="TB"/>'
    '<hnm_extra><par at="1">a &lt; b<hnm_head tag="NO"/> c</par></hnm_extra></hamnosys_nonmanual>'
)


def test_non_manuals_are_kept_and_change_nothing_else(file: Path) -> None:
    spaced = NONMANUAL.replace('"/><hnm_b', '" ></hnm_mouthpicture>\n  <!-- c --><hnm_b')
    with_them, without = read(
        file, sign(nonmanual=spaced), sign(nonmanual=" <hamnosys_nonmanual/>")
    )
    assert (with_them.nonmanual, without.nonmanual) == (NONMANUAL, "")
    for to in ("classes", "text", "names"):
        first, second = written(with_them, without, to=to).splitlines()[-2:]
        assert first.split(" ")[1:] == second.split(" ")[1:]
    xml = written(with_them, without)
    assert NONMANUAL in xml
    file.write_text(xml, encoding="utf-8")
    assert [r.nonmanual for r in read_transcriptions(file)] == [NONMANUAL, ""]


TAGS = st.sampled_from(["hnm_head", "par", "sequence", "hamfist", "Ä"])
VALUES = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], max_codepoint=9999))
LEAVES = st.builds(ElementTree.Element, TAGS, st.dictionaries(TAGS, VALUES, max_size=2))


@st.composite
def non_manuals(draw: st.DrawFn, depth: int = 3) -> ElementTree.Element:
    element = draw(LEAVES)
    element.text, element.tail = draw(st.none() | VALUES), draw(st.none() | VALUES)
    if depth:
        element.extend(draw(st.lists(non_manuals(depth - 1), max_size=2)))
    return element


@given(non_manuals())
def test_any_non_manual_is_the_same_after_one_way_and_after_two(
    tmp_path_factory: pytest.TempPathFactory, element: ElementTree.Element
) -> None:
    file = tmp_path_factory.getbasetemp() / "nonmanual.sigml"
    around = ElementTree.Element("hamnosys_nonmanual")
    around.append(element)
    (record,) = read(file, sign(nonmanual=ElementTree.tostring(around, "unicode")))
    assert outline(ElementTree.fromstring(record.nonmanual.encode())) == outline(around)
    xml = written(record)
    file.write_text(xml, encoding="utf-8")
    assert written(*read_transcriptions(file)) == xml


def outline(element: ElementTree.Element) -> object:
    """All of an element but white space alone between tags."""
    texts = [t if t and t.strip() else "" for t in (element.text, *(c.tail for c in element))]
    return element.tag, element.attrib, texts, [outline(child) for child in element]


def test_signs_that_cannot_be_used_are_rejected_and_named(file: Path) -> None:
    records = read(
        file,
        sign(),
        '<hamgestural_sign gloss="A"><sign_manual/></hamgestural_sign>',
        '<sign gloss="B"><hamnosys_sign/></sign>',
        '<hns_sign gloss="C"/>',
        f'<hns_sign gloss="D">{"<hamnosys_manual/>" * 2}</hns_sign>',
        sign("<hamfist><hamflathand/></hamfist>"),
        sign("<hamfist>x</hamfist>"),
        sign(),
    )
    assert [code(record) for record in records] == ["", *["HNS049"] * 6, ""]
    assert [r.error.message for r in records if r.error] == [
        "hamgestural_sign is Gestural SiGML, no HamNoSys",
        "sign is HamNoSysML, no HamNoSys",
        "the sign has no hamnosys_manual",
        "the sign has 2 hamnosys_manual",
        "the element hamfist of the sign is not empty",
        "the element hamfist of the sign is not empty",
    ]
    assert [record.gloss for record in records[1:5]] == ["A", "B", "C", "D"]


def test_unknown_elements_are_found_by_name_and_place(file: Path) -> None:
    ham_like, foreign, code_point, empty = read(
        file,
        sign("<hamflathand/><hamextfingerup/><hamnope/>"),
        sign("<hamflathand/><b/><hamnope/>"),
        sign("<E001/>"),
        sign(""),
    )
    found = diagnose(ham_like.hamnosys)
    assert [(f.code, f.position, f.message.split()[0]) for f in found] == [
        ("HNS003", 12, "'hamextfingerup'"),
        ("HNS003", 27, "'hamnope'"),
    ]
    for record, position, name in ((foreign, 12, "'b'"), (code_point, 0, "'E001'")):
        assert record.error is not None
        assert (record.error.code, record.error.position) == ("HNS003", position)
        assert record.error.message.startswith(name)
    assert (empty.hamnosys, diagnose(empty.hamnosys)[0].code) == ("", "HNS001")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<hamnosysml><sign/></hamnosysml>", "the file holds HamNoSysML (hamnosysml), no HamNoSys"),
        ("<sigml><hamgestural_sign/><hamgestural_sign/></sigml>", "the file holds Gestural SiGML"),
        ("<hamgestural_sign gloss='A'/>", "the file holds Gestural SiGML (hamgestural_sign)"),
        ("<html><hns_sign/></html>", "the XML is no SiGML: its root element is html"),
        ("<ANNOTATION_DOCUMENT/>", "the XML is no SiGML: its root element is ANNOTATION_DOCUMENT"),
        ("<sigml><hns_sign>", "not well-formed XML"),
        ("<!DOCTYPE sigml [<!ENTITY e 'x'>]><sigml/>", "the XML declares the entity 'e'"),
    ],
)
def test_other_notations_and_other_xml_are_refused_by_name(
    file: Path, text: str, message: str
) -> None:
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        list(read_transcriptions(file))
    assert caught.value.message.startswith(message)
    assert caught.value.hint


def test_very_many_other_signs_are_rows_before_the_whole_file_was_seen(file: Path) -> None:
    records = read(file, "<hamgestural_sign/>" * 1500)
    assert [code(record) for record in records] == ["HNS049"] * 1500


def test_a_sign_by_itself_is_a_file(file: Path) -> None:
    file.write_text(sign(), encoding="utf-8")
    assert [record.hamnosys for record in read_transcriptions(file)] == [FLAT]


@pytest.mark.parametrize(
    ("name", "text", "format"),
    [
        ("a.sigml", "", "sigml"),
        ("a.xml", "<?xml version='1.0'?><!-- <ANNOTATION_DOCUMENT> -->\n<sigml>", "sigml"),
        ("a.xml", "\ufeff<!DOCTYPE x [<!ELEMENT y ANY>]><x:ANNOTATION_DOCUMENT y='<sigml'>", "eaf"),
        ("a.xml", "", "sigml"),
        ("a.txt", " \n<sigml>", "sigml"),
        ("a", "<ANNOTATION_DOCUMENT", "eaf"),
    ],
)
def test_xml_is_told_by_its_root(tmp_path: Path, name: str, text: str, format: str) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    with open_source(path) as source:
        assert guess_format(source, path) == format
