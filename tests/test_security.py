"""What must hold of inputs that somebody made to do harm, and of the code that reads them.

Limits of single readers have their tests beside those of the readers: entities of XML in
formats/test_safe_xml.py and formats/test_elan.py, archives in formats/test_safe_zip.py and
formats/test_xlsx.py, formulas in formats/test_xlsx_sink.py and cli/test_sheets_cli.py, pickles in
trainer/test_checkpoint.py and landmarks/test_landmark_npz.py, names of clips that leave the data
path in trainer/data/test_data_labels.py.
"""

from __future__ import annotations

import ast
import io
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from builders import ham

from hamnosys.html import POLICY

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("hamnosys", "stats", "trainer")
HOSTILE = (
    "<script>alert(1)</script>",
    "</script><script>alert(2)</script>",
    '"><img src=x onerror=alert(3)>',
    "javascript:alert(4)",
    "' onmouseover='alert(5)",
    "--><svg/onload=alert(6)>",
    "</style><style>@import 'http://x'</style>",
)


# --- the source ---

MODULES = {  # module: where it may be imported nevertheless
    "pickle": {"trainer/checkpoint.py"},  # for the name of the error of a refused one
    **dict.fromkeys(("marshal", "shelve", "dill", "cloudpickle", "joblib", "dbm"), frozenset()),
    **dict.fromkeys(("xml.dom", "xmlrpc", "html5lib", "bs4"), frozenset()),
    "xml.parsers": {  # the second walks what the first has read to its end
        "hamnosys/formats/safe_xml.py",
        "hamnosys/normalising/xml_parts.py",
    },
    "xml.sax": {"hamnosys/posture/preview/svg.py"},  # which escapes with it
    "lxml": {"hamnosys/formats/elan/document.py", "hamnosys/formats/elan/adding.py"},
    **dict.fromkeys(("urllib", "http", "socket", "ssl", "requests", "httpx"), frozenset()),
    **dict.fromkeys(("ftplib", "smtplib", "telnetlib", "aiohttp", "urllib3"), frozenset()),
    **dict.fromkeys(("subprocess", "pty", "code", "codeop", "runpy"), frozenset()),
}
CALLS = {
    *("eval", "exec", "compile", "__import__", "os.system", "os.popen", "tempfile.mktemp"),
    *("yaml.load", "yaml.load_all", "yaml.unsafe_load", "yaml.full_load", "yaml.unsafe_load_all"),
    *("ET.parse", "ET.fromstring", "ET.XML", "ET.iterparse", "ElementTree.parse"),
    *("ElementTree.fromstring", "etree.fromstring", "etree.XML", "etree.iterparse", "etree.HTML"),
    *("pd.read_pickle", "torch.hub.load", "torch.jit.load", "pd.eval"),
}
OWN = {"stats/report/inline_svg.py": "ET.fromstring"}
"""What is called for what matplotlib has just written."""
LOADERS = {"yaml.Loader", "yaml.UnsafeLoader", "yaml.FullLoader", "yaml.CLoader"}
KEYWORDS = {"torch.load": ("weights_only", True), "np.load": ("allow_pickle", False)}
KEYWORDS |= {"numpy.load": ("allow_pickle", False), "npy.read_array": ("allow_pickle", False)}


def dotted(node: ast.AST) -> str:
    """``a.b.c`` of names and attributes, without an end where something else stands."""
    if isinstance(node, ast.Name):
        return node.id
    return f"{dotted(node.value)}.{node.attr}" if isinstance(node, ast.Attribute) else ""


def dangers(source: str, path: str) -> Iterator[str]:
    """What the source of a module must not have, each with its line."""
    for node in ast.walk(ast.parse(source)):
        found = ""
        if isinstance(node, ast.Import | ast.ImportFrom):
            found = _import(node, path)
        elif isinstance(node, ast.Call):
            found = _call(node)
        elif isinstance(node, ast.Attribute) and dotted(node) in LOADERS:
            found = dotted(node)
        if found and OWN.get(path) != found:
            yield f"{path}:{node.lineno}: {found}"


