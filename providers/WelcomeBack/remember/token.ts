import { createHash, randomBytes } from 'crypto'
import { sign } from '../session/stamp'

/** What the cookie of a remembered device holds: the device's public id, and the secret that proves it. */
export interface Token {
  id: string
  secret: string
}

export const newToken = (): Token => ({ id: randomText(), secret: randomText() })

/** Returns the token that replaces this one: the same one for every request that uses it in the same moment. */
export const successorOf = ({ id, secret }: Token): Token => ({ id, secret: sign(`remember:${id}`, secret) })

/** Returns the hash of a secret. A secret has 256 random bits, so a fast hash will do. */
export const hashOf = (secret: string) => createHash('sha256').update(secret).digest('base64url')

export const tokenToCookie = ({ id, secret }: Token) => `${id}.${secret}`

/** Returns the token of a cookie's value, or null if it holds none. */
export function tokenFromCookie(value: unknown): Token | null {
  const [, id, secret] = /^([\w-]{43})\.([\w-]{43})$/.exec(String(value)) ?? []
  return id ? { id, secret } : null
}

const randomText = () => randomBytes(32).toString('base64url')
