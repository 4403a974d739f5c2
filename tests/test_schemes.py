from __future__ import annotations

import csv
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from builders import ham, names_of, sign_of
from hypothesis import given
from strategies import notations

from hamnosys.errors import HamNoSysSyntaxError, SchemeError
from hamnosys.parser import parse
from hamnosys.schemes import BUILT_IN, Head, Scheme, load_scheme
from hamnosys.sign import Sign
from hamnosys.symbols import inventory

EIGHT = {
    "symmetry_operator": 9,
    "hand_shape_base_form": 12,
    "hand_shape_thumb_position": 4,
    "hand_shape_bending": 6,
    "hand_position_finger_direction": 18,
    "hand_position_palm_orientation": 8,
    "hand_location_x": 5,
    "hand_location_y": 37,
}

PUBLISHED = (
    "symmetry_operator",
    "dominant_base_form",
    "dominant_thumb",
    "dominant_bending",
    "dominant_finger_direction",
    "dominant_palm_orientation",
    "location_x",
    "location_y",
)
"""Columns of the predecessor's table that its class files hold."""


def classes_of(names: str, scheme: str = "hearai9") -> dict[str, int | None]:
    loaded = load_scheme(scheme)
    return dict(zip(loaded.names, loaded.classes(sign_of(names)), strict=True))


# ------------------------------------------------------------------ the published numbers
def test_hearai_has_the_published_heads_and_sizes() -> None:
    scheme = load_scheme("hearai")
    assert {head.name: head.classes for head in scheme.heads} == EIGHT
    assert scheme.names == tuple(EIGHT)


def test_hearai9_is_hearai_and_distance() -> None:
    nine = load_scheme("hearai9")
    assert nine.heads[:8] == load_scheme("hearai").heads
    assert [(head.name, head.classes) for head in nine.heads[8:]] == [("distance", 6)]


