// The map of the war, over the whole window: the ground once as a picture, then a few thousand bytes a frame. bytes.js reads
// them, signs.js draws the signs, names.js the names, place.js the card at a place. Hover, zoom, layers and the moves in
// between two steps happen here; what goes back to Python is "drawn", "picked" and "ordered".

const LAYERS = [["border", "Border"], ["districts", "Districts"], ["units", "Units"], ["rings", "Fighting"], ["names", "Names"], ["inside", "Bands inside"]];
const NIGHT = "#6a717c"; // laid over the land on a dark page
const AROUND = { light: "#e9e5da", dark: "#23272b" }; // beyond the land
const BEFORE = 65535; // held since before the start
const NEARER = 14; // times that one can zoom in
const SHOWN_FROM = [0, 0, 10, 20, 30, 44]; // pixels a cell from which names of a rank are written, see places.csv
const LEAST_CELL = 9, MARGIN = 1.5; // pixels a cell at least, and cells around the border, when all of the map is shown
const VILLAGES_FROM = 26; // pixels a cell from which a village can be pressed
const STRENGTHS_FROM = 30; // pixels a cell from which men are written beside a sign

class WarMap {
  constructor(model, el) {
    this.model = model;
    this.on = Object.fromEntries(LAYERS.map(([name]) => [name, true]));
    this.scale = 0; this.left = 0; this.top = 0; this.from = null; this.to = null; this.began = 0; this.chosen = -1; this.kept = {};
    el.innerHTML = `<style>${STYLE}</style><div class="panj-map"><canvas tabindex="0" role="img"></canvas>
      <div class="panj-tip" hidden></div><div class="panj-tools" role="toolbar" aria-label="Map"></div><div class="panj-scale"></div>
      <div class="panj-legend" role="group" aria-label="What the signs mean" hidden></div><div class="panj-place" role="dialog" tabindex="-1" hidden></div>
      <div class="panj-aloud" aria-live="polite"></div></div>`;
    this.find = (name) => el.querySelector(name);
    [this.canvas, this.tip, this.tools, this.legend, this.aloud, this.ruler] =
      ["canvas", ".panj-tip", ".panj-tools", ".panj-legend", ".panj-aloud", ".panj-scale"].map(this.find);
    this.c = this.canvas.getContext("2d", { alpha: false });
    this.placeCard = new PlaceCard(this);
    this.buttons();
    this.listen();
    this.resized = new ResizeObserver(() => this.fit());
    this.resized.observe(this.canvas.parentElement);
    this.lit = new MutationObserver(() => this.dim());
    const app = document.getElementById("app");
    if (app) this.lit.observe(app, { attributes: true, attributeFilter: ["class"] });
    this.dim();
    this.folded = new MutationObserver(() => (this.moved ? this.draw() : this.home())); // cards fold, sheets open
    const game = el.closest(".panj-game") || document.querySelector(".panj-game");
    if (game) this.folded.observe(game, { attributes: true, attributeFilter: ["class"] });
    const when = { "change:ground": "newGround", "change:frame": "newFrame", "change:told": "tell", "change:land": "newGround", "change:card": "newCard", "change:arrows": "draw", "change:pins": "draw" };
    this.watched = Object.entries(when).map(([event, method]) => [event, () => this[method]()]);
    this.watched.forEach(([event, act]) => model.on(event, act));
    this.newGround();
    this.newFrame();
    this.newCard();
    this.tell();
  }

