// Keys for the controls of time: told to Python unless the focus is in a field or on something that takes the key itself.
// They go by their place on the keyboard, so that any alphabet and CapsLock will do; the list shows what is printed there.
const ACTS = {
  Space: "play and pause", KeyS: "a step", KeyD: "a day", KeyW: "a week", KeyN: "the next decision", KeyE: "to the end", KeyB: "a day back",
};
const ON_MAP = {
  "+ −": "zoom", "← ↑ → ↓": "move the map", Digit0: "all of the map", "Digit1 Digit6": "layers on and off", KeyL: "legend",
  ", .": "from place to place that answers what is asked, else from district to district", Enter: "the card of the place",
};
const TAKEN = "input, textarea, select, [contenteditable=true], [role=slider], [role=listbox], [role=option]";
const STYLE = `
.panj-keys { position: relative; font-size: 13px; }
.panj-keys summary { cursor: pointer; padding: 4px 8px; border: 1px solid currentColor; border-radius: 4px; list-style: none; }
.panj-keys div { position: absolute; right: 0; top: calc(100% + 4px); z-index: 9; width: 290px; max-width: 88vw; padding: 8px 12px; border: 1px solid #888;
  border-radius: 4px; background: #fff; color: #222; box-shadow: 0 2px 8px #0005; }
.theme--dark .panj-keys div { background: #26282b; color: #eee; }
.panj-keys table { border-spacing: 0 2px; }
.panj-keys td:first-child { padding-right: 12px; white-space: nowrap; }
.panj-keys kbd { padding: 1px 6px; border: 1px solid currentColor; border-radius: 3px; font: inherit; }
@media (max-width: 700px) { .panj-keys div { right: auto; left: 0; } }`;

export default {
  render({ model, el }) {
    const printed = {}; // place -> what is printed there, as far as it is known
    el.innerHTML = `<style>${STYLE}</style><details class="panj-keys"><summary>Keys</summary><div></div></details>`;
    const list = el.querySelector(".panj-keys div"), open = el.querySelector("details");
    const place = (code) => (printed[code] || code.replace(/^(Key|Digit)/, "")).toUpperCase();
    const marks = (codes) => codes.split(" ").map((code) => `<kbd>${code === "Space" ? "Space" : /^[A-Z]/.test(code) && code !== "Enter" ? place(code) : code}</kbd>`);
    const rows = (acts) => Object.entries(acts).map(([codes, what]) =>
      `<tr><td>${marks(codes).join(codes.startsWith("Digit1") ? " to " : " ")}</td><td>${what}</td></tr>`).join("");
    const show = () => { list.innerHTML = `<table>${rows(ACTS)}<tr><td colspan="2"><b>On the map</b></td></tr>${rows(ON_MAP)}</table>`; };
    const learn = (code, key) => { if (key.length === 1 && printed[code] !== key) { printed[code] = key; show(); } };
    show();
    navigator.keyboard?.getLayoutMap?.().then((layout) => { layout.forEach((key, code) => { printed[code] = key; }); show(); }).catch(() => {});
    let nth = 0;
    const press = (e) => {
      if (e.ctrlKey || e.metaKey || e.altKey || e.isComposing) return;
      const code = e.code || (e.key === " " ? "Space" : `Key${e.key.toUpperCase()}`); // some keyboards on screens tell no place
      if (/^Key/.test(code)) learn(code, e.key);
      if (e.key === "Escape" && open.open) open.open = false;
      if (!ACTS[code] || (e.repeat && code === "Space")) return;
      if (e.target.closest(TAKEN) || (code === "Space" && e.target.closest("button, summary, [role=tab], [role=button], a"))) return;
      e.preventDefault();
      model.set("pressed", { key: code, nth: (nth += 1) });
      model.save_changes();
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  },
};
