from __future__ import annotations

import json
import pickle
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import save_file
from torch import Tensor
from trainer_builders import heads_of, small

from hamnosys.errors import HamNoSysError
from trainer.checkpoint import (
    BEST,
    LAST,
    Description,
    find_checkpoint,
    load_model,
    load_tensors,
    load_weights,
    put_weights,
    read_description,
    save_checkpoint,
    start_extractor,
)
from trainer.errors import CheckpointError
from trainer.model.recognizer import Recognizer

HEADS = heads_of(shape=4, place=3)
SIZE = (32, 40)
CPU = torch.device("cpu")


def model_of(**sections: Any) -> Recognizer:
    return Recognizer(small(None, **sections), HEADS, SIZE)


def described(**sections: Any) -> Description:
    return Description(small(None, **sections), HEADS, "hearai", SIZE, 7, {"mean": 0.5})


@pytest.fixture
def run(tmp_path: Path) -> Path:
    path = tmp_path / "run"
    path.mkdir()
    for name in (LAST, BEST):
        save_checkpoint(path / name, model_of(), described())
    return path


def extractor_weights(model: Recognizer) -> dict[str, Tensor]:
    return {name: tensor.clone() for name, tensor in model.feature_extractor.state_dict().items()}


def same(one: dict[str, Tensor], other: dict[str, Tensor]) -> bool:
    return all(torch.equal(tensor, other[name]) for name, tensor in one.items())


# --- saving and loading ---


def test_what_is_loaded_gives_the_logits_of_what_was_saved(tmp_path: Path) -> None:
    model = model_of(feature_extractor={"pooling": "grid"})
    pictures = torch.randn(2, 3, 3, *SIZE)
    model.train()(pictures, None)  # moves batch norms
    model.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    path = tmp_path / BEST
    description = described(feature_extractor={"pooling": "grid"})
    save_checkpoint(path, model, description)
    loaded, read = load_model(path, CPU)
    assert read == description
    assert not loaded.training
    with torch.no_grad():
        for name, logits in model.eval()(pictures, None).items():
            torch.testing.assert_close(loaded(pictures, None)[name], logits)


def test_loading_fetches_no_weights(tmp_path: Path) -> None:
    keys = {"pretrained": True, "checkpoint_path": str(tmp_path / "gone.pth")}
    save_checkpoint(tmp_path / BEST, model_of(), described(feature_extractor=keys))
    _, read = load_model(tmp_path, CPU)
    assert read.config.feature_extractor.checkpoint_path == keys["checkpoint_path"]


def test_a_run_directory_means_its_best_weights(run: Path) -> None:
    assert find_checkpoint(run) == run / BEST
    assert find_checkpoint(run / LAST) == run / LAST
    assert find_checkpoint((run / LAST).with_suffix(".json")) == run / LAST
    (run / BEST).unlink()
    assert find_checkpoint(str(run)) == run / LAST


def test_a_path_without_a_checkpoint(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="the directory holds no checkpoint"):
        find_checkpoint(tmp_path)
    with pytest.raises(CheckpointError, match="there is no such checkpoint"):
        find_checkpoint(tmp_path / "gone.safetensors")


@pytest.mark.parametrize("name", ["model.pt", "model.pth", "model.ckpt", "model.pkl"])
def test_a_pickle_is_no_checkpoint(name: str, run: Path) -> None:
    path = run / name
    torch.save(model_of().state_dict(), path)
    with pytest.raises(CheckpointError, match=r"only \.safetensors files are read") as caught:
        load_model(path, CPU)
    assert "run directory" in caught.value.hint
    assert caught.value.exit_code == 2


@pytest.mark.parametrize("keep", [0, 5, 100, 5000, -1])
def test_truncated_weights(keep: int, run: Path) -> None:
    whole = (run / BEST).read_bytes()
    (run / BEST).write_bytes(whole[:keep])
    with pytest.raises(CheckpointError, match="is no file of weights") as caught:
        load_model(run, CPU)
    assert caught.value.file == str(run / BEST)
    assert "\n" not in str(caught.value)


def test_a_pickle_with_the_name_of_weights(run: Path) -> None:
    torch.save(model_of().state_dict(), run / BEST)
    with pytest.raises(CheckpointError, match="is no file of weights"):
        load_model(run, CPU)


def test_a_missing_description(run: Path) -> None:
    (run / BEST).with_suffix(".json").unlink()
    with pytest.raises(CheckpointError, match="cannot be read: No such file") as caught:
        load_model(run, CPU)
    assert "the .json beside it" in caught.value.hint


