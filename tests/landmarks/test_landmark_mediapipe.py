"""The tasks API of the MediaPipe that is installed; models to run it with cannot be had here."""

import builtins
import sys
from contextlib import contextmanager

import numpy as np
import pytest

from hamnosys.errors import MissingExtraError, UsageError
from hamnosys.landmarks import mediapipe_tasks
from hamnosys.landmarks.errors import ModelError, TrackerError
from hamnosys.landmarks.mediapipe_tasks import TASKS, open_detector
from hamnosys.landmarks.models import KIND_PARTS, NAMES, Models, choose_models

PICTURE = np.zeros((6, 8, 3), dtype=np.uint8)


@pytest.fixture
def vision():
    pytest.importorskip("mediapipe")
    from mediapipe.tasks.python import vision

    return vision


def marks(count, visibility=None):
    from mediapipe.tasks.python.components.containers.landmark import NormalizedLandmark

    return [NormalizedLandmark(0.1 * i, 0.2, -0.3, visibility) for i in range(count)]


def named(name, score):
    from mediapipe.tasks.python.components.containers.category import Category

    return [Category(0, score, name, name)]


@contextmanager
def detector(vision, monkeypatch, tmp_path, results):
    """A detector whose landmarkers, by kind, give these results of MediaPipe's own classes."""
    made = []

    class Fake:
        def __init__(self, options, result):
            self.options, self.result, self.seen, self.closed = options, result, [], False

        def detect_for_video(self, image, timestamp_ms):
            self.seen.append((image.width, image.height, timestamp_ms))
            return self.result

        def close(self):
            self.closed = True

    def create(result):
        def create_from_options(options):
            made.append(Fake(options, result))
            return made[-1]

        return create_from_options

    for kind, result in results.items():
        landmarker = getattr(vision, TASKS[kind].name)
        monkeypatch.setattr(landmarker, "create_from_options", create(result))
    with open_detector(Models({kind: tmp_path / f"{kind}.task" for kind in results})) as opened:
        yield opened, made
    assert all(fake.closed for fake in made)


def test_the_classes_are_there_with_what_is_used_of_them(vision):
    for task in TASKS.values():
        landmarker = getattr(vision, task.name)
        for method in ("create_from_options", "detect_for_video", "close"):
            assert callable(getattr(landmarker, method))


def test_holistic_gives_all_parts(vision, monkeypatch, tmp_path):
    result = vision.HolisticLandmarkerResult(
        face_landmarks=marks(478),
        pose_landmarks=marks(33, visibility=0.25),
        pose_world_landmarks=[],
        left_hand_landmarks=[],
        left_hand_world_landmarks=[],
        right_hand_landmarks=marks(21, visibility=0.0),
        right_hand_world_landmarks=[],
    )
    with detector(vision, monkeypatch, tmp_path, {"holistic": result}) as (opened, (fake,)):
        found = opened.detect(PICTURE, 40)
        assert opened.parts == ("right_hand", "left_hand", "face", "pose")
    assert fake.seen == [(8, 6, 40)]
    assert fake.options.running_mode is vision.RunningMode.VIDEO
    assert fake.options.base_options.model_asset_path == str(tmp_path / "holistic.task")
    assert {part: points.shape for part, points in found.items()} == {
        "right_hand": (21, 4),
        "face": (478, 4),
        "pose": (33, 4),
    }
    np.testing.assert_allclose(found["right_hand"][2], [0.2, 0.2, -0.3, 1])
    np.testing.assert_allclose(found["pose"][2], [0.2, 0.2, -0.3, 0.25])


def test_models_of_one_part_each(vision, monkeypatch, tmp_path):
    hands = vision.HandLandmarkerResult(
        handedness=[named("Left", 0.6), named("Left", 0.9), named("Right", 0.7)],
        hand_landmarks=[marks(21), marks(21)[::-1], marks(21)],
        hand_world_landmarks=[[], [], []],
    )
    pose = vision.PoseLandmarkerResult([marks(33, 0.5)], [[]])
    face = vision.FaceLandmarkerResult([], [], [])
    results = {"hand": hands, "pose": pose, "face": face}
    with detector(vision, monkeypatch, tmp_path, results) as (opened, made):
        found = opened.detect(PICTURE, 0)
        assert opened.parts == ("right_hand", "left_hand", "pose", "face")
    assert made[0].options.num_hands == 2
    assert sorted(found) == ["left_hand", "pose", "right_hand"]
    assert found["left_hand"][0, 0] == pytest.approx(2.0)  # that of 0.9
    assert found["pose"][0, 3] == 0.5


