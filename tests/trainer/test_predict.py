"""Predictions for new clips."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from clip_builders import clip_names, practice_rows, write_clips
from trainer_builders import small

import trainer
from hamnosys.classfile import ClassRow, write_class_file
from hamnosys.errors import InputError, UsageError
from hamnosys.schemes import load_scheme
from trainer.checkpoint import Description, load_model, save_checkpoint
from trainer.config import Config
from trainer.errors import CheckpointError, DataError, DeviceError
from trainer.evaluating import evaluate
from trainer.heads import HeadSpec
from trainer.model.recognizer import Recognizer
from trainer.nearest.lexicon import LexiconError
from trainer.predicting import Failure, Prediction, Settings, predict
from trainer.predicting.answering import Answerer

HEARAI = tuple(HeadSpec(head.name, head.labels) for head in load_scheme("hearai").heads)
GLOSS = HeadSpec("gloss", tuple(map(str, range(5))))
CPU = torch.device("cpu")


def save_run(
    run: Path,
    heads: Sequence[HeadSpec] = HEARAI,
    *,
    temperatures: dict[str, float] | None = None,
    config: Config | None = None,
    scheme: str | None = "hearai",
) -> Path:
    """A run directory with a model that has learned nothing."""
    run.mkdir(parents=True)
    config = small(None) if config is None else config
    torch.manual_seed(0)
    model = Recognizer(config, heads, (24, 32))
    with torch.no_grad():
        for name, parameter in model.heads.named_parameters():
            if name.endswith("weight"):  # else all clips look alike to it
                parameter.mul_(20)
    description = Description(config, tuple(heads), scheme, (24, 32), 3, None, temperatures or {})
    save_checkpoint(run / "best.safetensors", model, description)
    return run


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_run(tmp_path_factory.mktemp("predict") / "run")


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Seven clips of different lengths, without any class file."""
    path = write_clips(
        tmp_path_factory.mktemp("clips") / "new", practice_rows(7), frames=[1, 2, 3, 4, 5, 6, 3]
    )
    (path / "test_hamnosys.txt").unlink()
    return path


def inputs(clips: Path) -> list[Path]:
    return [clips / name for name in clip_names(7)]


def best(prediction: Prediction) -> tuple[int, ...]:
    return tuple(head.guesses[0].number for head in prediction.heads)


def figures(predictions: Sequence[Prediction]) -> list[Any]:
    return [
        [guess.probability for head in each.heads for guess in head.guesses]
        + [near.distance for near in (each.nearest.glosses if each.nearest else ())]
        for each in predictions
    ]


def write_lexicon(path: Path, rows: Sequence[tuple[int, ...]]) -> Path:
    write_class_file(path, [ClassRow(f"sign_{n}", 0, 0, row) for n, row in enumerate(rows)])
    return path


def test_each_clip_in_the_order_of_the_inputs(run: Path, clips: Path) -> None:
    found = predict(run, [*reversed(inputs(clips))], gpu=-1)
    assert [each.name for each in found] == [*reversed(clip_names(7))]
    assert [head.head for head in found[0].heads] == [head.name for head in HEARAI]
    assert all(each.nearest is None for each in found)
    assert len({best(each) for each in found}) > 1


def test_a_directory_of_clips_and_exports(run: Path, clips: Path) -> None:
    found = trainer.predict(run / "best.json", [clips], gpu=-1)
    assert [each.name for each in found] == clip_names(7)
    assert isinstance(found[0], trainer.Prediction)
    assert [each.path for each in found] == inputs(clips)


