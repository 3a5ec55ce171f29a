// Words that a form may not have brought, as its session had ended or the studio was out of reach: kept in this
// tab alone until the studio says that they arrived, and offered again on the form's page to who typed them.
"use strict";

(() => {
  const KEY = "bedside-unsent";
  const { account } = document.body.dataset;

  /** What is held: id, account, page, form, fields. Only the studio's word or its account's ends it. */
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
  const forget = (id) => keep(held().filter((one) => one.id !== id));

  /** By form, the one that holds what stands in it now. Others of that form wait for their answer. */
  const own = new Map();
  const drop = (form) => forget(own.get(form));

  /** Fields that nobody types, which go with the words and alone are not worth an offer. */
  const along = (form) => form.dataset.keepAlong?.split(" ") ?? [];

  /** Keep a form's words, in place of what it held of this page's. Whether they could be kept. */
  const hold = (form) => {
    const fields = {};
    for (const name of [...form.dataset.keep.split(" "), ...along(form)]) {
      if (form.elements[name]) fields[name] = form.elements[name].value;
    }
    const id = Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join("-");
    const others = held().filter((one) => one.id !== own.get(form));
    if (!keep([...others, { id, account, page: pageOf(form), form: form.id, fields }])) return false;
    own.set(form, id);
    return true;
  };

  const putBack = (form, one) => {
    own.set(form, one.id);
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
    words.textContent = "What you typed here before may not have arrived: your session had ended, the studio could not be reached, or it refused it. This tab has kept it.";
    const bar = document.createElement("div");
    bar.className = "bar";
    for (const [label, act] of [["Put it back", () => putBack(form, one)], ["Forget it", () => forget(one.id)]]) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button small";
      button.textContent = label;
      button.addEventListener("click", () => { note.remove(); act(); });
      bar.append(button);
    }
    note.append(words, bar);
    document.getElementById("main").prepend(note);
  };

  /** What the page came with, whatever the browser or its user has put there since. */
  const cameWith = (field) => {
    if (field.options) return [...field.options].find((one) => one.defaultSelected)?.value ?? field.options[0]?.value;
    return field.defaultValue;
  };

  forget(document.body.dataset.arrived);
  for (const form of document.querySelectorAll("form[data-keep]")) {
    for (const one of held().filter((each) => account && isOf(each, form))) {
      const differs = Object.entries(one.fields).some(
        ([name, value]) => !along(form).includes(name) && form.elements[name] && cameWith(form.elements[name]) !== value,
      );
      if (differs) offer(form, one);
      else own.set(form, one.id);
    }
  }
  document.addEventListener("submit", ({ target }) => {
    if (!account || !target.dataset.keep) return;
    target.elements.sent.value = hold(target) ? own.get(target) : "";
  });

  window.studio.unsent = { hold, drop };
})();
