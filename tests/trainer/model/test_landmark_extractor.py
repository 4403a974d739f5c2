"""From landmarks to features and logits."""

from __future__ import annotations

import copy
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from landmark_builders import signing
from torch import Tensor
from trainer_builders import heads_of, small

from trainer.building import build_model
from trainer.checkpoint import Description, load_model, save_checkpoint
from trainer.config import Config
from trainer.config.schema import TRANSFORMERS, Landmarks
from trainer.data.flipping import mirrored_points
from trainer.data.layout import LandmarkLayout
from trainer.engine.freezing import check_parts, freeze, freeze_plan
from trainer.errors import CheckpointError, ConfigError
from trainer.model.landmarks.coordinates import Coordinates, Numbers
from trainer.model.landmarks.encoders import LandmarkExtractor
from trainer.model.landmarks.skeleton import HAND_BONES, POSE_BONES, nodes_of
from trainer.model.recognizer import Recognizer

HEADS = heads_of(shape=4, place=3)
CPU, SIZE, FRAMES = torch.device("cpu"), (32, 32), 3
COUNTS = {"right_hand": 21, "left_hand": 21, "face": 10, "pose": 33}
ENCODERS = ("plain", "graph")


def layout_for(**counts: int) -> LandmarkLayout:
    parts = tuple((counts or COUNTS).items())
    example = {name: np.zeros((1, count, 4), dtype=np.float32) for name, count in parts}
    return LandmarkLayout(parts, mirrored_points(parts, example))


LAYOUT = layout_for()


def some_points(clips: int = 4, frames: int = FRAMES, layout: LandmarkLayout = LAYOUT) -> Tensor:
    """Random points about one height apart, some of them missing."""
    points = torch.randn(clips, frames, layout.points, 4)
    points[..., 3] = (torch.rand(clips, frames, layout.points) > 0.1).float()
    return points * points[..., 3:]


def signers(frames: int = 4, noise: float = 0.02) -> Tensor:
    """Two clips of a signer, all points seen."""
    rng = np.random.default_rng(1)
    clips = []
    for _ in range(2):
        parts = signing(frames, rng.uniform(0.2, 1, 5), rng.uniform(0.2, 1, 5))
        points = np.concatenate([parts[name] for name in COUNTS], 1)
        points[..., :2] -= 0.5
        points[..., :3] += rng.normal(0, noise, (frames, LAYOUT.points, 3))
        clips.append(points)
    return torch.from_numpy(np.stack(clips)).float()


def settings(**others: Any) -> Landmarks:
    return Landmarks(**{"hidden_size": 24, **others})


def coordinates(layout: LandmarkLayout = LAYOUT, **others: Any) -> Coordinates:
    return Coordinates(settings(**others), layout)


def all_of(numbers: Numbers) -> Tensor:
    found = (numbers.points, numbers.own, numbers.hands, numbers.together)
    return torch.cat([each.flatten(2) for each in found], -1)


def same(one: Numbers, other: Numbers, tolerance: float = 1e-4) -> None:
    torch.testing.assert_close(all_of(one), all_of(other), rtol=0, atol=tolerance)


def differ(one: Numbers, other: Numbers) -> bool:
    return not torch.allclose(all_of(one), all_of(other), rtol=0, atol=1e-2)


def moved(points: Tensor, change: Tensor | float, by: Sequence[float] = (0, 0, 0)) -> Tensor:
    """Places times a number or a matrix, and moved; missing points stay 0."""
    places = points[..., :3]
    places = places @ change.T if isinstance(change, Tensor) else places * change
    places = (places + torch.tensor(by)) * (points[..., 3:] > 0)
    return torch.cat([places, points[..., 3:]], -1)


def turn(axis: int, degrees: float) -> Tensor:
    """A rotation about x, y or z."""
    one, other = (each for each in range(3) if each != axis)
    angle = torch.deg2rad(torch.tensor(degrees))
    found = torch.eye(3)
    found[one, one] = found[other, other] = torch.cos(angle)
    found[one, other], found[other, one] = -torch.sin(angle), torch.sin(angle)
    return found


# --- where the signer stands ---


