/* A button at each listing that copies it; without a clipboard, as over plain http, there is none. */
if (navigator.clipboard) {
  const message = document.querySelector(".md-dialog")
  const [text] = message.children
  let timer

  async function copy(code) {
    await navigator.clipboard.writeText(code.textContent.trimEnd())
    say("Copied")
    clearTimeout(timer)
    timer = setTimeout(say, 2000, "")
  }

  function say(words) {
    message.classList.toggle("md-dialog--active", words)
    text.textContent = words
  }

  text.role = "status"
  for (const code of document.querySelectorAll("pre > code")) {
    const place = document.createElement("div")
    const button = document.createElement("button")
    place.className = "md-code__nav"
    Object.assign(button, { className: "md-code__button", type: "button", title: "Copy", onclick: () => copy(code) })
    button.dataset.mdType = "copy" // its icon
    place.append(button)
    code.before(place)
  }
}

/* A formula is copied as its TeX, and whole: by its text alone, two eighths would be 28. */
{
  const formula = (node) => (node.closest ? node : node.parentElement).closest(".katex")

  function copied(selection) {
    const range = selection.getRangeAt(0).cloneRange()
    const [first, last] = [range.startContainer, range.endContainer].map(formula)
    if (first) range.setStartBefore(first)
    if (last) range.setEndAfter(last)
    const copy = document.createElement("div")
    copy.append(range.cloneContents())
    return copy
  }

  addEventListener("copy", (event) => {
    const selection = getSelection()
    if (selection.isCollapsed) return
    const copy = copied(selection)
    const formulas = copy.querySelectorAll(".katex:has(annotation)")
    if (!formulas.length) return
    for (const formula of formulas) formula.replaceWith(formula.querySelector("annotation").textContent)
    copy.querySelectorAll(".number-stop, .headerlink").forEach((part) => part.remove())
    document.querySelector("article").append(copy) // for its lines to end as they are shown
    event.clipboardData.setData("text/plain", copy.innerText)
    event.clipboardData.setData("text/html", copy.innerHTML)
    event.preventDefault()
    copy.remove()
  })
}
