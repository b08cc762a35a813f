/* Makes the theme's own controls work by keyboard and say what they are: what HTML and CSS alone cannot. */
{
  const drawer = document.getElementById("__drawer")
  const search = document.querySelector(".md-search")
  const searching = document.getElementById("__search")
  const query = search.querySelector("input")
  const SCROLLERS = { "div.math": "formula", ".table": "table", "pre > code": "code" }
  let before // what had the focus before the search

  drawer.checked = searching.checked = false // some browsers keep them open when a page is loaded anew

  /* A label of a hidden input cannot be focused. The button keeps its attributes, which the theme goes by. */
  function makeButton(label) {
    const button = document.createElement("button")
    for (const { name, value } of label.attributes) button.setAttribute(name, value)
    button.type = "button"
    button.append(...label.children)
    button.addEventListener("keydown", (event) => event.key === "Enter" && event.stopPropagation()) // acts twice
    button.addEventListener("click", () => {
      document.getElementById(label.htmlFor).click()
      if (searching.checked) query.focus()
      if (button.hidden) button.parentElement.querySelector("button:not([hidden])").focus() // the palette's next
    })
    label.replaceWith(button)
    return button
  }

  const [opensDrawer] = [...document.querySelectorAll("label.md-header__button")].map(makeButton)

  opensDrawer.ariaExpanded = false

  /* The open drawer is all there is, until it is closed. */
  function confine() {
    const { checked } = drawer
    opensDrawer.ariaExpanded = checked
    const behind = ".md-header, [data-md-component=skip], .md-sidebar--secondary, .md-content, .md-footer"
    for (const part of document.querySelectorAll(behind)) part.inert = checked
    if (checked) document.querySelector(".drawer-close").focus()
    else if (document.activeElement.matches("body, .md-sidebar--primary *")) opensDrawer.focus()
  }

  drawer.addEventListener("change", confine)
  addEventListener("keydown", ({ key }) => key === "Escape" && drawer.checked && drawer.click())
  screen$.subscribe((isWide) => isWide && drawer.checked && drawer.click())

  /* Where the search is a button, its field is no stop of its own until it is open. */
  function place() {
    query.tabIndex = searching.checked || matchMedia("(min-width: 60em)").matches ? 0 : -1
    if (!searching.checked && search.contains(document.activeElement)) before?.focus()
  }

  searching.addEventListener("change", place)
  tablet$.subscribe(place)
  search.addEventListener("focusin", ({ relatedTarget }) => {
    if (!search.contains(relatedTarget)) before = relatedTarget
  })
  search.addEventListener("focusout", ({ relatedTarget }) => {
    if (relatedTarget && !search.contains(relatedTarget) && searching.checked) searching.click()
  })
  /* The theme would close the search at Tab, and go back to the field at any other key. */
  search.addEventListener("keydown", (event) => {
    const { key, target } = event
    if (key === "Tab" || key === "Shift" || (key === " " && target !== query)) event.stopPropagation()
  })

  /* A stop only while it scrolls: where all is seen, there is nothing to do. By its name and no region,
     for a page with twenty landmarks has none. */
  const scrolls = new ResizeObserver((entries) => {
    const widths = entries.map(({ target }) => target.scrollWidth - target.clientWidth) // all, before any changes
    entries.forEach(({ target }, i) => {
      const kind = Object.entries(SCROLLERS).find(([selector]) => target.matches(selector))[1]
      const isWide = widths[i] > 0
      target.role = isWide ? "group" : null
      target.ariaLabel = isWide ? `Scrollable ${kind}` : null
      isWide ? (target.tabIndex = 0) : target.removeAttribute("tabindex")
    })
  })

  /* Chromium is content with a part of a link that long code has cut off. */
  addEventListener("focusin", ({ target }) => {
    if (target.matches("code a")) target.scrollIntoView({ block: "nearest", inline: "nearest" })
  })

  let isFirst = true
  document$.subscribe(() => {
    document.querySelector(".drawer-close").onclick = () => drawer.click()
    for (const nav of document.querySelectorAll(".md-code__nav")) nav.role = "none" // one button
    scrolls.disconnect()
    for (const part of document.querySelectorAll(Object.keys(SCROLLERS))) scrolls.observe(part)
    if (!isFirst) {
      /* A new page without a new document: go on from its heading, as a screen reader would from the top. */
      const heading = document.querySelector("article h1")
      heading.tabIndex = -1
      heading.focus({ preventScroll: true })
    }
    isFirst = false
  })
}