@pytest.mark.parametrize("normalization", ["shoulders", "body", "none"])
def test_neither_place_nor_size_of_the_signer_counts(normalization: str) -> None:
    model = coordinates(normalization=normalization)
    points = signers()
    points[0, 1, 5:9] = 0
    points[1, 2, 52 + 11] = 0  # a shoulder, in one frame
    start = model(points)
    changed = [moved(points, 1.0, (0.3, -0.2, 0.1)), moved(points, 1.7, (0.1, 0, 0))]
    for other in changed:
        if normalization == "none":
            assert differ(start, model(other))
        else:
            same(start, model(other))
    assert differ(start, model(torch.cat([points[:, :, :5] * 1.2, points[:, :, 5:]], 2)))


def test_the_shoulders_are_one_apart() -> None:
    found = coordinates(parts=("pose",))(signers()).points
    shoulders = found[:, :, [11, 12], 1:].mean(1)
    torch.testing.assert_close(shoulders.mean(1), torch.zeros(2, 3), atol=1e-5, rtol=0)
    apart = torch.linalg.vector_norm((shoulders[:, 0] - shoulders[:, 1])[:, :2], dim=-1)
    torch.testing.assert_close(apart, torch.ones(2))


@pytest.mark.parametrize("axis", [1, 2])
@pytest.mark.parametrize("degrees", [-50.0, 20.0])
def test_a_body_may_be_turned(axis: int, degrees: float) -> None:
    points = signers()
    points[..., 63:65, 1:3] = 0  # level shoulders, the same distance away
    other = moved(points, turn(axis, degrees), (0.1, 0.0, 0.2))
    body, shoulders = coordinates(normalization="body"), coordinates()
    if axis == 1:
        same(body(points), body(other))
        same(body(points), shoulders(points))
    assert differ(shoulders(points), shoulders(other))


def test_leaning_shoulders_are_made_level() -> None:
    """Axes stay square and as long as they were, whatever the shoulders do."""
    points = moved(signers(), turn(2, 15.0) @ turn(1, 25.0))
    found = coordinates(normalization="body", parts=("pose",))(points).points[..., 1:]
    shoulders = found[:, :, [11, 12]].mean(1)
    across = shoulders[:, 0] - shoulders[:, 1]
    torch.testing.assert_close(across, torch.tensor([[1.0, 0, 0]] * 2), atol=1e-5, rtol=0)
    before, after = (torch.cdist(each, each) for each in (points[:, 0, 52:, :3], found[:, 0]))
    ratios = before[:, 0, 1:] / after[:, 0, 1:]
    torch.testing.assert_close(ratios, ratios[:, :1].expand_as(ratios))


@pytest.mark.parametrize("normalization", ["shoulders", "body"])
@pytest.mark.parametrize("shoulder", [11, 12])
def test_a_clip_without_shoulders_stays_as_it_is(normalization: str, shoulder: int) -> None:
    points = signers()
    points[0, :, 52 + shoulder] = 0
    found = coordinates(normalization=normalization)(points)
    as_it_is = coordinates(normalization="none")(points)
    torch.testing.assert_close(found.points[0], as_it_is.points[0])
    torch.testing.assert_close(found.hands[0], as_it_is.hands[0])
    assert not torch.allclose(found.points[1], as_it_is.points[1])
    points[..., 52 + 11, :3] = points[..., 52 + 12, :3] = 0.1  # both in one place
    assert torch.isfinite(all_of(coordinates(normalization=normalization)(points))).all()


def test_a_body_of_few_points_has_no_shoulders() -> None:
    for count in (1, 8, 12, 13, 25):
        layout = layout_for(right_hand=21, pose=count)
        points = some_points(2, layout=layout)
        found = coordinates(layout, parts=("right_hand", "pose"))(points)
        places = found.points[..., 1:]
        if count <= 12:
            torch.testing.assert_close(places, points[..., :3])
        else:
            assert not torch.allclose(places, points[..., :3])


def test_points_that_are_missing_have_no_numbers() -> None:
    points = signers()
    points[:, 1, 7] = points[:, :, 60] = 0
    points[:, 2, 3, 3] = 0.2
    found = coordinates(least_visibility=0.2)(points).points
    for place in ((0, 1, 7), (1, 3, 60), (0, 2, 3)):
        assert not found[place].any()
    assert (found[..., 0] == 1).sum() == found[..., 0].numel() - 2 * (1 + 4 + 1)


# --- hands ---


