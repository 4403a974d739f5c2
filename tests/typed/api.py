"""A user's script over the public API, for mypy: it is read by tests, not run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import torch
from typing_extensions import assert_type

import hamnosys
import stats
import trainer
from hamnosys import canonical, description, similarity
from hamnosys import sign as signs
from hamnosys.diagnostics import Code

TEXT = "hamflathand hamextfingeru hampalml"

# A transcription.
notation = hamnosys.parse(TEXT, policy="strict")
assert_type(notation, hamnosys.Notation)
assert_type(notation.signs, tuple[hamnosys.Sign, ...])
assert_type(notation.warnings, tuple[hamnosys.Diagnostic, ...])
assert_type(notation.to_hamnosys(), str)
assert_type(hamnosys.diagnose(TEXT), list[hamnosys.Diagnostic])
assert_type(hamnosys.diagnose(TEXT)[0].position, int)
assert_type(hamnosys.to_characters(TEXT), str)
assert_type(hamnosys.describe(notation, lang="de"), str)
assert_type(hamnosys.describe(TEXT), str)
assert_type(hamnosys.canonical_notation(notation), str)
assert_type(hamnosys.explain("HNS026"), Code)
assert_type(hamnosys.inventory(), hamnosys.Inventory)
assert_type(hamnosys.inventory().find("hamfist"), "hamnosys.Symbol | None")
assert_type(hamnosys.inventory().by_name, dict[str, hamnosys.Symbol])

# The tree of a sign.
sign = notation.signs[0]
assert_type(sign.posture, signs.Posture)
assert_type(sign.dominant, signs.Hand)
assert_type(sign.nondominant, "signs.Hand | None")
assert_type(sign.dominant.shape, "signs.Shape | None")
assert_type(sign.place, "signs.Location | None")
assert_type(sign.contact, "signs.Contact | None")
assert_type(sign.movement, "signs.Movement | None")
assert_type(sign.two_handed, bool)
assert_type(sign.to_hamnosys(), str)
if sign.dominant.shape:
    assert_type(sign.dominant.shape.base_form, str)
for part in sign.action:
    if isinstance(part, signs.CircularMovement):
        assert_type(part.clock, tuple[str, ...])
assert_type(canonical.canonical(sign), hamnosys.Sign)
assert_type(canonical.repaired(sign), tuple[hamnosys.Sign, tuple[str, ...]])

# Words.
language = hamnosys.load_language("en")
assert_type(language, description.Language)
assert_type(description.sentences(sign, language), tuple[str, ...])

# Classes.
scheme = hamnosys.load_scheme(Path("mine.yaml"))
assert_type(scheme, hamnosys.Scheme)
assert_type(scheme.heads, tuple[hamnosys.Head, ...])
assert_type(scheme.names, tuple[str, ...])
assert_type(scheme.classes(sign), "tuple[int | None, ...]")

# Files.
records = hamnosys.read_transcriptions("a.csv", "csv", columns={"hamnosys": "Notation"})
assert_type(records, Iterator[hamnosys.Record])
record = next(records)
assert_type(record.hamnosys, str)
assert_type(record.error, "hamnosys.Diagnostic | None")
table = hamnosys.read_class_file("classes.txt")
assert_type(table, hamnosys.ClassFile)
assert_type(table.rows, tuple[hamnosys.ClassRow, ...])
assert_type(table.scheme, "hamnosys.Scheme | None")
assert_type(table.to_frame(), pd.DataFrame)
row = hamnosys.ClassRow("a", 0, 10, scheme.classes(sign))
hamnosys.write_class_file("out.txt", [row], scheme, force=True)

# Errors.
try:
    hamnosys.parse(TEXT)
except hamnosys.HamNoSysSyntaxError as error:
    assert_type(error.diagnostic, hamnosys.Diagnostic)
except hamnosys.HamNoSysError as error:
    assert_type(error.hint, str)
    assert_type(error.exit_code, int)

# Resemblance: of texts, notations or signs.
weights = similarity.load_weights(changes={"handshape": 2.0})
assert_type(weights, similarity.Weights)
assert_type(similarity.distance(sign, notation, weights=weights), float)
assert_type(similarity.compare(sign, sign), similarity.Difference)
assert_type(similarity.compare(sign, sign).split, dict[str, float])
assert_type(similarity.nearest([sign, sign], 1), Iterator[tuple[similarity.Neighbour, ...]])
assert_type(similarity.minimal_pairs([sign, sign]), Iterator[similarity.MinimalPair])
assert_type(similarity.duplicates([notation, notation]), list[tuple[int, ...]])

# Statistics.
corpus = stats.count_class_file("classes.txt")
assert_type(corpus, stats.Corpus)
assert_type(stats.pooled([corpus, corpus]), stats.Corpus)
head = corpus.heads[0]
assert_type(head, stats.HeadCounts)
assert_type(stats.measures(head), stats.Measures)
assert_type(stats.measures(head).weights, tuple[float, ...])
assert_type(stats.distance(head, head), "float | None")
written = stats.write_statistics([corpus], "statistics", stats.Settings(format="svg"))
assert_type(written, list[str])

# Training.
config = trainer.read_config("config.yaml").config
assert_type(config, trainer.Config)
assert_type(trainer.config_from({}, "here"), trainer.Config)
outcome = trainer.train(config, resume=True)
assert_type(outcome, trainer.Outcome)
assert_type(outcome.scores, dict[str, trainer.Scores])
assert_type(outcome.scores["test"].heads, tuple[trainer.HeadScores, ...])
assert_type(trainer.evaluate(config, "best.pt", side="test"), trainer.Evaluation)
predictions = trainer.predict("best.pt", ["a.mp4"], top=5)
assert_type(predictions, list[trainer.Prediction])
assert_type(trainer.export_onnx("best.pt", "model.onnx"), trainer.Exported)
model, about = trainer.load_model("best.pt", torch.device("cpu"))
assert_type(about, trainer.Description)
assert isinstance(model, torch.nn.Module)
