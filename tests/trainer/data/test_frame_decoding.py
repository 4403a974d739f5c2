"""Frames from files."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
import torch
from clip_builders import picture, practice_rows, write_clips
from PIL import Image

from trainer.config.schema import Config
from trainer.data.clips import Clip, find_clips
from trainer.data.frames import read_frame
from trainer.data.labels import read_labels
from trainer.errors import DataError

ROW = practice_rows(1)[0]


def clip_at(path: Path, suffix: str = ".jpg") -> Clip:
    write_clips(path, [ROW], suffix=suffix, frames=1)
    return find_clips(read_labels([path], Config()))[0]


@pytest.mark.parametrize(("suffix", "most"), [(".png", 0), (".jpg", 40), (".jpeg", 40)])
def test_frames_are_rgb_bytes(tmp_path: Path, suffix: str, most: int) -> None:
    clip = clip_at(tmp_path, suffix)
    frame = read_frame(clip.frame(0), clip)
    assert (frame.dtype, frame.shape) == (torch.uint8, (3, 24, 32))
    expected = torch.from_numpy(picture(ROW)).permute(2, 0, 1)
    apart = (frame.int() - expected.int()).abs()
    assert apart.max() <= most
    assert apart.float().mean() <= most / 10


def _write(clip: Clip, image: Image.Image, **options: object) -> str:
    image.save(clip.frame(0), **options)
    return clip.frame(0)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA"])
def test_other_kinds_of_png(tmp_path: Path, mode: str) -> None:
    clip = clip_at(tmp_path, ".png")
    path = _write(clip, Image.new("RGB", (5, 4), "white").convert(mode))
    frame = read_frame(path, clip)
    assert frame.shape == (3, 4, 5)
    assert (frame == 255).all()


def test_sixteen_bits_of_grey(tmp_path: Path) -> None:
    clip = clip_at(tmp_path, ".png")
    grey = np.arange(20, dtype=np.uint16).reshape(4, 5) * 3000
    frame = read_frame(_write(clip, Image.fromarray(grey)), clip)
    assert (frame == torch.from_numpy((grey >> 8).astype(np.uint8))).all()


@pytest.mark.parametrize("mode", ["L", "CMYK"])
def test_other_kinds_of_jpeg(tmp_path: Path, mode: str) -> None:
    clip = clip_at(tmp_path)
    frame = read_frame(_write(clip, Image.new("RGB", (5, 4), "white").convert(mode)), clip)
    assert frame.shape == (3, 4, 5)
    assert (frame > 250).all()


def test_rotation_of_exif_is_not_looked_at(tmp_path: Path) -> None:
    clip = clip_at(tmp_path)
    exif = Image.Exif()
    exif[0x0112] = 6
    path = _write(clip, Image.new("RGB", (8, 4)), exif=exif.tobytes())
    assert read_frame(path, clip).shape == (3, 4, 8)


def _flipped(data: bytes) -> bytes:
    middle = len(data) // 2
    return (
        data[:middle]
        + bytes(each ^ 255 for each in data[middle : middle + 20])
        + data[middle + 20 :]
    )


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda data: b"",
    "no picture": lambda data: b"this is no picture",
    "half": lambda data: data[: len(data) // 2],
    "beginning": lambda data: data[:10],
    "another format": lambda data: b"GIF89a" + data[6:],
}


@pytest.mark.parametrize("suffix", [".jpg", ".png"])
@pytest.mark.parametrize("damage", DAMAGE)
def test_damaged_frames(tmp_path: Path, suffix: str, damage: str) -> None:
    clip = clip_at(tmp_path, suffix)
    path = Path(clip.frame(0))
    path.write_bytes(DAMAGE[damage](path.read_bytes()))
    with pytest.raises(DataError) as caught:
        read_frame(str(path), clip)
    assert str(path) in caught.value.message
    assert (caught.value.file, caught.value.row) == (str(clip.file), 1)


def test_a_jpeg_that_lacks_its_last_bytes(tmp_path: Path) -> None:
    clip = clip_at(tmp_path)
    path = Path(clip.frame(0))
    path.write_bytes(path.read_bytes()[:-2])
    with pytest.raises(DataError, match="no whole JPEG"):
        read_frame(str(path), clip)


def test_a_png_with_bytes_that_changed(tmp_path: Path) -> None:
    clip = clip_at(tmp_path, ".png")
    noise = np.random.default_rng(0).integers(0, 256, (40, 40, 3), dtype=np.uint8)
    path = Path(_write(clip, Image.fromarray(noise)))
    path.write_bytes(_flipped(path.read_bytes()))
    with pytest.raises(DataError, match="no whole PNG"):
        read_frame(str(path), clip)


def test_a_frame_that_vanished(tmp_path: Path) -> None:
    clip = clip_at(tmp_path)
    Path(clip.frame(0)).unlink()
    with pytest.raises(DataError, match=r"clip_000_0\.jpg cannot be read: No such file"):
        read_frame(clip.frame(0), clip)


def test_pillow_serves_where_the_operator_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clip = clip_at(tmp_path)
    expected = read_frame(clip.frame(0), clip)
    monkeypatch.setattr("trainer.data.frames._HAS_OPERATOR", False)
    assert (read_frame(clip.frame(0), clip).int() - expected.int()).abs().max() <= 2
    path = Path(clip.frame(0))
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(DataError, match="no whole JPEG"):
        read_frame(str(path), clip)


def test_threads_decode_the_same(tmp_path: Path) -> None:
    clip = clip_at(tmp_path)
    path = clip.frame(0)
    expected = read_frame(path, clip)
    with ThreadPoolExecutor(4) as pool:
        frames = list(pool.map(lambda _: read_frame(path, clip), range(40)))
    assert all(torch.equal(frame, expected) for frame in frames)
