/* Search in the offline copy: from a disk, browsers start no worker, so a hidden frame does its work.
   The theme's offline plugin would load such a script from another host. */
if (location.protocol === "file:")
  window.Worker = class extends EventTarget {
    constructor(url) {
      super()
      const frame = document.createElement("iframe")
      frame.hidden = true
      this.loaded = new Promise((resolve) => {
        frame.onload = () => {
          this.inside = frame.contentWindow
          this.inside.postMessage = (data) => this.dispatchEvent(new MessageEvent("message", { data }))
          const load = (src) => {
            const script = frame.contentDocument.createElement("script")
            script.src = src
            frame.contentDocument.body.append(script)
            return script
          }
          load(url.split("?")[1]).onload = () => (load(url).onload = resolve)
        }
      })
      document.body.append(frame)
    }

    postMessage(data) {
      this.loaded.then(() => this.inside.dispatchEvent(new MessageEvent("message", { data })))
    }
  }
