/* Figures that move. Each state was computed while the site was built: this looks it up and shows it. */
{
  const STEP = 700 // milliseconds between two states while a figure plays
  const SOUND = new URL("sound.js", document.currentScript.src)
  const QUIET = 800 // and until a state is kept and read out: what plays, or is dragged, is not, but where it stops

  let loaded

  function start(figure) {
    const { texts, moves, choose, sound } = JSON.parse(figure.querySelector(".plot-states").dataset.states)
    const sliders = [...figure.querySelectorAll("input")]
    const parts = []
    for (const part of document.querySelectorAll(`:is(#${figure.id}, #${figure.id}-data) [data-part]`))
      (parts[part.dataset.part] ??= []).push(part)
    const play = figure.querySelector("[data-play]")
    const listen = figure.querySelector("[data-listen]")
    const played = play && sliders.find(({ name }) => name === play.dataset.play)
    const plane = figure.querySelector("svg")
    let timer, quiet, before, audio

    function at(by, values) {
      return values[by.reduce((state, i) => state * texts[i].length + +sliders[i].value, 0)]
    }

    function show() {
      sliders.forEach((slider, i) => slider.setAttribute("aria-valuetext", texts[i][slider.value]))
      for (const [part, attribute, by, values] of moves) {
        const value = at(by, values)
        for (const element of parts[part]) {
          if (attribute) element.setAttribute(attribute, value)
          else if (element.dataset.signs) element.dataset.signs = value // of a formula's visual half
          else element.textContent = value
        }
      }
    }

    /* A new state is shown at once. It moves there, which it does not when the page is opened. */
    function move() {
      figure.classList.add("moved")
      show()
      clearTimeout(quiet)
      quiet = setTimeout(() => (remember(), say()), QUIET)
    }

    /* The address says where the sliders are, if not where they were at first: ?descent.r=0.25 */
    function remember() {
      const address = new URL(location)
      sliders.forEach((slider, i) => {
        const name = `${figure.id}.${slider.name}`
        address.searchParams.delete(name) // so that the order is that of the sliders
        if (slider.value !== slider.defaultValue) address.searchParams.append(name, texts[i][slider.value])
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

    /* The sentences, as one text: their parts change one by one, and each would be read out. */
    function say() {
      const status = figure.querySelector("[role=status]")
      status.textContent = [...figure.querySelectorAll(".plot-says")].map(spoken).join(" ")
      quiet = setTimeout(() => (status.textContent = ""), QUIET) // whoever reads on meets them once
    }

    function begin() {
      play.textContent = "Pause"
      timer = setInterval(go, STEP)
    }

    function go() {
      played.value++
      move()
      tone()
      if (played.value === played.max) pause()
    }

    function pause() {
      timer = clearInterval(timer)
      if (play) play.textContent = "Play"
      listen?.setAttribute("aria-pressed", false)
    }

    function tone() {
      if (listen?.getAttribute("aria-pressed") === "true") {
        document.dispatchEvent(new CustomEvent("tone", { detail: [audio, ...at(...sound)] }))
      }
    }

    /* Plays from the beginning, and each state sounds. Nothing of it is there before somebody asks for it. */
    async function hear() {
      audio ??= new AudioContext() // at the click itself, as browsers want it
      loaded ??= new Promise((resolve) => {
        const script = document.createElement("script")
        script.onload = resolve
        script.src = SOUND
        document.head.append(script)
      })
      listen.setAttribute("aria-pressed", true)
      await loaded
      played.value = 0
      begin()
      move()
      tone()
    }

    /* The states that are nearest to a point of the drawing, of the two sliders that it stands for. */
    function chooseAt({ clientX, clientY }) {
      const { left, top, width, height } = plane.getBoundingClientRect()
      const units = plane.viewBox.baseVal
      const at = [((clientX - left) / width) * units.width, ((clientY - top) / height) * units.height]
      choose.forEach(([slider, places], i) => (sliders[slider].value = nearest(places, at[i])))
      pause()
      move()
    }

    if (choose) {
      /* A finger on the ring drags it; touch-action would say so, but in SVG browsers pass over it. */
      plane.addEventListener("touchstart", (event) => event.target.matches(".grip") && event.preventDefault(), {
        passive: false,
      })
      plane.addEventListener("pointerdown", (event) => {
        /* Any other finger scrolls the page; its tap is a click. */
        if (event.button || (event.pointerType === "touch" && !event.target.matches(".grip"))) return
        plane.setPointerCapture(event.pointerId)
        chooseAt(event)
      })
      plane.addEventListener("pointermove", (event) => plane.hasPointerCapture(event.pointerId) && chooseAt(event))
      plane.addEventListener("click", chooseAt)
    }

    figure.addEventListener("input", () => (pause(), move()))
    figure.addEventListener("click", ({ target }) => {
      if (target === play && !timer) {
        if (played.value === played.max) played.value = 0
        begin()
        go()
      } else if (target === play) pause()
      else if (target === listen) {
        const wasPressed = listen.getAttribute("aria-pressed") === "true"
        pause()
        if (!wasPressed) hear()
      } else if (target.matches("[data-reset]")) {
        pause()
        for (const slider of sliders) slider.value = slider.defaultValue
        move()
      }
    })
    /* A finger that begins on a slider and then scrolls the page has not meant the slider. */
    figure.addEventListener("pointerdown", () => (before = sliders.map(({ value }) => value)))
    figure.addEventListener("pointercancel", () => {
      sliders.forEach((slider, i) => (slider.value = before[i]))
      show()
    })
    recall()
    figure.classList.add("live")
  }

  function nearest(places, at) {
    return places.reduce((best, place, i) => (Math.abs(place - at) < Math.abs(places[best] - at) ? i : best), 0)
  }

  function spoken(sentence) {
    const copy = sentence.cloneNode(true)
    copy.querySelectorAll("[aria-hidden], annotation").forEach((part) => part.remove())
    return copy.textContent
  }

  for (const states of document.querySelectorAll(".plot-states")) start(states.parentElement)
}
