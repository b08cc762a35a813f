/* Shows how each computed number was made: in a note at it; a switch marks them all.
   A claim is marked like a number, but has no text.

   Of a page's hundreds, only marked numbers are tab stops; in formulas and summaries, buttons beside them.
   Arrow keys are for widgets: in prose, screen readers keep them. */
{
  const button = document.querySelector(".number-switch")
  const note = document.querySelector(".number-note")
  let on = __md_get("__numbers") // the switch
  let shown, timer

  function element(name, ...content) {
    const element = document.createElement(name)
    element.append(...content)
    return element
  }

  /* The number seen or focused there. */
  function numberAt(place) {
    return place.number ?? place.closest("[data-expression]")
  }

  /* The statements that made a number, by the listing that shows them, their place in another file, or null. */
  function origins({ from }) {
    const computed = from && JSON.parse(document.getElementById("__computed").dataset.origins)
    const statements = from?.split(" ").map((number) => computed[number]) ?? []
    return Map.groupBy(statements, ([, listing]) => listing)
  }

  function origin([listing, statements]) {
    let place = listing ?? "lines not shown on this page"
    if (listing?.startsWith("__listing")) {
      place = element("a", document.querySelector(`#${listing} .filename`)?.textContent ?? "a listing here")
      place.href = `#${listing}`
    }
    return element("div", "from ", place, ...statements.map(([statement]) => element("pre", statement)))
  }

  function show(number) {
    if (!number) return
    clearTimeout(timer)
    note.hidePopover()
    shown = number
    const { expression, value = number.value } = number.dataset
    note.replaceChildren(
      element("code", expression),
      element("div", number.textContent ? "value " : "proven: ", element("b", value)),
      ...[...origins(number.dataset)].map(origin),
    )
    note.showPopover()
    place(number.getBoundingClientRect())
  }

  /* Below the number, or above it at the window's end. */
  function place(number) {
    const { clientWidth, clientHeight } = document.documentElement
    const left = Math.max(12, Math.min(number.left, clientWidth - note.offsetWidth - 12))
    const fits = number.bottom + 4 + note.offsetHeight < clientHeight
    const top = fits ? number.bottom + 4 : number.top - 4 - note.offsetHeight
    note.style.left = `${left + scrollX}px`
    note.style.top = `${top + scrollY}px`
  }

  function hide() {
    if (!note.contains(document.activeElement) && !shown?.matches(".focused")) note.hidePopover()
  }

  /* A passing pointer shows nothing, and a leaving one has time to reach the note. */
  function soon(action) {
    clearTimeout(timer)
    timer = setTimeout(action, 150)
  }

  function onPointer({ type, target, pointerType }) {
    const number = numberAt(target)
    if (number && pointerType !== "touch") soon(type === "pointerover" ? () => show(number) : hide)
  }

  function onFocus({ type, target, relatedTarget }) {
    const number = numberAt(target)
    if (!number) return
    const arrives = type === "focusin"
    number.classList.toggle("focused", arrives)
    target.ariaDescribedByElements = arrives ? [note] : null
    if (note.contains(relatedTarget)) return // into the note, or back
    if (!arrives) return hide()
    number.scrollIntoView({ block: "nearest", inline: "nearest" })
    show(number)
  }

  /* Enter and the space bar lead into the note. */
  function onKey(event) {
    const number = numberAt(event.target)
    if (!number || !["Enter", " "].includes(event.key)) return
    event.preventDefault()
    show(number)
    note.querySelector("a")?.focus()
  }

  /* From its last link, Tab goes on behind the number. */
  function onKeyInNote({ key, shiftKey, target }) {
    const links = [...note.querySelectorAll("a")]
    if (key === "Tab" && target === links.at(shiftKey ? 0 : -1)) note.hidePopover()
  }

  function mark() {
    button.ariaChecked = !!on
    document.querySelectorAll(".number-stop").forEach((stop) => stop.remove())
    for (const number of document.querySelectorAll("[data-expression]:not(tspan)")) {
      const inside = number.closest("summary") ?? number.closest(".katex-html")
      if (!inside) {
        number.role = on ? "button" : null
        if (!number.textContent) number.ariaLabel = on ? "proven" : null
        on ? (number.tabIndex = 0) : number.removeAttribute("tabindex")
      } else if (on) {
        const stop = element("button", number.innerText || "proven")
        stop.className = "number-stop"
        stop.number = number
        inside.before(stop)
      }
    }
  }

  note.onpointerenter = () => clearTimeout(timer)
  note.onpointerleave = () => soon(hide)
  note.onclick = ({ target }) => target.href && note.hidePopover()
  note.onkeydown = onKeyInNote

  button.onclick = () => {
    __md_set("__numbers", (on = !on))
    mark()
  }
  document$.subscribe(() => {
    note.hidePopover()
    mark()
    const article = document.querySelector("article")
    article.onpointerover = article.onpointerout = onPointer
    article.onclick = ({ target }) => show(numberAt(target))
    article.onkeydown = onKey
    article.addEventListener("focusin", onFocus)
    article.addEventListener("focusout", onFocus)
  })
}