def test_a_hand_that_is_turned_keeps_its_own_coordinates() -> None:
    points = signers()
    other = points.clone()
    wrist = points[:, :, :1, :3]
    change = turn(0, 40.0) @ turn(2, 70.0) @ turn(1, -30.0)
    other[:, :, :21, :3] = (points[:, :, :21, :3] - wrist) @ change.T * 1.3 + wrist + 0.1
    for kind in ("hand_frame", "wrist"):
        model = coordinates(hands=kind)
        one, two = model(points), model(other)
        torch.testing.assert_close(one.own[:, :, 1], two.own[:, :, 1])
        alike = torch.allclose(one.own[:, :, 0], two.own[:, :, 0], atol=1e-4)
        assert alike == (kind == "hand_frame")
        assert not torch.allclose(one.hands[:, :, 0], two.hands[:, :, 0], atol=1e-2)
    scaled = points.clone()
    scaled[:, :, :21, :3] = (points[:, :, :21, :3] - wrist) * 1.3 + wrist + 0.1
    model = coordinates(hands="wrist")
    torch.testing.assert_close(model(points).own, model(scaled).own, atol=1e-4, rtol=0)
    assert not coordinates(hands="picture")(points).own.any()


def test_the_axes_of_a_hand_are_square() -> None:
    found = coordinates()(signers(noise=0.002))
    axes = found.hands[..., 1:10].unflatten(-1, (3, 3))
    square = axes @ axes.transpose(-1, -2)
    torch.testing.assert_close(square, torch.eye(3).expand_as(square), atol=1e-4, rtol=0)
    own = found.own
    knuckles = own[..., (5, 9, 13, 17), :].mean(-2)
    torch.testing.assert_close(
        knuckles, torch.tensor([0.0, 1, 0]).expand_as(knuckles), atol=1e-4, rtol=0
    )
    assert (own[..., 5, 0] > 0.1).all()
    assert (own[..., 17, 0] < -0.1).all()


@pytest.mark.parametrize("kind", ["hand_frame", "wrist"])
@pytest.mark.parametrize("point", [0, 5, 9, 13, 17])
def test_a_hand_without_wrist_or_knuckle_has_no_axes(kind: str, point: int) -> None:
    points = signers()
    points[:, 1, point] = 0
    found = coordinates(hands=kind)(points)
    assert not found.own[:, 1, 0].any()
    assert not found.hands[:, 1, 0, :10].any()
    assert found.own[:, 1, 1].any()
    assert found.own[:, 0, 0].any()
    assert (found.hands[:, (0, 2, 3), :, 0] == 1).all()
    assert found.hands[:, 1, 0, 10:13].any()  # its middle is known


def test_a_missing_finger_costs_the_finger() -> None:
    points = signers()
    points[:, :, 8] = 0
    whole, found = coordinates()(signers()), coordinates()(points)
    assert not found.own[:, :, 0, 8].any()
    others = [n for n in range(21) if n != 8]
    torch.testing.assert_close(found.own[:, :, 0, others], whole.own[:, :, 0, others])


def test_movement_is_told_from_frames_before() -> None:
    points = signers(6)
    points[:, :, :42, :3] = torch.randn(2, 6, 1, 3)  # hands that are one point each
    points[0, 3, :21] = 0
    found = coordinates(normalization="none")(points).hands
    middle = points[:, :, [0, 21], :3]
    for place, lag in enumerate((1, 2, 4)):
        told = found[..., 13 + 3 * place : 16 + 3 * place]
        for frame in range(6):
            for clip in range(2):
                expected = torch.zeros(2, 3)
                if frame >= lag:
                    expected = middle[clip, frame] - middle[clip, frame - lag]
                    if clip == 0 and 3 in (frame, frame - lag):
                        expected[0] = 0
                torch.testing.assert_close(told[clip, frame], expected, atol=1e-5, rtol=0)


def test_hands_that_move_alike_say_so() -> None:
    points = signers(2)
    points[:, :, :42, :3] = 0
    points[:, 1, :42, 0] = 0.4
    points[1, 1, 21:42, 0] = -0.4
    found = coordinates(normalization="none")(points).together
    assert found.shape == (2, 2, 12)
    assert float(found[0, 1, 3]) == pytest.approx(1, abs=0.02)
    assert float(found[1, 1, 3]) == pytest.approx(-1, abs=0.02)
    assert not found[:, 0].any()
    points[:, :, 21:42] = 0
    assert not coordinates(normalization="none")(points).together.any()
    one = coordinates(layout_for(right_hand=21), parts=("right_hand",), normalization="none")
    assert one(points[:, :, :21]).together.shape == (2, 2, 0)


