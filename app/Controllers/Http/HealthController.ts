import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import { isHealthy } from 'App/Database/health'

export default class HealthController {
  public async show({ response }: HttpContextContract) {
    const healthy = await isHealthy()
    return response.status(healthy ? 200 : 503).json({ healthy })
  }
}
