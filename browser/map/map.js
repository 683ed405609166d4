// The map of the war: the ground once as a picture, then a few thousand bytes a frame. bytes.js reads them, signs.js draws the signs.
// Hover, zoom, layers and the moves in between two steps happen here; only "drawn" and "picked" go back to Python.

const STYLE = `
.panj-map { position: relative; width: 100%; font: 13px/1.4 system-ui, sans-serif; color: #222; }
.panj-map canvas { display: block; width: 100%; touch-action: none; cursor: grab; outline-offset: -3px; }
.panj-map canvas:focus-visible { outline: 3px solid #1a56a0; }
.panj-tip { position: absolute; pointer-events: none; background: #fffffff2; border: 1px solid #555; border-radius: 4px;
  padding: 3px 8px; max-width: 300px; white-space: pre-line; z-index: 3; }
.panj-tools { position: absolute; top: 6px; right: 6px; display: flex; gap: 4px; z-index: 2; }
.panj-tools button { min-width: 30px; height: 26px; padding: 0 7px; font-size: 12px; line-height: 1; border: 1px solid #777; border-radius: 4px; background: #fffffff0; color: #222; }
.panj-tools button[aria-pressed=false] { opacity: .55; text-decoration: line-through; }
.panj-map.panj-small .panj-tools { position: static; flex-wrap: wrap; padding: 4px 0; }
.panj-map.panj-small .panj-tools button { min-height: 36px; min-width: 40px; }
.panj-map.panj-dark { color: #ddd; }
.panj-dark .panj-tip, .panj-dark .panj-tools button { background: #2a2d31f2; color: #eee; border-color: #999; }
.panj-dark .panj-legend { background: #26282b; }
.panj-legend { display: flex; flex-wrap: wrap; gap: 2px 14px; padding: 3px 6px; font-size: 12px; background: #faf8f2; }
.panj-legend span { display: inline-flex; align-items: center; gap: 4px; }
.panj-aloud { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }`;

const LAYERS = [["border", "Border"], ["districts", "Districts"], ["units", "Units"], ["rings", "Fighting"], ["names", "Names"], ["inside", "Bands inside"]];
const SMALL = 640; // pixels of the map's width below which its buttons stand under it
const NIGHT = "#6a717c"; // laid over the land on a dark page
const BEFORE = 65535; // held since before the start

class WarMap {
  constructor(model, el) {
    this.model = model;
    this.on = Object.fromEntries(LAYERS.map(([name]) => [name, true]));
    this.zoom = 1; this.left = 0; this.top = 0; this.from = null; this.to = null; this.began = 0; this.chosen = -1; this.kept = {};
    el.innerHTML = `<style>${STYLE}</style><div class="panj-map"><canvas tabindex="0" role="img"></canvas>
      <div class="panj-tip" hidden></div><div class="panj-tools" role="toolbar" aria-label="Map"></div>
      <div class="panj-legend" aria-label="What the signs mean"></div><div class="panj-aloud" aria-live="polite"></div></div>`;
    const find = (name) => el.querySelector(name);
    [this.canvas, this.tip, this.tools, this.legend, this.aloud] =
      ["canvas", ".panj-tip", ".panj-tools", ".panj-legend", ".panj-aloud"].map(find);
    this.c = this.canvas.getContext("2d");
    this.buttons();
    this.listen();
    this.resized = new ResizeObserver(() => this.fit());
    this.resized.observe(this.canvas.parentElement);
    this.lit = new MutationObserver(() => this.dim());
    const app = document.getElementById("app");
    if (app) this.lit.observe(app, { attributes: true, attributeFilter: ["class"] });
    this.dim();
    const when = { "change:ground": "newGround", "change:frame": "newFrame", "change:told": "tell", "change:land": "newGround" };
    this.watched = Object.entries(when).map(([event, method]) => [event, () => this[method]()]);
    this.watched.forEach(([event, act]) => model.on(event, act));
    this.newGround();
    this.newFrame();
    this.tell();
  }

