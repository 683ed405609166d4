// Calls whoever is asked while looking elsewhere: a short tone, if wished, beside the name of the window that says so; and
// counts down how long a turn still lasts.
(() => {
  const KEY = "panj:sound";
  let called = false, audio = null;

  function tone() {
    if (localStorage.getItem(KEY) !== "on") return;
    audio = audio || new AudioContext();
    const from = audio.currentTime, voice = audio.createOscillator(), loud = audio.createGain();
    voice.frequency.setValueAtTime(660, from); voice.frequency.setValueAtTime(880, from + 0.12);
    loud.gain.setValueAtTime(0.12, from); loud.gain.exponentialRampToValueAtTime(0.001, from + 0.4);
    voice.connect(loud); loud.connect(audio.destination);
    voice.start(from); voice.stop(from + 0.4);
  }

  function look() {
    const asked = document.title.startsWith("You are asked");
    if (asked && !called) tone();
    called = asked;
    for (const box of document.querySelectorAll(".panj-sound")) box.checked = localStorage.getItem(KEY) === "on";
    for (const clock of document.querySelectorAll(".panj-turn[data-left]")) {
      if (clock.dataset.at !== clock.dataset.left) { clock.dataset.at = clock.dataset.left; clock.ends = Date.now() + 1000 * clock.dataset.left; }
      const left = Math.max(0, Math.round((clock.ends - Date.now()) / 1000));
      const text = `turn ends in ${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
      if (clock.textContent !== text) clock.textContent = text;
    }
  }

  document.addEventListener("change", (e) => {
    if (!e.target.matches?.(".panj-sound")) return;
    localStorage.setItem(KEY, e.target.checked ? "on" : "off");
    if (e.target.checked) tone();
  });
  setInterval(look, 500);
})();
