/* What is too wide scrolls by keyboard, too. It is a stop only while it scrolls: where all is seen, there is
   nothing to do. It has a name and is no region, for a page with twenty landmarks has none. */
{
  const KINDS = { "div.math": "formula", ".table": "table", "pre > code": "code" }
  const observer = new ResizeObserver((entries) => {
    const widths = entries.map(({ target }) => target.scrollWidth - target.clientWidth) // all, before any changes
    entries.forEach(({ target }, i) => set(target, widths[i] > 0))
  })

  function set(part, isWide) {
    const [, kind] = Object.entries(KINDS).find(([selector]) => part.matches(selector))
    part.role = isWide ? "group" : null
    part.ariaLabel = isWide ? `Scrollable ${kind}` : null
    isWide ? (part.tabIndex = 0) : part.removeAttribute("tabindex")
  }

  for (const part of document.querySelectorAll(Object.keys(KINDS))) observer.observe(part)

  /* Chromium is content with a part of a link that long code has cut off. */
  addEventListener("focusin", ({ target }) => {
    if (target.matches("code a")) target.scrollIntoView({ block: "nearest", inline: "nearest" })
  })
}
