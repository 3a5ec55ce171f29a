// Frames as tall as what is in them. Without this they scroll.
const fit = (frame) => {
  const page = frame.contentDocument;
  if (page && page.body) frame.style.height = Math.ceil(page.documentElement.getBoundingClientRect().height) + "px";
};
for (const frame of document.querySelectorAll("iframe")) {
  frame.addEventListener("load", () => fit(frame));
  fit(frame);
}
