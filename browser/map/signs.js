// The signs on the map: their colours, their outlines, and stamps of those that are drawn by the hundred in each frame.

const INK = "#222", PAPER = "#fff", OURS = "#2f6fb3", THEIRS = "#1a1a1a", ALARM = "#f57c00", WATER = "#7fb2dd";

// Each power of a side has a shape of its own, so that nobody has to tell colours apart; where there are more, the last one again.
const SHAPES = {
  government: ["circle", "octagon"], militant: ["triangle", "wedge"], member: ["square"],
  ally: ["diamond", "hexagon", "star", "plus", "hourglass"], partner: ["pentagon", "house"],
};
const shapeOf = (power) => SHAPES[power.side][Math.min(power.nth, SHAPES[power.side].length - 1)];

function regular(n, turn = 0) {
  return Array.from({ length: n }, (_, i) => {
    const a = -Math.PI / 2 + turn + (2 * Math.PI * i) / n;
    return [1.2 * Math.cos(a), 1.2 * Math.sin(a)];
  });
}

const OUTLINES = {
  triangle: regular(3), wedge: regular(3, Math.PI), square: regular(4, Math.PI / 4), diamond: regular(4), pentagon: regular(5),
  hexagon: regular(6), octagon: regular(8, Math.PI / 8), house: regular(5, Math.PI),
  star: regular(10).map(([x, y], i) => (i % 2 ? [0.5 * x, 0.5 * y] : [1.15 * x, 1.15 * y])),
  plus: [[-0.4, -1.1], [0.4, -1.1], [0.4, -0.4], [1.1, -0.4], [1.1, 0.4], [0.4, 0.4], [0.4, 1.1], [-0.4, 1.1], [-0.4, 0.4], [-1.1, 0.4], [-1.1, -0.4], [-0.4, -0.4]],
  hourglass: [[-1, -1.1], [1, -1.1], [0.25, 0], [1, 1.1], [-1, 1.1], [-0.25, 0]],
};

function shape(c, kind, x, y, r) {
  c.beginPath();
  if (!OUTLINES[kind]) { c.arc(x, y, r, 0, 7); return; }
  OUTLINES[kind].forEach(([dx, dy], i) => c[i ? "lineTo" : "moveTo"](x + r * dx, y + r * dy));
  c.closePath();
}

const stamps = new Map();
const LEGIBLE = 7; // pixels of a sign's radius from which letters are put into it

function stamp(power, r, width, dense) {
  // A power's sign as a small picture in whole pixels; outlines drawn anew for each unit took two thirds of a frame.
  const kind = shapeOf(power), key = [kind, Math.round(4 * r), power.colour, power.letters, width, dense].join();
  if (!stamps.has(key)) {
    if (stamps.size > 500) stamps.clear(); // sizes change with the zoom
    const canvas = document.createElement("canvas"), half = Math.ceil(1.4 * r + width), c = canvas.getContext("2d");
    canvas.width = canvas.height = 2 * half;
    outlined(c, kind, half, half, r, power.colour, PAPER, width);
    if (r >= LEGIBLE * dense) {
      c.font = `700 ${(power.letters.length > 1 ? 0.85 : 1.15) * r}px system-ui, sans-serif`;
      c.textAlign = "center"; c.textBaseline = "middle"; c.lineJoin = "round";
      c.strokeStyle = power.colour; c.lineWidth = 0.25 * r; c.strokeText(power.letters, half, half + 0.06 * r);
      c.fillStyle = bright(power.colour) ? INK : PAPER;
      c.fillText(power.letters, half, half + 0.06 * r);
    }
    stamps.set(key, canvas);
  }
  return stamps.get(key);
}

function bright(colour) {
  const [r, g, b] = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
  return 0.299 * r + 0.587 * g + 0.114 * b > 140;
}

function outlined(c, kind, x, y, r, fill, rim, width) {
  shape(c, kind, x, y, r);
  c.fillStyle = fill; c.fill();
  c.strokeStyle = rim; c.lineWidth = width; c.stroke();
}

function drawnSign(kind, fill, rim, letters = "") {
  // A sign for the legend, as SVG.
  const points = OUTLINES[kind] && OUTLINES[kind].map(([x, y]) => `${8 + 5.5 * x},${8 + 5.5 * y}`).join(" ");
  const form = points ? `<polygon points="${points}"/>` : `<circle cx="8" cy="8" r="6"/>`;
  const text = letters && `<text x="8" y="11" text-anchor="middle" font-size="${letters.length > 1 ? 6 : 8}" font-weight="700"
    fill="${bright(fill) ? INK : PAPER}" stroke="none">${letters}</text>`;
  return `<g fill="${fill}" stroke="${rim}" stroke-width="1.5">${form}${text}</g>`;
}
