"""The encoder of Hubert: what test_temporal.py asks of the other models, and where it starts."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from trainer_builders import heads_of, small

from hamnosys.errors import MissingExtraError
from trainer.checkpoint import BEST, Description, load_model, read_description, save_checkpoint
from trainer.config.notes import unused_keys
from trainer.config.schema import TRANSFORMERS
from trainer.engine.optimizing import averaged_model, make_optimizer
from trainer.errors import CheckpointError, ConfigError
from trainer.model.hubert import HubertTransformer, encoder_settings
from trainer.model.recognizer import Recognizer
from trainer.model.temporal import temporal_model

transformers = pytest.importorskip("transformers")

WIDTH, FRAMES, HIDDEN = 16, 6, 24
HEADS, SIZE = heads_of(shape=4, place=3), (32, 32)
CPU = torch.device("cpu")
KINDS = ("fresh", "loaded", "stable")
every_kind = pytest.mark.parametrize("kind", KINDS)


def published(stable: bool = False, **values: Any) -> Any:
    """A whole Hubert model, small, and wider than the features that it gets here."""
    config = transformers.HubertConfig(
        hidden_size=HIDDEN,
        num_hidden_layers=2,
        num_attention_heads=3,
        intermediate_size=20,
        hidden_dropout=0.1,
        conv_dim=(8, 8),
        conv_kernel=(3, 3),
        conv_stride=(2, 2),
        num_conv_pos_embeddings=4,
        num_conv_pos_embedding_groups=4,
        do_stable_layer_norm=stable,
        feat_extract_norm="layer" if stable else "group",
        **values,
    )
    return transformers.HubertModel(config)


@pytest.fixture(scope="module")
def directories(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path | None]:
    """Where each kind begins."""
    above = tmp_path_factory.mktemp("hubert")
    torch.manual_seed(1)
    published().save_pretrained(above / "loaded")
    published(stable=True).save_pretrained(above / "stable")
    return {"fresh": None, "loaded": above / "loaded", "stable": above / "stable"}


@pytest.fixture
def loaded(directories: dict[str, Path | None], tmp_path: Path) -> Path:
    """A copy of a model's directory, to be broken."""
    assert directories["loaded"]
    return Path(shutil.copytree(directories["loaded"], tmp_path / "model"))


def sections(path: Path | None, **values: Any) -> dict[str, dict[str, Any]]:
    given = {"hubert_path": str(path)} if path else {}
    return {"transformer": {"name": "hubert_transformer", "output_size": 20, **given, **values}}


def model_of(path: Path | None, frames: int = FRAMES, **values: Any) -> HubertTransformer:
    settings = small(None, **sections(path, **{"dropout_rate": 0.0, **values})).transformer
    model = temporal_model(settings, WIDTH, frames)
    assert isinstance(model, HubertTransformer)
    return model


def clips_and_mask() -> tuple[Tensor, Tensor]:
    mask = torch.ones(3, FRAMES, dtype=torch.bool)
    mask[0, 4:] = False
    mask[2, 1:] = False
    return torch.randn(3, FRAMES, WIDTH), mask


# --- as the other models ---


@every_kind
@pytest.mark.parametrize("filler", [50.0, float("nan")])
def test_what_stands_in_padding_never_changes_the_result(
    kind: str, filler: float, directories: dict[str, Path | None]
) -> None:
    model = model_of(directories[kind]).eval()
    clips, mask = clips_and_mask()
    other = torch.where(mask.unsqueeze(-1), clips, filler * torch.randn(clips.shape))
    torch.testing.assert_close(model(clips, mask), model(other, mask))


@every_kind
def test_a_frame_that_is_there_does(kind: str, directories: dict[str, Path | None]) -> None:
    model = model_of(directories[kind]).eval()
    clips, mask = clips_and_mask()
    other = clips.clone()
    other[0, 3] += torch.randn(WIDTH)
    changed = (model(clips, mask) - model(other, mask)).abs().amax(1)
    assert changed[0] > 1e-4
    assert changed[1:].max() < 1e-6