def test_a_flipped_signer_is_another_signer() -> None:
    """Coordinates of the clip in the mirror are those of the clip, the other way round."""
    points = signers()
    mirrored = points[:, :, list(LAYOUT.mirror)] * torch.tensor([-1.0, 1, 1, 1])
    found, other = (coordinates(normalization="body")(each) for each in (points, mirrored))
    torch.testing.assert_close(
        other.points[:, :, :21], found.points[:, :, 21:42] * torch.tensor([1.0, -1, 1, 1])
    )


# --- precision ---


@pytest.mark.parametrize("normalization", ["shoulders", "body"])
def test_coordinates_are_exact_in_any_precision(normalization: str) -> None:
    model, points = coordinates(normalization=normalization), signers()
    exact = all_of(model(points))
    with torch.autocast("cpu", torch.bfloat16):
        found = all_of(model(points))
    assert found.dtype == torch.float32
    assert torch.equal(found, exact)


@pytest.mark.parametrize("encoder", ENCODERS)
def test_bf16_changes_features_little(encoder: str) -> None:
    model = LandmarkExtractor(settings(encoder=encoder), LAYOUT, 16).eval()
    with torch.no_grad():
        exact = model(signers(), None)
        with torch.autocast("cpu", torch.bfloat16):
            found = model(signers(), None)
    torch.testing.assert_close(found.float(), exact, atol=0.1, rtol=0)


@pytest.mark.parametrize("encoder", ENCODERS)
def test_a_point_that_was_never_missing_may_be_missing_later(encoder: str) -> None:
    torch.manual_seed(0)
    model = LandmarkExtractor(settings(encoder=encoder), LAYOUT, 16).train()
    points = signers(8)
    for _ in range(200):
        model.scale(model_rows(model, points))
    model.eval()
    seen: list[Tensor] = []
    model.encoder.register_forward_pre_hook(lambda _module, given: seen.append(given[0]))
    points[:, 0, 4] = 0
    with torch.no_grad():
        model(points, None)
    assert float(seen[0].abs().max()) <= 10


def model_rows(model: LandmarkExtractor, points: Tensor) -> Tensor:
    return all_of(model.coordinates(points)).flatten(0, 1)


# --- the graph ---


def test_bones_join_every_point_of_hand_and_body() -> None:
    assert {number for bone in HAND_BONES for number in bone} == set(range(21))
    assert {number for bone in POSE_BONES for number in bone} == set(range(33))
    nodes = nodes_of(LAYOUT, ("pose", "right_hand", "face", "left_hand"))
    joined = nodes.joined
    assert joined.shape == (85, 85)
    assert (joined > 0).equal(joined.T > 0)
    torch.testing.assert_close(joined.sum(1), torch.ones(85))
    assert joined[33, 16] > 0  # the right hand's wrist and the body's
    assert joined[33 + 21 + 10, 15] > 0
    assert (joined[54:64, 0] > 0).all()  # the face and the nose
    assert nodes.of_hands == (*range(33, 54), *range(64, 85))
    reached = torch.eye(85)
    for _ in range(40):
        reached = ((reached + reached @ joined) > 0).float()
    # No bone joins head, mouth and trunk; the hands belong to the trunk.
    assert {int(count) for count in reached.sum(1)} == {9 + 10, 2, 22 + 42}


def test_a_graph_of_hands_alone_is_two_graphs() -> None:
    nodes = nodes_of(LAYOUT, ("left_hand", "right_hand"))
    assert not nodes.joined[:21, 21:].any()
    assert nodes.of_hands == tuple(range(42))


# --- the whole model ---


def config_of(mode: str = "alone", **sections: Mapping[str, Any]) -> Config:
    """Landmarks ``alone``, ``both`` or frames only (``frames``)."""
    found = {name: dict(values) for name, values in sections.items()}
    training = found.setdefault("train_parameters", {})
    if mode != "frames":
        training["use_landmarks"] = True
        found["landmarks"] = {"hidden_size": 24, **found.get("landmarks", {})}
    if mode == "alone":
        training["use_frames"] = False
        found.setdefault("feature_extractor", {})["name"] = "landmark_extractor"
    return small(None, **found)