  end() {
    this.over = true;
    this.resized.disconnect();
    this.lit.disconnect();
    this.watched.forEach(([event, act]) => this.model.off(event, act));
    cancelAnimationFrame(this.asked);
  }

  // ---- what comes from Python ---------------------------------------------------------------------------------------
  newGround() {
    this.land = this.model.get("land");
    const bytes = this.model.get("ground");
    if (!this.land.width || !bytes.byteLength) return;
    const url = URL.createObjectURL(new Blob([bytes], { type: "image/jpeg" }));
    const image = new Image();
    image.onload = () => { this.ground = image; this.kept = {}; URL.revokeObjectURL(url); this.fit(); };
    image.src = url;
    this.from = this.to = null;
    this.home();
    this.signs();
  }

  newFrame() {
    const bytes = this.model.get("frame");
    if (!bytes || !bytes.byteLength) return;
    if (this.asked && this.said === this.to) this.paint(); // none is passed over
    this.from = this.to;
    this.to = parse(new DataView(bytes.buffer ? bytes.buffer : bytes, bytes.byteOffset || 0, bytes.byteLength));
    if (this.from && Math.abs(this.to.step - this.from.step) > 4) this.from = null; // a jump is no march
    this.began = performance.now();
    this.draw();
    if (!this.model.get("pace")) this.say();
  }

  say() {
    // Asks for the next step, once for each: before the painting, so that the server works while this one is painted.
    if (this.over || !this.ground || !this.to || this.said === this.to) return;
    this.said = this.to;
    this.model.set("drawn", this.to.step);
    this.model.save_changes();
  }

  tell() {
    const told = this.model.get("told");
    this.canvas.setAttribute("aria-label", `${told} Keys: plus, minus and arrows move the map, 0 shows all of it, comma and
      point go from district to district, Enter opens its story, 1 to 6 put layers on and off.`);
  }

  dim() {
    // Light or dark, as the page is.
    const app = document.getElementById("app");
    this.dark = Boolean(app && app.classList.contains("theme--dark"));
    this.canvas.parentElement.classList.toggle("panj-dark", this.dark);
    this.kept = {};
    this.draw();
  }

  // ---- geometry -----------------------------------------------------------------------------------------------------
  fit() {
    if (!this.land || !this.land.width) return;
    const wide = this.canvas.parentElement.clientWidth, high = Math.round((wide * this.land.height) / this.land.width);
    const dense = window.devicePixelRatio || 1;
    if (!wide) return;
    this.canvas.parentElement.classList.toggle("panj-small", wide < SMALL);
    this.canvas.style.height = `${high}px`;
    [this.canvas.width, this.canvas.height] = [Math.round(wide * dense), Math.round(high * dense)];
    this.draw();
  }

  get cell() { return (this.canvas.width / this.land.width) * this.zoom; } // pixels of the canvas a cell

  px(x, y) { return [(x - this.left) * this.cell, (this.land.height - y - this.top) * this.cell]; }

  home() { this.zoom = 1; this.left = this.top = 0; this.draw(); }

  zoomed(by, x = 0.5, y = 0.5) {
    // Zoom around a point of the canvas, given as shares of its width and height.
    const before = this.zoom;
    this.zoom = Math.min(12, Math.max(1, this.zoom * by));
    this.move(x * this.land.width * (1 / before - 1 / this.zoom), y * this.land.height * (1 / before - 1 / this.zoom));
  }

  move(right, down) {
    const most = (size) => size * (1 - 1 / this.zoom);
    this.left = Math.min(most(this.land.width), Math.max(0, this.left + right));
    this.top = Math.min(most(this.land.height), Math.max(0, this.top + down));
    this.draw();
  }

  // ---- drawing ------------------------------------------------------------------------------------------------------
  draw() {
    if (!this.asked) this.asked = requestAnimationFrame(() => { this.asked = 0; this.paint(); });
  }

