"""Labels of flipped clips."""

from __future__ import annotations

import pytest

from hamnosys.posture.directions import direction
from hamnosys.schemes import load_scheme
from trainer.data.batch import ABSENT
from trainer.data.mirror import mirror_tables, mirrored_label, mirrored_labels
from trainer.errors import DataError
from trainer.heads import HeadSpec


def heads_of(scheme: str) -> list[HeadSpec]:
    return [HeadSpec(head.name, head.labels) for head in load_scheme(scheme).heads]


@pytest.mark.parametrize("scheme", ["hearai", "hearai9", "table"])
def test_twice_mirrored_is_as_before(scheme: str) -> None:
    heads = heads_of(scheme)
    for head, table in zip(heads, mirror_tables(heads), strict=True):
        if table is not None:
            assert sorted(table) == list(range(head.classes))
            assert [table[table[number]] for number in table] == list(table)


def test_directions_palms_and_sides_change_and_nothing_else() -> None:
    heads = heads_of("hearai9")
    changed = {h.name for h, t in zip(heads, mirror_tables(heads), strict=True) if t is not None}
    assert changed == {
        "hand_position_finger_direction",
        "hand_position_palm_orientation",
        "hand_location_x",
    }


@pytest.mark.parametrize(
    "head", ["hand_position_finger_direction", "hand_position_palm_orientation"]
)
def test_mirrored_directions_are_those_of_a_mirror(head: str) -> None:
    labels = load_scheme("hearai").head(head).labels
    for label in labels:
        mirrored = mirrored_label(label)
        assert mirrored in labels
        assert direction(mirrored).tolist() == (direction(label) * [-1, 1, 1]).tolist()


@pytest.mark.parametrize(
    ("label", "mirrored"),
    [
        ("before hamlrat", "after hamlrat"),
        ("after hamlrbeside", "before hamlrbeside"),
        ("hamsymmlr+hamlargemod", "hamsymmlr+hamlargemod"),
        ("hampalm", "hampalm"),
        ("hamthumbside", "hamthumbside"),
        ("hammoveol", "hammoveor"),
        ("hammovecross", "hammovecross"),
        ("centre", "centre"),
        ("hamcirclel", None),
        ("12", None),
    ],
)
def test_labels_in_a_mirror(label: str, mirrored: str | None) -> None:
    assert mirrored_label(label) == mirrored


def test_rows_are_mirrored_and_absent_stays() -> None:
    tables = mirror_tables(heads_of("hearai"))
    assert mirrored_labels((7, 3, 0, 0, 1, 2, 2, 14), tables) == (7, 3, 0, 0, 7, 6, 4, 14)
    assert mirrored_labels((ABSENT,) * 8, tables) == (ABSENT,) * 8


def test_glosses_stay() -> None:
    assert mirror_tables([HeadSpec("gloss", ("0", "1"))]) == (None,)


@pytest.mark.parametrize(
    "labels", [("hampalmu", "hampalml"), ("0", "1"), ("hamfist", "1"), ("hamclockl", "hamclockr")]
)
def test_heads_that_cannot_be_mirrored(labels: tuple[str, ...]) -> None:
    with pytest.raises(DataError, match=r"the labels of odd cannot be mirrored: .*apply_mirror"):
        mirror_tables([HeadSpec("odd", labels)])
