"use strict";
(() => {
  const MOST = 25;
  const find = (id) => document.getElementById(id);
  const [words, set, way, shown, none, more] = ["words", "set", "way", "shown", "none", "more"].map(find);
  const cases = [...document.querySelectorAll(".case")];
  let everything = false;

  const wayFits = (data) => {
    if (way.value === "new") return data.new === "1";
    if (way.value === "wrong") return data.way !== "right" && data.way !== "not measured";
    return !way.value || way.value === data.way;
  };
  // What came is searched too: whoever remembers words of a message finds its case.
  const read = new Map();
  const textOf = (one) => {
    if (!read.has(one)) {
      const came = one.querySelector("pre");
      read.set(one, `${one.dataset.words} ${came ? came.textContent.toLowerCase() : ""}`);
    }
    return read.get(one);
  };
  const filter = () => {
    const parts = words.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const one of cases) {
      const data = one.dataset;
      const fits = wayFits(data) && (!set.value || set.value === data.set) &&
        parts.every((part) => textOf(one).includes(part));
      one.hidden = !fits;
      count += fits;
      one.classList.toggle("later", fits && !everything && count > MOST);
    }
    shown.textContent = `${count} of ${cases.length} cases`;
    none.hidden = count > 0;
    more.hidden = everything || count <= MOST;
    more.textContent = `Show all ${count}`;
  };
  for (const field of [words, set, way]) {
    field.addEventListener("input", () => { everything = false; filter(); });
  }
  more.addEventListener("click", () => { everything = true; filter(); });
  filter();
})();