@every_kind
def test_a_padded_clip_is_as_it_is_alone(kind: str, directories: dict[str, Path | None]) -> None:
    model = model_of(directories[kind]).eval()
    clips, mask = clips_and_mask()
    together = model(clips, mask)
    for place, count in enumerate(mask.sum(1).tolist()):
        alone = model(clips[place : place + 1, :count], None)
        torch.testing.assert_close(together[place], alone[0], rtol=1e-4, atol=1e-5)


@every_kind
def test_no_mask_is_a_mask_that_is_all_true(kind: str, directories: dict[str, Path | None]) -> None:
    model = model_of(directories[kind]).eval()
    clips, mask = clips_and_mask()
    torch.testing.assert_close(model(clips, None), model(clips, torch.ones_like(mask)))


@every_kind
def test_features_stay_as_they_were(kind: str, directories: dict[str, Path | None]) -> None:
    model = model_of(directories[kind])
    clips, mask = clips_and_mask()
    before = clips.clone()
    model(clips, mask)
    assert torch.equal(clips, before)


@every_kind
def test_every_parameter_gets_a_gradient_through_a_mask(
    kind: str, directories: dict[str, Path | None]
) -> None:
    model = model_of(directories[kind], dropout_rate=0.1)
    clips, mask = clips_and_mask()
    clips.requires_grad_()
    (model(clips, mask) * torch.randn(3, 20)).sum().backward()
    assert clips.grad is not None
    assert (clips.grad.abs().sum(-1) > 0).equal(mask)
    for name, parameter in model.named_parameters():
        assert parameter.grad is not None, name
        assert torch.isfinite(parameter.grad).all(), name
        # What is added to all keys alike changes no attention.
        assert name.endswith("k_proj.bias") or parameter.grad.abs().sum() > 0, name


@every_kind
def test_it_runs_in_bf16(kind: str, directories: dict[str, Path | None]) -> None:
    model = model_of(directories[kind]).eval()
    clips, mask = clips_and_mask()
    with torch.autocast("cpu", torch.bfloat16):
        found = model(clips, mask)
    torch.testing.assert_close(found.float(), model(clips, mask), rtol=0.1, atol=0.1)


@every_kind
def test_the_order_of_frames_counts(kind: str, directories: dict[str, Path | None]) -> None:
    model = model_of(directories[kind]).eval()
    clips, mask = clips_and_mask()
    turned = clips.clone()
    turned[:, :4] = clips[:, :4].flip(1)
    difference = (model(clips, mask) - model(turned, mask)).abs().amax(1)
    assert (difference[:2] > 1e-5).all()


def test_it_reads_frames_and_not_one_long_vector() -> None:
    model = model_of(None).eval()
    for frames in (1, 2, FRAMES):
        assert model(torch.randn(2, frames, WIDTH), None).shape == (2, 20)
    assert model_of(None, frames=1)(torch.randn(5, 1, WIDTH), None).shape == (5, 20)


def test_dropout_acts_in_training_only() -> None:
    model = model_of(None, dropout_rate=0.5)
    clips, mask = clips_and_mask()
    assert not torch.equal(model(clips, mask), model(clips, mask))
    model.eval()
    assert torch.equal(model(clips, mask), model(clips, mask))


# --- how it is built ---


def test_a_fresh_one_is_as_the_configuration_says() -> None:
    model = model_of(
        None,
        num_encoder_layers=3,
        num_attention_heads=4,
        feedforward_size=40,
        dropout_rate=0.3,
    )
    found = model.encoder_settings
    assert (found["num_hidden_layers"], found["num_attention_heads"]) == (3, 4)
    assert (found["hidden_size"], found["intermediate_size"]) == (WIDTH, 40)
    assert {found[f"{part}_dropout"] for part in ("hidden", "attention", "activation")} == {0.3}
    assert len(model.encoder.layers) == 3  # type: ignore[arg-type]
    assert isinstance(model.project, nn.Identity)


