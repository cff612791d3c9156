import Migration from '@ioc:WelcomeBack/Migrations/2_remembered_devices'

export default class extends Migration {}