@pytest.mark.parametrize(
    "content", ["", "{", "[]", "null", "{}", '"text"', "[1, 2]", '{"format": 1, "heads": 3}']
)
def test_a_description_that_is_none(content: str, run: Path) -> None:
    path = (run / BEST).with_suffix(".json")
    path.write_text(content)
    with pytest.raises(CheckpointError, match="is no description") as caught:
        read_description(run / BEST)
    assert caught.value.file == str(path)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("format", 2),
        ("heads", [{"name": "shape"}]),
        ("heads", ["shape"]),
        ("heads", [{"name": "shape", "labels": 3, "loss_weight": 1}]),
        ("picture_size", [32]),
        ("picture_size", "big"),
        ("epoch", None),
        ("config", {"general_parameters": {"nonsense": 1}}),
        ("config", [1]),
        ("config", None),
    ],
)
def test_a_description_with_a_fault(key: str, value: Any, run: Path) -> None:
    path = (run / BEST).with_suffix(".json")
    path.write_text(json.dumps({**json.loads(path.read_text()), key: value}))
    with pytest.raises(HamNoSysError) as caught:
        read_description(run / BEST)
    assert caught.value.file == str(path)
    assert caught.value.exit_code == 2


@pytest.mark.parametrize("key", ["format", "heads", "picture_size", "epoch", "config", "scheme"])
def test_a_description_that_lacks_something(key: str, run: Path) -> None:
    path = (run / BEST).with_suffix(".json")
    data = json.loads(path.read_text())
    del data[key]
    path.write_text(json.dumps(data))
    with pytest.raises(CheckpointError, match=f"it has no {key}"):
        read_description(run / BEST)


def test_weights_of_another_model_are_named(run: Path) -> None:
    other = Recognizer(small(None), heads_of(shape=5, side=2), SIZE)
    save_checkpoint(run / BEST, other, described())
    with pytest.raises(CheckpointError, match="do not fit the model") as caught:
        load_model(run, CPU)
    for words in (
        "heads.place.1.weight is missing",
        "heads.side.1.bias is not in the model",
        "and 1 more",
    ):
        assert words in str(caught.value)


def test_shapes_that_differ_are_named(tmp_path: Path) -> None:
    weights = Recognizer(small(None), heads_of(shape=5, place=3), SIZE).state_dict()
    with pytest.raises(CheckpointError, match=r"shape\.1\.weight is \(5, 32\), not \(4, 32\)"):
        put_weights(model_of(), weights, tmp_path)


def test_weights_that_do_not_fit_change_nothing(tmp_path: Path) -> None:
    model = model_of()
    before = {name: tensor.clone() for name, tensor in model.state_dict().items()}
    weights = model_of().state_dict()
    del weights["heads.place.1.bias"]
    with pytest.raises(CheckpointError, match=r"heads\.place\.1\.bias is missing"):
        put_weights(model, weights, tmp_path)
    assert same(before, model.state_dict())


# --- starting a feature extractor ---


@pytest.mark.parametrize("what", ["run", "last", "copy"])
def test_a_start_from_a_run(what: str, run: Path, tmp_path: Path) -> None:
    path = {"run": run, "last": run / LAST, "copy": tmp_path / "copy.safetensors"}[what]
    if what == "copy":
        (run / BEST).rename(path)  # the description is not needed
    model = Recognizer(small(None), heads_of(gloss=9), SIZE)
    before = extractor_weights(model)
    heads = model.heads["gloss"][1].weight.clone()  # type: ignore[index, union-attr, operator]
    assert str(path if what != "run" else run / BEST) in start_extractor(model, str(path))
    after = extractor_weights(model)
    assert not same(before, after)
    source = find_checkpoint(path)
    saved = load_weights(source)
    assert all(
        torch.equal(tensor, saved[f"feature_extractor.{name}"]) for name, tensor in after.items()
    )
    assert torch.equal(heads, model.heads["gloss"][1].weight)  # type: ignore[index, union-attr, arg-type]


def backbone_state(*, classifier: bool) -> dict[str, Tensor]:
    state = model_of().feature_extractor.backbone.state_dict()
    more = {"fc.weight": torch.zeros(10, 16), "fc.bias": torch.zeros(10)} if classifier else {}
    return {**state, **more}


@pytest.mark.parametrize("classifier", [False, True])
@pytest.mark.parametrize(
    "wrapper", [None, "state_dict", "model", "model_state_dict"], ids=lambda name: str(name)
)
@pytest.mark.parametrize("prefix", ["", "module."])
@pytest.mark.parametrize("suffix", [".pth", ".ckpt"])
def test_a_start_from_the_weights_of_a_backbone(
    classifier: bool, wrapper: str | None, prefix: str, suffix: str, tmp_path: Path
) -> None:
    state = backbone_state(classifier=classifier)
    given = {f"{prefix}{name}": tensor for name, tensor in state.items()}
    path = tmp_path / f"backbone{suffix}"
    torch.save({wrapper: given, "epoch": 3} if wrapper else given, path)
    model = model_of()
    told = start_extractor(model, str(path))
    assert told.startswith(f"backbone from {path}")
    assert ("2 weights of other parts left out" in told) == classifier
    own = model.feature_extractor.backbone.state_dict()
    assert all(torch.equal(tensor, state[name]) for name, tensor in own.items())


