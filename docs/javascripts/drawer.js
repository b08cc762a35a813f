/* The drawer: open, it is all there is. It closes by its button, by Escape, beside it, and where a link leads. */
{
  const drawer = document.getElementById("__drawer")
  const opener = document.querySelector(".drawer-open")
  const closer = document.querySelector(".drawer-close")
  const navigation = document.querySelector(".md-sidebar--primary")
  const behind = ".md-header, [data-md-component=skip], .md-sidebar--secondary, .md-content, .md-footer"

  function set(open) {
    drawer.checked = open
    opener.ariaExpanded = open
    for (const part of document.querySelectorAll(behind)) part.inert = open
    if (open) closer.focus()
    else if (document.activeElement.matches("body, .md-sidebar--primary *")) opener.focus()
  }

  function close() {
    if (drawer.checked) set(false)
  }

  opener.onclick = () => set(true)
  closer.onclick = close
  drawer.onchange = () => set(drawer.checked) // by the labels beside and above it
  navigation.addEventListener("click", ({ target }) => target.closest("a") && close())
  addEventListener("keydown", ({ key }) => key === "Escape" && close())
  matchMedia("(min-width: 76.25em)").addEventListener("change", close) // where it is a column
  opener.ariaExpanded = drawer.checked = false // some browsers keep it open when a page is loaded anew
}