  paint() {
    if (this.over || !this.ground || !this.to) return;
    const c = this.c, w = this.land.width, pace = this.model.get("pace");
    const part = this.from && pace > 0 ? Math.min(1, (performance.now() - this.began) / pace) : 1;
    if (part === 1) this.say();
    const scale = this.ground.width / w;
    c.drawImage(this.once("back", this.on.border && this.to.held, (b) => {
      b.drawImage(this.ground, this.left * scale, this.top * scale, this.ground.width / this.zoom,
        this.ground.height / this.zoom, 0, 0, this.canvas.width, this.canvas.height);
      if (this.dark) {
        b.globalCompositeOperation = "multiply";
        b.fillStyle = NIGHT;
        b.fillRect(0, 0, this.canvas.width, this.canvas.height);
        b.globalCompositeOperation = "source-over";
      }
      if (this.on.border) this.border(b);
    }), 0, 0);
    if (this.on.units) this.units(part);
    if (this.on.districts) this.districts();
    if (this.on.rings) this.rings();
    if (this.on.inside) this.villages();
    if (this.on.names) c.drawImage(this.once("front", "", (f) => this.names(f)), 0, 0);
    if (part < 1) this.draw();
  }

  once(layer, what, fill) {
    // What stays as it is until the map is moved, zoomed or resized, or `what` changes, is drawn once, on its own canvas.
    const view = [this.left, this.top, this.zoom, this.canvas.width, this.canvas.height, what].join();
    const kept = this.kept[layer] || (this.kept[layer] = { canvas: document.createElement("canvas") });
    if (kept.view !== view) {
      kept.view = view;
      [kept.canvas.width, kept.canvas.height] = [this.canvas.width, this.canvas.height];
      fill(kept.canvas.getContext("2d"));
    }
    return kept.canvas;
  }

  line(c, points, colour, width, dash = []) {
    c.strokeStyle = colour; c.lineWidth = width; c.setLineDash(dash); c.beginPath();
    for (let i = 0; i < points.length; i += 2) c[i ? "lineTo" : "moveTo"](...this.px(points[i], points[i + 1]));
    c.stroke(); c.setLineDash([]);
  }

  border(c) {
    const cell = this.cell;
    c.lineJoin = c.lineCap = "round";
    this.land.stretches.forEach((s) => this.line(c, s.kind === "land" ? "#d9cdb5" : WATER, 0.62 * cell));
    this.land.stretches.forEach((s, i) => {
      const lost = this.to.held[i];
      this.line(c, s.line, lost ? THEIRS : OURS, 0.34 * cell);
      if (lost) this.line(c, s.line, PAPER, 0.1 * cell, [0.2 * cell, 0.3 * cell]); // told apart without colour
    });
    for (const s of this.land.stretches) if (s.crossing) this.sign(c, "diamond", s.line[2], s.line[3], 0.36 * cell, PAPER, INK);
  }

  sign(c, kind, x, y, r, fill, rim) {
    const [px, py] = this.px(x, y);
    outlined(c, kind, px, py, r, fill, rim, Math.max(1, this.cell / 14));
    return [px, py];
  }

  districts() {
    const c = this.c;
    this.land.districts.forEach((d, i) => {
      const r = (d.centre ? 0.5 : 0.32) * this.cell, lost = this.to.fallen[i];
      const [x, y] = this.sign(c, "square", d.x, d.y, r, lost ? THEIRS : OURS, i === this.chosen ? ALARM : PAPER);
      if (lost) {
        c.strokeStyle = PAPER; c.lineWidth = Math.max(1, r / 4); c.beginPath();
        for (const way of [1, -1]) { c.moveTo(x - r / 2, y - (way * r) / 2); c.lineTo(x + r / 2, y + (way * r) / 2); }
        c.stroke();
      }
    });
  }

  place(unit, part) {
    const old = part < 1 && this.from.units.get(unit.id);
    return old ? [old.x + (unit.x - old.x) * part, old.y + (unit.y - old.y) * part] : [unit.x, unit.y];
  }

