// The Preview page: the address follows the question, frames fit their message, and a piece of the
// message and the place that it is from light up together.
"use strict";

(() => {
  const form = document.getElementById("question");

  // --- the address ---------------------------------------------------------------------------

  document.addEventListener("htmx:config:request", (event) => {
    const { sourceEvent, request } = event.detail.ctx;
    const name = sourceEvent && sourceEvent.target && sourceEvent.target.name;
    request.headers["X-Changed"] = name || "";
    // A scenario begins anew: everything else that was chosen gives way to it.
    if (name === "scenario") {
      const { body } = request;
      for (const key of [...body.keys()]) if (key !== "scenario") body.delete(key);
    }
  });

  const show = (channel) => {
    for (const part of document.querySelectorAll("[data-only]")) {
      part.hidden = part.dataset.only !== channel;
    }
  };

  const settle = () => {
    const answer = document.getElementById("answer");
    if (!answer) return;
    show(answer.dataset.channel);
    for (const frame of document.querySelectorAll("iframe.message")) {
      if (frame.dataset.fitted) continue;
      frame.dataset.fitted = "1";
      frame.addEventListener("load", () => fit(frame));
      if (frame.contentDocument && frame.contentDocument.readyState === "complete") fit(frame);
    }
    mark();
  };

  document.addEventListener("htmx:after:swap", () => {
    const answer = document.getElementById("answer");
    if (!answer || answer.dataset.seen) return;
    answer.dataset.seen = "1";
    history.replaceState(null, "", answer.dataset.url);
    settle();
    const outcome = answer.querySelector(".outcome-name");
    if (outcome) studio.announce(outcome.textContent);
  });

  // Choosing a scenario loads its page: every control then says what it chose.
  form.addEventListener("change", (event) => {
    const leads = event.target.dataset.leads;
    if (!leads) return;
    event.stopImmediatePropagation();
    event.preventDefault();
    location.href = event.target.value ? `${leads}?scenario=${event.target.value}` : leads;
  }, true);

  // --- frames --------------------------------------------------------------------------------

  /** Make a frame as tall as its message, and let it light up like the rest of the page. */
  const fit = (frame) => {
    const inside = frame.contentDocument;
    if (!inside || !inside.body) return;
    const measure = () => {
      frame.style.height = "0";
      // Asked of the frame each time: the one that was there first is of an empty document.
      frame.style.height = `${Math.min(6000, frame.contentDocument.documentElement.scrollHeight)}px`;
    };
    measure();
    if (!frame.dataset.watched) {
      frame.dataset.watched = "1";
      let width = frame.clientWidth;
      new ResizeObserver(() => {
        if (frame.clientWidth !== width) {
          width = frame.clientWidth;
          measure();
        }
      }).observe(frame);
    }
    inside.addEventListener("mouseover", over);
    inside.addEventListener("mouseout", out);
    inside.addEventListener("click", choose);
    mark();
  };

  // --- what belongs together -----------------------------------------------------------------

  const documents = () => [
    document,
    ...[...document.querySelectorAll("iframe.message")].map((f) => f.contentDocument).filter(Boolean),
  ];

  const light = (number, on) => {
    for (const inside of documents()) {
      for (const piece of inside.querySelectorAll(`[data-from="${number}"]`)) {
        piece.classList.toggle("lit", on);
      }
    }
    const source = document.getElementById(`source-${number}`);
    if (source) source.classList.toggle("lit", on);
  };

  const numberAt = (target) => {
    const piece = target.closest && target.closest("[data-from], [data-source]");
    return piece && (piece.dataset.from ?? piece.dataset.source);
  };

  function over(event) {
    const number = numberAt(event.target);
    if (number != null) light(number, true);
  }

  function out(event) {
    const number = numberAt(event.target);
    if (number != null) light(number, false);
  }

  /** A click on a piece of the message leads to where it is from. */
  function choose(event) {
    const piece = event.target.closest && event.target.closest("[data-from]");
    if (!piece) return;
    event.preventDefault();
    const source = document.getElementById(`source-${piece.dataset.from}`);
    if (source) {
      source.focus({ preventScroll: true });
      source.scrollIntoView({ block: "nearest" });
    }
  }

  for (const [type, act] of [["mouseover", over], ["focusin", over], ["mouseout", out], ["focusout", out], ["click", choose]]) {
    document.addEventListener(type, act);
  }

  // --- words inside of the message -----------------------------------------------------------

  /** The place of some words in a document, across its elements, whatever spaces stand between. */
  const find = (inside, words) => {
    const letters = [];
    const walker = inside.createTreeWalker(inside.body, NodeFilter.SHOW_TEXT);
    let text = "";
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (inside === document && !node.parentElement.closest(".canvas")) continue;
      if (node.parentElement.closest("style, title, [aria-hidden=true]")) continue;
      for (let at = 0; at < node.data.length; at += 1) {
        const letter = node.data[at];
        const blank = /\s/.test(letter);
        if (blank && text.endsWith(" ")) continue;
        text += blank ? " " : letter;
        letters.push([node, at]);
      }
      if (!text.endsWith(" ")) {
        text += " ";
        letters.push([node, node.data.length - 1]);
      }
    }
    const wanted = words.replace(/\s+/g, " ").trim();
    const start = wanted ? text.indexOf(wanted) : -1;
    if (start < 0) return null;
    const [from, fromAt] = letters[start];
    const [to, toAt] = letters[start + wanted.length - 1];
    const range = inside.createRange();
    range.setStart(from, fromAt);
    range.setEnd(to, toAt + 1);
    return range;
  };

  const paint = (name, words) => {
    for (const inside of documents()) {
      if (!inside.body) continue; // still on its way; its "load" paints it
      const { CSS: css, Highlight } = inside.defaultView;
      if (!css || !css.highlights || !Highlight) continue;
      const ranges = words.map((word) => find(inside, word)).filter(Boolean);
      css.highlights.delete(name);
      if (ranges.length) css.highlights.set(name, new Highlight(...ranges));
    }
  };

  function mark() {
    const words = [...document.querySelectorAll("[data-finding]")].map((e) => e.dataset.finding);
    paint("finding", words);
  }

  const sentence = (event) => {
    const line = event.target.closest && event.target.closest("[data-sentence]");
    if (line) paint("sentence", [line.dataset.sentence]);
  };
  const forget = (event) => {
    if (event.target.closest && event.target.closest("[data-sentence]")) paint("sentence", []);
  };
  document.addEventListener("mouseover", sentence);
  document.addEventListener("focusin", sentence);
  document.addEventListener("mouseout", forget);
  document.addEventListener("focusout", forget);

  // On a small screen the message comes first; what to preview folds away.
  // On a wide one nothing is there to unfold it with, so it opens again.
  const small = matchMedia("(max-width: 68rem)");
  const fold = () => (document.querySelector("details.ask").open = !small.matches);
  if (small.matches) fold();
  small.addEventListener("change", fold);

  settle();
})();
