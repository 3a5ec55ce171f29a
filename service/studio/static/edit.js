// The Edit page: the editor in place of the text field, drafts as one types, and what a change does.
"use strict";

(() => {
  const form = document.getElementById("edit-form");
  if (!form || !window.studioEditor) return;
  const field = document.getElementById("text");
  const host = document.getElementById("editor");
  const list = document.getElementById("marks");
  const count = document.getElementById("seen-count");
  const kept = document.getElementById("kept");
  const may = form.dataset.may === "yes";
  const vocabulary = JSON.parse(document.getElementById("vocabulary").content.textContent);
  let unsaved = false;
  let leaving = false;

  /** Send the form's fields somewhere. */
  const send = async (path, more = {}) => {
    const body = new URLSearchParams(new FormData(form));
    for (const [name, value] of Object.entries(more)) body.set(name, value);
    body.delete("tried");
    if (path !== "/edit/keep") body.delete("seen");
    const answer = await fetch(path, { method: "POST", body, headers: { "X-Form-Token": body.get("form_token") } });
    if (answer.redirected || !answer.ok) throw new Error(String(answer.status));
    return answer;
  };

  const later = (wait, act) => {
    let timer = 0;
    return () => { clearTimeout(timer); timer = setTimeout(act, wait); };
  };

  const overtaken = document.getElementById("overtaken");
  const { seen, tried } = form.elements;
  const refusedText = field.value;

  const keepNow = async () => {
    // Words that got no answer may be kept there: they go once more, before what was typed since.
    const words = tried.value || field.value;
    tried.value = words;
    try {
      const { kept: is } = await (await send("/edit/keep", { text: words })).json();
      seen.value = words;
      tried.value = "";
      overtaken.hidden = true;
      if (field.value !== words) { soonKeep(); return; } // what was typed since is kept next
      unsaved = false;
      window.studio.unsent.drop(form);
      kept.textContent = is ? "Kept as a draft" : "";
      document.getElementById("discard").hidden = !is;
    } catch ({ message }) {
      if (Number(message) < 500) tried.value = ""; // an answer: they are not kept there
      const isHeld = window.studio.unsent.hold(form);
      if (message === "409") {
        overtaken.hidden = false;
        kept.textContent = "Not kept: this draft was changed in another window, see above";
        return;
      }
      kept.textContent = isHeld
        ? "The draft was not kept on the server, perhaps as your session has ended. This tab keeps your text; load the page again to go on"
        : "The draft could not be kept; copy your text before you leave";
    }
  };

  /** One at a time: each names what the one before has left there. */
  let keeping = false;
  let again = false;
  const keep = async () => {
    if (!may || leaving) return;
    if (keeping) { again = true; return; }
    keeping = true;
    await keepNow();
    keeping = false;
    if (again) { again = false; keep(); }
  };

  let asked = 0;
  let chosen = "0";
  const changes = async () => {
    const mine = ++asked;
    const place = document.getElementById("changes");
    place.setAttribute("aria-busy", "true");
    try {
      const html = await (await send("/edit/changes", { shown: chosen })).text();
      if (mine === asked) place.innerHTML = html;
    } catch {
      if (mine === asked) place.textContent = "The messages could not be looked at; try again.";
    }
    place.removeAttribute("aria-busy");
  };
  document.getElementById("changes").addEventListener("change", (event) => {
    if (event.target.id !== "shown") return;
    chosen = event.target.value;
    changes().then(() => document.getElementById("shown")?.focus());
  });

  const soonKeep = later(700, keep);
  const soonChanges = later(500, changes);

  const look = async (text) => {
    field.value = text;
    let found;
    try {
      found = await (await send("/edit/look")).json();
    } catch {
      count.textContent = "?";
      return [];
    }
    document.getElementById("moved").hidden = !found.moved;
    sayAlong(found.along);
    const refused = document.getElementById("refused");
    // What messages refused is not in a look: it stands as long as the text that was refused does.
    if (refused) refused.hidden = !found.stops && text !== refusedText;
    show(found);
    return found.marks.map((mark) => ({
      from: mark.from,
      to: mark.to,
      severity: mark.level,
      source: mark.code,
      message: mark.fix ? `${mark.what}\n${mark.fix}` : mark.what,
      actions: may ? mark.fixes.map((fix) => ({ name: fix.label, apply: () => apply(fix) })) : [],
    }));
  };

  /** Which other drafts are saved with this one. */
  const sayAlong = (files) => {
    const place = document.getElementById("along");
    if (!place) return;
    place.hidden = files.length === 0;
    place.replaceChildren(
      "Saving writes ",
      node("code", files.join(", ")),
      ` too: this file cannot stand without your ${files.length === 1 ? "draft of it" : "drafts of them"}.`,
    );
  };

  const apply = (fix) => {
    editor.replace(fix.from, fix.to, fix.text);
    window.studio.announce(`${fix.label}: done`);
    editor.focus();
  };

  const node = (name, text, klass) => {
    const made = document.createElement(name);
    if (text) made.textContent = text;
    if (klass) made.className = klass;
    return made;
  };

  /** What a problem says, as the pages show it: what stands in backticks is code. */
  const said = (name, text) => {
    const made = document.createElement(name);
    const parts = text.replace(/^[a-z](?=[a-z'-]*[:,;]? )/, (first) => first.toUpperCase()).split(/`([^`]+)`/);
    made.append(...parts.map((part, at) => (at % 2 ? node("code", part) : part)));
    return made;
  };

  const button = (words, act) => {
    const made = node("button", words, "button small");
    made.type = "button";
    made.addEventListener("click", act);
    return made;
  };

  /** The same marks as a list, for whoever does not see underlines. */
  const show = ({ marks, elsewhere }) => {
    list.replaceChildren();
    for (const mark of marks) {
      const item = node("li", "", mark.level);
      item.append(said("strong", mark.what));
      if (mark.fix) item.append(said("span", mark.fix));
      item.append(node("span", `line ${mark.line} · ${mark.code}${mark.level === "error" ? " · stops saving" : ""}`, "soft"));
      const row = node("div", "", "fixes");
      row.append(button(`Go to line ${mark.line}`, () => editor.go(mark.from, mark.to)));
      if (may) for (const fix of mark.fixes) row.append(button(fix.label, () => apply(fix)));
      item.append(row);
      list.append(item);
    }
    for (const problem of elsewhere) {
      const item = node("li", "", problem.level);
      item.append(said("strong", `Elsewhere: ${problem.what}`));
      if (problem.fix) item.append(said("span", problem.fix));
      item.append(node("span", `${problem.where} · ${problem.code}`, "soft"));
      list.append(item);
    }
    const total = marks.length + elsewhere.length;
    const words = total === 0 ? "none" : String(total);
    if (count.textContent !== words) window.studio.announce(total === 0 ? "No problems" : `${total} problems or findings`);
    count.textContent = words;
    count.className = `tag ${total === 0 ? "good" : marks.some((mark) => mark.level === "error") ? "bad" : "wait"}`;
  };

  host.hidden = false;
  field.hidden = true;
  const editor = window.studioEditor.mount(host, {
    text: field.value,
    language: form.dataset.language,
    label: `Text of ${form.elements.file.value}`,
    describedBy: document.getElementById("keys").textContent,
    vocabulary,
    readOnly: !may,
    look,
    changed: (text) => {
      field.value = text;
      unsaved = true;
      document.getElementById("save")?.classList.add("primary");
      kept.textContent = "";
      soonKeep();
      soonChanges();
    },
    save: () => form.requestSubmit(document.getElementById("save")),
  });
  // It takes the focus as it is; this says so to tools that do not know editable content.
  host.shadowRoot.querySelector(".cm-content").tabIndex = 0;
  window.studioPage = { editor };
  form.addEventListener("studio:put-back", () => {
    const words = field.value;
    editor.replace(0, editor.text().length, words);
    editor.focus();
  });
  form.addEventListener("submit", ({ submitter }) => {
    leaving = true;
    if (submitter?.id === "save") kept.textContent = "Saving: the messages with it are tried…";
  });
  form.addEventListener("studio:rest", () => {
    leaving = false;
    kept.textContent = "";
    if (unsaved) keep(); // what was typed since it went
  });
  window.addEventListener("beforeunload", (event) => { if (unsaved && !leaving) event.preventDefault(); });
  changes();
})();
