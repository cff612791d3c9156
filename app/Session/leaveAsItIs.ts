import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'

/** Throws away what this request has changed in its session so far, cookies included, and whatever it still will. */
export function leaveAsItIs({ response, session }: HttpContextContract) {
  session.commit = async () => {}
  response.removeHeader('set-cookie')
}
