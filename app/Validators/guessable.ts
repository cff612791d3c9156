import commonPasswords from 'fxa-common-password-list'

const siteName = 'Welcome Back'
const minWord = 3
const minRest = 3

/** Returns whether a password is one of the 50,000 most common, or made of these words or the name of the site. */
export const isGuessable = (password: string, words: string[]) =>
  commonPasswords.test(password.toLowerCase()) || isMadeOf([...words.flatMap(partsOf), siteName], password)

/** Numbers and signs around the words do not make a password better. */
function isMadeOf(words: string[], password: string): boolean {
  const [text, longestFirst] = [
    plain(password),
    words.map(plain).sort((one, other) => other.length - one.length),
  ]
  const rest = longestFirst
    .filter(({ length }) => length >= minWord)
    .reduce((left, word) => left.replaceAll(word, ''), text)
  return rest.length < text.length && rest.replace(/\p{N}/gu, '').length < minRest
}

/** Returns the text with its words: `ada@example.com` also has `ada` and `example.com`. */
const partsOf = (text: string) => [text, ...text.split(/[@\s]+/)]

const plain = (text: string) =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
