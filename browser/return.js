// Names this window for as long as its tab lives, so that it is known again, and brings the page back by itself.
(() => {
  const NAME = "panj-window", LOST = 8000, AGAIN = 2000; // ms without a connection before the page is loaded again; between two looks
  try {
    const made = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("");
    sessionStorage[NAME] = window.panjWindow = sessionStorage[NAME] || made();
  } catch { /* a browser that keeps nothing opens a game of its own each time */ }
  let since = 0, looking = false;
  const away = () => Boolean(window.solara?.debug) && solara.debug.connectionStatus !== "connected";
  const look = async () => {
    if (!away()) { since = 0; return; }
    since = since || Date.now();
    if (looking || Date.now() - since < LOST) return;
    looking = true;
    try {
      const there = await fetch(`${solara.rootPath}/readyz`, { cache: "no-store" });
      if (there.ok && away()) location.reload();
    } catch { /* not yet */ } finally { looking = false; }
  };
  setInterval(look, AGAIN);
  addEventListener("online", look);
  document.addEventListener("visibilitychange", look);
  addEventListener("pageshow", (e) => { if (e.persisted) location.reload(); }); // Back: its connection is closed for good
})();