def test_class_numbers_equal_the_published_tables(shared: Path) -> None:
    scheme = load_scheme("hearai9")
    with (shared / "reference" / "class-tables.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    tables = [row for row in rows if row["head"] in scheme.names]
    assert len(tables) == sum(head.classes for head in scheme.heads)
    for row in tables:
        label = scheme.head(row["head"]).label(int(row["class"]))
        published = re.findall(r"ham\w+", row["symbols"].split(";")[0])
        if label in UNWRITTEN:
            assert row["symbols"].startswith("(")
        else:
            side = ["before"] * ("before" in row["symbols"]) + ["after"] * (
                "after" in row["symbols"]
            )
            named = published[:1] if row["head"] in ("hand_location_x", "distance") else published
            assert re.findall(r"\w+", label) == [*side, *named]


UNWRITTEN = {"none", "centre", "unused"}
"""Labels of classes that no symbol stands for."""


@pytest.mark.parametrize("name", BUILT_IN)
def test_labels_of_a_built_in_scheme_are_symbols(name: str) -> None:
    for head in load_scheme(name).heads:
        for label in head.labels:
            for word in re.findall(r"ham\w+", label):
                assert word in inventory().characters, head.name


def test_table_has_the_25_columns_of_the_predecessor() -> None:
    names = load_scheme("table").names
    assert len(names) == 25
    assert names[:3] == ("Symmetry operator", "NonDom first", "Dominant - Handshape - Baseform")
    assert names[-3:] == ("Handposition - LR", "Handposition - TB", "Handposition - Distance")
    assert [name.replace("NONDominant", "Dominant") for name in names[12:22]] == list(names[2:12])


# ------------------------------------------------------------------ against the predecessor
Compared = list[tuple[str, dict[str, tuple[str, str]]]]


def compare(texts: list[str], outputs: list[dict[str, str]]) -> tuple[Compared, list[str]]:
    """Differing columns of each row (theirs, ours), and the rows that do not parse."""
    columns = list(outputs[0])[2:]
    scheme = load_scheme("table")
    compared: Compared = []
    rejected = []
    for text, output in zip(texts, outputs, strict=True):
        try:
            sign = parse(text).signs[0]
        except HamNoSysSyntaxError:
            rejected.append(names_of(text))
            continue
        ours = ["" if number is None else str(number) for number in scheme.classes(sign)]
        theirs = [output[column] for column in columns]
        differing = {c: (b, a) for c, a, b in zip(columns, ours, theirs, strict=True) if a != b}
        compared.append((names_of(text), differing))
    return compared, rejected


def test_predecessor_cases_agree_in_all_columns(predecessor_cases: list[dict[str, str]]) -> None:
    compared, rejected = compare([row["hamnosys"] for row in predecessor_cases], predecessor_cases)
    assert len(rejected) <= 1
    assert len(compared) >= len(predecessor_cases) - 1
    assert [(names, columns) for names, columns in compared if columns] == []


def test_corpus_agrees_with_the_predecessor_but_for_its_known_faults(
    corpus: list[dict[str, str]], predecessor_output: list[dict[str, str]]
) -> None:
    by_id = {row["id"]: row["hamnosys"] for row in corpus}
    outputs = [row for row in predecessor_output if row["status"] == "ok"]
    compared, _ = compare([by_id[row["id"]] for row in outputs], outputs)
    assert len(compared) > 2000
    in_all = sum(not columns for _, columns in compared) / len(compared)
    in_eight = sum(not set(PUBLISHED) & set(columns) for _, columns in compared) / len(compared)
    assert in_eight >= 0.99
    assert in_all >= 0.955


def test_what_a_class_is_does_not_depend_on_the_other_heads(corpus_texts: list[str]) -> None:
    """The heads of a scheme share what they look up; alone they find the same."""
    whole = load_scheme("hamnosys4")
    alone = [Scheme(head.name, "", (head,)) for head in whole.heads]
    for text in corpus_texts[::20]:
        try:
            sign = parse(text).signs[0]
        except HamNoSysSyntaxError:
            continue
        one_by_one = [scheme.classes(sign)[0] for scheme in alone]
        assert tuple(one_by_one) == whole.classes(sign)


# ------------------------------------------------------------------ single readings
def test_a_sign_without_location_has_the_published_default() -> None:
    classes = classes_of("fist extfingeru palml moveu")
    assert classes["hand_location_y"] == 14
    assert classes["hand_location_x"] == 0
    assert classes["distance"] == 0


@pytest.mark.parametrize(
    "names", ["fist palml chest", "fist palml neutralspace", "fist palml elbow"]
)
def test_a_place_without_code_has_the_class_of_the_chest(names: str) -> None:
    assert classes_of(names)["hand_location_y"] == 14


@pytest.mark.parametrize(
    ("names", "head", "number"),
    [
        ("fist", "symmetry_operator", 0),
        ("alternatingmotion fist", "symmetry_operator", 0),
        ("symmlr fist", "symmetry_operator", 7),
        ("symmlr alternatingmotion nonipsi fist", "symmetry_operator", 7),
        ("symmpar largemod fingerstraightmod fist", "symmetry_operator", 2),
        ("( finger2 + fist )", "hand_shape_base_form", 2),
        ("{ finger2 | fist }", "hand_shape_base_form", 2),
        ("nondominant finger2", "hand_shape_base_form", 2),
        ("finger2 doublebent thumboutmod", "hand_shape_thumb_position", 1),
        ("finger2 doublebent thumboutmod", "hand_shape_bending", 1),
        ("finger2", "hand_shape_thumb_position", 0),
        ("finger2", "hand_shape_bending", 0),
        ("fist ( extfingeri + extfingeru ) palml", "hand_position_finger_direction", 11),
        ("( fist extfingeri palml + fist )", "hand_position_finger_direction", 11),
        ("fist ( extfingeri palmd + extfingeru palml )", "hand_position_palm_orientation", 4),
        ("fist palml lrat head", "hand_location_x", 2),
        ("fist palml head lrat", "hand_location_x", 4),
        ("fist palml indexfinger fingertip", "hand_location_y", 24),
        ("fist palml lowerarm wristback", "hand_location_y", 33),
        ("symmlr fist palml ( nose + chin )", "hand_location_y", 4),
        ("symmlr fist palml ( thumbside + palm ) touch chest", "hand_location_y", 36),
        ("fist palml chest [ touch fingertip ]", "hand_location_y", 14),
        ("fist palml chest [ touch fingertip ]", "distance", 2),
        ("fist palml chest behind touch", "distance", 1),
        ("symmlr fist palml interlock", "distance", 4),
        ("fist palml chest close", "distance", 0),
        ("fist palml chest moveu touch", "distance", 0),
    ],
)
def test_class_of_a_head(names: str, head: str, number: int) -> None:
    assert classes_of(names)[head] == number


def test_heads_without_value_and_default_are_absent() -> None:
    scheme = load_scheme("hearai")
    classes = scheme.classes(sign_of("fist chest"))
    assert scheme.missing(classes) == (
        "hand_position_finger_direction",
        "hand_position_palm_orientation",
    )


def test_a_hand_that_holds_over_has_no_handshape_in_the_table() -> None:
    classes = classes_of("( fist + nondominant )", "table")
    assert classes["NONDominant - Handshape - Baseform"] is None
    assert classes["NONDominant - Handshape - Thumb position"] is None


@given(text=notations("tolerant"))
def test_every_class_of_any_sign_is_a_class_of_its_head(text: str) -> None:
    for sign in parse(text).signs:
        for name in BUILT_IN:
            scheme = load_scheme(name)
            for head, number in zip(scheme.heads, scheme.classes(sign), strict=True):
                assert number is None or head.label(number)


# ------------------------------------------------------------------ none, default, uncoded
THUMB = Head(
    "thumb",
    ("dominant", "shape", "thumb_position"),
    ("none", "hamthumboutmod", "other", "no hand"),
    none=0,
    default=3,
    uncoded=2,
    numbers={"none": 0, "hamthumboutmod": 1, "other": 2, "no hand": 3},
)


@pytest.mark.parametrize(
    ("names", "number"),
    [("fist", 0), ("fist thumboutmod", 1), ("fist thumbacrossmod", 2)],
)
def test_none_and_uncoded_are_different(names: str, number: int) -> None:
    assert Scheme("s", "", (THUMB,)).classes(sign_of(names)) == (number,)


def test_default_stands_for_an_owner_that_is_not_there() -> None:
    head = Head("thumb", ("nondominant", "shape", "thumb_position"), THUMB.labels, 0, 3, 2)
    scheme = Scheme("s", "", (head,))
    assert scheme.classes(sign_of("fist")) == (3,)
    assert scheme.classes(sign_of("( fist + flathand )")) == (0,)


def test_without_them_a_head_is_absent() -> None:
    head = Head("thumb", THUMB.source, THUMB.labels, numbers={"hamthumboutmod": 1})
    scheme = Scheme("s", "", (head,))
    assert scheme.classes(sign_of("fist")) == (None,)
    assert scheme.classes(sign_of("fist thumbacrossmod")) == (None,)
    assert scheme.classes(sign_of("fist thumboutmod")) == (1,)


def test_of_several_values_the_first_with_a_class_counts() -> None:
    assert THUMB.classify(("hamfist", "hamthumboutmod", "none")) == 1
    assert THUMB.classify(("hamfist",)) == 2
    assert THUMB.classify(()) == 2


@pytest.mark.parametrize("number", [-1, 4])
def test_a_number_outside_has_no_label(number: int) -> None:
    with pytest.raises(IndexError, match=f"thumb has no class {number}"):
        THUMB.label(number)


def test_a_scheme_knows_its_heads_by_name() -> None:
    scheme = Scheme("s", "", (THUMB,))
    assert scheme.head("thumb") is THUMB
    with pytest.raises(KeyError):
        scheme.head("toe")


# ------------------------------------------------------------------ scheme files
HEAD = """
  - name: thumb
    source: dominant.shape.thumb_position
    none: 0
    classes: {0: none, 1: hamthumboutmod}
"""


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str], Path]:
    def write_scheme(text: str) -> Path:
        path = tmp_path / "mine.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write_scheme