  end() {
    this.over = true;
    this.resized.disconnect();
    this.lit.disconnect();
    this.folded.disconnect();
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
    this.scale = 0;
    this.fit();
    this.signs();
    this.newFrame(); // what stands on it may have come in the same message, and before it
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

  newCard() {
    this.arrow = null;
    this.placeCard.show(this.model.get("card") || {});
    this.draw();
  }

  tellPython(trait, what) {
    this.told = (this.told || 0) + 1;
    this.model.set(trait, { ...what, nth: this.told });
    this.model.save_changes();
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
      point go from place to place, Enter opens its card, 1 to 6 put layers on and off.`);
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
    const box = this.canvas.parentElement, dense = window.devicePixelRatio || 1;
    if (!box.clientWidth || !box.clientHeight) return;
    const middle = this.scale && [this.left + this.canvas.width / this.cell / 2, this.top + this.canvas.height / this.cell / 2];
    [this.canvas.width, this.canvas.height] = [Math.round(box.clientWidth * dense), Math.round(box.clientHeight * dense)];
    if (!middle || !this.moved) { this.home(); return; }
    this.scale = Math.max(this.scale, this.farthest);
    [this.left, this.top] = [middle[0] - this.canvas.width / this.cell / 2, middle[1] - this.canvas.height / this.cell / 2];
    this.move(0, 0);
  }

  get cell() { return this.scale || 1; } // pixels of the canvas a cell

  px(x, y) { return [(x - this.left) * this.cell, (this.land.height - y - this.top) * this.cell]; }

  free() {
    // The part of the window that the cards at its edges leave free, in CSS pixels.
    const box = this.canvas.getBoundingClientRect(), part = { left: 0, top: 0, right: box.width, bottom: box.height };
    const shown = (name) => { const el = document.querySelector(name), at = el && el.getBoundingClientRect(); return at && at.width && getComputedStyle(el).visibility !== "hidden" ? at : null; };
    const [top, foot, left, right] = [".panj-top", ".panj-foot", ".panj-left", ".panj-right"].map(shown);
    if (top) part.top = top.bottom;
    if (foot) part.bottom = foot.top;
    for (const card of [left, right]) {
      if (!card) continue;
      if (card.width > 0.8 * box.width) part.bottom = Math.min(part.bottom, card.top); // a sheet
      else if (card.left < box.width / 2) part.left = card.right;
      else part.right = card.left;
    }
    return part;
  }

  get farthest() { // pixels a cell at which all of the land lies in the window
    return Math.min(this.canvas.width / this.land.width, this.canvas.height / this.land.height);
  }

  home() {
    // The border and the towns along it within what the cards leave free; on a phone no smaller than one can read.
    if (!this.land || !this.land.width) return;
    const dense = window.devicePixelRatio || 1, part = this.free(), [west, south, east, north] = this.extent();
    const across = ((part.right - part.left) * dense) / (east - west), upright = ((part.bottom - part.top) * dense) / (north - south);
    this.scale = Math.min(upright, Math.max(across, LEAST_CELL * dense), (NEARER * this.farthest) / 2);
    this.left = (west + east) / 2 - ((part.left + part.right) / 2) * (dense / this.cell);
    this.top = this.land.height - (south + north) / 2 - ((part.top + part.bottom) / 2) * (dense / this.cell);
    this.moved = false;
    this.draw();
  }

  extent() {
    // What one wants to see at first: the border, the districts and the larger towns, with a margin [cells].
    const places = [...this.land.stretches.map((s) => [s.line[2], s.line[3]]), ...this.land.districts.map((d) => [d.x, d.y]),
      ...this.land.names.filter((n) => n.kind === "town" && n.rank <= 2).map((n) => [n.x, n.y])];
    const [xs, ys] = [places.map((p) => p[0]), places.map((p) => p[1])];
    return [Math.min(...xs) - MARGIN, Math.min(...ys) - MARGIN, Math.max(...xs) + MARGIN, Math.max(...ys) + MARGIN];
  }

  zoomed(by, x = 0.5, y = 0.5) {
    // Zoom around a point of the canvas, given as shares of its width and height.
    const before = this.cell, w = this.canvas.width, h = this.canvas.height, least = this.farthest;
    this.scale = Math.min(NEARER * least, Math.max(least, this.scale * by));
    this.move(x * w * (1 / before - 1 / this.cell), y * h * (1 / before - 1 / this.cell));
  }

  move(right, down) {
    // The middle of the window stays on the land.
    this.moved = true;
    const keep = (at, size, window) => Math.min(size - window / 2, Math.max(-window / 2, at));
    this.left = keep(this.left + right, this.land.width, this.canvas.width / this.cell);
    this.top = keep(this.top + down, this.land.height, this.canvas.height / this.cell);
    this.draw();
  }

  // ---- drawing ------------------------------------------------------------------------------------------------------
  draw() {
    if (!this.asked) this.asked = requestAnimationFrame(() => { this.asked = 0; this.paint(); });
  }

  paint() {
    if (this.over || !this.ground || !this.to || !this.scale) return;
    const c = this.c, pace = this.model.get("pace");
    const part = this.from && pace > 0 ? Math.min(1, (performance.now() - this.began) / pace) : 1;
    if (part === 1) this.say();
    c.drawImage(this.once("back", this.on.border && this.to.held, (b) => this.back(b)), 0, 0);
    if (this.on.districts) this.districts();
    if (this.on.units) this.units(part);
    if (this.on.rings) this.rings();
    if (this.on.inside) this.villages();
    if (this.on.names) c.drawImage(this.once("front", Object.values(this.free()).join(), (f) => writeNames(this, f)), 0, 0);
    this.arrows();
    this.pins();
    this.measure();
    this.placeCard.put();
    if (part < 1) this.draw();
  }

  back(b) {
    // The land, its edge faded into the page, and the border.
    b.fillStyle = AROUND[this.dark ? "dark" : "light"];
    b.fillRect(0, 0, this.canvas.width, this.canvas.height);
    const [x, y] = this.px(0, this.land.height), w = this.land.width * this.cell, h = this.land.height * this.cell;
    b.imageSmoothingQuality = "high";
    b.drawImage(this.ground, x, y, w, h);
    if (this.dark) {
      b.globalCompositeOperation = "multiply";
      b.fillStyle = NIGHT;
      b.fillRect(x, y, w, h);
      b.globalCompositeOperation = "source-over";
    }
    const soft = 1.6 * this.cell, clear = `${AROUND[this.dark ? "dark" : "light"]}00`, full = AROUND[this.dark ? "dark" : "light"];
    for (const [x0, y0, x1, y1, rx, ry, rw, rh] of [
      [x, 0, x + soft, 0, x - 1, y, soft + 1, h], [x + w, 0, x + w - soft, 0, x + w - soft, y, soft + 1, h],
      [0, y, 0, y + soft, x, y - 1, w, soft + 1], [0, y + h, 0, y + h - soft, x, y + h - soft, w, soft + 1]]) {
      const fade = b.createLinearGradient(x0, y0, x1, y1);
      fade.addColorStop(0, full); fade.addColorStop(1, clear);
      b.fillStyle = fade; b.fillRect(rx, ry, rw, rh);
    }
    if (this.on.border) this.border(b);
  }

  arrows() {
    // Orders given that are not done yet; the one that is being looked at dashed.
    const c = this.c, dense = window.devicePixelRatio || 1, colour = this.dark ? "#7cc4e8" : "#0b5d7e";
    const all = [...(this.model.get("arrows") || []).map((a) => [a, []]), ...(this.arrow || []).map((a) => [a, [6 * dense, 5 * dense]])];
    for (const [[x0, y0, x1, y1], dash] of all) {
      const [ax, ay] = this.px(x0, y0), [bx, by] = this.px(x1, y1), turn = Math.atan2(by - ay, bx - ax), head = 11 * dense;
      const bend = 0.12 * Math.hypot(bx - ax, by - ay), mx = (ax + bx) / 2 + bend * Math.sin(turn), my = (ay + by) / 2 - bend * Math.cos(turn);
      const end = Math.atan2(by - my, bx - mx);
      for (const [stroke, width] of [[this.dark ? "#000a" : "#fffc", 6], [colour, 3]]) {
        c.strokeStyle = stroke; c.lineWidth = width * dense; c.lineCap = "round"; c.setLineDash(dash);
        c.beginPath(); c.moveTo(ax, ay); c.quadraticCurveTo(mx, my, bx - head * Math.cos(end), by - head * Math.sin(end)); c.stroke();
      }
      c.setLineDash([]); c.fillStyle = colour; c.beginPath(); c.moveTo(bx, by);
      for (const side of [-1, 1]) c.lineTo(bx - head * 1.3 * Math.cos(end + 0.4 * side), by - head * 1.3 * Math.sin(end + 0.4 * side));
      c.fill();
    }
  }

  pins() {
    // Places that answer what the seat is asked: a ring, and the name where there is room for it.
    const c = this.c, dense = window.devicePixelRatio || 1, colour = this.dark ? "#7cc4e8" : "#0b5d7e", taken = [];
    c.font = `700 ${12 * dense}px system-ui, sans-serif`; c.textBaseline = "middle"; c.lineJoin = "round"; c.textAlign = "start";
    const pins = this.model.get("pins") || [], r = Math.max(8 * dense, 0.6 * this.cell), high = 16 * dense;
    for (const { x, y } of pins) {
      const [px, py] = this.px(x, y);
      taken.push([px - 0.8 * r, py - 0.8 * r, px + 0.8 * r, py + 0.8 * r]);
      for (const [stroke, width] of [[this.dark ? "#000b" : "#fffd", 5], [colour, 2.5]]) {
        c.strokeStyle = stroke; c.lineWidth = width * dense; c.beginPath(); c.arc(px, py, r, 0, 7); c.stroke();
      }
    }
    for (const { x, y, label } of pins) {
      const [px, py] = this.px(x, y), wide = c.measureText(label).width + 10 * dense;
      const spots = [[-wide / 2, -r - high], [-wide / 2, r], [r + 2 * dense, -high / 2], [-r - wide - 2 * dense, -high / 2]];
      const box = spots.map(([dx, dy]) => [px + dx, py + dy, px + dx + wide, py + dy + high])
        .find((b) => !taken.some((t) => b[0] < t[2] && t[0] < b[2] && b[1] < t[3] && t[1] < b[3]));
      if (!box) continue;
      taken.push(box);
      c.fillStyle = colour; c.beginPath(); c.roundRect(box[0], box[1], wide, high, 4 * dense); c.fill();
      c.fillStyle = this.dark ? "#06202c" : "#fff"; c.fillText(label, box[0] + 5 * dense, box[1] + high / 2);
    }
  }

  measure() {
    // Scale bar and north, and where these and the tools stand: above the foot, beside the left card.
    const dense = window.devicePixelRatio || 1, part = this.free(), view = [this.cell, part.left, part.right, part.bottom, part.top, this.canvas.width].join();
    if (view === this.measured) return;
    this.measured = view;
    const km = this.cell / dense / this.land.cellKm, long = [5, 10, 20, 50, 100, 200, 500].filter((n) => n * km < 130).pop() || 5;
    this.ruler.innerHTML = `<span><i style="width:${Math.round(long * km)}px"></i>${long} km</span><b>N ↑</b>`;
    const below = this.canvas.clientHeight - part.bottom, right = this.canvas.clientWidth - part.right;
    const narrow = part.right - part.left < 500; // there the tools take the whole foot
    this.ruler.style.left = `${part.left + 10}px`; this.ruler.style.bottom = narrow ? "auto" : `${below + 8}px`;
    this.ruler.style.top = narrow ? `${part.top + 8}px` : "auto";
    this.tools.style.right = `${right + 10}px`; this.tools.style.bottom = `${below + 8}px`;
    this.tools.style.maxWidth = `${part.right - part.left - 20}px`; this.tools.style.justifyContent = "flex-end";
    this.legend.style.right = `${right + 10}px`; this.legend.style.bottom = `${below + 50}px`;
    this.legend.style.maxWidth = `${Math.min(380, part.right - part.left - 20)}px`;
  }

  once(layer, what, fill) {
    // What stays as it is until the map is moved, zoomed or resized, or `what` changes, is drawn once, on its own canvas.
    const view = [this.left, this.top, this.scale, this.canvas.width, this.canvas.height, what].join();
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
    const c = this.c, dense = window.devicePixelRatio || 1, most = 13 * dense;
    this.land.districts.forEach((d, i) => {
      const r = Math.min(most, Math.max((d.centre ? 4.5 : 3) * dense, (d.centre ? 0.45 : 0.27) * this.cell)), lost = this.to.fallen[i];
      const [x, y] = this.sign(c, "square", d.x, d.y, r, lost ? THEIRS : OURS, i === this.chosen ? ALARM : PAPER);
      if (lost) {
        c.strokeStyle = PAPER; c.lineWidth = Math.max(1, r / 4); c.beginPath();
        for (const way of [1, -1]) { c.moveTo(x - r / 2, y - (way * r) / 2); c.lineTo(x + r / 2, y + (way * r) / 2); }
        c.stroke();
      }
    });
  }

  was(stack) {
    // Where the stack's first unit stood a step ago.
    const old = this.from.units.get(stack.id);
    return old ? old.stack : stack;
  }

  radius(stack) {
    const dense = window.devicePixelRatio || 1;
    return Math.max((stack.inside ? 4.5 : 3.2) * dense, Math.min(16 * dense, Math.min(0.5, 0.16 + 0.6 * Math.sqrt(stack.men / 6000)) * this.cell * (stack.inside ? 1.4 : 1)));
  }

  units(part) {
    const c = this.c, dense = window.devicePixelRatio || 1, near = this.cell / dense, rim = Math.max(1, Math.min(2 * dense, this.cell / 14));
    for (const stack of this.to.stacks) {
      if (stack.inside && !this.on.inside) continue;
      const power = this.land.powers[stack.owner], r = this.radius(stack), old = part < 1 ? this.was(stack) : stack;
      const [px, py] = this.px(old.x + (stack.x - old.x) * part, old.y + (stack.y - old.y) * part);
      if (px < -40 || py < -40 || px > this.canvas.width + 40 || py > this.canvas.height + 40) continue;
      const small = stamp(power, r, rim, dense);
      c.drawImage(small, Math.round(px - small.width / 2), Math.round(py - small.height / 2));
      if (stack.inside) { c.strokeStyle = ALARM; c.lineWidth = Math.max(2 * dense, r / 3); c.beginPath(); c.arc(px, py, 1.7 * r, 0, 7); c.stroke(); }
      if (near >= STRENGTHS_FROM && part === 1) this.strength(c, stack, px, py + r, dense);
    }
  }

  strength(c, stack, x, y, dense) {
    // How many men stand there, and in how many units; nearer in only.
    const text = stack.units.length > 1 ? `${stack.men} ·${stack.units.length}` : String(stack.men);
    c.font = `600 ${10.5 * dense}px system-ui, sans-serif`; c.textAlign = "center"; c.textBaseline = "top";
    c.strokeStyle = this.dark ? "#1d2023" : "#fff"; c.lineWidth = 3 * dense; c.lineJoin = "round"; c.strokeText(text, x, y + 2 * dense);
    c.fillStyle = this.dark ? "#eee" : "#222"; c.fillText(text, x, y + 2 * dense);
    c.textAlign = "start";
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
    const layers = document.createElement("div");
    layers.className = "panj-layers"; layers.hidden = true;
    this.layer = LAYERS.map(([name, text], i) => add(text, `${text} on or off (key ${i + 1})`, () => this.flip(name), name));
    layers.append(...this.layer);
    this.tools.append(layers);
    const folds = (button, what) => { what.hidden = !what.hidden; button.setAttribute("aria-expanded", String(!what.hidden)); };
    const more = add("Layers", "Choose what the map shows", () => folds(more, layers));
    this.legendButton = add("Legend", "Legend on or off (key L)", () => folds(this.legendButton, this.legend));
    for (const button of [more, this.legendButton]) button.setAttribute("aria-expanded", "false");
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
          this.move((-dx * this.canvas.width) / this.cell, (-dy * this.canvas.height) / this.cell);
        }
      } else this.show(this.under(x, y), x, y);
    };
    canvas.onkeydown = (e) => {
      // By place on the keyboard; signs that lie elsewhere on other keyboards by what is printed, too.
      const step = 80 / this.cell, nth = /^(?:Digit|Numpad)([1-6])$/.exec(e.code);
      const acts = {
        Equal: () => this.zoomed(1.5), Minus: () => this.zoomed(1 / 1.5), Digit0: () => this.home(),
        ArrowLeft: () => this.move(-step, 0), ArrowRight: () => this.move(step, 0), ArrowUp: () => this.move(0, -step),
        ArrowDown: () => this.move(0, step), Comma: () => this.walk(-1), Period: () => this.walk(1), KeyL: () => this.legendButton.click(),
        Enter: () => { this.byKey = true; this.pick(this.at ? { kind: this.at.kind, id: this.at.id } : null); },
        Escape: () => this.placeCard.shut(),
      };
      const same = { NumpadAdd: "Equal", NumpadSubtract: "Minus", Numpad0: "Digit0", NumpadEnter: "Enter", "+": "Equal", "=": "Equal", "-": "Minus", 0: "Digit0", ",": "Comma", ".": "Period", l: "KeyL" };
      const act = nth ? () => this.layer[nth[1] - 1].click() : acts[e.code] || acts[same[e.code]] || acts[same[e.key]] || acts[e.key];
      if (act && !e.ctrlKey && !e.metaKey && !e.altKey) { e.preventDefault(); e.stopPropagation(); act(); }
    };
  }

  walk(by) {
    // Along the places that answer what is asked; where there are none, from district to district.
    const pins = this.model.get("pins") || [], all = pins.length ? pins : this.land.districts.map((d, id) => ({ kind: "district", id, x: d.x, y: d.y }));
    this.nth = ((this.nth === undefined ? (by > 0 ? -1 : 0) : this.nth) + by + all.length) % all.length;
    const d = all[this.nth], text = this.words(d);
    this.at = d;
    this.chosen = d.kind === "district" ? d.id : -1;
    let [x, y] = this.px(d.x, d.y);
    const part = this.free(), dense = window.devicePixelRatio || 1;
    if (x < part.left * dense || y < part.top * dense || x > part.right * dense || y > part.bottom * dense) {
      this.move((x - ((part.left + part.right) / 2) * dense) / this.cell, (y - ((part.top + part.bottom) / 2) * dense) / this.cell);
      [x, y] = this.px(d.x, d.y);
    }
    this.aloud.textContent = text;
    this.show(d, x / this.canvas.width, y / this.canvas.height);
    this.draw();
  }

  under(x, y) {
    // The stack, district or stretch nearest to a point of the canvas, within a cell and no less than a finger's width.
    const dense = window.devicePixelRatio || 1;
    const cx = this.left + (x * this.canvas.width) / this.cell, cy = this.land.height - this.top - (y * this.canvas.height) / this.cell;
    let best = null, near = Math.min(1.2, Math.max(0.45, (14 * dense) / this.cell));
    const look = (kind, id, ox, oy, bonus) => {
      const far = Math.hypot(ox - cx, oy - cy) - bonus;
      if (far < near) { near = far; best = { kind, id }; }
    };
    if (!this.to) return null;
    for (const pin of this.model.get("pins") || []) {
      const far = Math.hypot(pin.x - cx, pin.y - cy);
      if (far < Math.max(0.6, (16 * dense) / this.cell)) return { kind: pin.kind, id: pin.id };
    }
    if (this.cell / dense >= VILLAGES_FROM) this.land.villages.forEach((v, i) => look("village", i, v.x, v.y, 0));
    if (this.on.districts) this.land.districts.forEach((d, i) => look("district", i, d.x, d.y, 0.1));
    if (this.on.units) for (const u of this.to.stacks) if (this.on.inside || !u.inside) look("unit", u.id, u.x, u.y, 0.1);
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
    if (kind === "village") return `${this.land.villages[id].name} (village)`;
    if (kind === "stretch") {
      const s = this.land.stretches[id];
      return `${s.crossing || `Border, km ${s.from} to ${s.till}`}, ${s.kind}\nfar bank held by ${holder(this.to.held[id])}${this.since(this.to.heldSince[id])}`;
    }
    const unit = this.to.units.get(id), { stack } = unit, power = this.land.powers[unit.owner], n = stack.units.length;
    const who = n > 1 ? `${power.name}: ${n} units` : this.model.get("names")[id] || power.name;
    return `${who}\n${n > 1 ? "" : `${power.name}, `}${stack.men} men${this.inland(unit)}`;
  }

  inland(unit) {
    if (!unit.inside) return "";
    const village = this.to.villages.get(unit.id), aim = this.land.aims[unit.inside];
    const named = village && this.land.villages.find((v) => v.x === village.x + 0.5 && v.y === village.y + 0.5);
    const holds = village ? `\nholds ${named ? named.name : "a village"}, ${village.people} people in it` : "";
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
    if (what) this.tellPython("picked", what);
    else if (!this.placeCard.el.hidden) this.placeCard.shut();
  }
}

export default {
  render({ model, el }) {
    const map = new WarMap(model, el);
    return () => map.end();
  },
};
