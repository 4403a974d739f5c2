"use strict";

// Dark or light, whatever the system says.
{
  const button = document.getElementById("theme");
  const dark = matchMedia("(prefers-color-scheme: dark)");
  button.hidden = false;
  button.addEventListener("click", () => {
    const root = document.documentElement;
    const now = root.dataset.theme || (dark.matches ? "dark" : "light");
    root.dataset.theme = now === "dark" ? "light" : "dark";
  });
}

// Filtering: those of the elements stay whose text has all the words of the field.
const filterBy = (field, elements, done = () => {}) => {
  const texts = elements.map((element) => element.textContent.toLowerCase());
  document.getElementById("filtering").hidden = false;
  field.addEventListener("input", () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    elements.forEach((element, index) => {
      element.hidden = !words.every((word) => texts[index].includes(word));
    });
    done(elements.filter((element) => !element.hidden).length);
  });
};
