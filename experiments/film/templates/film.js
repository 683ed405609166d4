"use strict";
const film = JSON.parse(document.getElementById("film").textContent);
const by = id => document.getElementById(id);
const last = film.days - 1, [W, H] = film.grid;
const LARGE = 0.8, NEAR = 8; // size of the names of larger places; pixels a cell from which smaller ones are written
let day = 0, playing = null;
const ground = new Image();
const canvas = by("map"), pen = canvas.getContext("2d");
const start = new Date(film.start + "T00:00:00Z");
const dateOf = d => new Date(start.getTime() + (Math.max(d, 1) - 1) * 864e5)
  .toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
const iso = d => new Date(start.getTime() + (Math.max(d, 1) - 1) * 864e5).toISOString().slice(0, 10);
const named = new Map(film.powers.map(([code, name]) => [code, name]));
const by_ = e => e.a ? `${named.get(e.a) || e.a}: ` : ""; // who did it
const make = (tag, text, cls) => {
  const e = document.createElement(tag);
  if (text !== undefined) e.textContent = text;
  if (cls) e.className = cls;
  return e;
};

function draw() {
  const wide = canvas.clientWidth, ratio = Math.min(window.devicePixelRatio || 1, 2), c = wide * ratio / W;
  canvas.width = wide * ratio;
  canvas.height = c * H;
  const at = (x, y) => [x * c, (H - y) * c], f = film.frames[day];
  pen.imageSmoothingEnabled = true;
  if (ground.complete) pen.drawImage(ground, 0, 0, canvas.width, canvas.height);
  pen.lineCap = pen.lineJoin = "round";
  for (const rim of [true, false]) film.border.forEach(([line, kind], i) => {
    pen.beginPath();
    line.forEach((p, n) => n ? pen.lineTo(...at(...p)) : pen.moveTo(...at(...p)));
    pen.strokeStyle = rim ? (kind === "land" ? "#8a7a5c" : "#6fb1e6") : (f.h[i] === "1" ? "#111" : "#2f6fb3");
    pen.lineWidth = Math.max(2, (rim ? .7 : .34) * c);
    pen.stroke();
  });
  film.districts.forEach(([x, y, large], i) => {
    const [px, py] = at(x, y), r = (large ? .5 : .3) * c;
    pen.fillStyle = f.f[i] === "1" ? "#111" : "#2f6fb3";
    pen.fillRect(px - r, py - r, 2 * r, 2 * r);
    pen.strokeStyle = "#fff"; pen.lineWidth = Math.max(1, c / 12); pen.strokeRect(px - r, py - r, 2 * r, 2 * r);
  });
  for (const [row, x, y, owner, men, inside] of f.u) {
    const [px, py] = at(x + .25 + .5 * (row * 37 % 100) / 100, y + .25 + .5 * (row * 61 % 100) / 100);
    const r = c * Math.min(.45, Math.max(.1, Math.sqrt(men) / 90));
    pen.beginPath();
    if (inside) {
      pen.moveTo(px - r, py - r); pen.lineTo(px + r, py + r); pen.moveTo(px + r, py - r); pen.lineTo(px - r, py + r);
      pen.strokeStyle = "#c2410c"; pen.lineWidth = Math.max(2, c / 5); pen.stroke();
    } else {
      pen.arc(px, py, r, 0, 7);
      pen.fillStyle = film.powers[owner][2]; pen.fill();
      pen.strokeStyle = "#fff"; pen.lineWidth = 1; pen.stroke();
    }
  }
  pen.strokeStyle = "#f57c00"; pen.lineWidth = Math.max(2, c / 6);
  for (const p of f.t) { const [x, y] = at(...p); pen.strokeRect(x - .6 * c, y - .6 * c, 1.2 * c, 1.2 * c); }
  for (const p of f.r) { const [x, y] = at(...p); pen.beginPath(); pen.arc(x, y, .95 * c, 0, 7); pen.stroke(); }
  const taken = [];
  for (const [text, x, y, gap, size] of film.names) {
    if (gap && size < LARGE && c < NEAR * ratio) continue; // on a phone the larger places alone
    const high = Math.max(10 * ratio, size * c);
    pen.font = `${gap ? 500 : 600} ${high}px system-ui, sans-serif`;
    const wide = pen.measureText(text).width, [px, py] = at(x, y);
    for (const left of gap ? [px + gap * c, px - gap * c - wide] : [px - wide / 2]) {
      const box = [left, py - high / 2, left + wide, py + high / 2];
      if (box[0] < 0 || box[2] > canvas.width || taken.some(o => box[0] < o[2] && o[0] < box[2] && box[1] < o[3] && o[1] < box[3])) continue;
      pen.lineWidth = 3 * ratio; pen.strokeStyle = "rgba(255,255,255,.85)"; pen.textBaseline = "middle";
      pen.strokeText(text, left, py); pen.fillStyle = "#22282a"; pen.fillText(text, left, py);
      taken.push(box);
      break;
    }
  }
}

function show(to) {
  day = Math.min(last, Math.max(0, to));
  by("day").value = day;
  by("date").textContent = day ? `${dateOf(day)} (day ${day} of ${last})` : `${dateOf(0)}, the start`;
  by("day").setAttribute("aria-valuetext", by("date").textContent);
  const till = day ? iso(day) : "";
  let newest = null;
  for (const li of by("events").children) {
    li.classList.toggle("later", li.dataset.date > till || (li.dataset.quiet && !by("all").checked));
    if (!li.classList.contains("later")) newest = li;
  }
  if (newest && !by("story").hidden) by("story").scrollTop = newest.offsetTop - by("story").clientHeight / 2;
  for (const line of document.querySelectorAll("line.now")) {
    line.setAttribute("x1", place(day)); line.setAttribute("x2", place(day));
  }
  draw();
}

