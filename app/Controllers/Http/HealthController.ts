import Database from '@ioc:Adonis/Lucid/Database'
import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'

export default class HealthController {
  public async show({ response }: HttpContextContract) {
    const healthy = await Database.rawQuery('select 1')
      .then(() => true)
      .catch(() => false)
    return response.status(healthy ? 200 : 503).json({ healthy })
  }
}