def _import(node: ast.Import | ast.ImportFrom, path: str) -> str:
    names = [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        names = [node.module or "", *(f"{node.module}.{name}" for name in names)]
    for name in names:
        parts = name.split(".")
        for module in (parts[0], ".".join(parts[:2])):
            if module in MODULES and path not in MODULES[module]:
                return f"import {name}"
        if name in {f"yaml.{loader.removeprefix('yaml.')}" for loader in LOADERS}:
            return f"import {name}"
    return ""


def _call(node: ast.Call) -> str:
    name = dotted(node.func)
    values = {keyword.arg: keyword.value for keyword in node.keywords}
    if name in CALLS:
        return name
    shell = values.get("shell")
    if shell is not None and not (isinstance(shell, ast.Constant) and shell.value is False):
        return f"{name} with shell"
    if name in KEYWORDS:
        word, wanted = KEYWORDS[name]
        value = values.get(word)
        if not isinstance(value, ast.Constant) or value.value is not wanted:
            return f"{name} without {word}={wanted}"
    pickled = values.get("allow_pickle")
    if pickled is not None and not (isinstance(pickled, ast.Constant) and pickled.value is False):
        return f"{name} with allow_pickle"
    if name == "etree.XMLParser":
        safe = {word: getattr(value, "value", None) for word, value in values.items()}
        if safe.get("resolve_entities") is not False or safe.get("no_network") is not True:
            return "etree.XMLParser that is not safe"
    return f"{name} without parser" if name == "etree.parse" and len(node.args) < 2 else ""


def test_the_source_has_nothing_that_runs_what_it_reads() -> None:
    files = [file for package in PACKAGES for file in sorted((ROOT / package).rglob("*.py"))]
    assert len(files) > 300
    found = [
        danger
        for file in files
        for danger in dangers(file.read_text(encoding="utf-8"), file.relative_to(ROOT).as_posix())
    ]
    assert found == []


@pytest.mark.parametrize(
    "source",
    [
        "import yaml\nyaml.load(text)",
        "import yaml\nyaml.load(text, Loader=yaml.Loader)",
        "class Mine(yaml.UnsafeLoader): pass",
        "from yaml import UnsafeLoader",
        "import pickle",
        "from pickle import loads",
        "import dill as harmless",
        "torch.load(file)",
        "torch.load(file, weights_only=False)",
        "torch.load(file, weights_only=flag)",
        "np.load(file)",
        "np.load(file, allow_pickle=True)",
        "np.savez(file, allow_pickle=True)",
        "eval(text)",
        "exec(compile(text, '', 'exec'))",
        "import subprocess",
        "anything.run(words, shell=True)",
        "os.system(words)",
        "tempfile.mktemp()",
        "import urllib.request",
        "from urllib import request",
        "from http import client",
        "import socket",
        "ET.fromstring(text)",
        "from lxml import etree",
        "etree.XMLParser()",
        "etree.XMLParser(resolve_entities=True, no_network=True)",
        "etree.parse(file)",
        "from xml.dom import minidom",
        "from xml.parsers import expat",
    ],
)
def test_the_walk_notices(source: str) -> None:
    assert list(dangers(source, "trainer/some.py"))


# --- pages ---


class Seen(HTMLParser):
    """The elements of a page and the text of each script."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def check_page(hostile: str, plain: str) -> None:
    """Refuse a page that has other active elements than the same page of harmless texts."""
    seen, expected = Seen(hostile), Seen(plain)
    for tag in ("script", "style", "svg", "iframe", "object", "embed", "base", "form", "meta"):
        assert len(seen.of(tag)) == len(expected.of(tag)), tag
    assert [tag for tag, _ in seen.elements] == [tag for tag, _ in expected.elements]
    policies = [each for each in seen.of("meta") if "http-equiv" in each]
    assert [each["content"] for each in policies] == [POLICY]
    for tag, attributes in seen.elements:
        assert not [name for name in attributes if name.startswith("on")], (tag, attributes)
        for name in ("src", "href", "action", "formaction", "xlink:href"):
            value = attributes.get(name)
            assert value is None or value.startswith(("#", "data:")), (tag, attributes)


def inspect_page(text: str) -> str:
    from dataclasses import replace

    from hamnosys.inspection.page import Look, write_inspection
    from hamnosys.inspection.rows import Inspection
    from hamnosys.records import RawRow, make_record
    from hamnosys.schemes import Scheme, load_scheme

    hearai = load_scheme("hearai")
    first = hearai.heads[0]
    head = replace(first, name=text, labels=(text,) * len(first.labels))
    scheme = Scheme(text, text, (head, *hearai.heads[1:]))
    values = {"name": text, "gloss": text, "hamnosys": ham("fist extfingeru palml")}
    row = make_record(RawRow(1, 1, values), "utf-8")
    stream = io.StringIO()
    made = Inspection(scheme, "tolerant", lambda _notation: text)
    write_inspection(iter([row]), made, stream, Look(text))
    return stream.getvalue()


def gallery_page(text: str) -> str:
    pytest.importorskip("PIL")
    from hamnosys.parser import parse
    from hamnosys.posture.preview.entry import entry_of
    from hamnosys.posture.preview.gallery import write_gallery

    notation = parse(ham("flathand extfingeru palml"))
    entry = entry_of(notation.signs, notation.warnings, name=text, gloss=text)
    stream = io.StringIO()
    write_gallery(iter([entry]), stream, text, None)
    return stream.getvalue()


def report_page(text: str, folder: Path) -> str:
    pytest.importorskip("matplotlib")
    from hamnosys.errorfile import RejectedRow
    from stats import count_class_file, pooled
    from stats.rejections import Rejections
    from stats.report import Report, write_report

    head = text.replace(" ", "_").replace('"', "“")  # as the header of a class file can have it
    path = folder / "classes.txt"
    path.write_text(f"name start end {head} b\nx 0 0 1 2\ny 0 0 2 2\n", encoding="utf-8")
    row = RejectedRow(text, 1, text, text, text, 0, "HNS011", text, text)
    faults = Rejections(text, {"HNS011": 1}, (row,))
    corpus = count_class_file(path, name=text)
    stream = io.StringIO()
    report = Report((corpus,), pooled((corpus,)), (faults,), ((head, "b"),))
    write_report(report, stream)
    return stream.getvalue()


@pytest.mark.parametrize("text", HOSTILE)
def test_an_inspection_page_runs_nothing_of_its_rows(text: str) -> None:
    check_page(inspect_page(text), inspect_page("plain"))


@pytest.mark.parametrize("text", HOSTILE)
def test_a_gallery_runs_nothing_of_its_rows(text: str) -> None:
    check_page(gallery_page(text), gallery_page("plain"))


@pytest.mark.usefixtures("no_installed_font")
def test_a_report_runs_nothing_of_its_rows(tmp_path: Path) -> None:
    """All texts at once: charts take their time."""
    plain = report_page("plain", tmp_path)
    check_page(report_page("".join(HOSTILE), tmp_path), plain)


# --- YAML ---


def bomb(depth: int = 11) -> str:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    for number in range(1, depth + 1):
        each = ", ".join([f"*a{number - 1}"] * 10)
        lines.append(f"a{number}: &a{number} [{each}]")
    return "\n".join([*lines, f"general_parameters: {{data_path: *a{depth}}}", ""])


def test_aliases_of_a_configuration_cannot_make_it_huge(tmp_path: Path) -> None:
    from trainer.config import read_config
    from trainer.errors import ConfigError

    path = tmp_path / "bomb.yaml"
    path.write_text(bomb())
    with pytest.raises(ConfigError, match="its aliases make it larger than any real file"):
        read_config(path)
    path.write_bytes(b"#" * ((1 << 20) + 1))
    with pytest.raises(ConfigError, match="larger than 1 MiB"):
        read_config(path)


@pytest.mark.parametrize("tag", ["python/object/apply:os.system", "python/name:os.system"])
def test_a_configuration_makes_nothing_but_plain_data(tmp_path: Path, tag: str) -> None:
    from trainer.config import read_config
    from trainer.errors import ConfigError

    path = tmp_path / "run.yaml"
    path.write_text(f"general_parameters: !!{tag} [touch {tmp_path}/ran]\n")
    with pytest.raises(ConfigError, match="could not determine a constructor"):
        read_config(path)
    assert not (tmp_path / "ran").exists()


# --- weights ---


@pytest.mark.parametrize("name", ["checkpoint_path", "pretrained_cfg", "pretrained_cfg_overlay"])
def test_arguments_of_a_network_name_no_file_that_timm_would_unpickle(
    tmp_path: Path, name: str
) -> None:
    """Neither those of a configuration nor those that a checkpoint brings with it."""
    pytest.importorskip("timm")
    from trainer_builders import small

    from trainer.errors import ConfigError
    from trainer.model.backbone import FeatureExtractor

    ours = {"channels": [8, 8, 16, 16], "stem_width": 8, name: str(tmp_path / "evil.pth")}
    settings = small(None, feature_extractor={"model_args": ours}).feature_extractor
    with pytest.raises(ConfigError, match=f"model_args: {name} says where weights come from"):
        FeatureExtractor(settings, (32, 32))
