// Words that a form could not bring, as its session had ended: kept in this tab alone, and offered again on
// the form's page to the account that typed them.
"use strict";

(() => {
  const KEY = "bedside-unsent";
  const { account } = document.body.dataset;

  /** What is held: account, page, form, fields; `lost` once it is known that nothing came of it. */
  const held = () => {
    try {
      return JSON.parse(sessionStorage.getItem(KEY)) ?? [];
    } catch {
      return [];
    }
  };
  const keep = (all) => {
    try {
      sessionStorage.setItem(KEY, JSON.stringify(all));
      return true;
    } catch {
      return false;
    }
  };
  const pageOf = (form) => form.elements.page?.value;
  const isOf = (one, form) => one.account === account && one.page === pageOf(form) && one.form === form.id;
  const drop = (form) => keep(held().filter((one) => !isOf(one, form)));

  /** Keep a form's words. Whether they could be kept. */
  const hold = (form, lost) => {
    const fields = {};
    for (const name of form.dataset.keep.split(" ")) {
      if (form.elements[name]) fields[name] = form.elements[name].value;
    }
    const others = held().filter((one) => !isOf(one, form));
    return keep([...others, { account, page: pageOf(form), form: form.id, fields, lost }]);
  };

  const putBack = (form, one) => {
    for (const [name, value] of Object.entries(one.fields)) form.elements[name].value = value;
    form.closest("details")?.setAttribute("open", "");
    form.dispatchEvent(new CustomEvent("studio:put-back"));
    (form.querySelector("textarea:not([hidden]), input:not([type=hidden])") ?? form).focus();
  };

  const offer = (form, one) => {
    const note = document.createElement("div");
    note.className = "note wait stack";
    note.setAttribute("role", "status");
    const words = document.createElement("p");
    words.textContent = "What you typed here before may not have arrived: your session had ended, or the studio refused it. This tab has kept it.";
    const bar = document.createElement("div");
    bar.className = "bar";
    for (const [label, act] of [["Put it back", () => putBack(form, one)], ["Forget it", () => {}]]) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button small";
      button.textContent = label;
      button.addEventListener("click", () => { drop(form); note.remove(); act(); });
      bar.append(button);
    }
    note.append(words, bar);
    document.getElementById("main").prepend(note);
  };

  const refused = document.querySelector("[data-unsent]") !== null;
  // Any other page is the answer to what was sent: that has arrived.
  keep(refused ? held().map((one) => ({ ...one, lost: true })) : held().filter((one) => one.lost));
  for (const form of document.querySelectorAll("form[data-keep]")) {
    const one = account && held().find((each) => each.lost && isOf(each, form));
    if (!one) continue;
    const differs = Object.entries(one.fields).some(
      ([name, value]) => form.elements[name] && form.elements[name].value !== value,
    );
    if (differs) offer(form, one);
    else drop(form);
  }
  document.addEventListener("submit", ({ target }) => { if (account && target.dataset.keep) hold(target, false); });

  window.studio.unsent = { hold, drop };
})();