@pytest.mark.parametrize(("width", "groups"), [(16, 16), (12, 12), (22, 11), (17, 1)])
def test_positions_suit_the_width(width: int, groups: int) -> None:
    settings = small(None, **sections(None, num_attention_heads=1)).transformer
    model = HubertTransformer(settings, width, FRAMES)
    assert model.encoder_settings["num_conv_pos_embedding_groups"] == groups
    assert model(torch.randn(2, FRAMES, width), None).shape == (2, 20)


@pytest.mark.parametrize(("frames", "taps"), [(1, 1), (2, 3), (6, 11), (100, 31)])
def test_positions_suit_the_length(frames: int, taps: int) -> None:
    assert model_of(None, frames=frames).encoder_settings["num_conv_pos_embeddings"] == taps


def test_the_same_seed_gives_the_same_weights() -> None:
    states = []
    for _ in range(2):
        torch.manual_seed(3)
        states.append(model_of(None).state_dict())
    assert all(torch.equal(tensor, states[1][name]) for name, tensor in states[0].items())


def test_lengths_of_positions_do_not_decay(directories: dict[str, Path | None]) -> None:
    model = model_of(directories["loaded"])
    lengths = [p for name, p in model.named_parameters() if name.endswith("weight.original0")]
    assert len(lengths) == 1
    groups = make_optimizer(model, small(None).train_parameters, CPU).param_groups
    held = [group for group in groups if any(lengths[0] is p for p in group["params"])]
    assert [group["weight_decay"] for group in held] == [0.0]


def test_an_average_of_weights_can_be_taken() -> None:
    model = model_of(None).eval()
    average = averaged_model(model, 0.9)
    assert average is not None
    average.update_parameters(model)
    clips, mask = clips_and_mask()
    torch.testing.assert_close(average.module(clips, mask), model(clips, mask))
    assert encoder_settings(average) == model.encoder_settings


def test_heads_must_divide_the_width() -> None:
    words = r"num_attention_heads: must divide feature_extractor.representation_size \(32\)"
    with pytest.raises(ConfigError, match=words):
        small(None, **sections(None, num_attention_heads=3))
    assert small(None, **sections(Path("x"), num_attention_heads=3)).transformer.hubert_path == "x"


@pytest.mark.parametrize(
    ("given", "idle"),
    [
        ({"name": "hubert_transformer", "positions": "learned"}, {"positions"}),
        (
            {"name": "hubert_transformer", "num_encoder_layers": 1, "num_attention_heads": 2},
            set(),
        ),
        (
            {
                "name": "hubert_transformer",
                "hubert_path": "x",
                "num_attention_heads": 3,
                "feedforward_size": 8,
                "num_encoder_layers": 1,
                "dropout_rate": 0.5,
                "output_size": 8,
            },
            {"num_attention_heads", "feedforward_size", "num_encoder_layers", "dropout_rate"},
        ),
        ({"name": "lstm", "hubert_path": "x"}, {"hubert_path"}),
    ],
)
def test_keys_without_effect_are_known(given: dict[str, Any], idle: set[str]) -> None:
    data = {"transformer": given}
    found = dict(unused_keys(small(None, **data), data))
    assert found.keys() == {f"transformer.{key}" for key in idle}
    if "hubert_path" in given and given["name"] != "lstm":
        assert set(found.values()) == {"hubert_path is given"}


def test_sizes_that_do_not_fit_after_all_are_told() -> None:
    settings = replace(small(None, **sections(None)).transformer, num_attention_heads=3)
    with pytest.raises(ConfigError, match=r"no Hubert encoder can be built so: .*divisible"):
        HubertTransformer(settings, WIDTH, FRAMES)


# --- a start from a directory ---


