from __future__ import annotations

import http.client
import urllib.error
from typing import Any

import pytest
import timm
import torch
import torchvision
from trainer_builders import SMALL, small

from trainer.errors import ConfigError, DataError
from trainer.model.backbone import AveragePooling, FeatureExtractor, GridPooling

SIZE = (32, 32)
SWIN = {
    "model_path": "swin_tiny_patch4_window7_224",
    "model_args": {"embed_dim": 16, "depths": [1, 1], "num_heads": [2, 2]},
}


def extractor(size: tuple[int, int] = SIZE, **keys: Any) -> FeatureExtractor:
    return FeatureExtractor(small(None, feature_extractor=keys).feature_extractor, size)


@pytest.mark.parametrize(
    "keys",
    [
        {},
        {"pooling": "grid", "grid_channels": 3},
        {"model_args": {**SMALL["feature_extractor"]["model_args"], "features_only": True}},
        {"model_path": "test_vit", "model_args": {}},
        {"model_path": "vit_tiny_patch16_224", "model_args": {"depth": 2}},
        {"model_path": "test_efficientnet", "model_args": {}},
        SWIN,
        {**SWIN, "pooling": "grid"},
    ],
    ids=[
        "average",
        "grid",
        "features_only",
        "vit",
        "vit_tiny",
        "efficientnet",
        "swin",
        "swin_grid",
    ],
)
@pytest.mark.parametrize("size", [SIZE, (32, 64)])
def test_pictures_become_features(keys: dict[str, Any], size: tuple[int, int]) -> None:
    made = extractor(size, **keys)
    assert made.training
    assert all(module.training for module in made.modules())
    pictures = torch.randn(3, 3, *size)
    found = made.eval()(pictures)
    assert found.shape == (3, 32)
    assert torch.isfinite(found).all()
    torch.testing.assert_close(made(pictures[1:2]), found[1:2], rtol=1e-4, atol=1e-4)


def test_building_does_not_move_batch_norms() -> None:
    made = extractor()
    assert int(made.backbone.bn1.num_batches_tracked) == 0  # type: ignore[union-attr, arg-type]


def test_channels_at_the_end_are_not_taken_for_places() -> None:
    made = extractor((64, 64), **SWIN).eval()
    pictures = torch.randn(2, 3, 64, 64)
    map_ = made.backbone(pictures)
    assert map_.shape == (2, 8, 8, 32)
    torch.testing.assert_close(made(pictures), made.projection(map_.mean((1, 2))))


def test_a_grid_tells_apart_where_something_is_and_a_mean_does_not() -> None:
    one, other = torch.zeros(1, 4, 5, 5), torch.zeros(1, 4, 5, 5)
    one[..., 1, 1] = 3.0
    other[..., 3, 2] = 3.0
    settings = small(None).feature_extractor
    grid = GridPooling(one.shape, 2, settings).eval()
    with torch.no_grad():
        grid.reduce[0].weight.abs_()  # type: ignore[operator]
    rows = grid(one).view(2, 5, 5), grid(other).view(2, 5, 5)
    for row, (high, wide) in zip(rows, [(1, 1), (3, 2)], strict=True):
        assert row[:, high, wide].min() > 0
        row[:, high, wide] = 0
        assert not row.any()
    assert torch.equal(AveragePooling()(one), AveragePooling()(other))


@pytest.mark.parametrize(
    ("shape", "places"), [((1, 4, 5, 7), 35), ((1, 4, 12, 3), 36), ((1, 4, 20, 14), 144)]
)
def test_a_grid_keeps_a_limited_number_of_places(shape: tuple[int, ...], places: int) -> None:
    grid = GridPooling(torch.Size(shape), 2, small(None).feature_extractor)
    assert grid.width == 2 * places
    maps = torch.randn(3, *shape[1:])
    rows = grid.eval()(maps)
    assert rows.shape == (3, 2 * places)
    high, wide = min(shape[2], 12), min(shape[3], 12)
    with torch.no_grad():
        expected = torch.nn.functional.adaptive_avg_pool2d(grid.reduce[:3](maps), (high, wide))
    torch.testing.assert_close(rows.detach(), expected.flatten(1))


