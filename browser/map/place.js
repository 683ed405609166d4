// The card at a place: what is there, and the orders that the seat can give there. Python writes it, see browser.map.place.

class PlaceCard {
  // `map` says where a point of the land lies in the window and which part of the window no other card covers.
  constructor(map) {
    this.map = map;
    this.el = map.find(".panj-place");
    this.el.addEventListener("keydown", (e) => { if (e.key === "Escape") this.shut(); e.stopPropagation(); });
  }

  show(card) {
    // One that only tells more than before, of the same place, keeps what is being looked at.
    const same = this.card && card.title === this.card.title && JSON.stringify(card.orders) === JSON.stringify(this.card.orders);
    this.card = card;
    this.el.hidden = !card.title;
    if (this.el.hidden) { this.el.replaceChildren(); return; }
    if (same && this.body) { if (this.body.innerHTML !== card.html) this.body.innerHTML = card.html; return; }
    const make = (tag, name, text = "") => { const e = document.createElement(tag); e.className = name; e.textContent = text; return e; };
    const shut = make("button", "panj-shut", "✕");
    shut.setAttribute("aria-label", "Close the place");
    shut.onclick = () => this.shut();
    this.body = make("div", "panj-told");
    this.body.innerHTML = card.html;
    const give = make("div", "panj-give");
    for (const order of card.orders || []) {
      const button = make("button", "", order.label);
      button.onclick = () => this.preview(order, give);
      give.append(button);
    }
    this.el.setAttribute("aria-label", card.title);
    this.el.replaceChildren(make("h3", "", card.title), shut, this.body, give);
    this.put();
    if (this.map.byKey) { this.el.focus(); this.map.byKey = false; }
  }

  preview(order, give) {
    // What would follow, before it is given.
    const told = document.createElement("div"), yes = document.createElement("button"), no = document.createElement("button");
    told.className = "panj-preview"; told.textContent = order.preview;
    yes.className = "panj-sure"; yes.textContent = order.sure || "Give the order"; no.textContent = "Leave it";
    yes.onclick = () => { this.map.tellPython("ordered", { id: order.id }); };
    no.onclick = () => { this.map.arrow = null; const card = this.card; this.card = null; this.show(card); this.map.draw(); };
    give.replaceChildren(told, yes, no);
    this.map.arrow = order.arrows || null;
    this.map.draw();
    yes.focus();
  }

  shut() {
    this.map.arrow = null;
    this.map.tellPython("picked", {});
    this.show({});
    this.map.draw();
    this.map.canvas.focus();
  }

  put() {
    // Beside its place, within what other cards leave free.
    if (this.el.hidden || !this.card) return;
    const dense = window.devicePixelRatio || 1, [x, y] = this.map.px(this.card.x, this.card.y).map((v) => v / dense);
    const free = this.map.free(), wide = this.el.offsetWidth, high = this.el.offsetHeight;
    const left = x + 18 + wide < free.right ? x + 18 : x - 18 - wide;
    this.el.style.left = `${Math.min(free.right - wide - 6, Math.max(free.left + 6, left))}px`;
    this.el.style.top = `${Math.min(free.bottom - high - 6, Math.max(free.top + 6, y - high / 3))}px`;
  }
}

