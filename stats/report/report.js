"use strict";

// Sorting: a button in each heading, so that the keyboard and screen readers find it.
for (const table of document.querySelectorAll("table.sortable")) {
  const body = table.tBodies[0];
  const headings = [...table.tHead.rows[0].cells];
  const value = (row, column) => {
    const cell = row.cells[column];
    return cell.dataset.value === undefined ? cell.textContent : Number(cell.dataset.value);
  };
  const compare = (a, b) => (typeof a === "number" ? a - b : a < b ? -1 : a > b ? 1 : 0);
  headings.forEach((heading, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = heading.textContent;
    heading.replaceChildren(button);
    button.addEventListener("click", () => {
      const down = heading.getAttribute("aria-sort") === "ascending";
      for (const other of headings) other.removeAttribute("aria-sort");
      heading.setAttribute("aria-sort", down ? "descending" : "ascending");
      const rows = [...body.rows];
      rows.sort((a, b) => (down ? -1 : 1) * compare(value(a, column), value(b, column)));
      body.append(...rows);
    });
  });
}

filterBy(
  document.getElementById("filter"),
  [...document.querySelectorAll("#classes-table tbody tr")],
);

// Any two heads: the table of their classes, shaded by the logarithm of the number of rows.
const data = document.getElementById("tables");
if (data) {
  const { heads, tables } = JSON.parse(data.textContent);
  const [down, across, place] = ["down", "across", "chosen"].map((id) => document.getElementById(id));
  const element = (tag, text, attributes = {}) => {
    const made = document.createElement(tag);
    made.textContent = text;
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    return made;
  };
  const heading = (head, index, scope) => {
    const th = element("th", head.labels[index], { scope });
    if (head.glyphs[index]) {
      const glyphs = element("span", head.glyphs[index], { class: "glyphs", "aria-hidden": "true" });
      // Column headings are turned round: what comes first there is next to the cells.
      if (scope === "col") th.prepend(glyphs, " ");
      else th.append(" ", glyphs);
    }
    return th;
  };
  // From light to dark, in steps of lightness that colour-blind people see, too (cividis).
  const colors = [[253, 234, 69], [188, 175, 111], [124, 123, 120], [61, 78, 107], [0, 34, 78]];
  const shade = (t) => {
    const at = Math.min(t, 0.9999) * (colors.length - 1);
    const [low, high] = [colors[Math.floor(at)], colors[Math.floor(at) + 1]];
    const mixed = low.map((v, i) => Math.round(v + (high[i] - v) * (at % 1)));
    return `rgb(${mixed.join(" ")})`;
  };
  const show = () => {
    const [r, c] = [Number(down.value), Number(across.value)];
    const cells = new Map();
    for (const [a, b, n] of tables[`${Math.min(r, c)},${Math.max(r, c)}`] || []) {
      cells.set(r < c ? `${a},${b}` : `${b},${a}`, n);
    }
    if (r === c || cells.size === 0) {
      place.replaceChildren(element("p", "No rows to show: choose two different heads."));
      return;
    }
    const top = Math.log(Math.max(2, ...cells.values()));
    const table = document.createElement("table");
    const caption = `Rows with each class of ${heads[r].name} (down) and ${heads[c].name} (across)`;
    table.append(element("caption", caption));
    const first = table.createTHead().insertRow();
    first.append(document.createElement("td"));
    heads[c].labels.forEach((_, b) => first.append(heading(heads[c], b, "col")));
    const body = table.createTBody();
    heads[r].labels.forEach((_, a) => {
      const row = body.insertRow();
      row.append(heading(heads[r], a, "row"));
      heads[c].labels.forEach((_, b) => {
        const count = cells.get(`${a},${b}`) || 0;
        const cell = row.insertCell();
        cell.textContent = count ? count.toLocaleString("en") : "";
        if (count) {
          const t = 0.1 + (0.9 * Math.log(count)) / top;
          cell.style.backgroundColor = shade(t);
          cell.className = t > 0.55 ? "dark" : "light";
        }
      });
    });
    place.setAttribute("aria-label", caption);
    place.replaceChildren(table);
  };
  down.addEventListener("change", show);
  across.addEventListener("change", show);
  document.getElementById("chooser").hidden = false;
  show();
}
