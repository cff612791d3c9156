import { createHash, randomBytes } from 'crypto'
import { sign } from '../session/stamp'

/** The public id of a device, and its secret. */
export interface Token {
  id: string
  secret: string
}

export const newToken = (): Token => ({ id: randomText(), secret: randomText() })

/** Returns the next token. It is the same for all requests that use this one at the same time. */
export const successorOf = ({ id, secret }: Token): Token => ({ id, secret: sign(`remember:${id}`, secret) })

/** A secret has 256 random bits, so a fast hash is enough. */
export const hashOf = (secret: string) => createHash('sha256').update(secret).digest('base64url')

export const tokenToCookie = ({ id, secret }: Token) => `${id}.${secret}`

/** Returns null for an invalid text. */
export function tokenFromCookie(value: unknown): Token | null {
  const [, id, secret] = /^([\w-]{43})\.([\w-]{43})$/.exec(String(value)) ?? []
  return id ? { id, secret } : null
}

const randomText = () => randomBytes(32).toString('base64url')
