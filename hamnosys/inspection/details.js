// What an open row shows: made when it is opened.
const section = (title, ...children) => make("section", {}, make("h3", {}, title), ...children);

const tableOf = (headings, lines, kind = null) => make("table", { class: kind },
  make("thead", {}, make("tr", {}, ...headings.map((text) => make("th", { scope: "col" }, text)))),
  make("tbody", {}, ...lines));

const cell = (...children) => make("td", {}, ...children);
const firstCell = (...children) => make("th", { scope: "row" }, ...children);

const findingItem = (row, finding) => {
  const pieces = piecesOf(row);
  const at = finding.place === AT_ROW ? "of the row"
    : finding.place >= pieces.length ? "at the end"
      : `at symbol ${finding.place + 1}, ${nameOf(pieces[finding.place])}`;
  return make("li", {},
    make("strong", { class: finding.isError ? "error" : "warning" },
      `${finding.isError ? "✖ Error" : "⚠ Warning"} ${finding.code}`),
    ` ${at}: ${ended(finding.message)}`,
    finding.hint ? make("span", { class: "hint" }, ` Hint: ${ended(finding.hint)}`) : "");
};

const findingsSection = (row) => row.findings.length
  ? section("Findings", make("ul", { class: "findings" },
    ...row.findings.map((finding) => findingItem(row, finding))))
  : null;

// A glyph that hangs over another is shown over a flat hand.
const glyphCell = (symbol) => {
  if (!shared.glyphs || !symbol.known) return cell();
  const carrier = symbol.known[4] ? CARRIER : "";
  return make("td", { class: `glyphs ${blockClass(symbol.block)}`, "aria-hidden": "true" }, carrier + symbol.piece, " ");
};
const CARRIER = [...knownSymbols].find(([, [name]]) => name === "hamflathand")[0];
const HEADINGS = ["", "", "Symbol", "Code point, meaning", "What it does", "Block"];

const symbolsSection = (row) => {
  const pieces = piecesOf(row);
  const lines = pieces.map((_, place) => {
    const symbol = symbolAt(row, pieces, place);
    const marks = symbol.findings.map((finding) =>
      make("span", { class: finding.isError ? "error" : "warning" },
        ` ${finding.isError ? "✖" : "⚠"} ${finding.code}`));
    const block = symbol.block < 0 ? "" : blockNames[symbol.block];
    return make("tr", {},
      cell(`${place + 1} `),
      glyphCell(symbol),
      firstCell(make("span", { class: `plain ${blockClass(symbol.block)}` }, symbol.name), ...marks),
      cell(` ${symbol.facts.join(", ")} `),
      make("td", { class: "does" }, symbol.role),
      cell(block));
  });
  return lines.length
    ? section("Symbols", tableOf(HEADINGS, lines, "of-symbols"))
    : null;
};

const labelText = (number, labels) => (number === null ? "absent" : labels[number]);

const classesSection = (row) => row.classes.length
  ? section(`Classes (scheme ${shared.scheme})`, tableOf(["Head", "Class", "Label"],
    shared.heads.map(([head, labels], index) => make("tr", {},
      firstCell(head),
      cell(row.classes[index] === null ? "–" : String(row.classes[index])),
      cell(labelText(row.classes[index], labels))))))
  : null;

// Blocks of the symbols that a tree names, which come about in the order of the notation.
const blocksInOrder = (row) => {
  const pieces = piecesOf(row);
  const names = pieces.map(nameOf);
  let next = 0;
  return (name) => {
    const ahead = names.indexOf(name, next);
    const place = ahead < 0 ? names.indexOf(name) : ahead;
    if (place < 0) return null;
    next = ahead < 0 ? next : ahead + 1;
    return symbolAt(row, pieces, place).block;
  };
};

const treeText = (line, blockOf) => {
  const [, label, rest] = /^(?:(.*?): )?(.*)$/.exec(line);
  const values = rest.split(" ").flatMap((word, index) => {
    const block = blockOf(word);
    const shown = block === null ? word : make("span", { class: `plain ${blockClass(block)}` }, word);
    return index ? [" ", shown] : [shown];
  });
  return [label ? make("span", { class: "label" }, `${label}: `) : "", ...values];
};

// Lines with two spaces a level as lists in lists.
const treeSection = (row) => {
  if (!row.tree.length) return null;
  const top = make("ul", { class: "tree" });
  const lists = [top];
  const blockOf = blocksInOrder(row);
  for (const line of row.tree.map((number) => shared.lines[number])) {
    const text = line.trimStart();
    const depth = (line.length - text.length) / 2;
    lists.length = depth + 1;
    const item = make("li", {}, ...treeText(text, blockOf));
    lists[depth].append(item);
    const inner = make("ul", {});
    item.append(inner);
    lists.push(inner);
  }
  top.querySelectorAll("ul:empty").forEach((list) => list.remove());
  return section("Tree", top);
};

const detailsOf = (row, id) => {
  const parts = [
    findingsSection(row),
    row.description ? section("Description", make("p", { class: "description" }, row.description)) : null,
    copyButtons(row),
    make("div", { class: "columns" }, ...[
      symbolsSection(row), classesSection(row), treeSection(row),
    ].filter(Boolean)),
    row.line ? make("p", { class: "place" }, `Row ${row.number} is line ${row.line} of the file.`) : null,
  ];
  return make("div", { class: "details", id, role: "region", "aria-label": `Details of ${rowTitle(row)}` },
    ...parts.filter(Boolean));
};