def test_probabilities_are_those_of_the_model(run: Path, clips: Path) -> None:
    """Against the scores of the same clips: what is most probable is right there."""
    found = predict(run, [clips], gpu=-1, top=99)
    for each in found:
        for head, spec in zip(each.heads, HEARAI, strict=True):
            shares = [guess.probability for guess in head.guesses]
            assert sum(shares) == pytest.approx(1, abs=1e-5)
            assert shares == sorted(shares, reverse=True)
            assert len(shares) == spec.classes
    rows = [ClassRow(each.name, 0, 0, best(each)) for each in found]
    write_class_file(clips / "test_hamnosys.txt", rows)
    try:
        scored = evaluate(small(clips), run, data=[str(clips)]).keeper.scores()
    finally:
        (clips / "test_hamnosys.txt").unlink()
    assert scored.all_right == 1


@pytest.mark.parametrize("by", ["log_probability", "loss_weight"])
def test_batches_do_not_change_what_is_said(
    run: Path, clips: Path, tmp_path: Path, by: str
) -> None:
    lexicon = write_lexicon(tmp_path / "lexicon.txt", practice_rows(50, seed=3))
    every = [
        predict(run, [clips], gpu=-1, lexicon=lexicon, by=by, batch_size=size)
        for size in (1, 4, 64)
    ]
    for other in every[1:]:
        assert [*map(best, other)] == [*map(best, every[0])]
        for ours, theirs in zip(figures(every[0]), figures(other), strict=True):
            assert ours == pytest.approx(theirs, abs=1e-4)


def test_top_and_labels_and_symbols(run: Path, clips: Path) -> None:
    (found,) = predict(run, [inputs(clips)[0]], gpu=-1, top=5)
    assert [len(head.guesses) for head in found.heads] == [5, 5, 4, 5, 5, 5, 5, 5]
    assert found.head("hand_shape_thumb_position") is found.heads[2]
    said = {guess.label: guess.symbols for head in found.heads for guess in head.guesses}
    every = {
        label: head.symbols(number)
        for head in load_scheme("hearai").heads
        for number, label in enumerate(head.labels)
    }
    assert said.items() <= every.items()
    assert any(said.values())
    with pytest.raises(KeyError):
        found.head("gloss")


def test_symbols_of_labels_with_several_words() -> None:
    labels = ("none", "before hamlrat", "hamsymmlr+hamlargemod", "hamextfingeru")
    spec = HeadSpec("head", labels)
    shares = {"head": np.array([[0.4, 0.3, 0.2, 0.1]], np.float32)}
    for gloss, wanted in (
        (None, ["", "\ue059", "\ue0e9\ue0c7", "\ue020"]),
        ("head", [""] * 4),  # a gloss may be called like a symbol
    ):
        (found,) = Answerer([spec], Settings(top=4), gloss=gloss).answer([("clip", Path())], shares)
        assert [guess.symbols for guess in found.heads[0].guesses] == wanted


def test_the_lower_class_is_first_where_two_are_as_probable() -> None:
    shares = {"head": np.array([[0.2, 0.3, 0.2, 0.3]], np.float32)}
    spec = HeadSpec("head", tuple("abcd"))
    (found,) = Answerer([spec], Settings(top=3)).answer([("clip", Path())], shares)
    assert [guess.label for guess in found.heads[0].guesses] == ["b", "d", "a"]


def test_a_temperature_calibrates(run: Path, clips: Path, tmp_path: Path) -> None:
    warm = {head.name: 50.0 for head in HEARAI[1:]}
    other = save_run(tmp_path / "run", temperatures=warm)
    ours, theirs = (predict(each, [clips], gpu=-1) for each in (run, other))
    assert [*map(best, ours)] == [*map(best, theirs)]
    for one, two in zip(ours, theirs, strict=True):
        assert one.heads[0] == two.heads[0]
        for sure, unsure in zip(one.heads[1:], two.heads[1:], strict=True):
            assert sure.guesses[0].probability > unsure.guesses[0].probability


def test_what_is_under_the_threshold_is_unknown(run: Path, clips: Path, tmp_path: Path) -> None:
    lexicon = write_lexicon(tmp_path / "lexicon.txt", practice_rows(9))
    for threshold in (0.0, 0.5, 1.0):
        for each in predict(run, [clips], gpu=-1, threshold=threshold, lexicon=lexicon):
            for head in each.heads:
                assert head.unknown == (head.guesses[0].probability < threshold)
            assert each.nearest is not None
            assert each.nearest.unknown == (each.nearest.glosses[0].match < threshold)