def test_its_encoder_is_kept_weight_by_weight(loaded: Path) -> None:
    model = model_of(loaded)
    kept = load_file(loaded / "model.safetensors")
    encoder = {name: t for name, t in kept.items() if name.startswith("encoder.")}
    assert len(encoder) > 20
    state = model.state_dict()
    assert all(torch.equal(state[name], tensor) for name, tensor in encoder.items())
    assert {name for name in state if name.startswith("encoder.")} == encoder.keys()
    assert isinstance(model.project, nn.Linear)
    assert model.project.weight.shape == (HIDDEN, WIDTH)


def test_it_gives_what_the_library_gives(loaded: Path) -> None:
    whole = transformers.HubertModel.from_pretrained(loaded).eval()
    model = model_of(loaded).eval()
    clips, _ = clips_and_mask()
    expected = model.output(whole.encoder(model.project(clips)).last_hidden_state.mean(1))
    torch.testing.assert_close(model(clips, None), expected)


def test_half_precision_becomes_single(loaded: Path) -> None:
    file = loaded / "model.safetensors"
    save_file({name: t.half() for name, t in load_file(file).items()}, file, {"format": "pt"})
    assert {p.dtype for p in model_of(loaded).parameters()} == {torch.float32}


def test_an_old_file_of_weights_is_read(loaded: Path) -> None:
    before = model_of(loaded).encoder.state_dict()
    torch.save(load_file(loaded / "model.safetensors"), loaded / "pytorch_model.bin")
    (loaded / "model.safetensors").unlink()
    after = model_of(loaded).encoder.state_dict()
    assert all(torch.equal(after[name], tensor) for name, tensor in before.items())


def test_no_layer_is_skipped_in_training(tmp_path: Path) -> None:
    published(layerdrop=1.0).save_pretrained(tmp_path / "model")
    model = model_of(tmp_path / "model")
    clips, mask = clips_and_mask()
    model(clips, mask).sum().backward()
    assert all(p.grad is not None for p in model.parameters())


def test_loading_is_silent_and_asks_nobody(
    loaded: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object, **_more: object) -> None:
        raise AssertionError("a connection was asked for")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    bars = transformers.utils.logging.is_progress_bar_enabled()
    model_of(loaded)
    assert capfd.readouterr() == ("", "")
    assert transformers.utils.logging.is_progress_bar_enabled() == bars


def no_directory(path: Path) -> None:
    shutil.rmtree(path)


def no_config(path: Path) -> None:
    (path / "config.json").unlink()


def no_json(path: Path) -> None:
    (path / "config.json").write_text("{", encoding="utf-8")


def a_list(path: Path) -> None:
    (path / "config.json").write_text("[]", encoding="utf-8")


def another_model(path: Path) -> None:
    data = json.loads((path / "config.json").read_text(encoding="utf-8"))
    (path / "config.json").write_text(json.dumps({**data, "model_type": "wav2vec2"}))


def no_weights(path: Path) -> None:
    (path / "model.safetensors").unlink()


def no_safetensors(path: Path) -> None:
    (path / "model.safetensors").write_bytes(b"nothing")


def a_layer_less(path: Path) -> None:
    file = path / "model.safetensors"
    kept = {name: t for name, t in load_file(file).items() if ".layers.1." not in name}
    save_file(kept, file, {"format": "pt"})


def a_wider_config(path: Path) -> None:
    data = json.loads((path / "config.json").read_text(encoding="utf-8"))
    (path / "config.json").write_text(json.dumps({**data, "hidden_size": 48}))


def a_faulty_config(path: Path) -> None:
    data = json.loads((path / "config.json").read_text(encoding="utf-8"))
    (path / "config.json").write_text(json.dumps({**data, "num_attention_heads": 5}))


def words_for_numbers(path: Path) -> None:
    data = json.loads((path / "config.json").read_text(encoding="utf-8"))
    (path / "config.json").write_text(json.dumps({**data, "num_attention_heads": "three"}))


class Harmful:
    def __reduce__(self) -> tuple[Any, tuple[str]]:
        return print, ("code was run",)


def a_harmful_pickle(path: Path) -> None:
    (path / "model.safetensors").unlink()
    torch.save({"encoder.layer_norm.weight": Harmful()}, path / "pytorch_model.bin")


