"""``hamnosys export``."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
import torch
from trainer_builders import heads_of, small

from hamnosys.cli.main import run as hamnosys
from trainer.checkpoint import Description, save_checkpoint
from trainer.data.layout import LandmarkLayout
from trainer.model.recognizer import Recognizer

for _name in ("onnx", "onnxruntime", "onnxscript"):
    pytest.importorskip(_name)

HEADS = heads_of(shape=4, place=3)
Capture = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkpoint that is exported in a second: landmarks of a body, single frames."""
    config = small(
        None,
        train_parameters={"use_frames": False, "use_landmarks": True, "pre_training": True},
        feature_extractor={"name": "landmark_extractor"},
        landmarks={"parts": ["pose"], "normalization": "none", "hidden_size": 16, "layers": 1},
        transformer={"name": "fake_transformer"},
    )
    layout = LandmarkLayout((("pose", 33),), tuple(range(33)))
    torch.manual_seed(0)
    model = Recognizer(config, HEADS, None, layout)
    description = Description(config, HEADS, None, None, 3, None, {"shape": 2.0}, layout=layout)
    folder = tmp_path_factory.mktemp("export") / "run"
    folder.mkdir()
    save_checkpoint(folder / "best.safetensors", model, description)
    return folder


def test_logits_of_single_frames_in_place_of_a_file(
    run: Path, tmp_path: Path, capfd: Capture
) -> None:
    import onnxruntime

    from trainer.checkpoint import load_model
    from trainer.exporting import read_metadata

    out = tmp_path / "model.onnx"
    out.write_bytes(b"before")
    command = ["export", str(run), "-o", str(out), "--logits", "--opset", "20"]
    assert hamnosys(command) == 2
    assert capfd.readouterr().err == f"hamnosys: {out}: exists already (--force replaces it)\n"
    assert out.read_bytes() == b"before"
    assert hamnosys([*command, "--force"]) == 0
    told = capfd.readouterr()
    assert told.out == ""
    lines = told.err.splitlines()
    assert lines[0].startswith(f"{out}: landmarks to logits of 2 heads, ")
    assert lines[0].endswith(" MB, opset 20")
    assert lines[1].startswith("largest difference from the model on random clips: ")
    assert float(lines[1].split()[-1]) < 1e-5
    assert len(lines) == 2
    assert list(tmp_path.iterdir()) == [out]
    data = read_metadata(out)
    assert (data["outputs"], data["num_segments"]) == ("logits", 1)
    points = torch.rand(2, 1, 33, 4)
    mask = torch.ones(2, 1, dtype=torch.bool)
    session = onnxruntime.InferenceSession(out.read_bytes())
    assert [each.shape for each in session.get_inputs()] == [["clips", 1], ["clips", 1, 33, 4]]
    given = session.run(["shape"], {"landmarks": points.numpy(), "mask": mask.numpy()})[0]
    model, _ = load_model(run, torch.device("cpu"))
    with torch.no_grad():
        wanted = model(None, None, points)["shape"]
    torch.testing.assert_close(torch.from_numpy(given), wanted)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["missing", "-o", "model.onnx"], "missing: there is no such checkpoint"),
        ([".", "-o", "model.onnx"], "holds no checkpoint"),
        (["model.pt", "-o", "model.onnx"], "only .safetensors files are read"),
        (["damaged", "-o", "model.onnx"], "is no file of weights"),
        (["run"], "Missing option '-o'"),
        (["run", "-o", "none/model.onnx"], "its directory does not exist"),
        (["run", "-o", "."], "is a directory"),
        (["run", "-o", "model.onnx", "--opset", "9"], "--opset"),
    ],
)
def test_what_is_wrong_is_one_line(
    run: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: Capture,
    arguments: list[str],
    words: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "run").symlink_to(run)
    (tmp_path / "model.pt").write_bytes(b"")
    (tmp_path / "damaged").mkdir()
    description = (run / "best.json").read_bytes()
    (tmp_path / "damaged" / "best.json").write_bytes(description)
    (tmp_path / "damaged" / "best.safetensors").write_bytes(b"\0" * 40)
    before = set(tmp_path.iterdir())
    assert hamnosys(["export", *arguments]) == 2
    told = capfd.readouterr()
    assert told.out == ""
    assert words in told.err
    assert ("Usage:" in told.err) or told.err.count("\n") == 1
    assert set(tmp_path.iterdir()) == before


def test_a_missing_package_is_named(
    run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: Capture
) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    assert hamnosys(["export", str(run), "-o", str(tmp_path / "model.onnx")]) == 2
    assert capfd.readouterr().err == (
        "hamnosys: this needs onnxruntime, which is not there "
        "(pip install 'hamnosys-toolkit[onnx]')\n"
    )
    assert list(tmp_path.iterdir()) == []
