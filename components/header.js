/* What Streamlit leaves out for whoever does not see the page, or has no mouse: run once for each language. */
({lang, said}) => {
  document.documentElement.lang = lang;
  for (const [id, words] of Object.entries(said)) {
    const found = document.querySelector(`[data-testid=${id}]`);
    if (!found) continue;
    if (found.tagName === "A") found.textContent = words; else found.setAttribute("aria-label", words);
  }
  /* A menu stands at the end of the document: Tab goes from its button to its first control, not past it. */
  window.tenureTab ??= document.addEventListener("keydown", event => {
    if (event.key !== "Tab" || event.shiftKey) return;
    if (!document.activeElement?.closest("[data-testid=stPopover]")?.querySelector("[aria-expanded=true]")) return;
    const first = "[data-testid=stPopoverBody] :is(button, input, a[href], [tabindex='0']):not(:disabled):not([hidden])";
    const next = [...document.querySelectorAll(first)].find(each => each.getClientRects().length);
    if (next) { next.focus(); event.preventDefault(); }
  }) ?? true;
}
