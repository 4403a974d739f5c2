const PRINTED = 2000; // rows that one print shows

// A print has no window: all rows that are shown are there, up to a limit that is told.
const startPrinting = () => {
  view.printing = true;
  const count = Math.min(view.shown.length, PRINTED);
  list.classList.add("printed");
  putRows(0, count - 1);
  layOut();
  list.dataset.cut = count < view.shown.length
    ? `The first ${amount(count)} of ${amount(view.shown.length)} rows; the filters choose others.` : "";
};

const endPrinting = () => {
  view.printing = false;
  list.classList.remove("printed");
  layOut();
  draw();
};
