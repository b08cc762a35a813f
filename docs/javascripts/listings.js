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