def test_the_lexicon_entry_with_the_most_probable_classes_is_first(
    run: Path, clips: Path, tmp_path: Path
) -> None:
    said = [best(each) for each in predict(run, [clips], gpu=-1)]
    rows = [*practice_rows(30, seed=5), *dict.fromkeys(said), *practice_rows(30, seed=6)]
    lexicon = write_lexicon(tmp_path / "lexicon.txt", rows)
    for by in ("log_probability", "loss_weight"):
        found = predict(run, [clips], gpu=-1, lexicon=lexicon, by=by, neighbours=2)
        for classes, each in zip(said, found, strict=True):
            assert each.nearest is not None
            first = each.nearest.glosses[0]
            place = rows.index(classes)
            assert (first.gloss, first.row, first.rank) == (f"sign_{place}", place + 1, 1)
            if by == "loss_weight":
                assert (first.distance, first.match) == (0, 1)


def test_untrained_heads_neither_speak_nor_count(clips: Path, tmp_path: Path) -> None:
    heads = (replace(HEARAI[0], loss_weight=0.0), *HEARAI[1:])
    other = save_run(tmp_path / "run", heads)
    lexicon = tmp_path / "lexicon.txt"
    write_lexicon(lexicon, practice_rows(5))
    lines = [line.split() for line in lexicon.read_text(encoding="utf-8").splitlines()]
    cut = tmp_path / "without.txt"
    cut.write_text("".join(" ".join([*c[:3], *c[4:]]) + "\n" for c in lines), encoding="utf-8")
    told: list[str] = []
    watch = trainer.Watch(told.append)
    found = predict(other, [clips], gpu=-1, lexicon=cut, watch=watch)
    assert [head.head for head in found[0].heads] == [head.name for head in HEARAI[1:]]
    assert any("not trained are left out: symmetry_operator" in line for line in told)
    again = predict(other, [clips], gpu=-1, lexicon=lexicon, watch=watch)
    assert found == again
    assert any(f"{lexicon}: heads that the model has not learned: symm" in line for line in told)


def gloss_config(mode: str) -> Config:
    return small(None, train_parameters={"classification_mode": mode})


def test_glosses_and_their_names(clips: Path, tmp_path: Path) -> None:
    run = save_run(tmp_path / "run", [GLOSS], config=gloss_config("gloss"), scheme=None)
    (found, *_) = predict(run, [clips], gpu=-1)
    assert [head.head for head in found.heads] == ["gloss"]
    names = tmp_path / "names.txt"
    names.write_text("".join(f"{number}\thamfist {number}\n" for number in range(4)))
    (named, *_) = predict(run, [clips], gpu=-1, gloss_names=names, top=5)
    labels = {guess.number: (guess.label, guess.symbols) for guess in named.heads[0].guesses}
    assert labels == {n: (f"hamfist {n}", "") for n in range(4)} | {4: ("4", "")}
    with pytest.raises(CheckpointError, match="glosses only: a lexicon"):
        predict(run, [clips], gpu=-1, lexicon=names)


def test_a_joint_model_has_both(clips: Path, tmp_path: Path) -> None:
    run = save_run(tmp_path / "run", [*HEARAI, GLOSS], config=gloss_config("joint"))
    lexicon = write_lexicon(tmp_path / "lexicon.txt", practice_rows(5))
    (found, *_) = predict(run, [clips], gpu=-1, lexicon=lexicon)
    assert [head.head for head in found.heads][-2:] == ["hand_location_y", "gloss"]
    assert found.nearest is not None


def test_names_of_glosses_for_a_model_without(run: Path, clips: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="tells no glosses apart"):
        predict(run, [clips], gloss_names=tmp_path / "names.txt")