def test_a_scheme_file_is_read(write: Callable[[str], Path]) -> None:
    scheme = load_scheme(write(f"title: Thumbs\nheads:{HEAD}"))
    assert (scheme.name, scheme.title, scheme.names) == ("mine", "Thumbs", ("thumb",))
    assert scheme.heads[0].labels == ("none", "hamthumboutmod")
    assert scheme.classes(sign_of("fist thumboutmod")) == (1,)


def test_a_scheme_file_may_be_named_by_a_string(write: Callable[[str], Path]) -> None:
    path = write(f"name: other\nheads:{HEAD}")
    assert load_scheme(str(path)).name == "other"


def test_a_scheme_may_extend_another_one(write: Callable[[str], Path]) -> None:
    scheme = load_scheme(write(f"extends: hearai\nheads:{HEAD}"))
    assert scheme.names == (*EIGHT, "thumb")


def test_labels_may_be_shared_by_an_anchor(write: Callable[[str], Path]) -> None:
    heads = (
        "[{name: x, source: symmetry.alternating, default: 0, classes: &flag {0: no, 1: yes}},"
        " {name: y, source: movement.alternating, default: 0, classes: *flag}]"
    )
    scheme = load_scheme(write(f"heads: {heads}"))
    assert scheme.heads[0].labels == scheme.heads[1].labels == ("no", "yes")
    assert scheme.classes(sign_of("fist moveu alternatingmotion")) == (0, 1)