def test_a_start_from_safetensors_of_a_backbone(tmp_path: Path) -> None:
    state = backbone_state(classifier=True)
    save_file(state, tmp_path / "model.safetensors")
    model = model_of()
    assert "2 weights" in start_extractor(model, str(tmp_path / "model.safetensors"))
    own = model.feature_extractor.backbone.state_dict()
    assert all(torch.equal(tensor, state[name]) for name, tensor in own.items())


def test_old_files_without_counters_of_batch_norm_are_taken(tmp_path: Path) -> None:
    state = backbone_state(classifier=False)
    old = {name: t for name, t in state.items() if not name.endswith("num_batches_tracked")}
    assert len(old) < len(state)
    torch.save(old, tmp_path / "old.pth")
    model = model_of()
    start_extractor(model, str(tmp_path / "old.pth"))
    own = model.feature_extractor.backbone.state_dict()
    assert all(torch.equal(own[name], tensor) for name, tensor in old.items())


def test_weights_and_description_of_two_epochs_are_no_checkpoint(run: Path, tmp_path: Path) -> None:
    later = replace(described(), epoch=8)
    save_checkpoint(tmp_path / BEST, model_of(), later)
    (run / "best.json").write_bytes((tmp_path / "best.json").read_bytes())
    with pytest.raises(CheckpointError, match=r"weights of epoch 7, .* of epoch 8.*--resume"):
        load_model(run, CPU)


@pytest.mark.parametrize("content", [[1, 2], {"a": 1}, torch.zeros(2), {"state_dict": {"a": "b"}}])
def test_a_file_without_a_dictionary_of_weights(content: Any, tmp_path: Path) -> None:
    torch.save(content, tmp_path / "other.pth")
    with pytest.raises(CheckpointError, match="is no dictionary of weights"):
        start_extractor(model_of(), str(tmp_path / "other.pth"))


def test_weights_of_another_backbone_are_named(tmp_path: Path) -> None:
    torch.save({"stem.weight": torch.zeros(2)}, tmp_path / "other.pth")
    with pytest.raises(CheckpointError, match=r"do not fit the backbone: conv1.* is missing"):
        start_extractor(model_of(), str(tmp_path / "other.pth"))
    state = backbone_state(classifier=False)
    state["bn1.weight"] = torch.zeros(9)
    torch.save(state, tmp_path / "wide.pth")
    with pytest.raises(CheckpointError, match=r"bn1\.weight is \(9,\), not \(16,\)"):
        start_extractor(model_of(), str(tmp_path / "wide.pth"))


def test_a_start_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="there is no such checkpoint"):
        start_extractor(model_of(), str(tmp_path / "gone.pth"))


class Evil:
    """Writes a file when it is unpickled."""

    def __init__(self, path: str) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return (open, (self.path, "w"))


@pytest.mark.parametrize("suffix", [".pth", ".pt", ".bin", ".tar", ".ckpt", ".safetensors"])
@pytest.mark.parametrize("zipped", [True, False])
def test_a_pickle_that_runs_code_is_refused_and_does_not_run(
    suffix: str, zipped: bool, tmp_path: Path
) -> None:
    trap, path = tmp_path / "trap", tmp_path / f"evil{suffix}"
    content = {"conv1.weight": Evil(str(trap))}
    if zipped:
        torch.save(content, path)
    else:
        path.write_bytes(pickle.dumps(content))
    with pytest.raises(CheckpointError) as caught:
        start_extractor(model_of(), str(path))
    assert caught.value.file == str(path)
    assert "\n" not in str(caught.value)
    assert not trap.exists()
    if suffix != ".safetensors":
        assert "could run code" in str(caught.value)


@pytest.mark.parametrize("keep", [0, 1, 10, 200, 3000, -30, -1])
def test_truncated_files_of_pytorch(keep: int, tmp_path: Path) -> None:
    path = tmp_path / "half.pth"
    torch.save(backbone_state(classifier=False), path)
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(CheckpointError) as caught:
        load_tensors(path)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("content", [b"text\n", b"\x80\x02}", b"\x80\x04K\x01.", b"\x00" * 500])
def test_files_that_pytorch_never_wrote(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "other.pth"
    path.write_bytes(content)
    with pytest.raises(CheckpointError):
        start_extractor(model_of(), str(path))


def test_a_name_too_long_for_a_file_is_no_checkpoint() -> None:
    with pytest.raises(CheckpointError, match="cannot be read"):
        find_checkpoint("a" * 300)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("epoch", "Infinity"),
        ("epoch", "NaN"),
        ("picture_size", "[Infinity, 8]"),
        ("scores", "[" * 5000 + "]" * 5000),
        ("heads", "[3]"),
        ("heads", "{}"),
        ("temperatures", "[1]"),
        ("config", "[]"),
    ],
)
def test_a_description_that_says_nonsense_is_told(run: Path, key: str, value: str) -> None:
    path = run / BEST
    data = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    data[key] = "here"
    text = json.dumps(data).replace('"here"', value)
    path.with_suffix(".json").write_text(text, encoding="utf-8")
    with pytest.raises(HamNoSysError):
        load_model(run, CPU)
