{
  const faulty = rows.filter(isFaulty).length;
  const warned = rows.filter(isWarned).length;
  document.getElementById("summary").textContent =
    `${counted(rows.length, "row")}: ${amount(rows.length - faulty)} good, ${amount(faulty)} with errors`
    + `${warned ? `; ${amount(warned)} with warnings` : ""}. Classes of the scheme ${shared.scheme}.`
    + `${shared.glyphs ? "" : " Symbols are shown by name: the page was made without a HamNoSys font."}`;
  document.getElementById("legend").append(
    ...shared.blocks.map(([block, name]) => make("li", { class: `b-${block}` }, `■ ${name}`)),
    make("li", { class: "error" }, make("span", { class: "sample at-error" }, "✖ error")),
    make("li", { class: "warning" }, make("span", { class: "sample at-warning" }, "⚠ warning")));
  filtering.hidden = false;
  fillChoices();
  filterRows();
  addEventListener("scroll", () => {
    hideTip();
    drawSoon();
  }, { passive: true });
  let width = list.clientWidth;
  new ResizeObserver(() => {
    if (list.clientWidth === width) return;
    width = list.clientWidth;
    requestAnimationFrame(() => { if (!view.printing) redraw(); });
  }).observe(list);
  addEventListener("resize", drawSoon);
  document.fonts.ready.then(() => { if (shared.glyphs) redraw(); });
  addEventListener("beforeprint", startPrinting);
  addEventListener("afterprint", endPrinting);
}