def test_a_source_may_lead_through_a_view(write: Callable[[str], Path]) -> None:
    text = (
        "heads: [{name: x, source: movement.second.straight.direction, default: 0, "
        "classes: {0: none, 1: hammoved}}]"
    )
    scheme = load_scheme(write(text))
    assert scheme.classes(sign_of("fist moveu moved")) == (1,)
    assert scheme.classes(sign_of("fist moved")) == (0,)


def test_a_head_may_take_the_classes_of_another_one(write: Callable[[str], Path]) -> None:
    text = (
        "heads: [{name: x, source: nondominant.shape.bending, classes: hearai.hand_shape_bending}]"
    )
    (head,) = load_scheme(write(text)).heads
    assert head.labels == load_scheme("hearai").head("hand_shape_bending").labels


FAULTY = {
    "no mapping": ("- heads", "a scheme is a mapping"),
    "empty": ("", "a scheme is a mapping"),
    "no YAML": ("heads: [", "cannot be read"),
    "unknown key": (f"hedas: []\nheads:{HEAD}", "unknown key 'hedas'"),
    "unknown key of a head": (
        "heads: [{name: x, sauce: y, source: distance, classes: {0: a}}]",
        "head 'x' has an unknown key 'sauce'",
    ),
    "no heads": ("name: x", "heads must be a list"),
    "empty heads": ("heads: []", "at least one head"),
    "heads no list": ("heads: {x: y}", "heads must be a list"),
    "head without name": (
        "heads: [{source: distance, classes: {0: a}}]",
        "head 1 has no name",
    ),
    "head no mapping": ("heads: [thumb]", "head 1 has no name"),
    "no source": ("heads: [{name: x, classes: {0: a}}]", "head 'x' has no source"),
    "bad source": (
        "heads: [{name: x, source: foot.toe, classes: {0: a}}]",
        "a sign has no 'foot.toe'",
    ),
    "private source": (
        "heads: [{name: x, source: place.__class__, classes: {0: a}}]",
        "a sign has no 'place.__class__'",
    ),
    "no classes": ("heads: [{name: x, source: distance}]", "without a gap"),
    "gap in classes": (
        "heads: [{name: x, source: distance, classes: {0: a, 2: b}}]",
        "without a gap",
    ),
    "classes from 1": (
        "heads: [{name: x, source: distance, classes: {1: a, 2: b}}]",
        "without a gap",
    ),
    "doubled label": (
        "heads: [{name: x, source: distance, classes: {0: a, 1: a}}]",
        "of one label",
    ),
    "doubled head": (f"heads:{HEAD}{HEAD}", "the head 'thumb' stands twice"),
    "head of the extended scheme": (
        "extends: hearai\nheads: [{name: hand_location_y, source: distance, classes: {0: a}}]",
        "the head 'hand_location_y' stands twice",
    ),
    "unknown scheme extended": (f"extends: heerai\nheads:{HEAD}", "no class scheme 'heerai'"),
    "classes of no head": (
        "heads: [{name: x, source: distance, classes: hearai.toe}]",
        "hearai has no head 'toe'",
    ),
    "fallback outside": (
        "heads: [{name: x, source: distance, none: 1, classes: {0: a}}]",
        "none must be a class from 0 to 0",
    ),
    "fallback no number": (
        "heads: [{name: x, source: distance, default: true, classes: {0: a, 1: b}}]",
        "default must be a class",
    ),
    "not UTF-8": ("\udcff", "cannot be read"),
}


@pytest.mark.parametrize(("text", "message"), FAULTY.values(), ids=FAULTY)
def test_a_faulty_scheme_file_says_what_is_wrong_where(
    tmp_path: Path, text: str, message: str
) -> None:
    path = tmp_path / "mine.yaml"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(SchemeError, match=re.escape(message)) as error:
        load_scheme(path)
    assert error.value.exit_code == 2
    if "heerai" not in message:
        assert error.value.file == str(path)


