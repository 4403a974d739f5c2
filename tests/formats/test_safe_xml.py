"""XML of unknown origin: what is read of it, what is refused, and that neither costs much."""

import tracemalloc
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamnosys.errors import InputError
from hamnosys.formats.safe_xml import DEEPEST, Found, local_name, read_elements
from hamnosys.formats.xml_text import xml_attribute, xml_content, xml_element
from hamnosys.source import open_source

DOCTYPE = '<!DOCTYPE r SYSTEM "http://127.0.0.1:9/sigml.dtd">'
Read = Callable[..., list[Found]]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def read(data: str | bytes, encoding: str = "utf-8", **options: int) -> list[Found]:
        path = tmp_path / "input.xml"
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        with open_source(path, encoding) as source:
            return list(read_elements(source, {"a"}, **options))

    return read


@pytest.fixture
def refusal(read: Read) -> Callable[..., str]:
    def refusal(data: str | bytes, encoding: str = "utf-8") -> str:
        with pytest.raises(InputError) as caught:
            read(data, encoding)
        assert caught.value.exit_code == 2
        assert str(caught.value).count("\n") == 0
        return caught.value.message

    return refusal


def test_elements_come_with_content_line_and_what_is_around_them(read: Read) -> None:
    first, second = read("<r x='1'>\n <b y='2'><a z='3'>t<c/>u</a></b>\n\n<a\n/></r>")
    assert ElementTree.tostring(first.element, "unicode") == '<a z="3">t<c />u</a>'
    assert [(e.tag, e.attrib) for e in first.inside] == [("r", {"x": "1"}), ("b", {"y": "2"})]
    assert ([e.tag for e in second.inside], first.line, second.line) == (["r"], 2, 4)


def test_the_outermost_of_nested_elements_counts(read: Read) -> None:
    (found,) = read("<r><a><a/><a/></a></r>")
    assert [child.tag for child in found.element] == ["a", "a"]


def test_lines_are_exact_in_long_files(read: Read) -> None:
    assert [f.line for f in read("<r>" + "\n" * 70_000 + "<a/>\n<a/></r>")] == [70_001, 70_002]


def test_prefixes_and_namespaces_leave_no_trace(read: Read) -> None:
    found = read(
        "<q:r xmlns:q='urn:q' xmlns='urn:d'><q:a q:x='1' xml:lang='de' xmlns:p='u' p:y='2' y='3'>"
        "<p:b/></q:a><unbound:a/></q:r>"
    )
    assert found[0].element.attrib == {"xml:lang": "de", "y": "3", "x": "1"}
    assert [f.element.tag for f in found] == ["a", "a"]
    assert found[0].element[0].tag == "b"


@pytest.mark.parametrize(("name", "local"), [("a:", "a_"), (":a", "a"), ("p:1", "p_1"), ("a", "a")])
def test_a_local_name_is_always_a_name(read: Read, name: str, local: str) -> None:
    assert local_name(name) == local
    (found,) = read(f"<r><a><{name} {name}=''/></a></r>")
    assert read(f"<r>{xml_element(found.element)}</r>")[0].element[0].tag == local


def test_the_root_is_told_before_all_else(tmp_path: Path) -> None:
    path = tmp_path / "input.xml"
    path.write_text("<q:root><a/>", encoding="utf-8")
    told: list[str] = []
    with open_source(path) as source, pytest.raises(InputError, match="it ends before"):
        list(read_elements(source, {"a"}, told.append))
    assert told == ["root"]


def test_an_empty_input_has_no_elements(read: Read) -> None:
    assert read("") == []


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("", "utf-8"),
        ("", "utf-8-sig"),
        ("<?xml version='1.0' encoding='ISO-8859-1'?>", "latin-1"),
        ("<?xml version='1.0' encoding='windows-1252'?>", "cp1252"),
    ],
)
def test_xml_names_its_own_encoding(read: Read, declared: str, encoding: str) -> None:
    (found,) = read(f"{declared}<r><a x='ü'/></r>".encode(encoding))
    assert found.element.get("x") == "ü"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_is_read_once_the_source_lets_it_pass(read: Read, encoding: str) -> None:
    mark = "" if encoding == "utf-16" else "\ufeff"
    data = f"{mark}<?xml version='1.0' encoding='UTF-16'?>{DOCTYPE}<r><a x='☀mp;'/></r>"
    with pytest.raises(InputError, match="UTF-16, not UTF-8") as caught:
        read(data.encode(encoding))
    assert caught.value.hint == "--encoding utf-16"
    assert read(data.encode(encoding), "utf-16")[0].element.get("x") == "☀mp;"


