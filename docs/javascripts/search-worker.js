/* The theme's worker, whose address is behind the "?", with its engine mended.
   Lunr keeps words as a tree and joins branches that are written alike, each as the letters and numbers of what follows.
   Among numerals that is ambiguous: "1" before branch 23 reads like "12" before 3, and words that never were appear. */
if (self.importScripts) importScripts(location.search.slice(1)) // from a disk, iframe-worker.js has loaded it
lunr.TokenSet.prototype.toString = function () {
  const branches = Object.entries(this.edges).map(([letter, branch]) => letter + branch.id)
  return [this.final, ...branches.sort()].join()
}
