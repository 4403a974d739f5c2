"""Write the rows of lexicon.csv in every other input format, next to it.

Run it from anywhere: ``python data_samples/rebuild.py``.
"""

import csv
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from xml.sax.saxutils import escape

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


EAF_BEGIN = """\
<?xml version="1.0" encoding="UTF-8"?>
<ANNOTATION_DOCUMENT AUTHOR="" DATE="1970-01-01T00:00:00+00:00" FORMAT="3.0" VERSION="3.0"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
 xsi:noNamespaceSchemaLocation="http://www.mpi.nl/tools/elan/EAFv3.0.xsd">
<HEADER MEDIA_FILE="" TIME_UNITS="milliseconds">
<PROPERTY NAME="lastUsedAnnotationId">{last}</PROPERTY>
</HEADER>"""
EAF_END = """\
<LINGUISTIC_TYPE GRAPHIC_REFERENCES="false" LINGUISTIC_TYPE_ID="sign" TIME_ALIGNABLE="true"/>
<LINGUISTIC_TYPE CONSTRAINTS="Symbolic_Association" GRAPHIC_REFERENCES="false"
 LINGUISTIC_TYPE_ID="about" TIME_ALIGNABLE="false"/>
<CONSTRAINT DESCRIPTION="1-1 association with a parent annotation"
 STEREOTYPE="Symbolic_Association"/>
</ANNOTATION_DOCUMENT>"""
MILLISECONDS_A_FRAME = 40


def eaf_lines(rows: list[dict[str, str]]) -> Iterator[str]:
    """An ELAN document: one sign after the other at 25 frames a second, each with two tiers more.

    The date is none: the schema wants one, and the same rows shall give the same bytes.
    """
    yield EAF_BEGIN.format(last=3 * len(rows))
    times = [0]
    for row in rows:
        frames = int(row["end"]) - int(row["start"]) + 1
        times.append(times[-1] + frames * MILLISECONDS_A_FRAME)
    yield "<TIME_ORDER>"
    for number, time in enumerate(times, start=1):
        yield f'<TIME_SLOT TIME_SLOT_ID="ts{number}" TIME_VALUE="{time}"/>'
    yield "</TIME_ORDER>"
    yield '<TIER LINGUISTIC_TYPE_REF="sign" TIER_ID="HamNoSys">'
    for number, row in enumerate(rows, start=1):
        yield (
            f'<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a{number}"'
            f' TIME_SLOT_REF1="ts{number}" TIME_SLOT_REF2="ts{number + 1}"><ANNOTATION_VALUE>'
            f"{escape(row['hamnosys'])}</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>"
        )
    yield "</TIER>"
    for place, (tier, field) in enumerate({"Gloss": "gloss", "Id": "name"}.items(), start=1):
        yield f'<TIER LINGUISTIC_TYPE_REF="about" PARENT_REF="HamNoSys" TIER_ID="{tier}">'
        for number, row in enumerate(rows, start=1):
            yield (
                f'<ANNOTATION><REF_ANNOTATION ANNOTATION_ID="a{place * len(rows) + number}"'
                f' ANNOTATION_REF="a{number}"><ANNOTATION_VALUE>{escape(row[field])}'
                "</ANNOTATION_VALUE></REF_ANNOTATION></ANNOTATION>"
            )
        yield "</TIER>"
    yield EAF_END


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

    signs = []
    for row, symbols in zip(rows, names, strict=True):
        gloss = escape(row["gloss"], {'"': "&quot;"})
        manual = "".join(f"<{symbol}/>" for symbol in symbols)
        signs.append(
            f'<hns_sign gloss="{gloss}"><hamnosys_nonmanual/>'
            f"<hamnosys_manual>{manual}</hamnosys_manual></hns_sign>"
        )
    head = ['<?xml version="1.0" encoding="UTF-8"?>', "<sigml>"]
    write("lexicon.sigml", [*head, *signs, "</sigml>"])

    write("lexicon.eaf", eaf_lines(rows))

    for row in rows:
        row["gloss"] = "_".join(row["gloss"].split())
    line = "{name} {start} {end} samples {gloss} {hamnosys}"
    write("lexicon_hearai.txt", (line.format(**row) for row in rows))
    write("lexicon_text.txt", (row["hamnosys"] for row in rows))
    write("lexicon_names.txt", (" ".join(symbols) for symbols in names))


if __name__ == "__main__":
    main()