def test_a_lexicon_of_another_scheme(run: Path, clips: Path, tmp_path: Path) -> None:
    lexicon = tmp_path / "lexicon.txt"
    lexicon.write_text("name start end shape\na 0 0 1\n", encoding="utf-8")
    with pytest.raises(LexiconError, match=r"it has no symmetry_operator, .*scheme hearai\)"):
        predict(run, [clips], lexicon=lexicon)


def damaged(clips: Path, tmp_path: Path, *places: int) -> Path:
    copy = tmp_path / "damaged"
    shutil.copytree(clips, copy)
    for place in places:
        name = clip_names(7)[place]
        (copy / name / f"{name}_0.jpg").write_bytes(b"no picture")
    return copy


@pytest.mark.parametrize("size", [1, 3, 64])
def test_a_clip_that_cannot_be_read_costs_only_itself(
    run: Path, clips: Path, tmp_path: Path, size: int
) -> None:
    copy = damaged(clips, tmp_path, 0, 2, 3)
    failed: list[Failure] = []
    found = predict(run, [copy], gpu=-1, batch_size=size, on_fault=failed.append)
    names = clip_names(7)
    assert [each.name for each in failed] == [names[0], names[2], names[3]]
    assert all(isinstance(each.error, DataError) for each in failed)
    assert [each.name for each in found] == [names[1], *names[4:]]
    whole = {each.name: best(each) for each in predict(run, [clips], gpu=-1)}
    assert all(best(each) == whole[each.name] for each in found)
    with pytest.raises(DataError, match=f"{names[0]}_0.jpg"):
        predict(run, [copy], gpu=-1)


@pytest.mark.slow
def test_processes_say_the_same(run: Path, clips: Path, tmp_path: Path) -> None:
    copy = damaged(clips, tmp_path, 2, 5)
    ways = []
    for workers in (0, 1):
        failed: list[Failure] = []
        found = predict(run, [copy], gpu=-1, batch_size=2, workers=workers, on_fault=failed.append)
        ways.append((found, [each.name for each in failed]))
    assert ways[0] == ways[1]


def test_without_fps_frames_cannot_be_chosen_by_time(
    clips: Path, run: Path, tmp_path: Path
) -> None:
    timed = save_run(tmp_path / "run", config=small(None, train_parameters={"time": 0.1}))
    with pytest.raises(DataError, match="the clip clip_000 has no FPS"):
        predict(timed, [clips], gpu=-1)
    copy = tmp_path / "clips"
    shutil.copytree(clips, copy)
    for name in clip_names(7):
        (copy / name / f"{name}_properties.json").write_text(json.dumps({"FPS": 25}))
    assert len(predict(timed, [copy], gpu=-1)) == 7


def test_a_left_handed_signer_is_mirrored(run: Path, clips: Path, tmp_path: Path) -> None:
    copy = tmp_path / "clips"
    shutil.copytree(clips, copy)
    name = clip_names(7)[1]
    (copy / name / f"{name}_properties.json").write_text(json.dumps({"handedness": "left"}))
    ours, theirs = (predict(run, [each], gpu=-1) for each in (clips, copy))
    differ = [one.heads != two.heads for one, two in zip(ours, theirs, strict=True)]
    assert differ == [number == 1 for number in range(7)]


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ({"top": 0}, "top is 0, and must be at least 1"),
        ({"neighbours": 0}, "neighbours is 0"),
        ({"batch_size": 0}, "batch_size is 0"),
        ({"workers": -1}, "workers is -1"),
        ({"threshold": 1.5}, "threshold is 1.5"),
        ({"by": "near"}, "no distance 'near'"),
    ],
)
def test_settings_out_of_range(
    run: Path, clips: Path, tmp_path: Path, setting: dict[str, Any], words: str
) -> None:
    lexicon = write_lexicon(tmp_path / "lexicon.txt", practice_rows(5))
    with pytest.raises(UsageError, match=words):
        predict(run, [clips], lexicon=lexicon, **setting)


