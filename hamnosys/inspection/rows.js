// The list: only rows near the window are there; the others are space of about their height.
const list = document.getElementById("list");
const NEAR = 500; // pixels drawn above and below the window

const view = {
  shown: rows.map((_, index) => index), // rows that the filters leave
  heights: new Float64Array(rows.length), // 0: not known yet
  usual: 84,
  tops: new Float64Array(rows.length + 1), // of shown rows, and the end of the last
  drawn: new Map(), // place among the shown rows to element
  open: new Set(),
  active: 0, // place of the row that Tab comes to
  printing: false,
};

const heightAt = (place) => view.heights[view.shown[place]] || view.usual;

const layOut = () => {
  let top = 0;
  for (let place = 0; place < view.shown.length; place += 1) {
    view.tops[place] = top;
    top += heightAt(place);
  }
  view.tops[view.shown.length] = top;
  list.style.height = view.printing ? "" : `${top}px`;
};

// The last place that begins at a height or above it.
const placeAt = (height) => {
  let low = 0;
  let high = Math.max(0, view.shown.length - 1);
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (view.tops[middle] <= height) low = middle; else high = middle - 1;
  }
  return low;
};

const badge = (finding) => make("span", {
  class: `badge ${finding.isError ? "error" : "warning"}`,
  title: shared.codes[finding.code] || "",
}, `${finding.isError ? "✖" : "⚠"} ${finding.code}`);

const badgesOf = (row) => {
  const first = new Map(row.findings.map((finding) => [finding.code, finding]));
  return [...first.values()].slice(0, 4).flatMap((finding) => [" ", badge(finding)]);
};

const rowElement = (place) => {
  const index = view.shown[place];
  const row = rows[index];
  const id = `details-${index}`;
  const isOpen = view.open.has(index);
  const opener = make("button", {
    type: "button", class: "opener", "aria-expanded": String(isOpen),
    "aria-controls": isOpen ? id : null, tabindex: place === view.active ? "0" : "-1",
  },
  make("span", { class: "number" }, String(row.number)), " ",
  row.name ? make("span", { class: "name" }, row.name) : "", " ",
  row.gloss ? make("strong", { class: "gloss" }, row.gloss) : "",
  ...badgesOf(row));
  const element = make("li", {
    class: `row${isOpen ? " is-open" : ""}`, "aria-posinset": String(place + 1),
    "aria-setsize": String(view.shown.length),
  }, opener, symbolLine(row));
  element.dataset.row = index;
  element.dataset.at = place;
  if (isOpen) element.append(detailsOf(row, id));
  return element;
};

// Puts rows first to last into the list, and keeps the one that has the focus.
const putRows = (first, last) => {
  const focused = list.contains(document.activeElement)
    ? document.activeElement.closest(".row") : null;
  const wanted = new Set();
  for (let place = first; place <= last; place += 1) wanted.add(place);
  if (focused) wanted.add(Number(focused.dataset.at));
  for (const [place, element] of view.drawn) {
    if (!wanted.has(place)) {
      element.remove();
      view.drawn.delete(place);
    }
  }
  let next = list.firstChild;
  const added = [];
  for (const place of [...wanted].sort((a, b) => a - b)) {
    let element = view.drawn.get(place);
    if (element && element === next) {
      next = next.nextSibling;
    } else {
      element ||= rowElement(place);
      view.drawn.set(place, element);
      list.insertBefore(element, next);
      added.push(element);
    }
  }
};

const measureRows = () => {
  let changed = false;
  for (const [place, element] of view.drawn) {
    const height = element.getBoundingClientRect().height;
    if (Math.abs(height - heightAt(place)) > 0.5) {
      view.heights[view.shown[place]] = height;
      changed = true;
    }
  }
  return changed;
};

// Draws what is near the window; what is at its upper edge stays there.
const draw = () => {
  if (view.printing) return;
  const count = view.shown.length;
  if (!count) {
    putRows(0, -1);
    return;
  }
  let top = -list.getBoundingClientRect().top;
  const before = top;
  const anchor = placeAt(Math.max(0, top));
  const offset = view.tops[anchor] - top;
  for (let pass = 0; pass < 6; pass += 1) {
    putRows(placeAt(top - NEAR), placeAt(top + innerHeight + NEAR));
    if (!measureRows()) break;
    layOut();
    if (before > 0) top = view.tops[anchor] - offset;
  }
  for (const [place, element] of view.drawn) element.style.top = `${view.tops[place]}px`;
  if (Math.abs(top - before) > 0.5) scrollBy(0, top - before);
  if (!view.drawn.has(view.active)) activate(placeAt(Math.max(0, top) + 40));
};

// The row that Tab comes to, and the only one.
const activate = (place) => {
  for (const at of [view.active, place]) {
    const opener = view.drawn.get(at)?.querySelector(".opener");
    if (opener) opener.tabIndex = at === place ? 0 : -1;
  }
  view.active = place;
};

let waiting = false;
const drawSoon = () => {
  if (waiting) return;
  waiting = true;
  requestAnimationFrame(() => {
    waiting = false;
    draw();
  });
};

// Other rows than before, from the first one on.
const showRows = (indices) => {
  view.shown = indices;
  view.drawn.forEach((element) => element.remove());
  view.drawn.clear();
  view.active = 0;
  layOut();
  if (list.getBoundingClientRect().top < 0) list.parentElement.scrollIntoView();
  draw();
};

const redraw = () => {
  view.heights.fill(0);
  layOut();
  draw();
};

// Brings a row into the window and gives it the focus.
const goTo = (wanted) => {
  const place = Math.max(0, Math.min(view.shown.length - 1, wanted));
  const margin = 8;
  for (let pass = 0; pass < 4; pass += 1) {
    const listTop = list.getBoundingClientRect().top;
    const top = listTop + view.tops[place];
    const bottom = top + Math.min(heightAt(place), innerHeight - 2 * margin);
    if (top < margin) scrollBy(0, top - margin);
    else if (bottom > innerHeight - margin) scrollBy(0, bottom - innerHeight + margin);
    draw();
    if (view.drawn.has(place)) {
      activate(place);
      view.drawn.get(place).querySelector(".opener").focus({ preventScroll: true });
    }
  }
};

const setOpen = (place, isOpen) => {
  const index = view.shown[place];
  if (isOpen) view.open.add(index); else view.open.delete(index);
  const element = view.drawn.get(place);
  const opener = element.querySelector(".opener");
  const id = `details-${index}`;
  element.classList.toggle("is-open", isOpen);
  opener.setAttribute("aria-expanded", String(isOpen));
  element.querySelector(".details")?.remove();
  if (isOpen) {
    element.append(detailsOf(rows[index], id));
    opener.setAttribute("aria-controls", id);
  } else {
    opener.removeAttribute("aria-controls");
  }
  draw();
};
