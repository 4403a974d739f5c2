"""Write the rows of lexicon.csv in every other input format, next to it.

Run it from anywhere: ``python data_samples/rebuild.py``.
"""

import csv
import json
from collections.abc import Iterable
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
SYMBOLS = FOLDER.parent / "hamnosys" / "data" / "symbols.csv"


def read(path: Path) -> list[dict[str, str]]:
    """Read the rows of a CSV file with a header."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(name: str, lines: Iterable[str]) -> None:
    """Write lines as a text file of this folder."""
    text = "".join(f"{line}\n" for line in lines)
    (FOLDER / name).write_text(text, encoding="utf-8", newline="\n")


def main() -> None:
    """Rewrite all files that hold the lexicon."""
    rows = read(FOLDER / "lexicon.csv")
    by_character = {
        chr(int(row["codepoint"].removeprefix("U+"), 16)): row["name"] for row in read(SYMBOLS)
    }
    names = [[by_character[character] for character in row["hamnosys"]] for row in rows]
    frames = [{"start": int(row["start"]), "end": int(row["end"])} for row in rows]

    with (FOLDER / "lexicon.tsv").open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, rows[0].keys(), delimiter="\t", lineterminator="\n")
        table.writeheader()
        table.writerows(rows)

    dictionary = {
        row["name"]: {
            "hamnosys": row["hamnosys"],
            "hamnosys_text": ",".join(symbols),
            "type_name": row["gloss"],
            **clip,
        }
        for row, symbols, clip in zip(rows, names, frames, strict=True)
    }
    write("lexicon.json", [json.dumps(dictionary, ensure_ascii=False, indent=2)])
    records = ({**row, **clip} for row, clip in zip(rows, frames, strict=True))
    write("lexicon.jsonl", (json.dumps(record, ensure_ascii=False) for record in records))

    for row in rows:
        row["gloss"] = "_".join(row["gloss"].split())
    line = "{name} {start} {end} samples {gloss} {hamnosys}"
    write("lexicon_hearai.txt", (line.format(**row) for row in rows))
    write("lexicon_text.txt", (row["hamnosys"] for row in rows))
    write("lexicon_names.txt", (" ".join(symbols) for symbols in names))


if __name__ == "__main__":
    main()
