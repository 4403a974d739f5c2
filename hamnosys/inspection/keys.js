// The list by keyboard and pointer.
const PAGE = 10;
const rowOf = (element) => element.closest?.(".row");
const placeOf = (element) => Number(rowOf(element).dataset.at);

const focusSymbol = (row, place) => {
  const symbols = row.querySelectorAll(".symbol");
  if (place < 0) row.querySelector(".opener").focus();
  else symbols[Math.min(place, symbols.length - 1)]?.focus();
};

const MOVES = {
  ArrowDown: (place) => place + 1,
  ArrowUp: (place) => place - 1,
  PageDown: (place) => place + PAGE,
  PageUp: (place) => place - PAGE,
  Home: () => 0,
  End: () => rows.length,
};

const escape = (row) => {
  const place = Number(row.dataset.at);
  if (!tip.hidden) {
    hideTip();
  } else if (view.open.has(Number(row.dataset.row))) {
    row.querySelector(".opener").focus();
    setOpen(place, false);
  } else {
    row.querySelector(".opener").focus();
  }
};

list.addEventListener("keydown", (event) => {
  const row = rowOf(event.target);
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (!row) {
    if (event.key === "ArrowDown" && view.shown.length) {
      event.preventDefault();
      goTo(view.active);
    }
    return;
  }
  if (event.key === "Escape") {
    escape(row);
    return;
  }
  const onSymbol = event.target.classList.contains("symbol");
  if (!onSymbol && !event.target.classList.contains("opener")) return;
  const at = onSymbol ? Number(event.target.dataset.place) : -1;
  if (event.key in MOVES) goTo(MOVES[event.key](placeOf(row)));
  else if (event.key === "ArrowRight") focusSymbol(row, at + 1);
  else if (event.key === "ArrowLeft") focusSymbol(row, Math.max(-1, at - 1));
  else if (onSymbol && (event.key === "Enter" || event.key === " ")) toggle(row);
  else return;
  event.preventDefault();
});

const toggle = (row) => setOpen(Number(row.dataset.at), !view.open.has(Number(row.dataset.row)));

list.addEventListener("click", (event) => {
  const opener = event.target.closest(".opener");
  if (opener) toggle(rowOf(opener));
});

list.addEventListener("focusin", (event) => {
  const row = rowOf(event.target);
  if (row) activate(Number(row.dataset.at));
  if (event.target.classList.contains("symbol")) showTip(event.target);
  else hideTip();
});
list.addEventListener("focusout", () => hideTip());
list.addEventListener("pointerover", (event) => {
  if (event.target.classList.contains("symbol")) showTip(event.target);
});
list.addEventListener("pointerout", (event) => {
  if (event.relatedTarget !== tip && !tip.contains(event.relatedTarget)) hideTip();
});
tip.addEventListener("pointerleave", hideTip);
addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !list.contains(event.target)) hideTip();
});
