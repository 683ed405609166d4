// A field for one file: its text goes to Python if it is small enough; a larger one is refused here and not sent.

export default {
  render({ model, el }) {
    const label = document.createElement("label"), field = document.createElement("input"), said = document.createElement("span");
    label.style.cssText = "display: flex; flex-direction: column; gap: 3px; font-size: 13px;";
    field.type = "file";
    field.accept = model.get("accept");
    said.setAttribute("role", "status");
    let nth = 0;
    field.onchange = async () => {
      const file = field.files[0], most = model.get("most");
      if (!file) return;
      if (file.size > most) {
        said.textContent = `${file.name} has ${file.size.toLocaleString("en")} bytes; allowed are ${most.toLocaleString("en")}.`;
      } else {
        said.textContent = "";
        model.set("picked", { name: file.name, text: await file.text(), nth: (nth += 1) });
        model.save_changes();
      }
      field.value = ""; // the same file may be chosen again
    };
    label.append(model.get("label"), field, said);
    el.replaceChildren(label);
  },
};
