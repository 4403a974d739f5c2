"""Data directories that somebody made to do harm: links out of them, pictures of absurd sizes."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from clip_builders import practice_rows, write_clips
from landmark_builders import npy_header, save_frames, save_member, save_npz, some_parts
from PIL import Image
from trainer_builders import small

from hamnosys.errors import HamNoSysError, OutputError
from hamnosys.inside import leaves
from hamnosys.landmarks import LandmarkError, landmark_frames
from hamnosys.landmarks.clips import find_clips as clips_for_landmarks
from hamnosys.picture_size import LARGEST, MOST_PIXELS, claimed_size, too_large
from trainer.config.looking import Seen, look_at
from trainer.data.clip import Clip
from trainer.data.clips import Wanted, find_clips
from trainer.data.dataset import ClipDataset, Draw
from trainer.data.gloss_names import read_gloss_names
from trainer.data.inputs import find_inputs
from trainer.data.labels import read_labels
from trainer.data.sampling import FrameChoice
from trainer.errors import DataError

NAME = "clip_001"
OUT = "leads out of the data directory"


def clips_of(data: Path, wanted: Wanted | None = None) -> tuple[Clip, ...]:
    return find_clips(read_labels([str(data)], small(data)), wanted or Wanted())


def refused(data: Path, wanted: Wanted | None = None) -> str:
    with pytest.raises(DataError) as caught:
        clips_of(data, wanted)
    message = str(caught.value)
    assert "\n" not in message
    return message


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return write_clips(tmp_path / "data", practice_rows(3), landmarks=True, properties={"FPS": 9})


def moved(path: Path, inside: Path) -> Path:
    """Put something elsewhere, with a link in its place."""
    target = inside / f"elsewhere_{path.name}"
    path.rename(target)
    path.symlink_to(target)
    return path


@pytest.fixture
def outside(tmp_path: Path) -> Callable[[Path], Path]:
    (tmp_path / "private").mkdir()
    return lambda path: moved(path, tmp_path / "private")


# --- links ---

FILES = (f"{NAME}", f"{NAME}/{NAME}_0.jpg", f"{NAME}/{NAME}_3.jpg")
FILES += (f"{NAME}/{NAME}_properties.json", f"{NAME}/{NAME}.npz")


@pytest.mark.parametrize("name", FILES)
def test_a_link_out_of_the_data_path_is_refused(
    data: Path, outside: Callable[[Path], Path], name: str
) -> None:
    link = outside(data / name)
    message = refused(data, Wanted(landmarks=True))
    assert f"test_hamnosys.txt:2: {link} {OUT}, to " in message
    assert look_at(data, [NAME]) == Seen()


@pytest.mark.parametrize("name", FILES)
def test_a_link_inside_the_data_path_is_followed(data: Path, name: str) -> None:
    (data / "store").mkdir()
    moved(data / name, data / "store")
    assert [clip.fps for clip in clips_of(data, Wanted(landmarks=True))] == [9, 9, 9]


def test_links_to_files_of_the_system_are_refused(data: Path) -> None:
    """Of a directory, a file and a device that has no end."""
    for target in ("/etc", "/etc/passwd", "/dev/zero"):
        (data / NAME / f"{NAME}_1.jpg").unlink(missing_ok=True)
        (data / NAME / f"{NAME}_1.jpg").symlink_to(target)
        assert f"{OUT}, to {target}" in refused(data)


def test_links_to_nowhere_and_in_a_circle_are_refused_or_missing(data: Path) -> None:
    folder = data / NAME
    (folder / f"{NAME}_9.jpg").symlink_to(folder / f"{NAME}_9.jpg")
    assert "missing" in refused(data)
    (folder / f"{NAME}_9.jpg").unlink()
    (folder / f"{NAME}_9.jpg").symlink_to("/nowhere/at/all")
    assert f"{OUT}, to /nowhere/at/all" in refused(data)


def test_a_data_path_may_be_a_link(data: Path, tmp_path: Path) -> None:
    (tmp_path / "linked").symlink_to(data)
    assert len(clips_of(tmp_path / "linked")) == 3


def test_a_directory_whose_name_only_begins_alike_is_outside(data: Path, tmp_path: Path) -> None:
    (data / NAME).rename(tmp_path / "data_2")
    (data / NAME).symlink_to(tmp_path / "data_2")
    assert OUT in refused(data)
    assert not leaves(data, [data])
    assert not leaves("/etc", ["/"])
    assert leaves("/etc\0", ["/"])


def test_a_class_file_is_in_its_data_path(data: Path, outside: Callable[[Path], Path]) -> None:
    link = outside(data / "test_hamnosys.txt")
    assert refused(data).startswith(f"{link}: {OUT}")


def test_names_of_glosses_are_in_their_data_path(
    data: Path, outside: Callable[[Path], Path]
) -> None:
    (data / "gloss_names.txt").write_text("1 HOUSE\n")
    outside(data / "gloss_names.txt")
    with pytest.raises(DataError, match=OUT):
        read_gloss_names([data], None)


@pytest.mark.parametrize("name", ["~", "~root", "$HOME", "%2e%2e", "file:///etc", "..%2fa"])
def test_names_mean_nothing_but_themselves(data: Path, name: str) -> None:
    lines = (data / "test_hamnosys.txt").read_text().splitlines()
    lines[2] = lines[2].replace(NAME, name)
    (data / "test_hamnosys.txt").write_text("\n".join(lines) + "\n")
    message = refused(data)
    assert f"{data}/{name} is missing" in message or "has an empty part" in message


def test_directories_of_new_clips_are_not_left_either(
    data: Path, tmp_path: Path, outside: Callable[[Path], Path]
) -> None:
    """A path that is given may be a link; what is in it may not lead out."""
    outside(data / NAME)
    (tmp_path / "linked").symlink_to(data)
    for path in (data, tmp_path / "linked"):
        with pytest.raises(DataError, match=OUT):
            find_inputs([str(path)], frames=True, landmarks=False)
    (clip,) = find_inputs([str(data / NAME)], frames=True, landmarks=False)
    assert clip.name == NAME


def test_landmarks_are_not_found_nor_written_through_a_link(
    data: Path, outside: Callable[[Path], Path]
) -> None:
    """They would be written beside the frames, wherever these are."""
    assert len(clips_for_landmarks([str(data)], None)) == 3
    frame = outside(data / "clip_000" / "clip_000_2.jpg")
    with pytest.raises(HamNoSysError, match=OUT):
        clips_for_landmarks([str(data)], None)
    frame.unlink()
    outside(data / NAME)
    with pytest.raises(HamNoSysError, match=OUT):
        clips_for_landmarks([str(data)], None)


def test_frames_are_not_written_through_a_link(tmp_path: Path) -> None:
    from hamnosys.video.directory import open_folder
    from hamnosys.video.inputs import find_videos

    save_frames(tmp_path / "private" / "a", range(2))
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "a").symlink_to(tmp_path / "private" / "a")
    with (
        pytest.raises(OutputError, match="leads out"),
        open_folder(tmp_path / "out" / "a", force=True),
    ):
        pytest.fail("it was opened")
    assert len(list((tmp_path / "private" / "a").iterdir())) == 2
    (tmp_path / "private" / "b.mp4").write_bytes(b"")
    (tmp_path / "out" / "b.mp4").symlink_to(tmp_path / "private" / "b.mp4")
    found = find_videos([str(tmp_path / "out")])
    assert found.videos == {}
    assert found.problems == (f"{tmp_path / 'out' / 'b.mp4'}: leads out of the directory",)


# --- absurd sizes ---


def png(width: int, height: int) -> bytes:
    """A PNG that claims a size, with next to no data."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(bytes(1000))
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    )


