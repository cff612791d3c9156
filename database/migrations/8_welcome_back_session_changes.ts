import Migration from '@ioc:WelcomeBack/Migrations/3_session_changes'

export default class extends Migration {}
