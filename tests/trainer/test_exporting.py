"""Models as ONNX: the graph gives the numbers of the model, in onnxruntime alone."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor
from trainer_builders import heads_of, small

from hamnosys.errors import InputError, MissingExtraError, OutputError, UsageError
from trainer.checkpoint import BEST, Description, load_model, save_checkpoint
from trainer.data.layout import LandmarkLayout
from trainer.errors import CheckpointError
from trainer.heads import HeadSpec
from trainer.model.hubert import encoder_settings
from trainer.model.recognizer import Recognizer, frames_seen

for _name in ("onnx", "onnxruntime", "onnxscript"):
    pytest.importorskip(_name)

from trainer.exporting import (  # noqa: E402
    Exported,
    ExportError,
    export_onnx,
    graph,
    parity,
    read_metadata,
)

SIZE = (32, 40)
CPU = torch.device("cpu")
# Names that the exporter gives values inside: an output called so must not clash with them.
HEADS = (
    *heads_of(linear=4, mul_1=3),
    HeadSpec("left_out", ("a", "b"), 0.0),
    HeadSpec("shape", ("fist ✊", "flat"), 0.5),
)
TEMPERATURES = {"linear": 2.5, "mul_1": 0.4}
HANDS = (("right_hand", 21), ("left_hand", 21), ("pose", 33))
BODY = (("pose", 33),)
# Without hands few numbers are made of landmarks, and exporting takes a second.
QUICK: dict[str, Any] = {"parts": ["pose"], "normalization": "none", "hidden_size": 16, "layers": 1}
# The first layers of the small network: the others are exported alike.
STEM = {"channels": [8, 8, 16, 16], "stem_width": 8, "features_only": True, "out_indices": [0]}

CASES: dict[str, dict[str, Any]] = {
    "frames": {
        "transformer": {"name": "sign_language_cnn_transformer", "pooling": "token"},
        "feature_extractor": {"pooling": "grid"},
    },
    "both": {
        "points": HANDS,
        "both": True,
        "landmarks": {"encoder": "graph", "normalization": "body", "parts": [p for p, _ in HANDS]},
        "transformer": {"name": "sign_language_transformer", "positions": "sinusoidal"},
        "feature_extractor": {"model_args": STEM},
    },
    "lstm": {"points": BODY, "transformer": {"name": "lstm", "num_encoder_layers": 2}},
    "hubert": {"points": BODY, "transformer": {"name": "hubert_transformer"}},
    "fake": {"points": BODY, "transformer": {"name": "fake_transformer"}},
}
every_case = pytest.mark.parametrize("case", CASES)


def write_run(
    folder: Path,
    *,
    heads: tuple[HeadSpec, ...] = HEADS,
    points: tuple[tuple[str, int], ...] = (),
    both: bool = False,
    **sections: Mapping[str, Any],
) -> Path:
    """A checkpoint whose batch norms have moved and whose answers differ from clip to clip."""
    training = {"num_segments": 6, "use_landmarks": bool(points), "use_frames": both or not points}
    sections["train_parameters"] = {**training, **sections.get("train_parameters", {})}
    layout = size = None
    if points:
        count = sum(number for _, number in points)
        layout = LandmarkLayout(points, tuple(range(count)))
        sections["landmarks"] = {**QUICK, **sections.get("landmarks", {})}
    if both or not points:
        size = SIZE
    else:
        sections["feature_extractor"] = {"name": "landmark_extractor"}
    config = small(None, **sections)
    torch.manual_seed(5)
    model = Recognizer(config, heads, size, layout)
    for parameter in model.parameters():
        parameter.data *= 2
    frames = frames_seen(config)
    model.train()(
        torch.randn(4, frames, 3, *SIZE) if size else None,
        torch.ones(4, frames, dtype=torch.bool),
        torch.rand(4, frames, layout.points, 4) if layout else None,
    )
    description = Description(
        config, heads, "hearai", size, 7, None, TEMPERATURES, encoder_settings(model), layout
    )
    folder.mkdir()
    save_checkpoint(folder / BEST, model, description)
    return folder


@dataclass(frozen=True)
class Case:
    run: Path
    content: bytes
    done: Exported
    model: Recognizer
    description: Description

    @property
    def most(self) -> int:
        return frames_seen(self.description.config)

    def answers(self, inputs: Mapping[str, Tensor]) -> dict[str, Tensor]:
        session = parity.session_of(self.content)
        names = [each.name for each in session.get_outputs()]
        given = session.run(None, {name: each.numpy() for name, each in inputs.items()})
        return {name: torch.from_numpy(each) for name, each in zip(names, given, strict=True)}

    def alone(self, inputs: Mapping[str, Tensor]) -> dict[str, Tensor]:
        """Of the model, clip by clip, so that there is no padding at all."""
        mean = torch.tensor([0.485, 0.456, 0.406])[:, None, None]
        deviation = torch.tensor([0.229, 0.224, 0.225])[:, None, None]
        rows: dict[str, list[Tensor]] = {name: [] for name in self.model.heads}
        for place, length in enumerate(inputs["mask"].sum(1).tolist()):
            pictures = points = None
            if "frames" in inputs:
                pictures = (inputs["frames"][place : place + 1, :length] / 255 - mean) / deviation
            if "landmarks" in inputs:
                points = inputs["landmarks"][place : place + 1, :length]
            with torch.no_grad():
                for name, logits in self.model(pictures, None, points).items():
                    rows[name].append(torch.softmax(logits[0] / TEMPERATURES.get(name, 1.0), 0))
        return {name: torch.stack(each) for name, each in rows.items()}


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Case]:
    """Exports each case once."""
    above, kept = tmp_path_factory.mktemp("exporting"), {}

    def exported(name: str) -> Case:
        if name == "hubert":
            pytest.importorskip("transformers")
        if name not in kept:
            run = write_run(above / name, **CASES[name])
            path = above / f"{name}.onnx"
            done = export_onnx(run, path)
            kept[name] = Case(run, path.read_bytes(), done, *load_model(run, CPU))
        return kept[name]

    return exported


def clips_of(case: Case, *lengths: int) -> dict[str, Tensor]:
    return parity.sample(case.description, lengths, max(lengths))


# --- the numbers ---


@every_case
def test_the_graph_gives_what_the_model_gives(case: str, export: Callable[[str], Case]) -> None:
    found = export(case)
    most = found.most
    for lengths in ((most,) * 2, (1, most, max(1, most - 2), most), (most,), (1,)):
        inputs = clips_of(found, *lengths)
        given, wanted = found.answers(inputs), found.alone(inputs)
        assert list(given) == ["linear", "mul_1", "shape"]
        for name, values in given.items():
            torch.testing.assert_close(values, wanted[name], rtol=1e-4, atol=1e-5)
            torch.testing.assert_close(values.sum(1), torch.ones(len(lengths)))
    assert 0 <= found.done.difference < 1e-5


@every_case
def test_clips_do_not_all_look_alike(case: str, export: Callable[[str], Case]) -> None:
    found = export(case)
    given = found.answers(clips_of(found, *[found.most] * 3))
    # A hundred times what may differ above, and more.
    assert max(values.std(0).max() for values in given.values()) > 5e-3


@every_case
def test_what_stands_in_padding_changes_nothing(case: str, export: Callable[[str], Case]) -> None:
    found = export(case)
    inputs = clips_of(found, found.most, 2, 1)
    mask = inputs["mask"]
    other = dict(inputs)
    if "frames" in inputs:
        other["frames"] = torch.where(mask[..., None, None, None], inputs["frames"], 255)
    if "landmarks" in inputs:
        nothing = torch.tensor(float("nan"))
        other["landmarks"] = torch.where(mask[..., None, None], inputs["landmarks"], nothing)
    for name, values in found.answers(other).items():
        torch.testing.assert_close(values, found.answers(inputs)[name], rtol=0, atol=1e-6)


@every_case
def test_inputs_are_those_that_the_model_takes(case: str, export: Callable[[str], Case]) -> None:
    found = export(case)
    shapes = {each.name: each.shape for each in parity.session_of(found.content).get_inputs()}
    wanted: dict[str, list[Any]] = {"mask": ["clips", "frames"]}
    if case in ("frames", "both"):
        wanted["frames"] = ["clips", "frames", 3, *SIZE]
    if case != "frames":
        points = 75 if case == "both" else 33
        wanted["landmarks"] = ["clips", "frames", points, 4]
    assert shapes == wanted


# --- what travels along, and the file ---


def test_metadata_say_how_to_use_it(export: Callable[[str], Case], tmp_path: Path) -> None:
    found = export("both")
    (tmp_path / "model.onnx").write_bytes(found.content)
    data = read_metadata(tmp_path / "model.onnx")
    assert data == found.done.metadata
    assert (data["format"], data["scheme"], data["epoch"]) == (1, "hearai", 7)
    assert (data["outputs"], data["num_segments"], data["time"]) == ("probabilities", 6, None)
    assert [head["name"] for head in data["heads"]] == ["linear", "mul_1", "shape"]
    assert data["heads"][2] == {
        "name": "shape",
        "classes": 2,
        "labels": ["fist ✊", "flat"],
        "loss_weight": 0.5,
        "temperature": 1.0,
    }
    assert data["heads"][0]["temperature"] == 2.5
    assert data["frames"]["picture_size"] == list(SIZE)
    assert data["frames"]["mean"] == [0.485, 0.456, 0.406]
    assert (data["frames"]["resize_size"], data["frames"]["center_crop_size"]) == (None, None)
    assert data["landmarks"]["parts"] == [list(part) for part in HANDS]
    assert (data["landmarks"]["normalization"], data["landmarks"]["average"]) == ("body", True)
    assert found.done.untrained == ("left_out",)
    assert export("frames").done.metadata["landmarks"] is None
    assert export("lstm").done.metadata["frames"] is None


def test_onnxruntime_alone_runs_it(export: Callable[[str], Case], tmp_path: Path) -> None:
    found = export("frames")
    inputs = clips_of(found, 3, 2)
    (tmp_path / "model.onnx").write_bytes(found.content)
    np.savez(tmp_path / "inputs.npz", **{name: each.numpy() for name, each in inputs.items()})
    code = (
        "import json, sys\n"
        "for name in ('torch', 'onnx', 'trainer', 'hamnosys'): sys.modules[name] = None\n"
        "import numpy, onnxruntime\n"
        "session = onnxruntime.InferenceSession('model.onnx')\n"
        "text = session.get_modelmeta().custom_metadata_map['hamnosys']\n"
        "outputs = session.run(None, dict(numpy.load('inputs.npz')))\n"
        "print(json.dumps([json.loads(text), [each.tolist() for each in outputs]]))\n"
    )
    said = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, check=True, text=True
    )
    metadata, outputs = json.loads(said.stdout)
    assert said.stderr == ""
    assert metadata == found.done.metadata
    for given, wanted in zip(outputs, found.answers(inputs).values(), strict=True):
        torch.testing.assert_close(torch.tensor(given), wanted)


@every_case
def test_nothing_of_this_machine_is_in_it(case: str, export: Callable[[str], Case]) -> None:
    content = export(case).content
    for trace in (str(Path.cwd()), ".py", "site-packages", "stack_trace", "/trainer/"):
        assert trace.encode() not in content


def test_the_same_checkpoint_gives_the_same_bytes(
    export: Callable[[str], Case], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    found = export("fake")
    shutil.copytree(found.run, tmp_path / "elsewhere")
    export_onnx(tmp_path / "elsewhere", tmp_path / "again.onnx")
    assert (tmp_path / "again.onnx").read_bytes() == found.content
    assert capfd.readouterr() == ("", "")


# --- faults ---


def test_a_graph_with_other_numbers_is_not_written(
    export: Callable[[str], Case], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import onnx

    def wrong(*_arguments: Any, **_options: Any) -> Any:
        model = onnx.load_from_string(export("lstm").content)
        for each in model.graph.initializer:
            if each.name.endswith("weight_hh_1"):
                each.raw_data = bytes(len(each.raw_data))
        del model.metadata_props[:]
        return model

    monkeypatch.setattr(graph, "graph_of", wrong)
    run, out = export("lstm").run, tmp_path / "model.onnx"
    out.write_bytes(b"before")
    with pytest.raises(ExportError, match="gives other numbers than the model") as caught:
        export_onnx(run, out, force=True)
    assert caught.value.file == str(run / BEST)
    assert [each.name for each in tmp_path.iterdir()] == ["model.onnx"]
    assert out.read_bytes() == b"before"


def test_weights_that_are_no_numbers_are_told(
    export: Callable[[str], Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = export("lstm")
    model, _ = load_model(found.run, CPU)
    model.heads["shape"][1].bias.data[0] = float("nan")  # type: ignore[index, union-attr, operator]
    with pytest.raises(ExportError, match="is no number: shape"):
        parity.largest_difference(
            found.content, model, found.description, ["linear", "shape"], TEMPERATURES
        )


@pytest.mark.parametrize(
    ("heads", "words"),
    [
        (heads_of(mask=3), "a head cannot be called like an input of the graph: mask"),
        ((HeadSpec("shape", ("a", "b"), 0.0),), "no head of the model was trained"),
    ],
)
def test_heads_that_cannot_be_exported(
    heads: tuple[HeadSpec, ...], words: str, tmp_path: Path
) -> None:
    run = write_run(tmp_path / "run", heads=heads, points=BODY)
    with pytest.raises(ExportError, match=words) as caught:
        export_onnx(run, tmp_path / "model.onnx")
    assert caught.value.file == str(run / BEST)
    assert not (tmp_path / "model.onnx").exists()


def test_what_the_exporter_cannot_do_is_one_line() -> None:
    class Deciding(torch.nn.Module):
        def forward(self, mask: Tensor) -> tuple[Tensor]:
            return (mask.float() if bool(mask.any()) else mask.double(),)

    with pytest.raises(ExportError, match="PyTorch's exporter cannot write this model") as caught:
        graph.graph_of(
            Deciding(), {"mask": torch.ones(2, 3).bool()}, ["a"], most_frames=3, opset=18
        )
    assert "\n" not in str(caught.value)
    assert caught.value.exit_code == 2


def test_more_than_a_file_holds_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(graph, "_MOST_BYTES", 100)
    with pytest.raises(ExportError, match="less than 2 GiB"):
        graph.graph_of(torch.nn.Linear(9, 9), {}, [], most_frames=1, opset=18)


@pytest.mark.parametrize("missing", ["onnx", "onnxruntime", "onnxscript"])
def test_a_missing_extra(missing: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(MissingExtraError, match=f"this needs {missing}") as caught:
        export_onnx(tmp_path, tmp_path / "model.onnx")
    assert "hamnosys-toolkit[onnx]" in caught.value.hint


def test_bad_arguments(tmp_path: Path) -> None:
    out = tmp_path / "model.onnx"
    with pytest.raises(CheckpointError, match="holds no checkpoint"):
        export_onnx(tmp_path, out)
    with pytest.raises(UsageError, match="opset 11 is not 18 to 23"):
        export_onnx(tmp_path, out, opset=11)
    with pytest.raises(OutputError, match="its directory does not exist"):
        export_onnx(tmp_path, tmp_path / "none" / "model.onnx")
    assert list(tmp_path.iterdir()) == []


def test_reading_metadata_of_other_files(tmp_path: Path) -> None:
    import onnx

    path = tmp_path / "model.onnx"
    with pytest.raises(InputError, match="cannot be read: No such file"):
        read_metadata(path)
    path.write_bytes(b"\xff" * 50)
    with pytest.raises(InputError, match="is no ONNX file"):
        read_metadata(path)
    model = onnx.ModelProto(ir_version=8)
    path.write_bytes(model.SerializeToString())
    with pytest.raises(InputError, match="has no metadata of hamnosys"):
        read_metadata(path)
    for text, words in (("{", "cannot be read"), ('{"format": 9}', "format is 9"), ("[]", "read")):
        del model.metadata_props[:]
        model.metadata_props.add(key="hamnosys", value=text)
        path.write_bytes(model.SerializeToString())
        with pytest.raises(InputError, match=words) as caught:
            read_metadata(path)
        assert "\n" not in str(caught.value)
