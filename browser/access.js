// What Solara's and Vuetify's elements lack for those who hear the page or use it by keys alone: names of regions that
// scroll, of bars of progress, and lists that say themselves that they are lists, not a button around a field.
(() => {
  const REGIONS = { ".panj-top": "How it stands", ".panj-left": "Your seat", ".panj-right": "What is to be decided", ".panj-page": "Page", ".panj-foot": "Time" };
  const MOVED = ["aria-haspopup", "aria-expanded", "aria-owns"];
  const put = (el, name, value) => { if (el.getAttribute(name) !== value) el.setAttribute(name, value); };

  function mend(root) {
    for (const [name, label] of Object.entries(REGIONS)) for (const el of root.querySelectorAll(name)) {
      put(el, "role", "region"); put(el, "aria-label", label);
      if (name !== ".panj-top" && name !== ".panj-foot") put(el, "tabindex", "0");
    }
    for (const bar of root.querySelectorAll("[role=progressbar]:not([aria-label])")) put(bar, "aria-label", "under way");
    for (const slot of root.querySelectorAll(".v-select .v-input__slot[role=button], .v-select .v-input__slot[aria-expanded]")) {
      const field = slot.querySelector("input:not([type=hidden])");
      if (!field) continue;
      put(field, "role", "combobox");
      for (const name of MOVED) if (slot.hasAttribute(name)) {
        put(field, name === "aria-owns" ? "aria-controls" : name, slot.getAttribute(name));
        slot.removeAttribute(name);
      }
      slot.removeAttribute("role");
      const list = field.getAttribute("aria-controls");
      if (list && !document.getElementById(list)) field.removeAttribute("aria-controls"); // it is made when it is opened
    }
  }

  let due = false;
  new MutationObserver(() => {
    if (due) return;
    due = true;
    setTimeout(() => { due = false; mend(document); }, 200);
  }).observe(document, { childList: true, subtree: true, attributes: true, attributeFilter: ["role", "aria-expanded"] });
})();
