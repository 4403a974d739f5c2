// Which rows are shown: words, kind, finding, class.
const field = (id) => document.getElementById(id);
const filtering = field("filtering");

const option = (value, text) => make("option", { value }, text);

const STATES = {
  all: ["all", () => true],
  faulty: ["only faulty", isFaulty],
  warned: ["only warned", isWarned],
  good: ["only without findings", (row) => row.findings.length === 0],
};

const occurrences = (values) => {
  const counts = new Map();
  for (const value of values) counts.set(value, (counts.get(value) || 0) + 1);
  return counts;
};

const fillChoices = () => {
  field("state").append(...Object.entries(STATES).map(([key, [label]]) => option(key, label)));
  const codes = occurrences(rows.flatMap((row) => [...new Set(row.findings.map((f) => f.code))]));
  field("code").append(option("", "any or none"), ...[...codes].sort().map(
    ([code, count]) => option(code, `${code} ${shared.codes[code] || ""} (${amount(count)})`)));
  field("head").append(option("", "any"), ...shared.heads.map(([name], index) => option(index, name)));
  fillClasses();
};

const fillClasses = () => {
  const chosen = field("head").value;
  const choice = field("class");
  choice.disabled = chosen === "";
  choice.replaceChildren(option("", "any"));
  if (chosen === "") return;
  const counts = occurrences(rows.filter((row) => row.classes.length).map((row) => row.classes[chosen]));
  shared.heads[chosen][1].forEach((label, number) => {
    if (counts.has(number)) choice.append(option(number, `${number} ${label} (${amount(counts.get(number))})`));
  });
  if (counts.has(null)) choice.append(option("absent", `absent (${amount(counts.get(null))})`));
};

// What the words are looked for in; made at the first search.
let haystacks = null;
const haystack = (index) => {
  haystacks ??= rows.map((row) => `${row.number} ${row.name} ${row.gloss} ${asNames(row)}`.toLowerCase());
  return haystacks[index];
};

const byWords = () => {
  const words = field("words").value.toLowerCase().split(/\s+/).filter(Boolean);
  return words.length ? (row, index) => words.every((word) => haystack(index).includes(word)) : null;
};

const byCode = () => {
  const code = field("code").value;
  return code ? (row) => row.findings.some((finding) => finding.code === code) : null;
};

const byClass = () => {
  const head = field("head").value;
  const chosen = field("class").value;
  if (head === "" || chosen === "") return null;
  const wanted = chosen === "absent" ? null : Number(chosen);
  return (row) => row.classes.length > 0 && row.classes[head] === wanted;
};

const filterRows = () => {
  const kind = STATES[field("state").value][1];
  const tests = [kind, byWords(), byCode(), byClass()].filter(Boolean);
  const left = [];
  rows.forEach((row, index) => {
    if (tests.every((test) => test(row, index))) left.push(index);
  });
  field("count").textContent = `${amount(left.length)} of ${counted(rows.length, "row")}`;
  const empty = field("empty");
  empty.hidden = left.length > 0;
  empty.textContent = rows.length ? "No row is like this." : "The input has no rows.";
  hideTip();
  showRows(left);
};

filtering.addEventListener("input", (event) => {
  if (event.target.id === "head") fillClasses();
  filterRows();
});
filtering.addEventListener("submit", (event) => event.preventDefault());
filtering.addEventListener("reset", () => setTimeout(() => {
  fillClasses();
  filterRows();
}));
