import json
import sys
from contextlib import contextmanager

import numpy as np
import pytest
from landmark_builders import StandIn, save_frames

from hamnosys.cli.main import run
from hamnosys.landmarks import mediapipe_tasks, read_landmarks
from hamnosys.landmarks.errors import ModelError


@pytest.fixture
def model(tmp_path, monkeypatch):
    """A path of a model; what it would find is made up."""

    @contextmanager
    def open_detector(models):
        assert models.files["holistic"].read_bytes() == b"a model"
        yield StandIn()

    monkeypatch.setattr(mediapipe_tasks, "open_detector", open_detector)
    path = tmp_path / "models" / "holistic.task"
    path.parent.mkdir()
    path.write_bytes(b"a model")
    return str(path)


def test_landmarks_of_directories_of_frames(tmp_path, model, capfd):
    data = tmp_path / "data"
    save_frames(data / "a", [0, 1, 2])
    save_frames(data / "b", [1, 3])
    (data / "b" / "b_properties.json").write_text('{"FPS": 50}')
    assert run(["landmarks", str(data), "--model", model]) == 0
    told = capfd.readouterr()
    assert told.out == ""
    assert told.err == (
        "note: 1 of the directories tell no FPS; 25 is taken\n"
        "the landmarks of 2 of 2 clips are written\n"
    )
    first, second = (read_landmarks(data / n / f"{n}.npz") for n in "ab")
    assert first.frames == 3
    assert first.aspect == pytest.approx(8 / 6)
    np.testing.assert_allclose(first.parts["right_hand"][:, 0, 0] * 255, [0, 10, 20], atol=1e-3)
    assert not first.parts["left_hand"].any()
    assert "face" not in first.parts
    assert second.parts["pose"][:, 0, 3].tolist() == [0, 1, 0, 1]


def test_a_video(tmp_path, model):
    pytest.importorskip("av")
    save_video(tmp_path / "sign.mp4", 12)
    assert (
        run(["landmarks", str(tmp_path / "sign.mp4"), "--model", model, "-o", str(tmp_path)]) == 0
    )
    found = read_landmarks(tmp_path / "sign" / "sign.npz")
    assert found.frames == 12
    assert found.aspect == pytest.approx(64 / 48)
    greys = found.parts["right_hand"][:, 0, 0] * 255
    np.testing.assert_allclose(greys, np.arange(12) * 20, atol=6)
    properties = json.loads((tmp_path / "sign" / "sign_properties.json").read_text())
    assert properties == {"FPS": 25.0}


def save_video(path, frames):
    import av

    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=25)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for number in range(frames):
            grey = np.full((48, 64, 3), number * 20, dtype=np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(grey, format="rgb24")))
        container.mux(stream.encode())


def test_clips_that_cannot_be_read_are_told_and_the_others_written(tmp_path, model, capfd):
    pytest.importorskip("av")
    data = tmp_path / "data"
    save_frames(data / "good", [0])
    bad = save_frames(data / "bad", [0])
    (bad / "bad_0.png").write_bytes(b"no picture")
    save_frames(data / "sizes", [0])
    save_frames(data / "sizes", [1], size=(6, 8))
    (data / "film.mp4").write_bytes(b"no video")
    assert run(["landmarks", str(data), "--model", model]) == 1
    told = capfd.readouterr().err.splitlines()
    assert f"hamnosys: {bad / 'bad_0.png'}: is no picture that can be read" in told
    assert any(line.startswith(f"hamnosys: {data / 'film.mp4'}: ") for line in told)
    assert any(line.startswith(f"hamnosys: {data / 'sizes'}: frame 1 has 6 × 8") for line in told)
    assert told[-1] == "the landmarks of 1 of 4 clips are written"
    assert [path.name for path in data.glob("*/*.npz")] == ["good.npz"]
    assert not (data / "film").exists()
    assert run(["landmarks", str(bad), "--model", model]) == 2


def test_existing_files(tmp_path, model, capfd):
    data = tmp_path / "data"
    save_frames(data / "a", [0])
    (data / "a" / "a.npz").write_bytes(b"mine")
    save_frames(data / "b", [0])
    command = ["landmarks", str(data), "--model", model]
    assert run(command) == 2
    assert "exists already" in capfd.readouterr().err
    assert not (data / "b" / "b.npz").exists()
    assert run([*command, "--skip-existing"]) == 0
    assert (data / "a" / "a.npz").read_bytes() == b"mine"
    assert read_landmarks(data / "b" / "b.npz").frames == 1
    assert run([*command, "--force"]) == 0
    assert read_landmarks(data / "a" / "a.npz").frames == 1


def test_the_same_input_gives_the_same_bytes(tmp_path, model):
    data = save_frames(tmp_path / "a", [0, 1])
    for out in ("x", "y"):
        command = ["landmarks", str(data), "--model", model, "-o", str(tmp_path / out)]
        assert run(command) == 0
    first, second = ((tmp_path / out / "a" / "a.npz").read_bytes() for out in ("x", "y"))
    assert first == second


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ([], "no model is given (--model)"),
        (["--model", "none.task"], "none.task: the model cannot be read: No such file"),
        (["--model", "a", "--face-model", "b"], "cannot go with"),
    ],
)
def test_a_missing_model_is_one_line_that_says_where_there_are_some(
    tmp_path, capfd, options, words
):
    data = save_frames(tmp_path / "a", [0])
    assert run(["landmarks", str(data), *options]) == 2
    told = capfd.readouterr().err
    assert words in told
    assert told.count("\n") == 1
    if len(options) < 4:
        assert "holistic_landmarker.task" in told
        assert "https://ai.google.dev/edge/mediapipe" in told


def test_a_model_that_cannot_be_used_ends_the_run(tmp_path, model, monkeypatch, capfd):
    def open_detector(_models):
        raise ModelError("MediaPipe cannot use it", file="m.task")

    monkeypatch.setattr(mediapipe_tasks, "open_detector", open_detector)
    for name in "ab":
        save_frames(tmp_path / "data" / name, [0])
    assert run(["landmarks", str(tmp_path / "data"), "--model", model]) == 2
    assert capfd.readouterr().err == "hamnosys: m.task: MediaPipe cannot use it\n"


def test_without_mediapipe_the_extra_is_named(tmp_path, monkeypatch, capfd):
    (tmp_path / "m.task").write_bytes(b"")
    data = save_frames(tmp_path / "a", [0])
    monkeypatch.setitem(sys.modules, "mediapipe", None)
    assert run(["landmarks", str(data), "--model", str(tmp_path / "m.task")]) == 2
    assert "hamnosys-toolkit[landmarks]" in capfd.readouterr().err
