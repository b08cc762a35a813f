/* The search: a dialog below the header's field, which a narrow screen has behind a button.
   The theme's worker looks up words. It and the index come when the search is opened for the first time. */
{
  const SETUP = 0, READY = 1, QUERY = 2 // messages of the worker
  const { base, search, translations } = JSON.parse(document.getElementById("__config").textContent)
  const root = new URL(base, location)
  const toggle = document.getElementById("__search")
  const dialog = document.querySelector(".md-search")
  const field = dialog.querySelector("input")
  const [said, list] = dialog.querySelector(".md-search-result").children
  let before // what had the focus
  let worker, isReady, best

  async function index() {
    if (location.protocol !== "file:") return (await fetch(new URL("search/search_index.json", root))).json()
    const script = document.createElement("script") // from a disk, nothing else may be read
    script.src = new URL("search/search_index.js", root)
    document.head.append(script)
    await new Promise((loaded) => (script.onload = loaded))
    return __index
  }

  async function start() {
    worker = new Worker(`${new URL("javascripts/search-worker.js", root)}?${new URL(search, location)}`)
    worker.addEventListener("message", ({ data: { type, data } }) => {
      if (type !== READY) return show(data.items)
      isReady = true
      ask()
    })
    worker.postMessage({ type: SETUP, data: { ...(await index()), options: {} } })
  }

  function ask() {
    if (isReady) worker.postMessage({ type: QUERY, data: field.value })
  }

  /* What was found, page by page: of each its title, and then its sections. */
  function show(pages) {
    const name = pages.length > 1 ? "other" : pages.length ? "one" : field.value ? "none" : "placeholder"
    said.textContent = translations[`search.result.${name}`].replace("#", pages.length)
    list.replaceChildren(...pages.map(item))
    best = pages.length && address(pages[0][0])
  }

  function item(found) {
    const page = found.find(({ location }) => !location.includes("#"))
    const sections = found.filter((each) => each !== page)
    const isBest = ({ score }) => score >= found[0].score
    const more = sections.filter((section) => !isBest(section))
    const item = document.createElement("li")
    item.className = "md-search-result__item"
    item.append(entry(page, "h1", isBest(page)), ...sections.filter(isBest).map((section) => entry(section, "h2")))
    if (more.length) {
      const name = more.length > 1 ? "other" : "one"
      const text = translations[`search.result.more.${name}`].replace("#", more.length)
      const details = document.createElement("details")
      details.className = "md-search-result__more"
      details.innerHTML = `<summary><div>${text}</div></summary>`
      details.append(...more.map((section) => entry(section, "h2")))
      item.append(details)
    }
    return item
  }

  /* With the words that were found around its marks, or with its first ones. */
  function entry(section, heading, hasText = true) {
    const { title, text } = section
    const excerpt = text.includes("<mark>") ? text : text.split("</p>")[0]
    const link = document.createElement("a")
    link.className = "md-search-result__link"
    link.href = address(section)
    link.innerHTML = `<article class="md-search-result__article md-typeset">
      <${heading}>${title}</${heading}>${hasText ? excerpt : ""}</article>`
    return link
  }

  /* With the words that were found, to be marked there. */
  function address({ location, terms }) {
    const url = new URL(location, root)
    const words = Object.keys(terms).filter((word) => terms[word])
    if (words.length) url.searchParams.set("h", words.join(" "))
    return url.href
  }

  function open() {
    toggle.checked = true
    if (!worker) start()
  }

  function close() {
    if (!toggle.checked) return
    toggle.checked = false
    if (!dialog.contains(document.activeElement)) return
    document.activeElement.blur()
    before?.focus()
  }

  /* Up and down lead through what was found. */
  function move(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (event.key === "Escape") close()
    if (!step) return
    event.preventDefault()
    const stops = [field, ...list.querySelectorAll(":not(details) > a, summary, details[open] > a")]
    stops.at((stops.indexOf(document.activeElement) + step) % stops.length).focus()
  }

  document.querySelector(".search-open").onclick = ({ currentTarget }) => {
    open()
    field.focus()
    before = currentTarget
  }
  toggle.onchange = () => (toggle.checked ? field.focus() : ((toggle.checked = true), close()))
  toggle.checked = false // some browsers keep it open when a page is loaded anew
  field.onfocus = open
  field.oninput = ask
  field.form.onsubmit = (event) => {
    event.preventDefault()
    if (!best) return
    close()
    location.href = best
  }
  field.form.onreset = () => {
    field.focus()
    setTimeout(ask) // when it is empty
  }
  list.onclick = ({ target }) => target.closest("a") && close()
  dialog.addEventListener("keydown", move)
  dialog.addEventListener("focusin", ({ relatedTarget }) => {
    if (!dialog.contains(relatedTarget)) before = relatedTarget
  })
  dialog.addEventListener("focusout", ({ relatedTarget }) => {
    if (relatedTarget && !dialog.contains(relatedTarget)) toggle.checked = false
  })
}
