import up from './unpoly'

const prefix = 'Error: '

/** Names an error in the title, as the server does. Unpoly keeps the title if a form is refused. */
up.compiler('main .error-summary', () => {
  document.title = prefix + withoutPrefix()
  return () => (document.title = withoutPrefix())
})

const withoutPrefix = () => document.title.replace(prefix, '')
