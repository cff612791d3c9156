import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'

/** Discards what this request changed in its session, cookies included. */
export function discardChanges({ response, session }: HttpContextContract) {
  session.commit = async () => {}
  response.removeHeader('set-cookie')
}