def jpeg(width: int, height: int, *, progressive: bool = False) -> bytes:
    """A small picture whose header claims another size."""
    stream = io.BytesIO()
    pixels = np.zeros((16, 16, 3), np.uint8)
    Image.fromarray(pixels).save(stream, "JPEG", progressive=progressive)
    data = bytearray(stream.getvalue())
    start = data.index(b"\xff\xc2" if progressive else b"\xff\xc0")
    data[start + 5 : start + 9] = struct.pack(">HH", height, width)
    return bytes(data)


HUGE = {
    "a.png": png(60_000, 60_000),
    "b.png": png(2**31 - 1, 2**31 - 1),
    "a.jpg": jpeg(60_000, 60_000),
    "b.jpg": jpeg(60_000, 60_000, progressive=True),
    "c.jpg": jpeg(65_535, 1_100),
}


def most_memory() -> int:
    resource = pytest.importorskip("resource")
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


@pytest.mark.parametrize("name", HUGE)
def test_a_frame_that_claims_an_absurd_size_is_refused(tmp_path: Path, name: str) -> None:
    suffix = Path(name).suffix
    data = write_clips(tmp_path / "data", practice_rows(1), suffix=suffix)
    frame = data / "clip_000" / f"clip_000_2{suffix}"
    frame.write_bytes(HUGE[name])
    before = most_memory()
    with pytest.raises(DataError, match=r"claims [\d,]+ x [\d,]+ pixels, more than") as caught:
        ClipDataset(clips_of(data), choice=FrameChoice(9))[Draw(0, 0)]
    assert str(frame) in str(caught.value)
    (clip,) = clips_for_landmarks([str(data / "clip_000")], None)
    with pytest.raises(LandmarkError, match=r"claims [\d,]+ x [\d,]+ pixels") as refusal:
        list(clip.open().each)
    assert "\n" not in f"{caught.value}{refusal.value}"
    assert most_memory() - before < 100 << 10  # KiB


