import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import TooBusy from 'App/Exceptions/TooBusy'

const fields = ['account_password', 'current_password', 'password']

/** Two passwords are verified at once, and the last of these waits for some seconds. */
export const maxForms = 22

let running = 0

/** Refuses forms with a password while too many others wait, before they count as an attempt. */
export default class PasswordLimit {
  public async handle({ request }: HttpContextContract, next: () => Promise<void>) {
    if (!fields.some((name) => request.input(name))) return next()
    if (running >= maxForms) throw new TooBusy()

    running++
    await next().finally(() => running--)
  }
}
