"""Times and frames in exact arithmetic, and which tiers are read."""

from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest
from builders import ham
from hypothesis import assume, given
from hypothesis import strategies as st

from hamnosys.errors import InputError, UsageError
from hamnosys.formats.tiers.choice import holds_symbols, tiers_named, transcription_tiers
from hamnosys.formats.tiers.model import Annotation, Tier
from hamnosys.formats.tiers.related import Related
from hamnosys.formats.tiers.timing import exact_rate, frames_of, span_of

SIGN = ham("flathand extfingeru palml")
RATES = [Fraction(25), Fraction(30000, 1001), Fraction(24), Fraction(25, 2), Fraction(120)]
rates = st.one_of(
    st.sampled_from(RATES), st.fractions(min_value=1, max_value=300, max_denominator=1001)
)
times = st.integers(0, 10_000_000)


@pytest.mark.parametrize(
    ("fps", "rate"),
    [
        (25.0, Fraction(25)),
        (29.97, Fraction(30000, 1001)),
        (30000 / 1001, Fraction(30000, 1001)),
        (23.976, Fraction(24000, 1001)),
        (23.98, Fraction(24000, 1001)),
        (59.94, Fraction(60000, 1001)),
        (30.0, Fraction(30)),
        (12.5, Fraction(25, 2)),
        (0.1, Fraction(1, 10)),
        (0.0001, Fraction(0.0001)),
    ],
)
def test_a_decimal_rate_is_the_rate_that_is_meant(fps: float, rate: Fraction) -> None:
    assert exact_rate(fps) == rate


@pytest.mark.parametrize(
    ("span", "fps", "frames"),
    [
        ((0, 400), 25, (0, 9)),
        ((400, 1000), 25, (10, 24)),
        ((19, 61), 25, (0, 1)),  # the middles of frames are at 20, 60, 100...
        ((20, 60), 25, (0, 0)),
        ((21, 60), 25, (1, 1)),  # none lies in it: that on screen halfway
        ((21, 61), 25, (1, 1)),
        ((100, 100), 25, (2, 2)),
        ((0, 0), 25, (0, 0)),
        ((334, 367), 29.97, (10, 10)),  # frame 10 of NTSC, rounded to milliseconds
        ((3_600_000, 3_600_033), 29.97, (107892, 107892)),
    ],
)
def test_frames_of_a_time(span: tuple[int, int], fps: float, frames: tuple[int, int]) -> None:
    assert frames_of(span, exact_rate(fps)) == frames


@given(times, times, rates)
def test_a_frame_belongs_to_a_time_exactly_if_its_middle_does(
    one: int, other: int, rate: Fraction
) -> None:
    begin, end = sorted((one, other))
    first, last = frames_of((begin, end), rate)
    assert 0 <= first <= last

    def inside(frame: int) -> bool:
        return begin <= (frame + Fraction(1, 2)) / rate * 1000 < end

    if first < last or inside(first):
        assert inside(first)
        assert inside(last)
        assert not inside(first - 1)
        assert not inside(last + 1)
    else:
        middle = Fraction(begin + end, 2) * rate / 1000
        assert first <= middle < first + 1


@given(st.lists(times, min_size=3, max_size=12, unique=True), rates)
def test_times_that_touch_share_no_frame_and_leave_none_out(
    cuts: list[int], rate: Fraction
) -> None:
    cuts = sorted(cuts)
    whole = frames_of((cuts[0], cuts[-1]), rate)
    spans = list(pairwise(cuts))
    assume(all((end - begin) * rate >= 1000 for begin, end in spans))
    runs = [frames_of(span, rate) for span in spans]
    assert [run[0] for run in runs] == [whole[0], *(run[1] + 1 for run in runs[:-1])]
    assert runs[-1][1] == whole[1]


@given(st.integers(0, 1_000_000), st.integers(0, 10_000), rates)
def test_frames_to_milliseconds_and_back(first: int, length: int, rate: Fraction) -> None:
    assert frames_of(span_of(first, first + length, rate), rate) == (first, first + length)


@given(st.integers(0, 100_000), st.sampled_from([24.0, 25.0, 29.97, 12.5, 59.94]))
def test_the_middle_of_a_frame_is_where_hamnosys_frames_looks(number: int, fps: float) -> None:
    info = pytest.importorskip("hamnosys.video.info")
    rate = exact_rate(fps)
    video = info.VideoInfo(Path("a.mp4"), float(rate), number + 1, 2, 2, False, (), None)
    begin, end = span_of(number, number, rate)
    assert begin < video.moment(number) * 1000 < end


def test_an_annotation_has_the_frames_that_show_it(tmp_path: Path) -> None:
    pytest.importorskip("av")
    from video_builders import numbered, numbers_of, write_video

    from hamnosys.video import read_frames, scan_video

    begins = [0, 40, 80, 200, 240, 280, 320, 480, 520, 560, 600]  # two pictures stay longer
    path = write_video(
        tmp_path / "a.mp4", [numbered(n) for n in range(len(begins))], milliseconds=begins
    )
    info = scan_video(path)
    for number, span in enumerate(pairwise(begins)):
        first, last = frames_of(span, exact_rate(info.fps))
        shown = read_frames(info, range(first, last + 1))
        assert set(numbers_of(shown)) == {number}