@pytest.mark.parametrize("encoding", ["klingon", "hex", "gb2312", "idna"])
def test_an_encoding_that_cannot_be_read_is_named(
    refusal: Callable[..., str], encoding: str
) -> None:
    message = refusal(f"<?xml version='1.0' encoding='{encoding}'?><r><a x='&#252;'/></r>")
    assert message.startswith("the XML has an encoding that cannot be read")


@pytest.mark.parametrize(
    ("data", "place"),
    [
        ("<r>\n  <a></b></r>", "mismatched tag (line 2, column 8)"),
        ("<r>\n<a/>", "it ends before its elements do (line 2, column 5)"),
        ("<r/><r/>", "junk after document element (line 1, column 5)"),
        ("<r><a x='\0'/></r>", "a character that cannot stand here (line 1, column 10)"),
        (b"<r><a x='\xff'/></r>", "a character that cannot stand here (line 1, column 10)"),
        ("no XML", "syntax error (line 1, column 1)"),
        ("<r><a x='1' x='2'/></r>", "duplicate attribute (line 1, column 13)"),
        ("<r>&nbsp;</r>", "undefined entity (line 1, column 4)"),
    ],
)
def test_what_is_not_well_formed_is_refused_with_its_place(
    refusal: Callable[..., str], data: str | bytes, place: str
) -> None:
    assert refusal(data) == f"not well-formed XML: {place}"


def test_elements_before_a_fault_come_before_the_refusal(tmp_path: Path) -> None:
    path = tmp_path / "input.xml"
    path.write_text("<r>" + "<a/>" * 20_000 + "<", encoding="utf-8")
    found: list[Found] = []
    with open_source(path) as source, pytest.raises(InputError):
        found.extend(read_elements(source, {"a"}))
    assert len(found) > 10_000


