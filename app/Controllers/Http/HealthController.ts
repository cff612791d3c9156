import { setTimeout } from 'timers/promises'
import Database from '@ioc:Adonis/Lucid/Database'
import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'

const patience = 2_000

export default class HealthController {
  public async show({ response }: HttpContextContract) {
    const answers = Database.rawQuery('select 1').then(
      () => true,
      () => false,
    )
    const healthy = await Promise.race([answers, setTimeout(patience, false, { ref: false })])
    return response.status(healthy ? 200 : 503).json({ healthy })
  }
}
