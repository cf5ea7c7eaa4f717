
// Pointing at a sentence lights up what says the same: a sentence's `data-says` holds the ids
// of the article's sentences it stands for, and those hold their own. Nothing else depends on
// this script.
(() => {
  "use strict";
  const sentences = [...document.querySelectorAll(".sentence[data-says]")];
  const said = (sentence) => sentence.dataset.says.split(" ");
  const saying = new Map();
  const columns = new Map();
  const add = (groups, name, sentence) => {
    if (!groups.has(name)) groups.set(name, []);
    groups.get(name).push(sentence);
  };
  const columnOf = (sentence) => sentence.closest("[data-column]").dataset.column;
  for (const sentence of sentences) {
    for (const id of said(sentence)) add(saying, id, sentence);
    add(columns, columnOf(sentence), sentence);
  }

  let lit = [];
  const light = (sentence) => {
    for (const other of lit) other.classList.remove("lit");
    lit = sentence ? said(sentence).flatMap((id) => saying.get(id)) : [];
    for (const other of lit) other.classList.add("lit");
  };
  const at = (event) => event.target.closest?.(".sentence[data-says]");
  document.addEventListener("mouseover", (event) => light(at(event)));
  document.addEventListener("click", (event) => light(at(event)));

  // One stop of the tab key per column, and the arrow keys within it.
  for (const column of columns.values()) {
    column.forEach((sentence, index) => (sentence.tabIndex = index ? -1 : 0));
  }
  document.addEventListener("focusin", (event) => {
    const sentence = at(event);
    light(sentence);
    if (!sentence) return;
    // A screen reader reads the article's sentence after its translation.
    const others = said(sentence).filter((id) => id !== sentence.id);
    if (others.length) sentence.setAttribute("aria-describedby", others.join(" "));
  });
  const steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") light(null);
    const sentence = at(event);
    if (!sentence || !(event.key in steps) || event.altKey || event.ctrlKey || event.metaKey) return;
    const column = columns.get(columnOf(sentence));
    const next = column[column.indexOf(sentence) + steps[event.key]];
    event.preventDefault();
    if (!next) return;
    sentence.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  });

  document.documentElement.classList.add("script");
  for (const hint of document.querySelectorAll(".hint")) hint.hidden = false;
})();