  units(part) {
    const c = this.c;
    for (const unit of this.to.units.values()) {
      if (unit.inside && !this.on.inside) continue;
      const power = this.land.powers[unit.owner], r = Math.min(0.5, 0.15 + 0.6 * Math.sqrt(unit.men / 4000)) * this.cell;
      const [x, y] = this.place(unit, part);
      const [px, py] = this.px(x, y), rim = Math.max(1, this.cell / 14);
      const small = stamp(power, unit.inside ? 1.6 * r : r, rim, window.devicePixelRatio || 1);
      c.drawImage(small, Math.round(px - small.width / 2), Math.round(py - small.height / 2));
      if (unit.inside) { c.strokeStyle = ALARM; c.lineWidth = r / 2; c.beginPath(); c.arc(px, py, 2.4 * r, 0, 7); c.stroke(); }
    }
  }

  rings() {
    for (const [x, y] of this.to.rings) {
      const [px, py] = this.px(x, y);
      for (const [colour, width] of [[PAPER, 0.26], [ALARM, 0.16]]) {
        this.c.strokeStyle = colour; this.c.lineWidth = width * this.cell;
        this.c.beginPath(); this.c.arc(px, py, 0.95 * this.cell, 0, 7); this.c.stroke();
      }
    }
  }

  villages() {
    const r = 0.75 * this.cell;
    for (const { x, y } of this.to.villages.values()) {
      const [px, py] = this.px(x + 0.5, y + 0.5);
      for (const [colour, width] of [[PAPER, 0.3], [ALARM, 0.18]]) {
        this.c.strokeStyle = colour; this.c.lineWidth = width * this.cell;
        this.c.strokeRect(px - r, py - r, 2 * r, 2 * r);
      }
    }
  }

  names(c) {
    // The most important first; a name that finds no free place is left out until the map is zoomed.
    const dense = window.devicePixelRatio || 1, taken = [];
    const free = (box) => box[0] > 0 && box[1] > 0 && box[2] < this.canvas.width && box[3] < this.canvas.height &&
      !taken.some((b) => box[0] < b[2] && b[0] < box[2] && box[1] < b[3] && b[1] < box[3]);
    for (const d of this.land.districts) {
      const [x, y] = this.px(d.x, d.y), r = (d.centre ? 0.6 : 0.4) * this.cell;
      taken.push([x - r, y - r, x + r, y + r]);
    }
    const tools = this.tools.getBoundingClientRect(), box = this.canvas.getBoundingClientRect(); // no name under the buttons
    if (tools.top < box.bottom - 1) taken.push([(tools.left - box.left) * dense, 0, this.canvas.width, (tools.bottom - box.top) * dense]);
    c.textBaseline = "middle"; c.lineJoin = "round";
    for (const { text, x, y, gap, size, loud } of this.land.names) {
      const high = Math.min(22, Math.max(10, size * (this.cell / dense))) * dense;
      c.font = `${loud ? "600 " : ""}${high}px system-ui, sans-serif`;
      const wide = c.measureText(text).width, [px, py] = this.px(x, y), off = gap * this.cell;
      const spots = gap ? [[off, 0], [-off - wide, 0], [-wide / 2, high + off / 2], [-wide / 2, -high - off / 2]] : [[-wide / 2, 0]];
      const spot = spots.find(([dx, dy]) => free([px + dx, py + dy - high / 2, px + dx + wide, py + dy + high / 2]));
      if (!spot) continue;
      const at = [px + spot[0], py + spot[1]];
      taken.push([at[0] - 2, at[1] - high / 2, at[0] + wide + 2, at[1] + high / 2]);
      c.strokeStyle = this.dark ? "#1d2023" : "#f4f1e8"; c.lineWidth = 3 * dense; c.strokeText(text, ...at);
      c.fillStyle = this.dark ? (loud ? "#eee" : "#c3cdf5") : loud ? "#333" : "#20306b"; c.fillText(text, ...at);
    }
  }

