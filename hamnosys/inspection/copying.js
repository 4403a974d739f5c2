// Buttons that copy a row.
const asCharacters = (row) => piecesOf(row).join("");
const asNames = (row) => piecesOf(row).map(nameOf).join(" ");

const said = document.getElementById("said");

// Where a browser withholds the clipboard from files, by a text that is selected.
const copyText = async (text) => {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const before = document.activeElement;
    const field = make("textarea", { class: "unseen", "aria-hidden": "true" });
    field.value = text;
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    before.focus();
    return done;
  }
};

const copyButton = (label, text) => {
  const button = make("button", { type: "button" }, `Copy ${label}`);
  if (text === null) {
    button.disabled = true;
    button.title = "there is something in the row that is no HamNoSys symbol";
    return button;
  }
  button.addEventListener("click", async () => {
    const done = await copyText(text);
    said.textContent = done ? `Copied ${label}` : "The browser does not let the page copy";
    button.classList.add(done ? "done" : "failed");
    setTimeout(() => {
      button.classList.remove("done", "failed");
      said.textContent = "";
    }, 1500);
  });
  return button;
};

const copyButtons = (row) => make("p", { class: "copying" },
  copyButton("characters", asCharacters(row)),
  copyButton("names", asNames(row)),
  copyButton("SiGML", onlySymbols(row) ? asSigml(row) : null));
