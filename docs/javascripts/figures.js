/* Figures that move. Each state was computed while the site was built: this looks it up and shows it. */
{
  function start(figure) {
    const { texts, moves } = JSON.parse(figure.querySelector(".plot-states").dataset.states)
    const sliders = [...figure.querySelectorAll("input")]
    const parts = []
    figure.querySelectorAll("[data-part]").forEach((part) => (parts[part.dataset.part] = part))
    const play = figure.querySelector("[data-play]")
    const played = play && sliders.find(({ name }) => name === play.dataset.play)
    let timer

    function show() {
      sliders.forEach((slider, i) => slider.setAttribute("aria-valuetext", texts[i][slider.value]))
      for (const [part, attribute, by, values] of moves) {
        const value = values[by.reduce((state, i) => state * texts[i].length + +sliders[i].value, 0)]
        if (attribute) parts[part].setAttribute(attribute, value)
        else parts[part].textContent = value
      }
    }

    /* The address says where the sliders are, if not where they were at first: ?descent.r=0.25 */
    function remember() {
      const address = new URL(location)
      sliders.forEach((slider, i) => {
        const name = `${figure.id}.${slider.name}`
        if (slider.value === slider.defaultValue) address.searchParams.delete(name)
        else address.searchParams.set(name, texts[i][slider.value])
      })
      history.replaceState(history.state, "", address)
    }

    function recall() {
      const { searchParams } = new URL(location)
      sliders.forEach((slider, i) => {
        const asked = searchParams.get(`${figure.id}.${slider.name}`)?.replace("-", "−") // as it is typed
        const position = texts[i].indexOf(asked)
        slider.value = position < 0 ? slider.defaultValue : position
      })
      show()
    }

    function pause() {
      clearInterval(timer)
      if (play) play.ariaPressed = false
    }

    function step() {
      played.value++
      show()
      remember()
      if (played.value === played.max || !figure.isConnected) pause()
    }

    figure.addEventListener("input", () => (pause(), show()))
    figure.addEventListener("change", remember)
    figure.addEventListener("click", ({ target }) => {
      if (target === play && play.ariaPressed !== "true") {
        if (played.value === played.max) played.value = 0
        play.ariaPressed = true
        timer = setInterval(step, 700)
        step()
      } else if (target === play) pause()
      else if (target.matches("[data-reset]")) {
        pause()
        for (const slider of sliders) slider.value = slider.defaultValue
        show()
        remember()
      }
    })
    recall()
    figure.classList.add("live")
  }

  document$.subscribe(() => document.querySelectorAll(".plot:has(input)").forEach(start))
}