  signs() {
    const item = (kind, fill, rim, text, cross, letters) => {
      const dots = cross ? `<path d="M5 5l6 6M11 5l-6 6" stroke="#fff" stroke-width="2"/>` : "";
      const only = { ring: `<circle cx="8" cy="8" r="5.5"/>`, frame: `<path d="M3 3h10v10H3z"/>`,
        band: `<circle cx="8" cy="8" r="6.5"/><path d="M8 4l4 7H4z" fill="${THEIRS}" stroke="#888" stroke-width="0.8"/>` }[kind];
      const form = only ? `<g fill="none" stroke="${rim}" stroke-width="1.5">${only}</g>` : drawnSign(kind, fill, rim, letters);
      const span = document.createElement("span");
      span.innerHTML = `<svg width="16" height="16" aria-hidden="true">${form}${dots}</svg>`;
      span.append(text);
      return span;
    };
    this.legend.replaceChildren(
      item("square", OURS, PAPER, "district and far bank: government"), item("square", THEIRS, PAPER, "militants (crossed, dashed)", true),
      item("diamond", PAPER, INK, "crossing"), item("ring", "none", ALARM, "fighting or a fall within a day"),
      item("band", "none", ALARM, "band inside the country"), item("frame", "none", ALARM, "village that it holds"),
      ...this.land.powers.filter((p) => p.shown).map((p) => item(shapeOf(p), p.colour, "#888", p.name, false, p.letters)));
  }

  // ---- people -------------------------------------------------------------------------------------------------------
  buttons() {
    const add = (text, label, act, layer) => {
      const button = document.createElement("button");
      button.textContent = text; button.title = label; button.setAttribute("aria-label", label);
      if (layer) button.setAttribute("aria-pressed", "true");
      button.onclick = () => { act(); if (layer) button.setAttribute("aria-pressed", String(this.on[layer])); };
      this.tools.append(button);
      return button;
    };
    this.layer = LAYERS.map(([name, text], i) => add(text, `${text} on or off (key ${i + 1})`, () => this.flip(name), name));
    add("Legend", "Legend on or off (key L)", () => { this.legend.hidden = !this.legend.hidden; this.legend.style.display = this.legend.hidden ? "none" : ""; });
    add("+", "Zoom in (key +)", () => this.zoomed(1.5));
    add("−", "Zoom out (key -)", () => this.zoomed(1 / 1.5));
    add("⌂", "The whole map (key 0)", () => this.home());
  }

  flip(name) { this.on[name] = !this.on[name]; this.draw(); }

  listen() {
    const canvas = this.canvas;
    const at = (e) => { const box = canvas.getBoundingClientRect(); return [(e.clientX - box.left) / box.width, (e.clientY - box.top) / box.height]; };
    let grip = null;
    canvas.onwheel = (e) => { e.preventDefault(); this.zoomed(e.deltaY < 0 ? 1.25 : 0.8, ...at(e)); };
    canvas.onpointerdown = (e) => { grip = { at: at(e), moved: false }; canvas.setPointerCapture(e.pointerId); };
    canvas.onpointerup = (e) => { if (grip && !grip.moved) this.pick(this.under(...at(e))); grip = null; };
    canvas.onpointerleave = () => { this.tip.hidden = true; };
    canvas.onpointermove = (e) => {
      const [x, y] = at(e);
      if (grip) {
        const [dx, dy] = [x - grip.at[0], y - grip.at[1]];
        if (grip.moved || Math.hypot(dx, dy) > 0.005) {
          grip.moved = true; grip.at = [x, y];
          this.move((-dx * this.land.width) / this.zoom, (-dy * this.land.height) / this.zoom);
        }
      } else this.show(this.under(x, y), x, y);
    };
    canvas.onkeydown = (e) => {
      // By place on the keyboard; signs that lie elsewhere on other keyboards by what is printed, too.
      const step = 4 / this.zoom, nth = /^(?:Digit|Numpad)([1-6])$/.exec(e.code);
      const acts = {
        Equal: () => this.zoomed(1.5), Minus: () => this.zoomed(1 / 1.5), Digit0: () => this.home(),
        ArrowLeft: () => this.move(-step, 0), ArrowRight: () => this.move(step, 0), ArrowUp: () => this.move(0, -step),
        ArrowDown: () => this.move(0, step), Comma: () => this.walk(-1), Period: () => this.walk(1), KeyL: () => this.tools.children[LAYERS.length].click(),
        Enter: () => this.pick(this.chosen >= 0 ? { kind: "district", id: this.chosen } : null),
      };
      const same = { NumpadAdd: "Equal", NumpadSubtract: "Minus", Numpad0: "Digit0", NumpadEnter: "Enter", "+": "Equal", "=": "Equal", "-": "Minus", 0: "Digit0", ",": "Comma", ".": "Period", l: "KeyL" };
      const act = nth ? () => this.layer[nth[1] - 1].click() : acts[e.code] || acts[same[e.code]] || acts[same[e.key]] || acts[e.key];
      if (act && !e.ctrlKey && !e.metaKey && !e.altKey) { e.preventDefault(); e.stopPropagation(); act(); }
    };
  }

