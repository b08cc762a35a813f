/* Marks what the search has found on this page: the words behind ?h= in its address. Formulas stay as they are. */
{
  const escaped = (word) => word.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&")
  const part = (word) => escaped(word) + (word.length < 3 ? "(?![\\p{L}\\p{N}])" : "") // a short one is a whole word
  const words = (new URLSearchParams(location.search).get("h") ?? "").split(" ").filter(Boolean)
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(?:${words.map(part).join("|")})`, "giu")

  function mark(text) {
    for (const { index, 0: word } of [...text.data.matchAll(pattern)].reverse()) {
      const range = new Range()
      range.setStart(text, index)
      range.setEnd(text, index + word.length)
      range.surroundContents(document.createElement("mark"))
    }
  }

  const walker = document.createTreeWalker(document.querySelector("article"), NodeFilter.SHOW_TEXT)
  const texts = []
  while (words.length && walker.nextNode()) texts.push(walker.currentNode)
  texts.filter((text) => !text.parentElement.closest(".katex, .plot")).forEach(mark)
}