def model_of(
    mode: str = "alone", layout: LandmarkLayout = LAYOUT, **sections: Mapping[str, Any]
) -> Recognizer:
    torch.manual_seed(1)
    config = config_of(mode, **sections)
    size = None if mode == "alone" else SIZE
    return Recognizer(config, HEADS, size, None if mode == "frames" else layout)


def pictures(clips: int = 4, frames: int = FRAMES) -> Tensor:
    return torch.randn(clips, frames, 3, *SIZE)


def some_mask() -> Tensor:
    mask = torch.ones(4, FRAMES, dtype=torch.bool)
    mask[0, 1:] = mask[2, 2:] = False
    return mask


@pytest.mark.parametrize("encoder", ENCODERS)
@pytest.mark.parametrize("transformer", TRANSFORMERS)
def test_padding_changes_no_logits(encoder: str, transformer: str) -> None:
    if transformer == "hubert_transformer":
        pytest.importorskip("transformers")
    model = model_of(landmarks={"encoder": encoder}, transformer={"name": transformer}).eval()
    mask, points = some_mask(), some_points()
    points = points * mask[..., None, None]
    with torch.no_grad():
        together = model(None, mask, points)
        for clip in range(4):
            count = int(mask[clip].sum())
            alone = model(None, None, points[clip : clip + 1, :count])
            for name, logits in alone.items():
                torch.testing.assert_close(together[name][clip], logits[0], atol=1e-4, rtol=1e-4)


@pytest.mark.parametrize("encoder", ENCODERS)
def test_padding_counts_in_no_batch_norm(encoder: str) -> None:
    mask, points = some_mask(), some_points()
    points = points * mask[..., None, None]
    found = []
    for given, there in ((points, mask), (points[:, :2], mask[:, :2])):
        model = model_of(landmarks={"encoder": encoder, "dropout_rate": 0.0}).train()
        model(None, there, given)
        found.append(model.feature_extractor.scale.running_mean)
    rows = model_rows(model_of().feature_extractor, points)[mask.flatten()]  # type: ignore[arg-type]
    torch.testing.assert_close(found[0], 0.1 * rows.mean(0))
    assert not torch.equal(found[0], found[1])


@pytest.mark.parametrize("encoder", ENCODERS)
def test_no_mask_is_a_mask_that_is_all_true(encoder: str) -> None:
    model = model_of("both", landmarks={"encoder": encoder}).eval()
    frames, points = pictures(), some_points()
    with torch.no_grad():
        one = model(frames, None, points)
        two = model(frames, torch.ones(4, FRAMES, dtype=torch.bool), points)
    for name, logits in one.items():
        torch.testing.assert_close(logits, two[name])


SUBSETS: list[tuple[dict[str, int], tuple[str, ...]]] = [
    (COUNTS, ("right_hand", "left_hand", "face", "pose")),
    (COUNTS, ("pose", "left_hand")),
    (COUNTS, ("right_hand", "left_hand")),
    (COUNTS, ("face",)),
    (COUNTS, ("pose",)),
    ({"right_hand": 21, "left_hand": 21}, ("right_hand", "left_hand")),
    ({"right_hand": 21}, ("right_hand",)),
    ({"right_hand": 21, "left_hand": 20, "pose": 33}, ("right_hand", "left_hand", "pose")),
    ({"right_hand": 21, "pose": 25}, ("right_hand", "pose")),
    ({"pose": 8}, ("pose",)),
    ({"face": 478, "pose": 33}, ("face",)),
    ({"right_hand": 21, "left_hand": 21, "face": 478, "pose": 33}, tuple(COUNTS)),
]


@pytest.mark.parametrize("encoder", ENCODERS)
@pytest.mark.parametrize(("counts", "parts"), SUBSETS)
def test_any_parts_of_any_points(
    counts: dict[str, int], parts: tuple[str, ...], encoder: str
) -> None:
    layout = layout_for(**counts)
    model = model_of(layout=layout, landmarks={"encoder": encoder, "parts": list(parts)})
    points = some_points(2, layout=layout)
    logits = model(None, None, points)
    assert logits["shape"].shape == (2, 4)
    sum(each.square().sum() for each in logits.values()).backward()  # type: ignore[union-attr]
    # Processes that train together wait for a gradient of each.
    lacking = [name for name, each in model.named_parameters() if each.grad is None]
    assert lacking == []


