// Wide tables scroll within the page. Without a mouse, reach them with the Tab key and scroll with the arrows.
function reachable() {
  for (const part of document.querySelectorAll(".md-typeset__scrollwrap:not([tabindex])")) {
    part.tabIndex = 0;
    part.setAttribute("role", "region");
    part.setAttribute("aria-label", "table");
  }
}
new MutationObserver(reachable).observe(document.body, { childList: true, subtree: true });
reachable();

// A screen reader says what this dialog is.
document.querySelector("[data-md-component=search]")?.setAttribute("aria-label", "Search");
