import Event from '@ioc:Adonis/Core/Event'
import Database, { TransactionClientContract } from '@ioc:Adonis/Lucid/Database'
import { BaseModel, column } from '@ioc:Adonis/Lucid/Orm'
import { canSend } from 'App/Mail/transport'

const leaseMs = 5 * 60_000
const maxWaiting = 1_000

export type MailKind = 'password-reset' | 'password-changed' | 'email-change' | 'email-changed' | 'sign-in'

/** What a template needs besides the user. */
export type MailDetails = Record<string, string | number | undefined>

type NewMail = Pick<Mail, 'kind' | 'recipient'> & Partial<Pick<Mail, 'userId' | 'details'>>

/** A mail that waits to be sent. It has neither text nor token: both are made when it is sent. */
export default class Mail extends BaseModel {
  public static table = 'mails'

  @column({ isPrimary: true })
  public id: number

  @column()
  public kind: MailKind

  /** Null if nobody has looked up yet whose address the recipient is. */
  @column()
  public userId: number | null

  @column()
  public recipient: string

  @column({
    prepare: (details: MailDetails) => JSON.stringify(details),
    consume: (json: string) => JSON.parse(json),
  })
  public details: MailDetails

  @column()
  public attempts: number

  /** Milliseconds since 1970. */
  @column({ consume: Number })
  public dueAt: number

  /** Adds a mail in the transaction of what it is about. It is sent after the COMMIT. */
  public static async add(
    { userId = null, details = {}, ...mail }: NewMail,
    client?: TransactionClientContract,
  ) {
    if (!canSend()) return

    await this.create({ userId, details, attempts: 0, dueAt: Date.now(), ...mail }, { client })
    const notify = () => void Event.emit('mail:added', undefined)
    if (client) client.after('commit', notify)
    else notify()
  }

  /** Adds a mail in place of one of the same kind that still waits. */
  public static async replace(mail: NewMail, client?: TransactionClientContract) {
    const { kind, userId, recipient } = mail
    await this.query({ client })
      .where({ kind, ...(userId ? { user_id: userId } : { recipient }) })
      .delete()
    await this.add(mail, client)
  }

  public static due(limit: number) {
    return this.query().where('due_at', '<=', Date.now()).orderBy('due_at').orderBy('id').limit(limit)
  }

  /** Removes the oldest mails beyond 1,000. */
  public static async removeSurplus() {
    const surplus = await this.query().select('id').orderBy('id', 'desc').offset(maxWaiting).limit(maxWaiting)
    await Promise.all(surplus.map((mail) => mail.remove()))
  }

  /** Returns false if another process sends this mail. If the process ends meanwhile, another one sends it later. */
  public async claim(): Promise<boolean> {
    const [{ id, dueAt, attempts }, leaseEnd] = [this, Date.now() + leaseMs]
    const claimed = await Database.from('mails')
      .where({ id, due_at: dueAt, attempts })
      .update({ due_at: leaseEnd, attempts: attempts + 1 })
    this.$attributes.attempts = attempts + 1
    return Number(claimed) > 0
  }

  public async postpone(milliseconds: number) {
    await Database.from('mails')
      .where('id', this.id)
      .update({ due_at: Date.now() + milliseconds })
  }

  public async remove() {
    await Database.from('mails').where('id', this.id).delete()
  }
}