@pytest.mark.parametrize("mode", ["alone", "both"])
@pytest.mark.parametrize("encoder", ENCODERS)
def test_every_parameter_gets_a_gradient_and_moves(mode: str, encoder: str) -> None:
    model = model_of(mode, landmarks={"encoder": encoder})
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
    before = {name: parameter.detach().clone() for name, parameter in model.named_parameters()}
    seen = dict.fromkeys(before, 0.0)
    for _ in range(3):
        logits = model(pictures() if mode == "both" else None, some_mask(), some_points())
        targets = {head.name: torch.randint(0, head.classes, (4,)) for head in HEADS}
        loss = sum(torch.nn.functional.cross_entropy(logits[n], t) for n, t in targets.items())
        optimizer.zero_grad()
        loss.backward()  # type: ignore[union-attr]
        for name, parameter in model.named_parameters():
            assert parameter.grad is not None, name
            seen[name] += float(parameter.grad.abs().sum())
        optimizer.step()
    # A bias before a batch norm is subtracted again.
    idle = {name for name in seen if name.startswith("feature_extractor.encoder.layers")}
    idle |= {name for name in seen if name.startswith("landmark_extractor.encoder.layers")}
    idle = {name for name in idle if name.endswith(".0.bias")}
    assert [name for name, total in seen.items() if not total > 0 and name not in idle] == []
    after = dict(model.named_parameters())
    still = [name for name, old in before.items() if torch.equal(old, after[name])]
    assert [name for name in still if name not in idle] == []


def test_frames_and_landmarks_both_count() -> None:
    model = model_of("both").eval()
    frames, points = pictures(), some_points()
    with torch.no_grad():
        found = model(frames, some_mask(), points)["shape"]
        other_frames = model(pictures(), some_mask(), points)["shape"]
        other_points = model(frames, some_mask(), some_points())["shape"]
    assert not torch.allclose(found, other_frames, atol=1e-4)
    assert not torch.allclose(found, other_points, atol=1e-4)


def test_the_model_needs_an_input() -> None:
    with pytest.raises(ValueError, match="neither pictures nor landmarks"):
        model_of()(None, None)


