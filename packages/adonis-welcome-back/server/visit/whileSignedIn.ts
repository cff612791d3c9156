import { AuthenticationException } from '@adonisjs/auth/build/standalone'
import type { TransactionClientContract } from '@ioc:Adonis/Lucid/Database'
import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import { transaction } from '../database/transaction'
import { settings } from '../settings'
import { areUnchanged, credentialsOf } from '../session/credentials'
import { requireLiving } from '../session/userSessions'

/**
 * Runs an action in a transaction that has locked the user. Throws an AuthenticationException, and does not run it, if
 * the visitor's session ended or the user's password changed after the request read them. Verifying a password takes
 * long enough for both.
 */
export function whileSignedIn<Result>(
  { auth, visit }: HttpContextContract,
  action: (client: TransactionClientContract) => Promise<Result>,
): Promise<Result> {
  return transaction(async (client) => {
    const isUnchanged = await areUnchanged(credentialsOf(auth.user!, false), client)
    if (!isUnchanged || !visit.session) throw AuthenticationException.invalidSession(settings().guard)

    await requireLiving(visit.session, client)
    return action(client)
  })
}
