// What every page of the studio needs: the form token on htmx calls, the appearance, the menu.
"use strict";

(() => {
  const token = document.querySelector("meta[name=form-token]");

  // Each call of htmx carries the session's token, as each form does.
  document.addEventListener("htmx:config:request", (event) => {
    const { request } = event.detail.ctx;
    if (token) request.headers["X-Form-Token"] = token.content;
  });

  /** Tell a screen reader something that a sighted person sees happen. */
  const announce = (words) => {
    const place = document.getElementById("announce");
    if (place) place.textContent = words;
  };

  document.addEventListener("change", (event) => {
    if (!event.target.closest("[data-themes]")) return;
    const theme = event.target.value;
    if (theme) document.documentElement.dataset.theme = theme;
    else delete document.documentElement.dataset.theme;
    const year = 60 * 60 * 24 * 365;
    document.cookie = `bedside_theme=${theme}; path=/; max-age=${theme ? year : 0}; samesite=strict`;
    document.dispatchEvent(new CustomEvent("studio:theme", { detail: theme }));
  });

  // A form goes once: a second press while its answer is under way would be told that there was nothing to do.
  const SECONDS = 20; // then it may have been lost
  const under = new Map();
  const rest = (form) => {
    const { timer, button } = under.get(form) ?? {};
    clearTimeout(timer);
    button?.removeAttribute("aria-busy");
    under.delete(form);
    form.dispatchEvent(new CustomEvent("studio:rest"));
  };
  const restAll = () => { for (const form of [...under.keys()]) rest(form); };
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || form.matches("[hx-post]")) return;
    if (under.has(form)) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    const button = event.submitter;
    button?.setAttribute("aria-busy", "true");
    announce("Sending…");
    under.set(form, { button, timer: setTimeout(() => rest(form), SECONDS * 1000) });
  }, true);
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) restAll(); // the page as it was left, after Back
  });
  // After the browser's Stop the page stays, and its forms may go again. A browser that does not tell waits out the seconds.
  window.navigation?.addEventListener("navigate", ({ formData, signal }) => {
    if (formData) signal.addEventListener("abort", restAll);
  });

  // A menu closes when somebody goes elsewhere, or presses Escape.
  const closeMenus = (except) => {
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (menu !== except) menu.open = false;
    }
  };
  document.addEventListener("click", (event) => closeMenus(event.target.closest("details.menu")));
  document.addEventListener("focusin", (event) => closeMenus(event.target.closest("details.menu")));
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && document.querySelector("details.menu[open]");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });

  // On a small screen the row of pages is longer than wide: the one that is open is in sight.
  document.querySelector(".tabs [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });

  // What was refused is read first, by whoever sees the page and by whoever hears it.
  const wrong = document.querySelector("main [role=alert]");
  if (wrong && !document.querySelector("main [autofocus]")) {
    wrong.tabIndex = -1;
    wrong.focus();
  }

  window.studio = { announce };
})();