  walk(by) {
    const n = this.land.districts.length;
    this.chosen = (this.chosen + by + n) % n;
    const d = this.land.districts[this.chosen], text = this.words({ kind: "district", id: this.chosen });
    const [x, y] = this.px(d.x, d.y);
    this.aloud.textContent = text;
    this.show({ kind: "district", id: this.chosen }, x / this.canvas.width, y / this.canvas.height);
    this.draw();
  }

  under(x, y) {
    // The unit, district or stretch nearest to a point of the canvas, within a cell.
    const cx = this.left + (x * this.land.width) / this.zoom, cy = this.land.height - this.top - (y * this.land.height) / this.zoom;
    let best = null, near = Math.max(0.35, 0.9 / this.zoom);
    const look = (kind, id, ox, oy, bonus) => {
      const far = Math.hypot(ox - cx, oy - cy) - bonus;
      if (far < near) { near = far; best = { kind, id }; }
    };
    if (!this.to) return null;
    if (this.on.districts) this.land.districts.forEach((d, i) => look("district", i, d.x, d.y, 0.2));
    if (this.on.units) for (const u of this.to.units.values()) if (this.on.inside || !u.inside) look("unit", u.id, u.x, u.y, 0);
    if (this.on.border) this.land.stretches.forEach((s, i) => look("stretch", i, s.line[2], s.line[3], 0));
    return best;
  }

  since(day) { return day === BEFORE ? "" : ` since ${this.land.days[day] || `day ${day}`}`; }

  words(what) {
    if (!what) return "";
    const { kind, id } = what, holder = (lost) => (lost ? "militants" : "government");
    if (kind === "district") {
      const d = this.land.districts[id];
      return `${d.name} (${d.kind})\nheld by ${holder(this.to.fallen[id])}${this.since(this.to.fallenSince[id])}`;
    }
    if (kind === "stretch") {
      const s = this.land.stretches[id];
      return `${s.crossing || `Border, km ${s.from} to ${s.till}`}, ${s.kind}\nfar bank held by ${holder(this.to.held[id])}${this.since(this.to.heldSince[id])}`;
    }
    const unit = this.to.units.get(id), power = this.land.powers[unit.owner];
    return `${this.model.get("names")[id] || power.name}\n${power.name}, ${unit.men} men${this.inland(unit)}`;
  }

  inland(unit) {
    if (!unit.inside) return "";
    const village = this.to.villages.get(unit.id), aim = this.land.aims[unit.inside];
    const holds = village ? `\nholds ${this.land.villages[`${village.x},${village.y}`] || "a village"}, ${village.people} people in it` : "";
    return `\ninside the country${aim ? `, to ${aim}` : ""}${holds}`;
  }

  show(what, x, y) {
    this.tip.hidden = !what;
    if (!what) return;
    this.tip.textContent = this.words(what);
    const box = this.canvas.getBoundingClientRect();
    this.tip.style.left = `${Math.min(x * box.width + 14, box.width - this.tip.offsetWidth - 4)}px`;
    this.tip.style.top = `${Math.max(0, y * box.height - this.tip.offsetHeight - 8)}px`;
  }

  pick(what) {
    if (!what) return;
    this.picks = (this.picks || 0) + 1;
    this.model.set("picked", { ...what, nth: this.picks });
    this.model.save_changes();
  }
}

export default {
  render({ model, el }) {
    const map = new WarMap(model, el);
    return () => map.end();
  },
};
