// Keys for the controls of time: told to Python unless the focus is in a field or on something that takes the key itself.
const KEYS = " sdwneb";
const TAKEN = "input, textarea, select, [contenteditable=true], [role=slider], [role=listbox], [role=option]";

export default {
  render({ model, el }) {
    el.style.display = "none";
    let nth = 0;
    const press = (e) => {
      const own = e.target.closest(TAKEN) || (e.key === " " && e.target.closest("button, [role=tab], a"));
      if (own || e.ctrlKey || e.metaKey || e.altKey || e.key.length !== 1 || !KEYS.includes(e.key)) return;
      e.preventDefault();
      model.set("pressed", { key: e.key, nth: (nth += 1) });
      model.save_changes();
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  },
};