FAULTS = {
    no_directory: "model: there is no such directory (transformer.hubert_path names a directory",
    no_config: "config.json: cannot be read: No such file or directory",
    no_json: "config.json: is no JSON: ",
    a_list: "config.json: describes a model of the type None, not hubert",
    another_model: "config.json: describes a model of the type wav2vec2, not hubert",
    no_weights: "model: cannot be read as a Hubert model: ",
    no_safetensors: "model: cannot be read as a Hubert model: ",
    a_layer_less: "model: holds no weights of 16 parts of the encoder, the first encoder.layers.1.",
    a_wider_config: "model: cannot be read as a Hubert model: ",
    a_faulty_config: "model: cannot be read as a Hubert model: ",
    words_for_numbers: "model: cannot be read as a Hubert model: ",
    a_harmful_pickle: "model: cannot be read as a Hubert model: ",
}


@pytest.mark.parametrize("spoil", FAULTS, ids=lambda spoil: spoil.__name__)
def test_what_is_no_model_is_told_in_one_line(
    spoil: Any, loaded: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    spoil(loaded)
    with pytest.raises(CheckpointError) as error:
        model_of(loaded)
    assert FAULTS[spoil] in str(error.value)
    assert len(str(error.value).splitlines()) == 1
    assert capfd.readouterr() == ("", "")


# --- saving and loading ---


@every_kind
def test_a_checkpoint_needs_no_directory(
    kind: str, directories: dict[str, Path | None], tmp_path: Path
) -> None:
    path = directories[kind]
    if path:
        path = Path(shutil.copytree(path, tmp_path / "model"))
    config = small(None, **sections(path))
    model = Recognizer(config, HEADS, SIZE).eval()
    made = Description(config, HEADS, "hearai", SIZE, 7, None, hubert=encoder_settings(model))
    save_checkpoint(tmp_path / BEST, model, made)
    if path:
        shutil.rmtree(path)
    again, read = load_model(tmp_path / BEST, CPU)
    assert read == made
    pictures, mask = torch.randn(2, 3, 3, *SIZE), torch.tensor([[True] * 3, [True, False, False]])
    for name, logits in model(pictures, mask).items():
        assert torch.equal(again(pictures, mask)[name], logits)


def test_a_faulty_description_is_told(tmp_path: Path) -> None:
    config = small(None, **sections(None))
    model = Recognizer(config, HEADS, SIZE)
    for hubert, words in (
        ({"hidden_size": 32, "num_attention_heads": 3}, "as it was saved: "),
        ({}, "the weights do not fit the model: "),
    ):
        made = Description(config, HEADS, None, SIZE, 7, None, hubert=hubert)
        save_checkpoint(tmp_path / BEST, model, made)
        with pytest.raises(CheckpointError, match=words):
            load_model(tmp_path / BEST, CPU)
    data = made.to_mapping()
    (tmp_path / "best.json").write_text(json.dumps({**data, "hubert": 3}), encoding="utf-8")
    with pytest.raises(CheckpointError, match="is no description of a checkpoint"):
        read_description(tmp_path / BEST)


# --- transformers itself ---


def test_without_the_package_the_extra_is_named(
    monkeypatch: pytest.MonkeyPatch, loaded: Path
) -> None:
    monkeypatch.setitem(sys.modules, "transformers", None)
    for path in (None, loaded):
        with pytest.raises(MissingExtraError, match=r"needs transformers.*toolkit\[hubert\]"):
            model_of(path)


def test_other_models_do_not_import_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "transformers", None)
    for name in TRANSFORMERS:
        if name != "hubert_transformer":
            temporal_model(small(None, transformer={"name": name}).transformer, WIDTH, FRAMES)


def test_its_module_does_not_import_it_before_it_is_built() -> None:
    code = "import sys; import trainer.model.hubert; print('transformers' in sys.modules)"
    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert (found.stdout, found.stderr) == ("False\n", "")
