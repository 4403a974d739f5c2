"""The files beside the clips: class files, glosses, and the lexicon of the signs."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

from hamnosys.classfile import ClassRow, write_class_file
from hamnosys.posture.class_signs import sign_of_classes
from hamnosys.posture.practice.clip import Clip
from hamnosys.posture.practice.rules import practice_scheme

CLASS_FILE, GLOSS_FILE = "test_hamnosys.txt", "test_gloss.txt"
SIGNS = "signs.csv"


def write_labels(folder: Path, clips: Sequence[Clip]) -> None:
    """The class file and the file of glosses of one directory."""
    rows = [ClassRow(clip.name, 0, clip.length - 1, clip.classes) for clip in clips]
    write_class_file(folder / CLASS_FILE, rows, practice_scheme(), force=True)
    with open(folder / GLOSS_FILE, "w", encoding="utf-8", newline="\n") as out:
        out.write("name start end gloss\n")
        out.writelines(f"{clip.name} 0 {clip.length - 1} {clip.gloss}\n" for clip in clips)


def write_signs(path: Path, clips: Mapping[str, Sequence[Clip]]) -> None:
    """The lexicon of the signs: number of the gloss, its name, and the transcription."""
    signs = {clip.gloss: clip for members in clips.values() for clip in members}
    with open(path, "w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["name", "gloss", "hamnosys"])
        for gloss, clip in sorted(signs.items()):
            sign = sign_of_classes(practice_scheme(), clip.classes)
            writer.writerow([gloss, clip.sign_name, sign.to_hamnosys()])
