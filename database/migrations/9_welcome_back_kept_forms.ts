import Migration from '@ioc:WelcomeBack/Migrations/4_kept_forms'

export default class extends Migration {}
