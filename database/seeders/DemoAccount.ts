import BaseSeeder from '@ioc:Adonis/Lucid/Seeder'
import User from 'App/Models/User'

export const demo = { email: 'demo@example.com', password: 'welcome back' }

export default class DemoAccount extends BaseSeeder {
  public static environment: ('development' | 'production' | 'testing')[] = ['development']

  public async run() {
    await User.firstOrCreate({ email: demo.email }, { ...demo, name: 'Demo' })
  }
}
