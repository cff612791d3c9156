// Loaded by every server of the tests.
process.on('message', (words: string) => {
  throw new Error(words)
})

export {}
