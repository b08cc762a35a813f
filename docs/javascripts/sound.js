/* A short soft tone for each state of a figure that is listened to: as high as the loss, on the side of the answer. */
document.addEventListener("tone", ({ detail: [audio, pitch, side] }) => {
  const tone = audio.createOscillator()
  const volume = audio.createGain()
  const place = audio.createStereoPanner()
  const now = audio.currentTime
  tone.frequency.value = pitch
  place.pan.value = side
  volume.gain.setValueAtTime(0, now)
  volume.gain.linearRampToValueAtTime(0.2, now + 0.03)
  volume.gain.exponentialRampToValueAtTime(0.001, now + 0.5)
  tone.connect(volume).connect(place).connect(audio.destination)
  tone.start(now)
  tone.stop(now + 0.5)
})
