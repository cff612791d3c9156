import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import { isHealthy } from 'App/Models/health'

export default class HealthController {
  public async show({ response }: HttpContextContract) {
    const healthy = await isHealthy()
    return response.status(healthy ? 200 : 503).json({ healthy })
  }
}
