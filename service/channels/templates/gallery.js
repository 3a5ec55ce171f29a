// Frames as tall as what is in them. Without this they scroll.
const fit = (frame) => {
  const page = frame.contentDocument;
  const tall = page && page.body ? Math.ceil(page.documentElement.getBoundingClientRect().height) : 0;
  if (tall) frame.style.height = tall + "px";
};
for (const frame of document.querySelectorAll("iframe")) {
  frame.addEventListener("load", () => fit(frame));
  fit(frame);
}
// A frame in a closed part has no height yet.
document.addEventListener("toggle", () => document.querySelectorAll("iframe").forEach(fit), true);
