// Reads the bytes of a frame, see frame.py for their order. Put before map.js by widget.py: a widget is one script.

function parse(view) {
  // The bytes of a frame as arrays, and its units gathered into stacks: those of one power that stand in one cell.
  let at = 0;
  const u8 = () => view.getUint8(at++);
  const u16 = () => { at += 2; return view.getUint16(at - 2, true); };
  const list = (n, read) => Array.from({ length: n }, read);
  const step = view.getUint32(0, true);
  at = 4;
  const [s, d, n, r, v] = list(5, u16);
  const held = list(s, u8), heldSince = list(s, u16), fallen = list(d, u8), fallenSince = list(d, u16);
  const row = list(n, u16), x = list(n, u16), y = list(n, u16), owner = list(n, u8), inside = list(n, u8), men = list(n, u16);
  const units = new Map(), stacks = new Map();
  row.forEach((id, i) => {
    const key = `${x[i]},${y[i]},${owner[i]},${inside[i]}`;
    if (!stacks.has(key)) stacks.set(key, { id, men: 0, owner: owner[i], inside: inside[i], units: [], ...standing(x[i], y[i], owner[i]) });
    const stack = stacks.get(key);
    stack.men += men[i];
    stack.units.push(id);
    units.set(id, { id, men: men[i], owner: owner[i], inside: inside[i], stack });
  });
  const rings = list(r, () => [u16() / 2, u16() / 2]);
  const villages = new Map(list(v, () => [u16(), u16(), u16(), u16()]).map(([x, y, band, people]) => [band, { x, y, people }]));
  return { step, held, heldSince, fallen, fallenSince, units, stacks: [...stacks.values()], rings, villages };
}

function standing(x, y, owner) {
  // Where in a cell a power's stack stands, so that those of several powers lie beside each other.
  const turn = 2.4 * owner + 0.6;
  return { x: x + 0.5 + 0.3 * Math.cos(turn), y: y + 0.5 + 0.3 * Math.sin(turn) };
}