def test_the_size_is_found_where_decoders_find_it() -> None:
    for progressive in (False, True):
        plain = jpeg(300, 200, progressive=progressive)
        assert claimed_size(plain) == (300, 200)
        after = plain[:2] + b"\xff\xe1\x00\x08\xff\xc0\x00\x11\x08\x00" + plain[2:]
        assert claimed_size(after) == (300, 200), "a frame in a comment is none"
        assert claimed_size(plain[:2] + b"\xff\xff\xff" + plain[3:]) == (300, 200)
        assert claimed_size(plain[:2] + b"junk" + plain[2:]) == (300, 200)
    for size in ((1, 1), (7680, 4320), (65_535, 1)):
        assert claimed_size(png(*size)) == size
        assert too_large(png(*size)) == ""
    for data in (b"", b"\xff\xd8", b"\xff\xd8\xff", b"\xff\xd8\xff\xc0", b"GIF89a", b"\x89PNG"):
        assert too_large(data) == ""
    assert (Image.MAX_IMAGE_PIXELS or 0) > MOST_PIXELS, "below it Pillow does not warn"
    assert "MiB" in too_large(bytes(LARGEST + 1))


def test_landmarks_take_pictures_of_two_kinds_only(tmp_path: Path) -> None:
    """Pillow would start Ghostscript for PostScript that is called .jpg."""
    folder = save_frames(tmp_path / "a", range(2))
    stream = io.BytesIO()
    Image.fromarray(np.zeros((8, 8, 3), np.uint8)).save(stream, "EPS")
    (folder / "a_1.png").write_bytes(stream.getvalue())
    (clip,) = clips_for_landmarks([str(folder)], None)
    with pytest.raises(LandmarkError, match="is no picture that can be read"):
        list(clip.open().each)


def test_a_video_that_claims_an_absurd_size_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By its header, by single frames, and by the shape of its pixels."""
    pytest.importorskip("av")
    from video_builders import counted_video, write_video

    from hamnosys.video import VideoError, opening, scan_video

    path = counted_video(tmp_path / "a.mp4", 3)
    pixels = [np.zeros((64, 96, 3), np.uint8)] * 3
    wide = write_video(tmp_path / "b.mp4", pixels, pixel=Fraction(9))
    assert scan_video(wide).width == 9 * 96
    monkeypatch.setattr(opening, "MOST_PIXELS", 96 * 64 * 8)
    assert scan_video(path).width == 96
    with pytest.raises(VideoError, match="claims 864 x 64 pixels, more than 49,152"):
        scan_video(wide)
    monkeypatch.setattr(opening, "MOST_PIXELS", 96 * 64 - 1)
    with pytest.raises(VideoError, match="claims 96 x 64 pixels"):
        scan_video(path)
    monkeypatch.setattr(opening, "refuse_large", lambda *_: None)
    with pytest.raises(VideoError, match="not one of its frames can be decoded"):
        scan_video(path)


def test_landmarks_that_claim_a_trillion_frames_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = save_member(tmp_path / "a.npz", "pose.npy", npy_header((10**12, 132)))
    with pytest.raises(LandmarkError, match="is damaged"):
        landmark_frames(path)
    save_npz(path, **some_parts())
    monkeypatch.setattr("hamnosys.landmarks.npz.LIMIT", 100)
    with pytest.raises(LandmarkError, match="larger than 100 bytes"):
        landmark_frames(path)


def test_a_gap_in_frames_that_only_a_header_counts_is_found_at_once() -> None:
    from trainer.data.sources import first_gap

    whole = range(10**15)
    assert first_gap(whole, 0, 10**15 - 1) is None
    assert first_gap(whole, 5, 10**15) == 10**15
    assert first_gap(range(3), 7, 9) == 7
    assert first_gap(frozenset((1, 2, 4)), 1, 4) == 3
    assert first_gap(frozenset((1, 2, 4)), 1, 2) is None