def one(value: str, begin: int = 0, end: int = 10, **more: str) -> Annotation:
    return Annotation(value, (begin, end), **more)


def test_tiers_are_chosen_by_name_in_any_case_or_by_pattern() -> None:
    tiers = [Tier(name, ()) for name in ("HamNoSys A", "hamnosys B", "Gloss", "[x]")]
    assert [t.name for t in tiers_named(tiers, "gloss", "f")] == ["Gloss"]
    assert [t.name for t in tiers_named(tiers, "ham*", "f")] == ["HamNoSys A", "hamnosys B"]
    assert [t.name for t in tiers_named(tiers, "[x]", "f")] == ["[x]"]
    with pytest.raises(UsageError, match=r"f: no tier 'word' \(tiers: 'HamNoSys A', 'hamnosys B'"):
        tiers_named(tiers, "word", "f")


def test_several_wishes_keep_the_order_of_the_file_and_take_each_tier_once() -> None:
    tiers = [Tier(name, ()) for name in ("a1", "b", "a2")]
    assert [t.name for t in transcription_tiers(tiers, ("b", "a*", "A1"), "f")] == ["a1", "b", "a2"]


def test_without_a_wish_tiers_are_found_by_name_but_not_those_that_we_added() -> None:
    tiers = [
        Tier("My HamNoSys", ()),
        Tier("My HamNoSys diagnostics", (one(SIGN),), added=True),
        Tier("other", (one(SIGN),)),
    ]
    assert transcription_tiers(tiers, (), "f") == tiers[:1]
    assert transcription_tiers(tiers, ("my*",), "f") == tiers[:1]
    assert transcription_tiers(tiers, ("my hamnosys diagnostics",), "f") == tiers[1:2]


def test_without_such_a_name_the_only_tier_with_symbols_is_found() -> None:
    notation = Tier("Notation", (one(SIGN), one("hamfist, hamextfingeru"), one("?"), one(" ")))
    remarks = Tier("Remarks", (one("see hamfist"), one("hamster"), one("left")))
    assert transcription_tiers([remarks, notation], (), "f") == [notation]
    with pytest.raises(InputError, match=r"f: several tiers hold transcriptions: 'A', 'Notation'"):
        transcription_tiers([Tier("A", (one(SIGN),)), notation], (), "f")
    with pytest.raises(InputError, match=r"f: no tier holds .*--tier; tiers: 'Remarks'\)"):
        transcription_tiers([remarks], (), "f")
    assert transcription_tiers([Tier("Empty", ())], (), "f") == []


@pytest.mark.parametrize(
    ("text", "holds"),
    [(SIGN, True), ("hamfist", True), ("HamFist,", True), ("hamster ham", False), ("", False)],
)
def test_what_holds_symbols(text: str, holds: bool) -> None:
    assert holds_symbols(text) is holds


def test_related_values_come_from_above_then_from_below_then_from_the_time() -> None:
    parents = {"s": "", "h": "s", "g": "s", "w1": "h", "w2": "h", "x": "w1"}
    mine = one("", 0, 100, id="h", parent="s")
    above = Tier("above", (one("SIGN", 0, 100, id="s"),))
    below = Tier(
        "below", (one("two", 50, 100, id="w2", parent="h"), one("one", 0, 50, id="w1", parent="h"))
    )
    deep = Tier("deep", (one("deep", 0, 50, id="x", parent="w1"),))
    beside = Tier("beside", (one("no", 0, 20), one("yes", 15, 90), one("late", 100, 300)))
    assert Related([above, beside], parents).value(mine) == "SIGN"
    assert Related([below, beside], parents).value(mine) == "one two"
    assert Related([deep, beside], parents).value(mine) == "deep"
    assert Related([beside], parents).value(mine) == "yes"
    assert Related([beside], parents).value(Annotation("", None)) == ""
    assert Related([beside], parents).value(one("", 95, 100)) == ""
    assert Related([Tier("t", (one("point", 5, 5),))], {}).value(one("", 5, 5)) == "point"


def test_annotations_that_refer_to_each_other_in_a_circle_do_no_harm() -> None:
    parents = {"a": "b", "b": "a"}
    circle = Tier("c", (one("A", id="a", parent="b"), one("B", id="b", parent="a")))
    assert Related([circle], parents).value(one("", 50, 60, id="z", parent="a")) == "A"


@given(
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 30)), max_size=12),
    st.integers(0, 60),
    st.integers(1, 30),
)
def test_the_nearest_in_time_shares_most_of_it(
    pairs: list[tuple[int, int]], begin: int, length: int
) -> None:
    others = [one(str(n), b, b + size) for n, (b, size) in enumerate(pairs)]
    mine = (begin, begin + length)

    def shared(other: Annotation) -> int:
        assert other.span is not None
        return min(mine[1], other.span[1]) - max(mine[0], other.span[0])

    found = Related([Tier("t", tuple(others))], {}).value(one("", *mine))
    most = max(map(shared, others), default=0)
    assert (found != "") is (most > 0)
    if found:
        assert shared(others[int(found)]) == most