@pytest.mark.parametrize(
    "source",
    [
        "dominant.shape.toe",
        "place.side_position",
        "contact.kind.x",
        "movement.fourth.kind",
        "movement.first.straight.axis",
        "movement.steps.kind",
    ],
)
def test_a_misspelt_step_of_a_source_is_an_error_of_the_file(
    write: Callable[[str], Path], source: str
) -> None:
    path = write(f"heads: [{{name: x, source: {source}, classes: {{0: a}}}}]")
    with pytest.raises(SchemeError, match="a sign has no"):
        load_scheme(path)


def test_a_source_that_meets_a_pair_does_not_crash(write: Callable[[str], Path]) -> None:
    text = "heads: [{name: x, source: location.behind, default: 0, classes: {0: a, 1: b}}]"
    scheme = load_scheme(write(text))
    assert len(scheme.classes(sign_of("symmlr fist palml ( chest + head )"))) == 1


def test_a_scheme_that_extends_itself_is_an_error(write: Callable[[str], Path]) -> None:
    path = write("")
    path.write_text(f"extends: {path}\nheads:{HEAD}", encoding="utf-8")
    with pytest.raises(SchemeError):
        load_scheme(path)


def test_an_unknown_scheme_is_an_error_that_lists_the_built_in_ones() -> None:
    with pytest.raises(SchemeError, match="no class scheme 'heerai'") as error:
        load_scheme("heerai")
    assert all(name in error.value.hint for name in BUILT_IN)


FULL = (
    "symmlr ( fist between fist extfingeru palml + fist between fist extfingeru palml )"
    " lrat chest touch",
    "symmlr ( fist pinky between fist pinky extfingeru palml + fist pinky extfingeru palml )"
    " ( palm between palm [ touch palm between palm ] + palm between palm [ touch palm ] )"
    " [ touch palm ] chest touch circleo moveu moved replace fist pinky extfingeru palml"
    " replace fist pinky extfingeru palml increasing [ brushing palm ] [ repeatcontinue moveu ]"
    " ( palm + palm ) [ touch palm ]",
    "symmlr fist ( palm between palm [ touch palm between palm ] + palm [ touch palm ] )"
    " moveu circleo circleo",
    "fist moveu moved moveu",
)
"""Signs one of which has every part that a head of a built-in scheme asks for."""


def value_at(sign: Sign, source: tuple[str, ...]) -> tuple[bool, object]:
    """Whether the owner of the value is there, and the value."""
    owner: object = sign
    for step in source[:-1]:
        owner = getattr(owner, step)
        if owner is None:
            return False, None
    return True, getattr(owner, source[-1])


@pytest.mark.parametrize("name", BUILT_IN)
def test_every_source_of_a_built_in_scheme_is_an_attribute_of_a_full_sign(name: str) -> None:
    signs = [sign_of(names) for names in FULL]
    for head in load_scheme(name).heads:
        found = [value for there, value in (value_at(s, head.source) for s in signs) if there]
        assert found, head.name
        assert all(value is None or isinstance(value, str | tuple | bool) for value in found)


def test_a_label_that_is_no_symbol_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    head = "{name: x, source: dominant.shape.base_form, classes: {0: hamfsit}}"
    path.write_text(f"heads: [{head}]", encoding="utf-8")
    with pytest.raises(SchemeError, match="'hamfsit' is no symbol"):
        load_scheme(path)


def test_unquoted_yes_and_no_are_labels(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    head = "{name: alternating, source: symmetry.alternating, default: 0, classes: {0: no, 1: yes}}"
    path.write_text(f"heads: [{head}]", encoding="utf-8")
    scheme = load_scheme(path)
    assert scheme.heads[0].labels == ("no", "yes")
    (sign,) = parse(ham("symmlr alternatingmotion fist extfingeru palml")).signs
    assert scheme.classes(sign) == (1,)


def test_a_head_cannot_be_called_like_a_column_of_every_class_file(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("heads: [{name: Start, source: distance, classes: {0: a}}]", encoding="utf-8")
    with pytest.raises(SchemeError, match="cannot be called 'Start'"):
        load_scheme(path)


def test_extending_a_name_too_long_for_a_file_is_told(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(f"extends: {'a' * 5000}\nheads: []\n", encoding="utf-8")
    with pytest.raises(SchemeError, match="no class scheme"):
        load_scheme(path)
