/* Shows how each computed number was made: in a note at it; a switch marks them all.
   A claim is marked like a number, but has no text.

   Of a page's hundreds, only marked numbers are tab stops; in formulas and summaries, buttons beside them.
   Arrow keys are for widgets: in prose, screen readers keep them. */
{
  const article = document.querySelector("article")
  const button = document.querySelector(".number-switch")
  const note = document.querySelector(".number-note")
  let on // the switch
  let shown, timer // the number whose note is shown
  let isBeside // in the margin, where it covers nothing
  let stop // where the focus was before the note

  function element(name, ...content) {
    const element = document.createElement(name)
    element.append(...content)
    return element
  }

  /* The number seen or focused there. A finger meets first that half of a formula which is read. */
  function numberAt({ target, clientX, clientY }) {
    const met = target.closest("math") ? document.elementsFromPoint(clientX, clientY) : [target]
    return target.number ?? met.map((part) => part.closest("[data-expression]")).find(Boolean)
  }

  /* What is seen of a formula's number. */
  function signs({ dataset, children }) {
    return dataset.signs ?? [...children].map(signs).join("")
  }

  /* The statements that made a number, by the listing that shows them, their place in another file, or null. */
  function origins({ from }) {
    const listings = new Map()
    const computed = from && JSON.parse(document.getElementById("__computed").dataset.origins)
    for (const number of from?.split(" ") ?? []) {
      const [, listing] = computed[number]
      listings.set(listing, [...(listings.get(listing) ?? []), computed[number]])
    }
    return listings
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
    shown = number
    const { expression, value = number.value } = number.dataset
    note.replaceChildren(
      element("code", expression),
      element("div", number.matches(".claim") ? "proven: " : "value ", element("b", value)),
      ...[...origins(number.dataset)].map(origin),
    )
    note.hidden = false
    place(number.getBoundingClientRect())
  }

  /* In the margin at the number's height, where there is one; else below it, or above it at the window's end. */
  function place(number) {
    const { clientWidth, clientHeight } = document.documentElement
    const { left: x, top: y } = note.offsetParent.getBoundingClientRect()
    const margin = article.querySelector("h1").getBoundingClientRect().right + 24
    isBeside = number.right < margin && margin + note.offsetWidth + 12 < clientWidth
    const left = isBeside ? margin : Math.max(12, Math.min(number.left, clientWidth - note.offsetWidth - 12))
    const beside = Math.max(0, Math.min(number.top, clientHeight - 4 - note.offsetHeight))
    const fits = number.bottom + 4 + note.offsetHeight < clientHeight
    const near = fits ? number.bottom + 4 : number.top - 4 - note.offsetHeight
    const top = isBeside ? beside : near
    note.style.left = `${left - x}px`
    note.style.top = `${top - y}px`
  }

  function hide() {
    if (!note.contains(document.activeElement) && !shown?.matches(".focused")) note.hidden = true
  }

  /* Now, whatever is focused; what was focused before the note is focused again. */
  function close() {
    if (note.contains(document.activeElement)) stop.focus()
    note.hidden = true
  }

  /* A passing pointer shows nothing, and a leaving one has time to reach the note. */
  function soon(action) {
    clearTimeout(timer)
    timer = setTimeout(action, action === hide && isBeside ? 1000 : 150)
  }

  function onPointer(event) {
    const number = numberAt(event)
    if (number && event.pointerType !== "touch") soon(event.type === "pointerover" ? () => show(number) : hide)
  }

  function onFocus(event) {
    const { type, target, relatedTarget } = event
    const number = numberAt(event)
    if (!number) return
    const arrives = type === "focusin"
    number.classList.toggle("focused", arrives)
    arrives ? target.setAttribute("aria-describedby", note.id) : target.removeAttribute("aria-describedby")
    if (note.contains(relatedTarget)) return // into the note, or back
    if (!arrives) return hide()
    number.scrollIntoView({ block: "nearest", inline: "nearest" })
    show(number)
  }

  /* Enter and the space bar lead into the note. */
  function onKey(event) {
    const number = numberAt(event)
    if (!number || !["Enter", " "].includes(event.key)) return
    event.preventDefault()
    show(number)
    stop = event.target
    note.querySelector("a")?.focus()
  }

  /* From its last link, Tab goes on behind the number. */
  function onKeyInNote({ key, shiftKey, target }) {
    const links = [...note.querySelectorAll("a")]
    if (key === "Tab" && target === links.at(shiftKey ? 0 : -1)) close()
  }

  function mark() {
    button.ariaChecked = !!on
    document.querySelectorAll(".number-stop").forEach((stop) => stop.remove())
    for (const number of document.querySelectorAll("[data-expression]:not(tspan)")) {
      const inside = number.closest("summary") ?? number.closest(".katex-html")
      if (!inside) {
        number.role = on ? "button" : null
        if (number.matches(".claim")) number.ariaLabel = on ? "proven" : null
        on ? (number.tabIndex = 0) : number.removeAttribute("tabindex")
      } else if (on) {
        const text = number.innerText || signs(number) // besides that of the formula, which is read before
        const stop = element("button", text ? `${text}, computed` : "proven")
        stop.className = "number-stop"
        stop.number = number
        inside.before(stop)
      }
    }
  }

  note.onpointerenter = () => clearTimeout(timer)
  note.onpointerleave = () => soon(hide)
  note.onclick = ({ target }) => target.href && (note.hidden = true)
  note.onkeydown = onKeyInNote

  addEventListener("keydown", ({ key }) => key === "Escape" && close())
  addEventListener("pointerup", (event) => note.contains(event.target) || numberAt(event) || close())

  article.onpointerover = article.onpointerout = onPointer
  article.onclick = (event) => show(numberAt(event))
  article.onkeydown = onKey
  article.addEventListener("focusin", onFocus)
  article.addEventListener("focusout", onFocus)
  button.onclick = () => {
    remember("numbers", (on = !on))
    mark()
  }
  function restore() {
    on = recall("numbers") ?? on
    mark()
  }

  addEventListener("pageshow", ({ persisted }) => persisted && restore()) // by the browser's Back
  restore()
}