def test_what_is_no_checkpoint(clips: Path, tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "missing"):
        with pytest.raises(CheckpointError):
            predict(path, [clips])


def test_what_is_no_input(run: Path, tmp_path: Path) -> None:
    with pytest.raises((DataError, InputError), match="missing"):
        predict(run, [tmp_path / "missing"], gpu=-1)


def test_a_model_that_gives_no_numbers(run: Path, clips: Path, tmp_path: Path) -> None:
    model, description = load_model(run, CPU)
    with torch.no_grad():
        model.heads["symmetry_operator"][-1].bias.fill_(float("nan"))
    save_checkpoint(tmp_path / "best.safetensors", model, description)
    with pytest.raises(CheckpointError, match="is no number: symmetry_operator"):
        predict(tmp_path, [clips], gpu=-1)


def test_a_device_that_does_not_exist(run: Path, clips: Path) -> None:
    with pytest.raises(DeviceError, match="no GPU 99"):
        predict(run, [clips], gpu=99)
    with pytest.raises(DeviceError, match="fp16 needs a GPU"):
        predict(run, [clips], gpu=-1, precision="fp16")


def test_inputs_that_are_none_cost_only_themselves(run: Path, clips: Path, tmp_path: Path) -> None:
    empty, note = tmp_path / "empty", tmp_path / "note.txt"
    empty.mkdir()
    note.write_text("no clip")
    failed: list[Failure] = []
    found = predict(run, [empty, clips, note], gpu=-1, on_fault=failed.append)
    assert [each.name for each in found] == clip_names(7)
    assert [each.name for each in failed] == [str(empty), str(note)]
    with pytest.raises(DataError, match="holds no clips"):
        predict(run, [empty, note], gpu=-1, on_fault=failed.append)


def test_a_video(run: Path, tmp_path: Path) -> None:
    pytest.importorskip("av")
    from video_builders import numbered, write_video

    video = write_video(tmp_path / "sign.mp4", [numbered(number) for number in range(8)])
    (found,) = predict(run, [video], gpu=-1)
    assert found.name == "sign"
    timed = save_run(tmp_path / "run", config=small(None, train_parameters={"time": 0.1}))
    assert len(predict(timed, [video], gpu=-1)) == 1  # a video says its FPS
    (tmp_path / "cut.mp4").write_bytes(video.read_bytes()[:200])
    failed: list[Failure] = []
    (other,) = predict(run, [tmp_path / "cut.mp4", video], gpu=-1, on_fault=failed.append)
    assert (other, [Path(each.name).name for each in failed]) == (found, ["cut.mp4"])


def test_landmarks(tmp_path: Path) -> None:
    from landmark_builders import save_npz, some_parts

    data = tmp_path / "data"
    lines = []
    for number, name in enumerate(("one", "two", "three", "four")):
        (data / name).mkdir(parents=True)
        points = some_parts(3 + number)
        parts = {part: found.reshape(3 + number, -1) for part, found in points.items()}
        save_npz(data / name / f"{name}.npz", **parts)
        lines.append(f"{name} 0 0 0 1 2 3 4 5 0 {number}")
    header = " ".join(["name", "start", "end", *(head.name for head in HEARAI)])
    (data / "test_hamnosys.txt").write_text("\n".join([header, *lines]) + "\n")
    config = small(
        data,
        tmp_path / "run",
        train_parameters={"use_frames": False, "use_landmarks": True, "epochs": 1},
        feature_extractor={"name": "landmark_extractor"},
    )
    trainer.train(config)
    (data / "test_hamnosys.txt").unlink()
    found = predict(tmp_path / "run", [data, data / "two" / "two.npz"], gpu=-1)
    assert [each.name for each in found] == ["four", "one", "three", "two", "two"]
    assert best(found[-1]) == best(found[-2])
