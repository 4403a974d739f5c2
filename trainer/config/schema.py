"""What a training configuration may say: each key once, with its default, limits and meaning.

Sections and keys are those of the predecessor's ``train_config.yml``; keys that are new have
defaults. Reading, checking, printing and the starting configuration all derive from here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Range = tuple[float, float]
"""Least and greatest of what is drawn evenly."""


@dataclass(frozen=True, slots=True)
class Key:
    """What a key means and which values it takes.

    Attributes:
        doc: one sentence for users.
        low: least value (of a number, or of each number of a list).
        high: greatest value.
        above: a value that all must be greater than.
        choices: the words that it takes.
        used: when it counts; empty means always. For people, not evaluated.
    """

    doc: str
    low: float | None = None
    high: float | None = None
    above: float | None = None
    choices: tuple[str, ...] = ()
    used: str = ""


def key(default: Any, doc: str, **limits: Any) -> Any:
    """A field of a section."""
    metadata = {"key": Key(doc, **limits)}
    if isinstance(default, dict):
        return field(default_factory=dict, metadata=metadata)
    return field(default=default, metadata=metadata)


MODES = ("hamnosys", "gloss", "joint")
SAMPLINGS = ("none", "balanced", "square_root")
SCHEDULES = ("onecycle", "warmup_multiply", "cosine")
OPTIMIZERS = ("adamw", "radam")
PRECISIONS = ("fp32", "bf16", "fp16")
EXTRACTORS = ("cnn_extractor", "resnet50_extractor", "landmark_extractor")
LANDMARK_PARTS = ("right_hand", "left_hand", "face", "pose")
LANDMARK_ENCODERS = ("plain", "graph")
LANDMARK_NORMALIZATIONS = ("shoulders", "body", "none")
HAND_COORDINATES = ("hand_frame", "wrist", "picture")
POOLINGS = ("average", "grid")
TRANSFORMERS = (
    "sign_language_transformer",
    "sign_language_cnn_transformer",
    "lstm",
    "hubert_transformer",
    "fake_transformer",
)
POSITIONS = ("learned", "sinusoidal")
TEMPORAL_POOLINGS = ("mean", "token")
FREEZE_MODES = ("epoch", "step")


@dataclass(frozen=True, slots=True, kw_only=True)
class General:
    """Where data and results are; nothing that changes what is learned, seed and split aside."""

    data_path: str | None = key(None, "Directory with class file and frames.")
    data_paths: tuple[str, ...] = key((), "Several such directories.")
    validation_data_paths: tuple[str, ...] = key(
        (), "Directories to validate on, instead of a share of the data."
    )
    test_data_paths: tuple[str, ...] = key(
        (), "Directories for the final scores, instead of a share of the data."
    )
    ratio_train_test: float = key(
        0.8, "Share of the data that is trained on; the rest validates.", above=0.0, high=1.0
    )
    ratio_test: float = key(
        0.0, "Share of the data that is kept for the final scores.", low=0.0, high=0.9
    )
    workers: int = key(0, "Processes that load data; 0 is a thread.", low=0, high=256)
    cache: bool = key(
        False, "Keep decoded frames in memory (with workers: in that of each worker)."
    )
    gpu: int | None = key(
        None, "Number of the GPU; -1 is the CPU; null takes a GPU if any.", low=-1
    )
    path_to_save: str = key("runs/hamnosys", "The run directory.")
    seed: int = key(0, "Of everything that is drawn.", low=0, high=2**31 - 1)
    deterministic: bool = key(False, "Only operations that give the same bits every time.")
    neptune: bool = key(False, "Log to neptune, offline (extra neptune).")
    tensorboard: bool = key(False, "Write event files for TensorBoard (extra tensorboard).")
    mlflow: bool = key(False, "Log to a local store of MLflow (extra mlflow).")


@dataclass(frozen=True, slots=True, kw_only=True)
class Augmentations:
    """Drawn once a clip, the same for all its frames. ``null`` of the first two means true."""

    apply_resize: bool | None = key(None, "Scale the shorter side to resize_size.")
    apply_center_crop: bool | None = key(None, "Cut the centre out.")
    resize_size: int = key(256, "Pixels.", low=8, high=4096)
    center_crop_size: tuple[int, int] | None = key(
        None, "Pixels: one number, or height and width; null is resize_size.", low=8, high=4096
    )
    apply_random_erasing: bool = key(False, "Hide a rectangle.")
    random_erasing_probability: float = key(0.5, "Share of the clips.", low=0.0, high=1.0)
    apply_random_rotation: bool = key(False, "Turn.")
    random_rotation_degree: int = key(10, "Up to so many degrees either way.", low=0, high=180)
    apply_random_shift: bool = key(False, "Move and scale.")
    random_shift: float = key(0.05, "Up to this share of the picture.", low=0.0, high=0.5)
    random_scale: float = key(0.1, "Scale by 1 less this to 1 plus this.", low=0.0, high=0.9)
    apply_color_jitter: bool = key(False, "Change brightness, contrast, saturation and hue.")
    color_jitter_brightness: Range = key((0.8, 1.2), "Factor; b means [max(0, 1-b), 1+b].", low=0.0)
    color_jitter_contrast: Range = key((0.8, 1.2), "Factor.", low=0.0)
    color_jitter_saturation: Range = key((0.8, 1.2), "Factor.", low=0.0)
    color_jitter_hue: Range = key(
        (-0.02, 0.02), "Shift, in turns; h means [-h, h].", low=-0.5, high=0.5
    )
    apply_rgb_shift: bool = key(False, "Shift the colours.")
    rgb_shift_r_shift_limit: float = key(0.08, "Share of full brightness.", low=0.0, high=1.0)
    rgb_shift_g_shift_limit: float = key(0.08, "Share of full brightness.", low=0.0, high=1.0)
    rgb_shift_b_shift_limit: float = key(0.08, "Share of full brightness.", low=0.0, high=1.0)
    apply_blur: bool = key(False, "Blur.")
    blur_limit: int = key(5, "Largest kernel in pixels; under 3 no blur.", low=0, high=99)
    apply_mirror: bool = key(
        False, "Flip half the clips, with their labels (directions, palms, sides)."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Training:
    """What is trained, how long and how."""

    classification_mode: str = key(
        "hamnosys",
        "What is learned: hamnosys classes, the gloss, or both together (joint).",
        choices=MODES,
    )
    scheme: str | None = key(None, "Class scheme; null is the built-in one with these heads.")
    gloss_names: str | None = key(
        None,
        "File with the name of each gloss id; null is gloss_names.txt beside the class file, "
        "if it is there.",
        used="classification_mode: gloss or joint",
    )
    sampling: str = key(
        "none",
        "How often clips are trained on: once an epoch (none), or by how rare their classes are.",
        choices=SAMPLINGS,
    )
    epochs: int = key(20, "Times that the data are gone through.", low=1)
    batch_size: int = key(16, "Clips of a batch, over all processes together.", low=1)
    accumulate: int = key(1, "Batches of an optimizer step.", low=1)
    lr: float = key(3e-4, "Learning rate: the highest of the schedule.", above=0.0)
    schedule: str = key("onecycle", "How the learning rate changes.", choices=SCHEDULES)
    warmup_steps: float = key(
        0.0,
        "Steps at a reduced rate before the proper one.",
        low=0.0,
        used="schedule: warmup_multiply or cosine",
    )
    multiply_lr_step: float = key(
        1.0,
        "Factor applied to the learning rate after each step.",
        above=0.0,
        high=1.0,
        used="schedule: warmup_multiply",
    )
    optimizer: str = key("adamw", "How weights are changed.", choices=OPTIMIZERS)
    weight_decay: float = key(0.01, "Of weights, not of biases and norms.", low=0.0)
    clip_norm: float = key(1.0, "Largest norm of the gradient; 0 does not clip.", low=0.0)
    ema: float = key(0.0, "Decay of averaged weights that are scored; 0 has none.", low=0.0, high=1)
    early_stopping: int = key(
        0, "Stop after so many epochs without a better score; 0 never.", low=0
    )
    save_steps: int = key(
        0, "Save the state for --resume every so many steps, besides after each epoch.", low=0
    )
    precision: str = key("fp32", "Of the model's arithmetic.", choices=PRECISIONS)
    compile: bool = key(False, "Compile the model (torch.compile).")
    channels_last: bool = key(True, "Memory order that convolutions like.")
    num_segments: int = key(8, "Frames that the model sees.", low=1, high=4096)
    time: float | None = key(
        None, "Seconds between frames; null spreads num_segments over the clip.", above=0.0
    )
    fast_dev_run: bool = key(False, "A few batches only, to try a configuration out.")
    pre_training: bool = key(False, "Train the feature extractor with heads on single frames.")
    landmarks: bool = key(False, "Old name of use_landmarks.")
    use_frames: bool = key(True, "Read the frames.")
    use_landmarks: bool = key(False, "Read the landmarks (NAME/NAME.npz).")


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """Cross-entropy of each head."""

    class_weights: str = key(
        "none", "none, balanced, or a summary.json of hamnosys stats with class weights."
    )
    label_smoothing: float = key(0.0, "Share spread over all classes.", low=0.0, high=0.9)
    focal_gamma: float = key(0.0, "Focal loss: 0 is plain cross-entropy.", low=0.0, high=10.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeatureExtractor:
    """From a frame to features."""

    name: str = key(
        "cnn_extractor",
        "cnn_extractor: any timm model; resnet50_extractor: torchvision's; landmark_extractor: "
        "landmarks without frames.",
        choices=EXTRACTORS,
    )
    model_path: str = key("resnet18", "Name of a timm model.", used="name: cnn_extractor")
    model_args: Mapping[str, Any] = key(
        {}, "Arguments of that timm model.", used="name: cnn_extractor"
    )
    representation_size: int = key(512, "Features of a frame.", low=1)
    pooling: str = key(
        "average",
        "average: over the picture; grid: keeps where things are, through a few channels.",
        choices=POOLINGS,
    )
    grid_channels: int = key(
        48, "Channels that are kept of each place.", low=1, used="pooling: grid"
    )
    pretrained: bool = key(
        True, "Published weights to start with (fetched once); false needs no network."
    )
    checkpoint_path: str | None = key(None, "Start with weights from this file or run directory.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Landmarks:
    """From the landmarks of a frame to features; counts with ``use_landmarks``."""

    parts: tuple[str, ...] = key(
        LANDMARK_PARTS, "Which arrays of the files are read.", choices=LANDMARK_PARTS
    )
    encoder: str = key(
        "plain",
        "plain: layers over all points; graph: convolutions along the joints.",
        choices=LANDMARK_ENCODERS,
    )
    normalization: str = key(
        "shoulders",
        "shoulders: their middle is 0 and their distance 1; body: turned, too, so that neither "
        "shoulder is higher or nearer; none: as in the file.",
        choices=LANDMARK_NORMALIZATIONS,
    )
    hands: str = key(
        "hand_frame",
        "Points of a hand besides their place: turned into the hand's own axes (hand_frame), only "
        "moved and scaled (wrist), or not (picture).",
        choices=HAND_COORDINATES,
    )
    average: bool = key(
        True, "Take the mean of the frames around each chosen one; false takes that one alone."
    )
    hidden_size: int = key(512, "Hidden features of a layer.", low=1)
    layers: int = key(2, "Hidden layers.", low=1, high=32)
    dropout_rate: float = key(0.1, "Share of features dropped in training.", low=0.0, high=0.95)
    noise: float = key(
        0.0, "Deviation of noise on points in training, in widths of the shoulders.", low=0.0
    )
    drop: float = key(0.0, "Share of points hidden in training.", low=0.0, high=0.9)
    least_visibility: float = key(
        0.0, "Points of this visibility or less count as missing.", low=0.0, high=1.0
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Transformer:
    """From the features of all frames to those of the clip."""

    name: str = key(
        "sign_language_transformer",
        "Which temporal model; fake_transformer is a mean, for trying out.",
        choices=TRANSFORMERS,
    )
    feedforward_size: int = key(1024, "Hidden features of a layer.", low=1)
    num_attention_heads: int = key(8, "Must divide representation_size.", low=1)
    num_encoder_layers: int = key(2, "Layers.", low=1)
    output_size: int = key(512, "Features of a clip.", low=1)
    dropout_rate: float = key(0.1, "Share of features dropped in training.", low=0.0, high=0.95)
    positions: str = key("learned", "How the order of frames is told.", choices=POSITIONS)
    pooling: str = key(
        "mean", "mean of all frames, or a token of its own.", choices=TEMPORAL_POOLINGS
    )
    hubert_path: str | None = key(
        None,
        "Directory of a Hubert model to start with; null begins with random weights.",
        used="name: hubert_transformer",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadModel:
    """The layers of each head."""

    additional_layers: int = key(0, "Hidden layers before the output layer.", low=0, high=20)
    dropout_rate: float = key(0.0, "Share of features dropped in training.", low=0.0, high=0.95)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadConfig:
    """One head."""

    num_class: int | None = key(None, "Classes; null takes the scheme's.", low=2)
    loss_weight: float = key(1.0, "Share in the loss; 0 does not train it.", low=0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heads:
    """The heads of each mode, by name. None in a mode: all heads of the data, weight 1."""

    model: HeadModel = HeadModel()
    gloss: Mapping[str, HeadConfig] = key({}, "The head of mode gloss, which is called gloss.")
    hamnosys: Mapping[str, HeadConfig] = key({}, "The heads of mode hamnosys, by name.")

    def of(self, mode: str) -> Mapping[str, HeadConfig]:
        """Those of a mode; of joint both, the gloss last."""
        if mode == "joint":
            return {**self.hamnosys, **self.gloss}
        return self.gloss if mode == "gloss" else self.hamnosys


@dataclass(frozen=True, slots=True, kw_only=True)
class FreezeScheduler:
    """Which parts of the model are frozen when; after the last pattern everything is trained."""

    model_params: Mapping[str, tuple[bool, ...]] = key(
        {}, "Part of the model: pattern by pattern, true is frozen; all lists of one length."
    )
    freeze_pattern_repeats: tuple[int, ...] = key((), "How long each pattern holds.", low=0)
    freeze_mode: str = key("epoch", "What the repeats count.", choices=FREEZE_MODES)
    verbose: bool = key(True, "Say what changes.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """A training configuration."""

    general_parameters: General = General()
    augmentations_parameters: Augmentations = Augmentations()
    train_parameters: Training = Training()
    loss: Loss = Loss()
    feature_extractor: FeatureExtractor = FeatureExtractor()
    landmarks: Landmarks = Landmarks()
    transformer: Transformer = Transformer()
    heads: Heads = Heads()
    freeze_scheduler: FreezeScheduler | None = None

    @property
    def data_paths(self) -> tuple[str, ...]:
        """All data directories, ``data_path`` first."""
        general = self.general_parameters
        first = (general.data_path,) if general.data_path else ()
        return (*first, *(path for path in general.data_paths if path not in first))