function play(go) {
  clearInterval(playing);
  playing = go ? setInterval(() => day < last ? show(day + 1) : play(false), 350) : null;
  by("play").textContent = playing ? "Stop" : "Play";
  by("play").setAttribute("aria-label", playing ? "Stop" : "Play");
}

const place = d => 40 + 350 * d / Math.max(last, 1);
function charts() {
  for (const s of film.series) {
    const top = s.share ? 1 : Math.max(...s.values, 1);
    const points = s.values.map((v, i) => `${place(i + 1)},${110 - 90 * v / top}`).join(" ");
    const most = s.share ? "100 %" : top.toLocaleString("en", { maximumFractionDigits: 0 });
    const box = make("div");
    box.innerHTML = `<svg viewBox="0 0 400 130" role="img"><title></title><text x="40" y="12"></text><text x="36" y="26" text-anchor="end">${most}</text>`
      + `<text x="36" y="114" text-anchor="end">0</text><text x="395" y="126" text-anchor="end">day ${last}</text><text x="40" y="126">day 1</text>`
      + `<path d="M40 20V110H392" fill="none" stroke="currentColor" opacity=".4"/><polyline points="${points}" fill="none" stroke="var(--accent)" stroke-width="2"/>`
      + `<line class="now" y1="18" y2="110" stroke="currentColor" stroke-dasharray="3 3"/></svg>`;
    box.querySelector("title").textContent = box.querySelector("text").textContent = s.name;
    by("charts").append(box);
  }
}

function build() {
  const known = new Map(film.events.map(e => [e.i, e]));
  for (const e of film.events) {
    const li = make("li");
    li.dataset.date = e.d;
    if (e.q) li.dataset.quiet = 1;
    const time = make("time", new Date(e.d).toLocaleDateString("en-GB", { day: "numeric", month: "short", timeZone: "UTC" }));
    li.append(time, make("span", by_(e) + e.w, e.m ? "mark" : ""));
    const why = (e.b || []).map(n => known.get(n)).filter(Boolean);
    if (e.c || why.length) {
      const more = make("details");
      more.append(make("summary", "Why"));
      if (e.c) more.append(make("p", film.clauses[e.c] || e.c));
      for (const cause of why.slice(0, 4)) more.append(make("p", `After: ${by_(cause)}${cause.w}`));
      li.append(more);
    }
    by("events").append(li);
    if (e.m) {
      const i = make("i"), n = Math.round((new Date(e.d) - start) / 864e5) + 1;
      i.style.left = `${100 * n / Math.max(last, 1)}%`;
      by("marks").append(i);
    }
  }
  if (!film.votes.length) by("votes").append(make("p", "No text came to a vote."));
  for (const v of film.votes) {
    const box = make("div", undefined, "vote"), table = make("table"), head = make("h2", `On ${v.text}`);
    head.style.fontSize = "1rem";
    box.append(head, make("time", v.date));
    for (const [who, how, why] of v.ballots) {
      const row = make("tr");
      row.append(make("th", named.get(who) || who), make("td", how, "n"), make("td", why));
      table.append(row);
    }
    box.append(table);
    by("votes").append(box);
  }
  for (const [rows, title] of [[film.headline, "First of all"], [film.outcomes, "All outcomes"]]) {
    const head = make("h2", title), table = make("table");
    head.style.fontSize = "1rem";
    for (const [name, value, meaning] of rows) {
      const row = make("tr");
      row.append(make("th", name), make("td", value, "n"), make("td", meaning));
      table.append(row);
    }
    by("end").append(head, table);
  }
  const seen = new Set(film.frames.flatMap(f => f.u.map(u => u[3])));
  for (const [n, [, name, colour]] of film.powers.entries()) {
    if (!seen.has(n)) continue;
    const item = make("span"), dot = make("i");
    dot.style.background = colour;
    item.append(dot, name);
    by("legend").append(item);
  }
  for (const text of ["Border: blue where the government holds the far bank, black where militants do", "Cross: a band inside", "Ring: a fight or fall that day"])
    by("legend").append(make("span", text, "long"));
  charts();
}

const tabs = [...document.querySelectorAll("[role=tab]")];
function choose(tab) {
  for (const t of tabs) {
    t.setAttribute("aria-selected", t === tab);
    t.tabIndex = t === tab ? 0 : -1;
    by(t.getAttribute("aria-controls")).hidden = t !== tab;
  }
}
for (const tab of tabs) {
  tab.addEventListener("click", () => choose(tab));
  tab.addEventListener("keydown", e => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[e.key];
    if (!step) return;
    const next = tabs[(tabs.indexOf(tab) + step + tabs.length) % tabs.length];
    choose(next); next.focus(); e.stopPropagation(); e.preventDefault();
  });
}
by("day").max = last;
by("day").addEventListener("input", e => show(+e.target.value));
by("all").addEventListener("change", () => show(day));
by("play").addEventListener("click", () => { if (!playing && day === last) show(0); play(!playing); });
by("back").addEventListener("click", () => show(day - 1));
by("on").addEventListener("click", () => show(day + 1));
addEventListener("resize", draw);
addEventListener("keydown", e => {
  if (e.target.matches("input[type=checkbox], summary") || e.ctrlKey || e.metaKey || e.altKey) return;
  if (e.code === "Space" && e.target.matches("button")) return;
  const to = { ArrowLeft: day - 1, ArrowRight: day + 1, PageUp: day - 7, PageDown: day + 7, Home: 0, End: last }[e.key];
  if (to !== undefined) { show(to); e.preventDefault(); }
  if (e.code === "Space") { play(!playing); e.preventDefault(); }
});
build();
ground.onload = draw;
ground.src = film.ground;
show(0);
