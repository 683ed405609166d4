// Names on the map: the most important first; one that finds no free place is left out until the map is zoomed.

const FACE = {
  country: { size: 17, weight: 600, spaced: 3, light: "#5a5f63", dark: "#a9b0b6" },
  river: { size: 13, weight: 500, italic: true, light: "#2b6ea3", dark: "#8cc2ec" },
  town: { size: 12.5, weight: 500, light: "#222", dark: "#eee" },
  place: { size: 11.5, weight: 400, light: "#3a3f55", dark: "#c3cad9" },
};
const LARGER = { 1: 3, 2: 1 }; // pixels by which names of the first ranks are larger

function writeNames(map, c) {
  const dense = window.devicePixelRatio || 1, near = map.cell / dense, taken = [];
  const part = map.free(), [west, top, east, foot] = [part.left, part.top, part.right, part.bottom].map((v) => v * dense);
  const free = (box) => box[0] > west && box[1] > top && box[2] < east && box[3] < foot && // none half under a card
    !taken.some((b) => box[0] < b[2] && b[0] < box[2] && box[1] < b[3] && b[1] < box[3]);
  for (const d of map.land.districts) {
    const [x, y] = map.px(d.x, d.y), r = (d.centre ? 0.6 : 0.4) * map.cell;
    taken.push([x - r, y - r, x + r, y + r]);
  }
  c.textBaseline = "middle"; c.lineJoin = "round";
  for (const { text, x, y, kind, rank, gap, turn } of map.land.names) {
    if (near < SHOWN_FROM[rank]) continue;
    const face = FACE[kind], size = (face.size + (LARGER[rank] || 0) + Math.min(4, Math.max(0, (near - 20) / 10))) * dense;
    c.font = `${face.italic ? "italic " : ""}${face.weight} ${size}px system-ui, sans-serif`;
    c.letterSpacing = face.spaced ? `${face.spaced * dense}px` : "0px";
    const long = c.measureText(text).width, [px, py] = map.px(x, y), off = gap * map.cell + 3 * dense;
    if (kind === "town" && !map.land.districts.some((d) => Math.hypot(d.x - x, d.y - y) < 0.8)) dot(map, c, px, py, dense, rank);
    const spots = gap || kind === "town"
      ? [[off, 0], [-off - long, 0], [-long / 2, size / 2 + off], [-long / 2, -size / 2 - off]] : [[-long / 2, 0]];
    const lift = turn ? -1.05 * map.cell - 2 * dense : 0; // a river's name runs beside it
    const box = ([dx, dy]) => {
      if (!turn) return [px + dx - 2, py + dy - size / 2, px + dx + long + 2, py + dy + size / 2];
      const [x, y] = [px - lift * Math.sin(turn), py + lift * Math.cos(turn)], [cos, sin] = [Math.abs(Math.cos(turn)), Math.abs(Math.sin(turn))];
      const [half, up] = [(long * cos + size * sin) / 2, (long * sin + size * cos) / 2];
      return [x - half, y - up, x + half, y + up];
    };
    const spot = spots.find((s) => free(box(s)));
    if (!spot) continue;
    taken.push(box(spot));
    c.save();
    c.translate(px, py);
    if (turn) c.rotate(turn);
    c.strokeStyle = map.dark ? "#1d2023cc" : "#fbfaf5d9"; c.lineWidth = 3 * dense; c.strokeText(text, spot[0], spot[1] + lift);
    c.fillStyle = map.dark ? face.dark : face.light; c.fillText(text, spot[0], spot[1] + lift);
    c.restore();
  }
  c.letterSpacing = "0px";
}

function dot(map, c, x, y, dense, rank) {
  // A town that is no district centre of the game: a small ring, a larger one for a capital.
  c.beginPath(); c.arc(x, y, (rank <= 1 ? 3.5 : 2.4) * dense, 0, 7);
  c.fillStyle = map.dark ? "#23272b" : "#fff"; c.fill();
  c.strokeStyle = map.dark ? "#ddd" : "#333"; c.lineWidth = (rank <= 1 ? 1.8 : 1.2) * dense; c.stroke();
}

