/* In the place of the theme's worker for search: that one, and the index, come with the first word. */
const SETUP = 0, READY = 1, RESULT = 3 // the theme's messages
let worker, isReady, query

async function start() {
  worker = new Worker(location.hash.slice(1))
  worker.onmessage = ({ data: message }) => {
    if (message.type !== READY) return postMessage(message)
    isReady = true
    worker.postMessage(query)
  }
  const index = await (await fetch("../search/index.json")).json()
  worker.postMessage({ type: SETUP, data: { ...index, options: {} } })
}

onmessage = ({ data: message }) => {
  if (message.type === SETUP) return postMessage({ type: READY })
  query = message
  if (isReady) worker.postMessage(query)
  else if (!query.data) postMessage({ type: RESULT, data: { items: [] } })
  else if (!worker) start()
}
