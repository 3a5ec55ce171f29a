"use strict";
(() => {
  const words = document.getElementById("words"), set = document.getElementById("set"), way = document.getElementById("way");
  const cases = [...document.querySelectorAll(".case")], shown = document.getElementById("shown"), none = document.getElementById("none");
  const fits = (wanted, got) => !wanted || (wanted === "wrong" ? got !== "right" && got !== "not measured" : wanted === got);
  const filter = () => {
    const parts = words.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const one of cases) {
      const data = one.dataset;
      const fit = fits(way.value, data.way) && (!set.value || set.value === data.set) && parts.every(part => data.words.includes(part));
      one.hidden = !fit;
      count += fit;
    }
    shown.textContent = `${count} of ${cases.length} cases`;
    none.hidden = count > 0;
  };
  for (const field of [words, set, way]) field.addEventListener("input", filter);
  filter();
})();