def test_a_document_type_outside_is_accepted_and_not_fetched(
    read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("socket.socket", lambda *_: pytest.fail("a connection"))
    public = DOCTYPE.replace("SYSTEM", 'PUBLIC "-//x"')
    for doctype in (DOCTYPE, public, "<!DOCTYPE r>", "<!DOCTYPE r [<!ELEMENT r ANY>]>"):
        (found,) = read(f"""{doctype}<r><a x='>&amp;&#10;"' y="'&lt;">&gt;</a></r>""")
        assert (found.element.attrib, found.element.text) == ({"x": '>&\n"', "y": "'<"}, ">")


def test_defaults_of_a_document_type_do_not_multiply(read: Read) -> None:
    default = f"<!DOCTYPE r [<!ATTLIST a x CDATA '{'d' * 100_000}'>]>"
    assert [f.element.attrib for f in read(f"{default}<r>{'<a/>' * 100}</r>")] == [{}] * 100


def bomb() -> str:
    levels = "".join(f"<!ENTITY l{i} '{f'&l{i - 1};' * 10}'>" for i in range(1, 12))
    return f"<!DOCTYPE r [<!ENTITY l0 'lol'>{levels}]><r><a x='&l11;'>&l11;</a></r>"


@pytest.mark.parametrize(
    "data",
    [
        bomb(),
        "<!DOCTYPE r [<!ENTITY e 'E'>]><r><a>&e;</a></r>",
        "<!DOCTYPE r [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><r><a>&e;</a></r>",
        "<!DOCTYPE r [<!ENTITY % e SYSTEM 'http://127.0.0.1:9/e'> %e;]><r><a/></r>",
        "<!DOCTYPE r [<!NOTATION n SYSTEM 'n'><!ENTITY e SYSTEM 'f' NDATA n>]><r><a/></r>",
    ],
)
def test_declared_entities_are_refused(refusal: Callable[..., str], data: str) -> None:
    assert refusal(data).startswith("the XML declares the entity ")


@pytest.mark.parametrize(
    ("data", "entity"),
    [
        (f"{DOCTYPE}<r><a>h&nbsp;i</a></r>", "&nbsp;"),
        (f"{DOCTYPE}<r><a x='h&nbsp;i'/></r>", "&nbsp;"),
        (f"{DOCTYPE}<r y='&nbsp;'><a/></r>", "&nbsp;"),
        (f"{DOCTYPE}<r><a w=\"'>\" x='{'h' * 50_000}&nbsp;'/></r>", "&nbsp;"),
        ("<!DOCTYPE r [%pe;]><r><a/></r>", "%pe;"),
        ("<!DOCTYPE r SYSTEM 'x' [%pe; <!ENTITY e 'E'>]><r><a/></r>", "%pe;"),
    ],
)
def test_undeclared_entities_are_refused_though_they_may_be_declared_elsewhere(
    refusal: Callable[..., str], data: str, entity: str
) -> None:
    assert refusal(data).startswith(f"the XML uses the undeclared entity {entity} (line 1")
    assert "undeclared entity" in refusal(data.encode("utf-16"), "utf-16")


def test_deep_nesting_is_refused(read: Read, refusal: Callable[..., str]) -> None:
    for tag in "ab":
        deep = DEEPEST - 1
        read(f"<r>{f'<{tag}>' * deep}{f'</{tag}>' * deep}</r>")
        assert refusal(f"<r>{f'<{tag}>' * DEEPEST}").startswith("the XML is nested more than 200")


@pytest.mark.parametrize(
    "data",
    [
        f"<r><a x='{'y' * 9_000_000}'/></r>",
        f"<r><!--{'y' * 9_000_000}--></r>",
        f"<!DOCTYPE r [{'<!ELEMENT r ANY>' * 70_000}]><r/>",
        f"<r><a>{'<b/>' * 300_000}</a></r>",
        f"<r><a>{'y' * 1_100_000}</a></r>",
    ],
    ids=["attribute", "comment", "document type", "elements", "text"],
)
def test_huge_parts_are_refused(read: Read, data: str) -> None:
    with pytest.raises(InputError, match=r"larger than \d MiB \(line 1"):
        read(data, largest=1 << 20)


def test_memory_does_not_grow_with_the_input(tmp_path: Path) -> None:
    path = tmp_path / "input.xml"
    path.write_text(f"<r>{'<a/><b>text<c/></b>' * 50_000}</r>", encoding="utf-8")
    with open_source(path) as source:
        tracemalloc.start()
        count = sum(1 for _ in read_elements(source, {"a"}))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert count == 50_000
    assert peak < 1 << 20


TEXTS = st.text(st.characters(codec=None), max_size=8)


@given(TEXTS, TEXTS)
def test_any_text_becomes_xml_that_is_read_back(value: str, text: str) -> None:
    element = ElementTree.fromstring(f"<r x={xml_attribute(value)}>{xml_content(text)}</r>")
    assert (element.get("x"), element.text or "") == (shown(value), shown(text))


def shown(text: str) -> str:
    """The text as XML can hold it: what it cannot hold at all is U+FFFD."""
    legal = "\t\n\r"
    return "".join(
        c
        if c in legal or (c >= " " and not "\ud800" <= c <= "\udfff" and c not in "\ufffe\uffff")
        else "\ufffd"
        for c in text
    )


def test_an_element_is_one_line_and_the_same_however_it_was_written(read: Read) -> None:
    ways = (
        "<a  y='1'\n x = \"&lt;'&quot;&#10;\" >\n  <b></b>\n <c>t\nu</c> v </a>",
        '<a y="1" x="&lt;\'&quot;&#10;"><b/><!-- no --><c>t&#10;u</c> v </a>',
    )
    for way in ways:
        (found,) = read(f"<r>{way}</r>")
        assert xml_element(found.element) == ways[1].replace("<!-- no -->", "")
