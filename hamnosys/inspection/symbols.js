// Symbols of a transcription: what is known of each, and how it is drawn.
const codePoint = (piece) => `U+${piece.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`;

// Of the symbol at a place of a row; at the end there is none.
const symbolAt = (row, pieces, place) => {
  const findings = row.findings.filter((finding) => finding.place === place);
  if (place >= pieces.length) {
    const name = pieces.length ? "the end" : "nothing is written";
    return { piece: "", name, facts: [], role: "", block: -1, known: false, findings };
  }
  const piece = pieces[place];
  const known = knownSymbols.get(piece);
  if (!known) {
    const facts = [...piece].length === 1 ? [codePoint(piece)] : [];
    return { piece, name: piece, facts, role: "no HamNoSys symbol", block: -1, known, findings };
  }
  const [name, title, phrase, ownBlock] = known;
  const role = row.roles.length ? shared.roles[row.roles[place]] : null;
  return {
    piece, name, known, findings,
    facts: [codePoint(piece), title],
    role: role ? role[0] : (phrase === name ? title : phrase),
    block: role ? role[1] : ownBlock,
  };
};

const ended = (text) => (/[.?!…]$/.test(text) ? text : `${text}.`);

const findingText = (finding) =>
  `${finding.isError ? "Error" : "Warning"} ${finding.code}: ${ended(finding.message)}`;

const spoken = (symbol) =>
  [
    [symbol.name, ...symbol.facts].join(", "),
    symbol.role,
    symbol.block < 0 ? "" : `block ${blockNames[symbol.block]}`,
    ...symbol.findings.map(findingText),
  ].filter(Boolean).join("; ");

const blockClass = (block) => (block < 0 ? "b-none" : `b-${shared.blocks[block][0]}`);

const faultClass = (findings) => {
  if (!findings.length) return "";
  return findings.some((finding) => finding.isError) ? " at-error" : " at-warning";
};

// A symbol as its glyph, or as its name where the page has no font.
const drawnSymbol = (symbol) => {
  const glyph = shared.glyphs && symbol.known;
  const hanging = glyph ? ["", " hang above", " hang below"][symbol.known[4]] : "";
  const text = glyph ? symbol.piece : symbol.name;
  const kind = glyph ? "glyph" : "chip";
  return make("span", {
    class: `${kind} ${blockClass(symbol.block)}${hanging}${faultClass(symbol.findings)}`,
  }, text);
};

// All symbols of a row, in order, each of which can have the focus.
const symbolLine = (row) => {
  const pieces = piecesOf(row);
  const atEnd = pieces.length === 0 || row.findings.some((finding) => finding.place >= pieces.length);
  const line = make("div", {
    class: shared.glyphs ? "symbols drawn" : "symbols named",
    role: "group",
    "aria-label": `Symbols of ${rowTitle(row)}`,
  });
  for (let place = 0; place < pieces.length + (atEnd ? 1 : 0); place += 1) {
    const symbol = symbolAt(row, pieces, place);
    const element = drawnSymbol(symbol);
    element.classList.add("symbol");
    element.dataset.place = place;
    element.tabIndex = -1;
    element.setAttribute("role", "img");
    element.setAttribute("aria-label", spoken(symbol));
    line.append(element);
    if (!shared.glyphs) line.append(" ");
  }
  return line;
};

// What is shown beside the symbol that the pointer is over or that has the focus.
const tip = document.getElementById("tip");
const hideTip = () => { tip.hidden = true; };

const showTip = (element) => {
  const row = rows[element.closest(".row").dataset.row];
  const symbol = symbolAt(row, piecesOf(row), Number(element.dataset.place));
  tip.replaceChildren(
    make("strong", {}, symbol.name),
    make("span", { class: "facts" }, symbol.facts.join(" · ")),
    make("span", {}, symbol.role),
    symbol.block < 0 ? "" : make("span", { class: blockClass(symbol.block) }, `■ ${blockNames[symbol.block]}`),
    ...symbol.findings.map((finding) => make("span", {
      class: finding.isError ? "error" : "warning",
    }, `${finding.isError ? "✖" : "⚠"} ${findingText(finding)}`)),
  );
  tip.hidden = false;
  const box = element.getBoundingClientRect();
  const left = Math.min(box.left, document.documentElement.clientWidth - tip.offsetWidth - 8);
  const below = box.bottom + 8;
  const fits = below + tip.offsetHeight < innerHeight;
  tip.style.left = `${Math.max(8, left)}px`;
  tip.style.top = `${fits ? below : Math.max(4, box.top - tip.offsetHeight - 8)}px`;
};
