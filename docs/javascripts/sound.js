/* A short soft tone for each state of a figure that is listened to: as high as the loss, on the side of the answer. */
document.addEventListener("tone", ({ detail: [audio, pitch, side] }) => {
  const tone = audio.createOscillator()
  const volume = audio.createGain()
  const place = audio.createStereoPanner()
  const now = audio.currentTime
  tone.frequency.value = pitch
  place.pan.value = side
  volume.gain.value = 0
  volume.gain.setTargetAtTime(0.2, now, 0.01)
  volume.gain.setTargetAtTime(0, now + 0.06, 0.1)
  tone.connect(volume).connect(place).connect(audio.destination)
  tone.start(now)
  tone.stop(now + 0.5)
})
