// The rows, and what they share, as the page brings them.
const json = (id) => JSON.parse(document.getElementById(id).textContent);
const shared = json("shared-data");
const knownSymbols = new Map(Object.entries(shared.symbols));
const blockNames = shared.blocks.map(([, name]) => name);

const AT_ROW = -1;
const rows = json("rows-data").map(
  ([number, line, name, gloss, symbols, roles, classes, tree, description, findings, nonmanual]) => ({
    number, line, name, gloss, symbols, roles, classes, tree, description, nonmanual,
    findings: findings.map(([code, message, hint, place]) => ({
      code, place, message: shared.texts[message], hint: shared.texts[hint],
      isError: code.startsWith("HNS0"),
    })),
  }),
);

const piecesOf = (row) => [...row.symbols];
const onlySymbols = (row) => piecesOf(row).every((piece) => knownSymbols.has(piece));
const nameOf = (piece) => (knownSymbols.has(piece) ? knownSymbols.get(piece)[0] : piece);
const isFaulty = (row) => row.findings.some((finding) => finding.isError);
const isWarned = (row) => row.findings.length > 0 && !isFaulty(row);
const rowTitle = (row) => [row.name || `row ${row.number}`, row.gloss].filter(Boolean).join(" ");
const amount = (count) => count.toLocaleString("en");
const counted = (count, one) => `${amount(count)} ${one}${count === 1 ? "" : "s"}`;

// An element: text is always text, whatever it holds.
const make = (tag, attributes = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== ""));
  return element;
};
