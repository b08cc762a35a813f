/* What is folded: open where an address leads into it, on paper, and when a reader comes back who has opened it. */
{
  const all = [...document.querySelectorAll("article details")]
  const isOpen = ({ open }) => open
  let before

  function reveal() {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)))
    const answer = target?.closest("details:not([open])")
    if (!answer) return
    answer.open = true
    target.scrollIntoView()
  }

  const left = history.state?.open
  if (left) all.forEach((answer, i) => (answer.open = left.includes(i)))
  reveal()
  addEventListener("hashchange", reveal)
  document.addEventListener("toggle", () => {
    const open = all.map(isOpen).flatMap((opened, i) => (opened ? i : []))
    if (!before) history.replaceState({ ...history.state, open }, "")
  }, { capture: true })
  addEventListener("beforeprint", () => {
    before = all.map(isOpen)
    for (const answer of all) answer.open = true
  })
  addEventListener("afterprint", () => {
    all.forEach((answer, i) => (answer.open = before[i]))
    before = null
  })
}