def test_a_network_without_a_map_has_no_grid() -> None:
    with pytest.raises(ConfigError, match=r"test_vit gives no map .*\(pooling: average\)"):
        extractor(model_path="test_vit", model_args={}, pooling="grid")


def test_resnet50_has_the_names_that_its_published_weights_have() -> None:
    made = extractor(name="resnet50_extractor")
    theirs = torchvision.models.resnet50(weights=None).state_dict()
    own = made.backbone.state_dict()
    assert set(theirs) - set(own) == {"fc.weight", "fc.bias"}
    assert set(own) <= set(theirs)
    assert made.eval()(torch.zeros(2, 3, *SIZE)).shape == (2, 32)


@pytest.mark.parametrize(
    ("name", "near"),
    [("resnet81", "resnet"), ("efficientnet_b11", "efficientnet_b1"), ("zzz", "resnet18")],
)
def test_an_unknown_network_is_told_with_names_near_it(name: str, near: str) -> None:
    with pytest.raises(ConfigError, match=f"timm has no model '{name}'") as caught:
        extractor(model_path=name)
    assert near in caught.value.hint
    for each in caught.value.hint.removeprefix("e.g. ").split(", "):
        assert timm.is_model(each)


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ({"nonsense": 1}, "nonsense"),
        ({"act_layer": "nonsense"}, "nonsense"),
        ({"block": "nonsense"}, "expansion"),
        ({"output_stride": 5}, "AssertionError"),
        ({"stem_width": -1}, "negative"),
        ({"features_only": True, "out_indices": [9]}, "range"),
    ],
)
def test_arguments_that_the_network_does_not_take(arguments: dict[str, Any], reason: str) -> None:
    with pytest.raises(ConfigError, match=f"cannot build 'resnet10t': .*{reason}") as caught:
        extractor(model_args=arguments)
    assert "model_args" in caught.value.hint
    assert "\n" not in str(caught.value)


def test_such_arguments_are_not_mistaken_for_weights_that_cannot_be_fetched() -> None:
    with pytest.raises(ConfigError, match=r"cannot build 'resnet10t': .*nonsense"):
        extractor(model_args={"nonsense": 1}, pretrained=True)


def test_pictures_that_the_network_does_not_take() -> None:
    with pytest.raises(ConfigError, match="test_vit does not take pictures of 8 x 16 pixels"):
        extractor((8, 16), model_path="test_vit", model_args={})


def fetching_errors() -> list[Exception]:
    found: list[Exception] = [
        urllib.error.URLError("no route"),
        ConnectionError("refused"),
        TimeoutError("slow"),
        RuntimeError("No pretrained weights exist for resnet10t.\nUse `pretrained=False`."),
        http.client.IncompleteRead(b""),
        ValueError("Invalid header\nvalue"),
    ]
    hub = pytest.importorskip("huggingface_hub.errors")
    found.append(hub.LocalEntryNotFoundError("the file is not in the cache"))
    found.append(hub.OfflineModeIsEnabled("offline"))
    return found


@pytest.mark.parametrize("error", fetching_errors(), ids=lambda error: type(error).__name__)
def test_weights_that_cannot_be_fetched(error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    real = timm.create_model

    def create(name: str, *, pretrained: bool, **arguments: Any) -> torch.nn.Module:
        if pretrained:
            raise error
        return real(name, pretrained=False, **arguments)

    monkeypatch.setattr(timm, "create_model", create)
    with pytest.raises(DataError, match="weights of resnet10t cannot be fetched") as caught:
        extractor(pretrained=True)
    assert "pretrained: false" in caught.value.hint
    assert "checkpoint_path" in caught.value.hint
    assert "\n" not in str(caught.value)
    extractor(pretrained=False)


@pytest.mark.parametrize("error", [urllib.error.URLError("no route"), RuntimeError("hash value")])
def test_weights_of_resnet50_that_cannot_be_fetched(
    error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: Any, **_keys: Any) -> None:
        raise error

    monkeypatch.setattr(torchvision.models.ResNet50_Weights, "get_state_dict", refuse)
    with pytest.raises(DataError, match="weights of resnet50 cannot be fetched") as caught:
        extractor(name="resnet50_extractor", pretrained=True)
    assert "pretrained: false" in caught.value.hint
