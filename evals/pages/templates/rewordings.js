"use strict";
(() => {
  const find = (id) => document.getElementById(id);
  const comparison = document.body.dataset.comparison;
  const place = `bedside-marks:${comparison}`;
  const rows = [...document.querySelectorAll(".row")];
  const trials = [...document.querySelectorAll(".trial")];
  const judged = trials.filter((trial) => trial.dataset.accepted === "1");
  const filters = ["words", "brand", "model", "channel", "kind"].map(find);
  const kept = { by: "", marks: {} };

  const store = () => {
    try { localStorage.setItem(place, JSON.stringify(kept)); } catch { /* a page from a file may have no storage */ }
  };
  const show = (trial) => {
    const mark = kept.marks[trial.dataset.key];
    for (const name of ["ours", "off", "wrong"]) trial.classList.toggle(`is-${name}`, mark?.mark === name);
    for (const radio of trial.querySelectorAll("[type=radio]")) radio.checked = mark?.mark === radio.value;
    const note = trial.querySelector(".note input");
    if (note && document.activeElement !== note) note.value = mark?.note ?? "";
  };
  const fits = (trial) => {
    const data = trial.dataset, [words, brand, model, channel, kind] = filters.map((field) => field.value);
    if (kind === "accepted" && data.accepted !== "1") return false;
    if (kind === "refused" && data.accepted === "1") return false;
    if (kind === "open" && (data.accepted !== "1" || kept.marks[data.key])) return false;
    return (!brand || brand === data.brand) && (!model || model === data.model) &&
      (!channel || channel === data.channel) &&
      words.toLowerCase().split(/\s+/).filter(Boolean).every((part) => data.words.includes(part));
  };
  const filter = () => {
    let count = 0;
    for (const row of rows) {
      let some = false;
      for (const trial of row.querySelectorAll(".trial")) {
        trial.hidden = !fits(trial);
        if (!trial.hidden) { some = true; count += 1; }
      }
      row.hidden = !some;
    }
    find("none").hidden = count > 0;
    const done = judged.filter((trial) => kept.marks[trial.dataset.key]).length;
    find("shown").textContent = `${count} shown; ${done} of ${judged.length} judged`;
  };
  const take = (data) => {
    if (data.comparison !== comparison) { find("shown").textContent = "These marks are of another comparison."; return; }
    Object.assign(kept.marks, data.marks);
    if (data.by && !kept.by) { kept.by = data.by; find("by").value = data.by; }
    store(); trials.forEach(show); filter();
  };

  for (const trial of judged) {
    const note = trial.querySelector(".note input");
    const set = () => {
      const chosen = trial.querySelector("[type=radio]:checked");
      if (!chosen) return;
      kept.marks[trial.dataset.key] = { mark: chosen.value, note: note.value };
      store(); show(trial);
      const done = judged.filter((one) => kept.marks[one.dataset.key]).length;
      find("shown").textContent = `${done} of ${judged.length} judged`;
    };
    trial.addEventListener("change", set);
    note.addEventListener("input", set);
  }
  for (const field of filters) field.addEventListener("input", filter);
  find("blind").addEventListener("change", (event) => document.body.classList.toggle("blind", event.target.checked));
  find("by").addEventListener("input", (event) => { kept.by = event.target.value; store(); });
  find("save").addEventListener("click", () => {
    const data = { comparison, by: kept.by, at: new Date().toISOString(), marks: kept.marks };
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([JSON.stringify(data, null, 2)], { type: "application/json" }));
    link.download = `marks-${comparison}.json`;
    link.click();
    URL.revokeObjectURL(link.href);
  });
  find("load").addEventListener("click", () => find("file").click());
  find("file").addEventListener("change", async (event) => {
    const [file] = event.target.files;
    try { if (file) take(JSON.parse(await file.text())); } catch { find("shown").textContent = "This file holds no marks."; }
    event.target.value = "";
  });

  try { Object.assign(kept, JSON.parse(localStorage.getItem(place)) ?? {}); } catch { /* nothing kept */ }
  find("by").value = kept.by;
  trials.forEach(show);
  filter();
})();
