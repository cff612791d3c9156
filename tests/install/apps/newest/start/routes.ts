import Route from '@ioc:Adonis/Core/Route'
import Database from '@ioc:Adonis/Lucid/Database'

Route.get('/', async ({ view }) => view.render('pages/home')).middleware('silentAuth')
Route.get('/login', async ({ view }) => view.render('pages/login')).middleware('silentAuth')

Route.post('/login', async ({ auth, request, response }) => {
  await auth.attempt(request.input('email'), request.input('password'), !!request.input('remember'))
  return response.redirect('/')
})

Route.post('/logout', async ({ auth, response }) => {
  await auth.logout()
  return response.redirect('/')
})

Route.get('/notes', async ({ view }) =>
  view.render('pages/notes', { notes: await Database.from('notes').orderBy('id') }),
).middleware('auth')

Route.post('/notes', async ({ auth, request, response }) => {
  await Database.table('notes').insert({ person_id: auth.user!.id, body: request.input('body') })
  return response.redirect('/notes')
}).middleware('auth')
