// The signs on the map: their colours, their outlines, and stamps of those that are drawn by the hundred in each frame.

const INK = "#222", PAPER = "#fff", OURS = "#2f6fb3", THEIRS = "#1a1a1a", ALARM = "#f57c00", WATER = "#7fb2dd";
const SHAPES = { government: "circle", militant: "triangle", member: "square", ally: "diamond", partner: "pentagon" };
const SIDES = { circle: 0, triangle: 3, square: 4, diamond: 4, pentagon: 5 };

function shape(c, kind, x, y, r) {
  c.beginPath();
  if (!SIDES[kind]) { c.arc(x, y, r, 0, 7); return; }
  const n = SIDES[kind], turn = kind === "square" ? Math.PI / 4 : 0;
  for (let i = 0; i < n; i++) {
    const a = -Math.PI / 2 + turn + (2 * Math.PI * i) / n;
    c[i ? "lineTo" : "moveTo"](x + 1.2 * r * Math.cos(a), y + 1.2 * r * Math.sin(a));
  }
  c.closePath();
}

const stamps = new Map();

function stamp(kind, r, fill, rim, width) {
  // A sign as a small picture in whole pixels; outlines drawn anew for each unit took two thirds of a frame.
  const key = [kind, Math.round(4 * r), fill, rim, width].join();
  if (!stamps.has(key)) {
    if (stamps.size > 500) stamps.clear(); // sizes change with the zoom
    const canvas = document.createElement("canvas"), half = Math.ceil(1.2 * r + width), c = canvas.getContext("2d");
    canvas.width = canvas.height = 2 * half;
    outlined(c, kind, half, half, r, fill, rim, width);
    stamps.set(key, canvas);
  }
  return stamps.get(key);
}

function outlined(c, kind, x, y, r, fill, rim, width) {
  shape(c, kind, x, y, r);
  c.fillStyle = fill; c.fill();
  c.strokeStyle = rim; c.lineWidth = width; c.stroke();
}

