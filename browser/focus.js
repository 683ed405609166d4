// Keeps the focus near where it was when what had it goes, as the button of an answer does; names what Solara's frame leaves nameless.
(() => {
  const NAMES = [[".v-app-bar__nav-icon", "Menu with Mesa's controls"], [".v-app-bar .mdi-brightness-auto, .v-app-bar [class*=mdi-weather]", "Light or dark page"]];
  let path = [], due = false; // what had the focus last and all it stood in, from the inside outwards
  document.addEventListener("focusin", (e) => {
    path = [];
    for (let node = e.target; node && node !== document.body; node = node.parentElement) path.push(node);
  });
  const gone = (node) => !node.isConnected || node.disabled;
  const keep = () => {
    if (!path.length || !gone(path[0]) || (document.activeElement && document.activeElement !== document.body)) return;
    const left = path.find((node) => !gone(node) && node.closest(".panj-game"));
    path = [];
    if (!left) return;
    const there = left.querySelector(".panj-question") || left;
    if (there !== left) {
      there.setAttribute("role", "group");
      there.setAttribute("aria-label", there.querySelector(".v-card__title")?.innerText || "");
    }
    if (!there.hasAttribute("tabindex")) there.setAttribute("tabindex", "-1");
    there.focus({ preventScroll: true });
  };
  const name = () => {
    for (const [where, text] of NAMES) {
      const button = document.querySelector(where)?.closest("button");
      if (button && !button.getAttribute("aria-label")) button.setAttribute("aria-label", text);
    }
  };
  const look = () => { due = false; keep(); name(); };
  new MutationObserver(() => {
    if (!due) requestAnimationFrame(look);
    due = true;
  }).observe(document, { childList: true, subtree: true, attributes: true, attributeFilter: ["disabled"] });
})();
