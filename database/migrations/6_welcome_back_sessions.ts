import Migration from '@ioc:WelcomeBack/Migrations/1_sessions'

export default class extends Migration {}
