"""Wrong uses of the public API: mypy finds each that is marked, and no other."""

from __future__ import annotations

import hamnosys
import stats
import trainer
from hamnosys import similarity

notation = hamnosys.parse("hamfist hamextfingeru hampalml")
sign = notation.signs[0]
scheme = hamnosys.load_scheme("hearai")

hamnosys.parse("hamfist", policy="lenient")  # wrong
hamnosys.parse(b"hamfist")  # wrong
hamnosys.to_charcters("hamfist")  # wrong
hamnosys.parse("hamfist", "strict")  # wrong
hamnosys.describe(3)  # wrong
sign.posture = notation.signs[0].posture  # wrong
_ = sign.place.level  # wrong
number: int = scheme.classes(sign)[0]  # wrong
scheme.classes(notation)  # wrong
hamnosys.read_transcriptions("a.csv")[0]  # wrong
hamnosys.ClassRow("a", "0", 10, (1, 2))  # wrong
hamnosys.write_class_file("out.txt", [(1, 2)])  # wrong
similarity.distance(sign, 1.0)  # wrong
similarity.distence(sign, sign)  # wrong
stats.count_class_file("a.txt", scheme="hearai")  # wrong
stats.count_file("a.txt")  # wrong
trainer.train("config.yaml")  # wrong
_ = trainer.trian  # wrong
trainer.predict("best.pt", 3)  # wrong

hamnosys.parse("hamfist", policy="strict")
