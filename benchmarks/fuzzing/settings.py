"""Targets: files of settings that users write, all of them YAML."""

from __future__ import annotations

import json
from collections.abc import Hashable
from pathlib import Path

import yaml

from fuzzing.inputs import folder
from fuzzing.notation import ROOT
from fuzzing.target import Target, need
from hamnosys.description import load_language
from hamnosys.description.signs import sentences
from hamnosys.parser import parse
from hamnosys.schemes import load_scheme
from hamnosys.similarity.names import PARAMETERS
from hamnosys.similarity.weights import load_weights

_DATA = ROOT / "hamnosys" / "data"
_SIGN = "hamsymmlr hamfist hamthumboutmod hamextfingeru hampalml hamchest hamtouch hammoveo"

YAML = (
    *(b": ", b"- ", b"\n  ", b"\n", b"&a ", b"*a", b"<<: ", b"? ", b"| ", b"> ", b"!!", b"%", b"#"),
    *(
        b"{",
        b"}",
        b"[",
        b"]",
        b"'",
        b'"',
        b"---\n",
        b"...",
        b"null",
        b"~",
        b"yes",
        b"true",
        b"=",
        b".",
    ),
    *(b"2001-99-99", b"0x_", b"0b_", b"1:1:1:1", b".inf", b".nan", b"-1", b"1e999", b"9" * 5000),
    *(b"!!python/object:os.system", b"!!binary a", b"!!set {a}", b"!!omap [a]", b"!!int x", b"1_0"),
    *(b"[" * 3000, b"a:\n " * 20, b"\xef\xbb\xbf", b"\x00", b"\x80", b"\xed\xa0\x80", b"\xc2\x85"),
    *(b"x: &a [*a]\n", b"x: &a {y: *a}\n", b"&a [b, b, b]", b"&b [*a, *a, *a, *a, *a, *a, *a, *a]"),
    *(
        b"{}",
        b"{x}",
        b"{x.y}",
        b"{",
        b"}}",
        b"0",
        b"1",
        b"1.0",
        b"0.5",
        b"hamfist",
        b"ham",
        b"none",
    ),
)


def _file(name: str, data: bytes) -> Path:
    path = folder() / name
    path.write_bytes(data)
    return path


def _cut(path: Path, *sizes: int) -> list[bytes]:
    """The beginnings of a file, up to a line, and the whole of it."""
    data = path.read_bytes()
    return [*(data[: data.rfind(b"\n", 0, size) + 1] for size in sizes), data]


def _check_scheme(data: bytes) -> Hashable:
    scheme = load_scheme(_file("scheme.yaml", data))
    for head in scheme.heads:
        need(head.labels and head.source and head.name, "half a head")
    (sign,) = parse(_SIGN).signs
    classes = scheme.classes(sign)
    need(not scheme.unknown(classes), f"no such class: {classes}")
    return len(scheme.heads)


def _scheme_seeds() -> list[bytes]:
    own = (
        "name: own\ntitle: Own\nextends: hearai\nabsent_allowed: true\nheads:\n"
        "  - name: move\n    source: movement.path.direction\n    none: 0\n"
        "    classes: {0: none, 1: hammoveo, 2: hammoveu}\n"
        "  - name: again\n    source: dominant.shape.base_form\n"
        "    classes: hearai.hand_shape_base_form\n"
    )
    schemes = [_DATA / "schemes" / f"{name}.yaml" for name in ("hearai", "hamnosys4")]
    return [own.encode(), *(path.read_bytes() for path in schemes)]


def _check_language(data: bytes) -> Hashable:
    language = load_language(_file("language.yaml", data))
    told = sentences(parse(_SIGN).signs[0], language)
    need(all(isinstance(sentence, str) for sentence in told), "a sentence that is no text")
    return len(told)


def _language_seeds() -> list[bytes]:
    return [p for name in ("en", "de") for p in _cut(_DATA / "languages" / f"{name}.yaml", 2000)]


def _check_weights(data: bytes) -> Hashable:
    weights = load_weights(_file("weights.yaml", data))
    need(set(weights.parameters) == set(PARAMETERS), "parameters are missing")
    need(weights.total > 0, "all weights are 0")
    return None


def _weight_seeds() -> list[bytes]:
    return [*_cut(_DATA / "similarity.yaml", 600), b"weights: {handshape: 2, location: 1}\n"]


def _check_config(data: bytes) -> Hashable:
    from trainer.config import as_mapping, config_from, config_text, read_config

    found = read_config(_file("config.yaml", data))
    for note in (*found.notes(), *(part for pair in found.unused() for part in pair)):
        need(note.strip() and "\n" not in note, f"a note of several lines: {note!r}")
    mapping = as_mapping(found.config)
    json.dumps(mapping)
    need(config_from(mapping, "again") == found.config, "its own mapping is another configuration")
    text = config_text(found.config)
    need(
        config_from(yaml.safe_load(text), "t") == found.config, "its text is another configuration"
    )
    return len(text) // 64


def _config_seeds() -> list[bytes]:
    from trainer.config import config_from, config_text

    samples = [ROOT / "data_samples" / name for name in ("landmarks.yaml", "practice.yaml")]
    whole = config_text(config_from({"general_parameters": {"data_path": "a"}}, "seed"))
    return [*(path.read_bytes() for path in samples), whole.encode()]


def setting_targets() -> dict[str, Target]:
    """All of them, by name."""
    targets = [
        Target("scheme", _scheme_seeds, _check_scheme, (*YAML, b"extends: ", b"classes: ")),
        Target("language", _language_seeds, _check_language, (*YAML, b"forms:", b"title:")),
        Target("weights", _weight_seeds, _check_weights, (*YAML, b"near:", b"sizes:", b"parts:")),
        Target("config", _config_seeds, _check_config, YAML),
    ]
    return {target.name: target for target in targets}