def test_nothing_found_is_nothing(vision, monkeypatch, tmp_path):
    nobody = vision.HolisticLandmarkerResult([], [], [], [], [], [], [])
    results = {
        "hand": vision.HandLandmarkerResult([], [], []),
        "pose": vision.PoseLandmarkerResult([], []),
    }
    with detector(vision, monkeypatch, tmp_path, results) as (opened, _):
        assert opened.detect(PICTURE, 0) == {}
    with detector(vision, monkeypatch, tmp_path, {"holistic": nobody}) as (opened, _):
        assert opened.detect(PICTURE, 0) == {}


@pytest.mark.parametrize("kind", TASKS)
@pytest.mark.parametrize("content", [b"", b"no model " * 20, b"PK\x05\x06" + bytes(18)])
def test_the_real_library_refuses_what_is_no_model(vision, tmp_path, kind, content):
    path = tmp_path / "x.task"
    path.write_bytes(content)
    try:
        with pytest.raises(ModelError, match=f"cannot use it as {TASKS[kind].name}") as caught:
            open_detector(Models({kind: path})).__enter__()
    except TrackerError as error:
        pytest.skip(str(error))
    assert caught.value.file == str(path)
    assert NAMES[kind] in caught.value.hint
    assert "\n" not in str(caught.value)


class Broken:
    """A landmarker that cannot be made, or that fails later."""

    def __init__(self, error):
        self.error = error

    def create_from_options(self, _options):
        raise self.error


@pytest.mark.parametrize(
    ("error", "kind", "words"),
    [
        (OSError("libEGL.so.1: cannot open shared object file"), TrackerError, "libEGL"),
        (FileNotFoundError("no NormalizationOptions"), ModelError, "no NormalizationOptions"),
        (NotImplementedError(), ModelError, "NotImplementedError"),
        (RuntimeError("a\nb " + "c" * 900), ModelError, "a b c"),
    ],
)
def test_failures_of_the_library_are_one_line(vision, monkeypatch, error, kind, words, tmp_path):
    monkeypatch.setattr(vision, "PoseLandmarker", Broken(error))
    with pytest.raises(kind, match=words) as caught:
        open_detector(Models({"pose": tmp_path / "x.task"})).__enter__()
    assert len(str(caught.value)) < 700
    assert caught.value.exit_code == 2


def test_a_landmarker_that_fails_and_then_cannot_be_closed(vision, monkeypatch, tmp_path):
    class Failing:
        _handle = 1

        def detect_for_video(self, _image, _time):
            raise RuntimeError("Graph has errors")

        def close(self):
            raise RuntimeError("Graph has errors, still")

    failing = Failing()
    monkeypatch.setattr(vision.PoseLandmarker, "create_from_options", lambda _: failing)
    with (
        pytest.raises(ModelError, match="Graph has errors"),
        open_detector(Models({"pose": tmp_path / "x.task"})) as opened,
    ):
        opened.detect(PICTURE, 0)
    assert failing._handle is None


def test_a_mediapipe_without_the_class_is_too_old(vision, monkeypatch, tmp_path):
    monkeypatch.delattr(vision, "HolisticLandmarker")
    with pytest.raises(MissingExtraError, match="has no HolisticLandmarker"):
        open_detector(Models({"holistic": tmp_path / "x.task"})).__enter__()


@pytest.mark.parametrize(
    ("error", "kind", "words"),
    [
        (ModuleNotFoundError("No module", name="mediapipe"), MissingExtraError, r"\[landmarks\]"),
        (ModuleNotFoundError("No module 'cv2'", name="cv2"), TrackerError, "cv2"),
        (ImportError("libGL.so.1: cannot open"), TrackerError, "libGL"),
        (OSError("libGLESv2.so.2: cannot open"), TrackerError, "libGLESv2"),
    ],
)
def test_a_mediapipe_that_cannot_be_imported(monkeypatch, error, kind, words):
    real = builtins.__import__

    def fail(name, *arguments, **named):
        if name.partition(".")[0] == "mediapipe":
            raise error
        return real(name, *arguments, **named)

    for name in [name for name in sys.modules if name.partition(".")[0] == "mediapipe"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(builtins, "__import__", fail)
    with pytest.raises(kind, match=words):
        mediapipe_tasks._load()


def test_the_choice_of_models(tmp_path):
    (tmp_path / "a.task").write_bytes(b"PK")
    path = str(tmp_path / "a.task")
    assert choose_models(path, None, None, None).parts == KIND_PARTS["holistic"]
    assert choose_models(None, path, None, path).parts == ("right_hand", "left_hand", "face")
    with pytest.raises(UsageError, match=r"no model is given.*holistic_landmarker\.task"):
        choose_models(None, None, None, None)
    with pytest.raises(UsageError, match="cannot go with"):
        choose_models(path, None, path, None)
    with pytest.raises(ModelError, match=r"No such file.*pose_landmarker_full\.task"):
        choose_models(None, path, str(tmp_path / "none.task"), None)
    with pytest.raises(ModelError, match="cannot be read"):
        choose_models(str(tmp_path), None, None, None)
