import { createHmac } from 'crypto'
import Config from '@ioc:Adonis/Core/Config'

/**
 * The public name of a session: what a page carries to know whether it is still a page of the living one.
 * Takes the secret session id, answers 43 characters that tell nothing about it.
 */
export const stampOf = (sessionId: string) => seal('session', sessionId)

/** The public name of a user, the same in all their sessions. Takes the user's id. */
export const viewerOf = (userId: number) => seal('viewer', String(userId))

function seal(kind: string, value: string) {
  return createHmac('sha256', Config.get('app.appKey')).update(`${kind}:${value}`).digest('base64url')
}
