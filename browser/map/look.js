// How the map, its tools and the card at a place look, on a light page and on a dark one.

const STYLE = `
.panj-map { position: fixed; inset: 0; font: 13px/1.4 system-ui, sans-serif; color: var(--panj-ink, #222); overflow: hidden; }
.panj-map canvas { display: block; width: 100%; height: 100%; touch-action: none; cursor: grab; outline-offset: -4px; }
.panj-map canvas:focus-visible { outline: 3px solid var(--panj-accent, #0b5d7e); }
.panj-tip, .panj-place, .panj-legend, .panj-tools button, .panj-scale { background: var(--panj-card, #fffffff2); }
.panj-tip { position: absolute; pointer-events: none; border-radius: 6px; box-shadow: 0 1px 6px #0004; padding: 4px 9px; max-width: 300px; white-space: pre-line; z-index: 3; }
.panj-tools { position: absolute; display: flex; flex-wrap: wrap; gap: 4px; z-index: 2; }
.panj-tools button { min-width: 34px; height: 34px; padding: 0 9px; font: 600 13px system-ui, sans-serif; border: 1px solid var(--panj-line, #ccc); border-radius: 8px; color: inherit; cursor: pointer; }
.panj-tools button[aria-pressed=false] { text-decoration: line-through; color: var(--panj-quiet, #555); }
.panj-tools .panj-layers { display: flex; flex-wrap: wrap; gap: 4px; }
.panj-tools .panj-layers[hidden] { display: none; }
.panj-scale { position: absolute; border-radius: 6px; padding: 2px 8px 3px; font-size: 11px; display: flex; gap: 10px; align-items: end; z-index: 1; pointer-events: none; }
.panj-scale i { display: block; border: 1.5px solid currentColor; border-top: 0; height: 5px; }
.panj-legend { position: absolute; display: flex; flex-wrap: wrap; gap: 3px 14px; padding: 10px 12px; font-size: 12px; border-radius: 10px; max-width: 360px; box-shadow: 0 2px 12px #0004; z-index: 3; }
.panj-legend[hidden] { display: none; }
.panj-legend span { display: inline-flex; align-items: center; gap: 4px; }
.panj-aloud { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.panj-place { position: absolute; width: 290px; max-height: 46vh; display: flex; flex-direction: column; border-radius: 10px; padding: 10px 12px; box-shadow: 0 4px 18px #0005; z-index: 4; }
.panj-place[hidden] { display: none; }
.panj-map .panj-place h3 { margin: 0 34px 4px 0; font-size: 15px; line-height: 1.25; letter-spacing: 0; text-transform: none; color: inherit; }
.panj-map .panj-place h4 { margin: 8px 0 2px; font-size: 11px; letter-spacing: .06em; text-transform: uppercase; color: var(--panj-quiet, #555); }
.panj-place .panj-told { overflow-y: auto; min-height: 56px; }
.panj-place .panj-give { flex: none; }
.panj-place p { margin: 2px 0; }
.panj-place ul { margin: 2px 0; padding-left: 16px; }
.panj-place .panj-shut { position: absolute; top: 6px; right: 6px; width: 32px; height: 32px; border: 0; background: none; color: inherit; font-size: 15px; cursor: pointer; border-radius: 6px; }
.panj-place .panj-give { display: flex; flex-wrap: wrap; gap: 6px; margin-top: 8px; }
.panj-place .panj-give button { min-height: 36px; padding: 4px 12px; border: 1px solid var(--panj-line-strong, #8a8f94); border-radius: 8px; background: none; color: inherit; font: inherit; cursor: pointer; text-align: left; }
.panj-place .panj-give button.panj-sure { background: var(--panj-accent, #0b5d7e); border-color: var(--panj-accent, #0b5d7e); color: var(--panj-on-accent, #fff); }
.panj-place .panj-preview { margin-top: 6px; padding: 6px 8px; border-left: 3px solid var(--panj-accent, #0b5d7e); background: var(--panj-faint, #0000000a); }
@media (max-width: 700px) {
  .panj-place { left: 0 !important; right: 0; top: auto !important; bottom: 52px; width: auto; max-height: 56vh; border-radius: 14px 14px 0 0; z-index: 9; transform: none !important; }
  .panj-place .panj-shut, .panj-tools button { min-width: 44px; height: 44px; }
  .panj-game:has(.panj-place:not([hidden])) :is(.panj-left, .panj-right, .panj-foot) { display: none; }
  :is(.panj-shows-seat, .panj-shows-decide) :is(.panj-tools, .panj-scale) { display: none; }
  .panj-place .panj-give button { min-height: 44px; }
}`;

