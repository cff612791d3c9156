import Application from '@ioc:Adonis/Core/Application'
import Route from '@ioc:Adonis/Core/Route'
import { routes } from '@ioc:WelcomeBack'
import { canSend } from 'App/Mail/transport'

const slug = { match: /^[a-z0-9-]{1,80}$/ }
const token = { match: /^[\w-]{43}$/ }
const device = { match: /^[\w-]{43}$/ }
const id = { match: /^\d{1,9}$/, cast: Number }

const form = ['bodyParser', 'bodyLimit', 'cleanInput', 'passwordLimit']

Route.get('/health', 'HealthController.show').as('health')
Route.get('/robots.txt', 'CrawlersController.robots').as('robots')
Route.get('/sitemap.xml', 'CrawlersController.sitemap').as('sitemap')

Route.get('/api/user/check', 'UsersController.check')
  .as('api.user.check')
  .middleware(['passive', 'sessionHeaders'])

Route.get('/api/user/events', 'UsersController.events').as('api.user.events').middleware('passive')

if (!Application.inProduction) {
  Route.post('/dev/session/expire', 'DevelopmentController.expire')
    .as('dev.session.expire')
    .middleware([...form, 'session'])
  Route.get('/dev/mails', 'MailsController.index').as('dev.mails.index')
  Route.get('/dev/mails/:id', 'MailsController.show').as('dev.mails.show').where('id', id)
}

Route.group(() => {
  // Everyone
  Route.group(() => {
    Route.get('/', 'HomeController.show').as('home')
    Route.get('/lessons', 'LessonsController.index').as('lessons.index')
    Route.get('/lessons/:slug', 'LessonsController.show').as('lessons.show').where('slug', slug)
    Route.get('/comments/:id', 'CommentsController.show').as('comments.show').where('id', id)
    Route.get('/code/:name', 'CodeController.show').as('code.show')
    Route.get('/source/*', 'SourcesController.show').as('sources.show')
    Route.get('/go/auth/reset', 'GoController.authReset').as('go.auth.reset')
    Route.get('/go/signed-in', 'GoController.signedIn').as('go.signed_in')
    routes()
    Route.post('/login', 'LoginsController.store').as('logins.store')
    Route.post('/logout', 'LoginsController.destroy').as('logins.destroy')
    Route.post('/register', 'RegistrationsController.store').as('registrations.store')
    if (canSend()) {
      Route.get('/forgot-password', 'PasswordResetsController.create').as('password_resets.create')
      Route.post('/forgot-password', 'PasswordResetsController.store').as('password_resets.store')
      Route.get('/reset-password/:token', 'PasswordResetsController.edit')
        .as('password_resets.edit')
        .where('token', token)
      Route.put('/reset-password/:token', 'PasswordResetsController.update')
        .as('password_resets.update')
        .where('token', token)
      Route.get('/restore-email/:token', 'EmailRestorationsController.edit')
        .as('email_restorations.edit')
        .where('token', token)
      Route.put('/restore-email/:token', 'EmailRestorationsController.update')
        .as('email_restorations.update')
        .where('token', token)
    }
  }).middleware(['shield', 'forms'])

  // Guests
  Route.group(() => {
    Route.get('/login', 'LoginsController.create').as('logins.create')
    Route.get('/register', 'RegistrationsController.create').as('registrations.create')
  }).middleware(['guest', 'shield', 'forms'])

  // Signed in
  Route.group(() => {
    Route.post('/lessons/:slug/comments', 'CommentsController.store').as('comments.store').where('slug', slug)
    Route.get('/comments/:id/edit', 'CommentsController.edit').as('comments.edit').where('id', id)
    Route.put('/comments/:id', 'CommentsController.update').as('comments.update').where('id', id)
    Route.delete('/comments/:id', 'CommentsController.destroy').as('comments.destroy').where('id', id)
    Route.get('/account', 'AccountsController.show').as('accounts.show')
    Route.put('/account', 'AccountsController.update').as('accounts.update')
    Route.delete('/account', 'AccountsController.destroy').as('accounts.destroy')
    Route.get('/account/sessions', 'SessionsController.index').as('sessions.index')
    Route.delete('/account/sessions', 'SessionsController.destroyOthers')
      .as('sessions.destroy_others')
      .middleware('confirmed')
    Route.delete('/account/sessions/:device', 'SessionsController.destroy')
      .as('sessions.destroy')
      .where('device', device)
      .middleware('confirmed')
    Route.post('/account/confirmation', 'ConfirmationsController.store').as('confirmations.store')
    Route.put('/account/password', 'PasswordsController.update').as('passwords.update')
    if (canSend()) {
      Route.put('/account/mails', 'MailSettingsController.update').as('mail_settings.update')
      Route.post('/account/email', 'EmailChangesController.store').as('email_changes.store')
      Route.get('/account/email/:token', 'EmailChangesController.edit')
        .as('email_changes.edit')
        .where('token', token)
      Route.put('/account/email/:token', 'EmailChangesController.update')
        .as('email_changes.update')
        .where('token', token)
    }
  }).middleware(['auth', 'shield', 'forms'])
}).middleware([...form, 'session', 'silentAuth', 'noStore', 'unpoly'])