@pytest.mark.parametrize("encoder", ENCODERS)
def test_a_compiled_model_says_the_same(encoder: str) -> None:
    model = model_of(landmarks={"encoder": encoder}).eval()
    points, mask = some_points(), some_mask()
    compiled: Any = torch.compile(copy.deepcopy(model), backend="eager")
    with torch.no_grad(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = compiled(None, mask, points)
        expected = model(None, mask, points)
    for name, logits in expected.items():
        torch.testing.assert_close(found[name], logits)


# --- freezing ---


@pytest.mark.parametrize(
    ("mode", "part"),
    [
        ("alone", "feature_extractor"),
        ("alone", "feature_extractor.encoder"),
        ("both", "feature_extractor"),
        ("both", "landmark_extractor"),
        ("both", "fusion"),
    ],
)
def test_parts_are_frozen_by_their_names(mode: str, part: str) -> None:
    config = config_of(
        mode,
        freeze_scheduler={
            "model_params": {part: [True], "transformer": [False]},
            "freeze_pattern_repeats": [1],
        },
    )
    model, plan = model_of(mode), freeze_plan(config.freeze_scheduler)
    check_parts(model, plan)
    freeze(model, plan.pattern(0))
    frozen = {name for name, each in model.named_parameters() if not each.requires_grad}
    assert frozen == {name for name, _ in model.named_parameters() if name.startswith(f"{part}.")}
    assert frozen


def test_a_part_that_only_other_models_have() -> None:
    config = config_of(
        freeze_scheduler={
            "model_params": {"landmark_extractor": [True]},
            "freeze_pattern_repeats": [1],
        }
    )
    with pytest.raises(ConfigError, match="has no part 'landmark_extractor'"):
        check_parts(model_of("frames"), freeze_plan(config.freeze_scheduler))


# --- checkpoints ---


def save(folder: Path, mode: str, layout: LandmarkLayout = LAYOUT, **sections: Any) -> Path:
    """A run directory with the best weights of an untrained model."""
    folder.mkdir()
    model = model_of(mode, layout, **sections)
    description = Description(
        config_of(mode, **sections),
        HEADS,
        None,
        None if mode == "alone" else SIZE,
        1,
        None,
        layout=None if mode == "frames" else layout,
    )
    save_checkpoint(folder / "best.safetensors", model, description)
    return folder


@pytest.mark.parametrize("mode", ["alone", "both"])
@pytest.mark.parametrize("encoder", ENCODERS)
def test_a_checkpoint_is_the_model(tmp_path: Path, mode: str, encoder: str) -> None:
    run = save(tmp_path / "run", mode, landmarks={"encoder": encoder})
    model, description = load_model(run, CPU)
    assert description.layout == LAYOUT
    assert description.size == (None if mode == "alone" else SIZE)
    frames, points = pictures() if mode == "both" else None, some_points()
    expected = model_of(mode, landmarks={"encoder": encoder}).eval()(frames, None, points)
    for name, logits in model(frames, None, points).items():
        assert torch.equal(logits, expected[name])


def test_a_description_without_inputs(tmp_path: Path) -> None:
    run = save(tmp_path / "run", "alone")
    text = (run / "best.json").read_text(encoding="utf-8")
    (run / "best.json").write_text(text.replace('"landmarks": {\n  "parts"', '"x": {\n  "parts"'))
    with pytest.raises(CheckpointError, match="it has neither pictures nor landmarks"):
        load_model(run, CPU)


def started(path: Path, mode: str, layout: LandmarkLayout = LAYOUT) -> tuple[Recognizer, str]:
    torch.manual_seed(2)
    config = config_of(mode)
    extractor = replace(config.feature_extractor, checkpoint_path=str(path))
    size = None if mode == "alone" else SIZE
    return build_model(
        replace(config, feature_extractor=extractor),
        HEADS,
        size,
        None if mode == "frames" else layout,
    )


@pytest.mark.parametrize(
    ("mode", "before"),
    [("alone", "alone"), ("both", "both"), ("frames", "frames"), ("frames", "both")],
)
def test_pre_training_gives_all_that_is_before_the_temporal_model(
    tmp_path: Path, mode: str, before: str
) -> None:
    run = save(tmp_path / "run", before, train_parameters={"pre_training": True})
    given, _ = load_model(run, CPU)
    model, words = started(run, mode)
    assert words == f"feature extractor from {run / 'best.safetensors'}"
    theirs, ours = given.state_dict(), model.state_dict()
    parts = ("feature_extractor.", "landmark_extractor.", "fusion.")
    loaded = [name for name in ours if name.startswith(parts)]
    assert loaded
    assert all(torch.equal(ours[name], theirs[name]) for name in loaded)
    weights = [name for name in ours if name.startswith("heads.") and name.endswith("weight")]
    assert not any(torch.equal(ours[name], theirs[name]) for name in weights)


@pytest.mark.parametrize(
    ("mode", "before", "words"),
    [
        ("alone", "frames", "takes frames, that of the model landmarks"),
        ("alone", "both", "takes frames and landmarks, that of the model landmarks"),
        ("both", "frames", "takes frames, that of the model frames and landmarks"),
        ("both", "alone", "takes landmarks, that of the model frames and landmarks"),
        ("frames", "alone", "takes landmarks, that of the model frames"),
    ],
)
def test_a_start_that_takes_something_else(
    tmp_path: Path, mode: str, before: str, words: str
) -> None:
    run = save(tmp_path / "run", before)
    with pytest.raises(CheckpointError, match=words) as caught:
        started(run, mode)
    assert "use_landmarks" in caught.value.hint


def test_a_start_of_other_points(tmp_path: Path) -> None:
    run = save(tmp_path / "run", "alone")
    other = layout_for(right_hand=21, left_hand=21, face=12, pose=33)
    with pytest.raises(CheckpointError, match=r"do not fit the model: scale\.running_mean is"):
        started(run, "alone", other)


def test_weights_of_a_backbone_are_no_start_for_landmarks(tmp_path: Path) -> None:
    torch.save({"conv1.weight": torch.zeros(3)}, tmp_path / "net.pth")
    with pytest.raises(CheckpointError, match="has no weights of a feature extractor"):
        started(tmp_path / "net.pth", "alone")
