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

  window.studio = { announce };
})();
