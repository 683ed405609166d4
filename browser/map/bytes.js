// Reads the bytes of a frame, see frame.py for their order. Put before map.js by widget.py: a widget is one script.

function parse(view) {
  // The bytes of a frame as arrays; see frame.py.
  let at = 0;
  const u8 = () => view.getUint8(at++);
  const u16 = () => { at += 2; return view.getUint16(at - 2, true); };
  const list = (n, read) => Array.from({ length: n }, read);
  const step = view.getUint32(0, true);
  at = 4;
  const [s, d, n, r, v] = list(5, u16);
  const held = list(s, u8), heldSince = list(s, u16), fallen = list(d, u8), fallenSince = list(d, u16);
  const row = list(n, u16), x = list(n, u16), y = list(n, u16), owner = list(n, u8), inside = list(n, u8), men = list(n, u16);
  const units = new Map();
  row.forEach((id, i) => units.set(id, {
    id, men: men[i], owner: owner[i], inside: inside[i],
    x: x[i] + 0.25 + 0.5 * ((id * 37) % 100) / 100, y: y[i] + 0.25 + 0.5 * ((id * 61) % 100) / 100,
  }));
  const rings = list(r, () => [u16() / 2, u16() / 2]);
  const villages = new Map(list(v, () => [u16(), u16(), u16(), u16()]).map(([x, y, band, people]) => [band, { x, y, people }]));
  return { step, held, heldSince, fallen, fallenSince, units, rings, villages };
}

