/* Says where a reader is: in the navigation the heading that was passed last, in the header the page's title. */
{
  const title = document.querySelector("article h1")
  const above = document.querySelector(".md-header")
  const column = document.querySelector(".md-sidebar:has([data-md-component=toc]) .md-sidebar__scrollwrap")
  const links = [...document.querySelectorAll("[data-md-component=toc] a")]
  const headings = links.map(({ hash }) => document.getElementById(decodeURIComponent(hash.slice(1))))
  let current, isAsked

  function look() {
    isAsked = false
    const { bottom } = above.getBoundingClientRect()
    const passed = headings.filter((heading) => heading.getBoundingClientRect().top < bottom + innerHeight / 4)
    document.querySelector(".md-header__title").classList.toggle(
      "md-header__title--active", title.getBoundingClientRect().bottom < bottom,
    )
    if (links[passed.length - 1] !== current) mark(links[passed.length - 1])
  }

  function mark(link) {
    current?.removeAttribute("aria-current")
    current?.classList.remove("md-nav__link--active")
    current = link
    if (!link) return
    link.ariaCurrent = "location"
    link.classList.add("md-nav__link--active")
    column.scrollTop += link.getBoundingClientRect().top - column.getBoundingClientRect().top - column.clientHeight / 2
  }

  /* Once a frame. */
  addEventListener("scroll", () => {
    if (!isAsked) isAsked = requestAnimationFrame(look)
  }, { passive: true })
  look()
}
