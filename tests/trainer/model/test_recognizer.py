from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import Tensor
from trainer_builders import heads_of, small

from trainer.errors import ConfigError
from trainer.model.recognizer import Recognizer, frames_seen, parameter_count

HEADS = heads_of(shape=4, place=3)
SIZE = (32, 32)


def model_of(**sections: Any) -> Recognizer:
    return Recognizer(small(None, **sections), HEADS, SIZE)


def some_clips(clips: int = 3, frames: int = 3) -> tuple[Tensor, Tensor]:
    mask = torch.ones(clips, frames, dtype=torch.bool)
    mask[0, 1:] = False
    mask[2, 2:] = False
    return torch.randn(clips, frames, 3, *SIZE), mask


@pytest.mark.parametrize("pooling", ["average", "grid"])
@pytest.mark.parametrize("layers", [0, 2])
def test_every_parameter_gets_a_gradient_and_moves(pooling: str, layers: int) -> None:
    model = model_of(
        feature_extractor={"pooling": pooling},
        heads={"model": {"additional_layers": layers}},
    )
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
    before = {name: parameter.detach().clone() for name, parameter in model.named_parameters()}
    targets = {head.name: torch.randint(0, head.classes, (3,)) for head in HEADS}
    seen = dict.fromkeys(before, 0.0)
    # Blocks begin as nothing (their last norm is 0), so that what is in them learns from step 2.
    for _ in range(3):
        pictures, mask = some_clips()
        logits = model(pictures, mask)
        loss = sum(torch.nn.functional.cross_entropy(logits[n], t) for n, t in targets.items())
        optimizer.zero_grad()
        loss.backward()  # type: ignore[union-attr]
        for name, parameter in model.named_parameters():
            assert parameter.grad is not None, name
            seen[name] += float(parameter.grad.abs().sum())
        optimizer.step()
    assert [name for name, total in seen.items() if not total > 0] == []
    after = dict(model.named_parameters())
    assert [name for name, old in before.items() if torch.equal(old, after[name])] == []


def test_each_head_has_its_classes() -> None:
    model = model_of()
    pictures, mask = some_clips()
    found = model(pictures, mask)
    assert {name: logits.shape for name, logits in found.items()} == {
        "shape": (3, 4),
        "place": (3, 3),
    }


@pytest.mark.parametrize("layers", [0, 1, 3])
def test_heads_have_hidden_layers(layers: int) -> None:
    model = model_of(heads={"model": {"additional_layers": layers, "dropout_rate": 0.3}})
    modules = list(model.heads["shape"].modules())
    linear = [module for module in modules if isinstance(module, torch.nn.Linear)]
    assert [layer.out_features for layer in linear] == [32] * layers + [4]
    dropouts = [module for module in modules if isinstance(module, torch.nn.Dropout)]
    assert [layer.p for layer in dropouts] == [0.3] * (layers + 1)


def test_padding_does_not_go_through_the_network() -> None:
    model = model_of()
    pictures, mask = some_clips()
    other = torch.where(mask[..., None, None, None], pictures, torch.tensor(100.0))
    start = {name: tensor.clone() for name, tensor in model.state_dict().items()}
    found = []
    for given in (pictures, other):
        model.load_state_dict(start)
        torch.manual_seed(1)
        logits = model.train()(given, mask)
        norm = model.feature_extractor.backbone.bn1  # type: ignore[union-attr]
        found.append((logits["shape"], norm.running_mean.clone(), norm.running_var.clone()))  # type: ignore[union-attr, operator]
    for one, two in zip(*found, strict=True):
        torch.testing.assert_close(one, two, rtol=0, atol=0)
    assert not torch.equal(found[0][1], start["feature_extractor.backbone.bn1.running_mean"])


def test_batch_norms_count_the_frames_that_are_there_only() -> None:
    model = model_of().train()
    pictures, mask = some_clips()
    start = {name: tensor.clone() for name, tensor in model.state_dict().items()}
    model(pictures, mask)
    norm = model.feature_extractor.backbone.bn1  # type: ignore[union-attr]
    found = norm.running_var.clone()  # type: ignore[union-attr, operator]
    model.load_state_dict(start)
    model.feature_extractor(pictures[mask])
    torch.testing.assert_close(norm.running_var, found)  # type: ignore[union-attr]
    model.load_state_dict(start)
    model(torch.where(mask[..., None, None, None], pictures, torch.tensor(0.0)), None)
    assert not torch.allclose(norm.running_var, found)  # type: ignore[union-attr, arg-type]


def test_no_mask_is_a_mask_that_is_all_true() -> None:
    model = model_of().eval()
    pictures, mask = some_clips()
    with torch.no_grad():
        one, two = model(pictures, None), model(pictures, torch.ones_like(mask))
    for name, logits in one.items():
        torch.testing.assert_close(logits, two[name])


def test_a_clip_is_as_it_is_alone() -> None:
    model = model_of().eval()
    pictures, mask = some_clips()
    with torch.no_grad():
        together = model(pictures, mask)["shape"]
        alone = model(pictures[:1, :1], None)["shape"]
    torch.testing.assert_close(together[:1], alone, rtol=1e-4, atol=1e-5)


def test_memory_order_changes_nothing_and_is_kept_with_a_mask() -> None:
    model = model_of().eval()
    pictures, mask = some_clips()
    with torch.no_grad():
        expected = model(pictures, mask)["shape"]
        model.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        flat = pictures.flatten(0, 1).contiguous(memory_format=torch.channels_last)
        given = flat.unflatten(0, pictures.shape[:2])
        strides: list[bool] = []
        model.feature_extractor.register_forward_pre_hook(
            lambda _module, args: strides.append(
                args[0].is_contiguous(memory_format=torch.channels_last)
            )
        )
        torch.testing.assert_close(model(given, mask)["shape"], expected, rtol=1e-4, atol=1e-4)
        model(given, None)
    assert strides == [True, True]


def test_pre_training_sees_one_frame() -> None:
    assert frames_seen(small(None)) == 3
    config = small(None, train_parameters={"pre_training": True})
    assert frames_seen(config) == 1
    assert Recognizer(config, HEADS, SIZE)(torch.randn(2, 1, 3, *SIZE), None)["place"].shape == (
        2,
        3,
    )


@pytest.mark.parametrize("name", ["", "hand.shape", "values", "type"])
def test_names_that_no_head_can_have(name: str) -> None:
    with pytest.raises(ConfigError, match=f"cannot be called {name!r}"):
        Recognizer(small(None), heads_of(**{name: 3}), SIZE)


def test_parameters_are_counted() -> None:
    model = model_of()
    assert parameter_count(model.heads["shape"]) == 32 * 4 + 4
    assert parameter_count(model) > 10_000
