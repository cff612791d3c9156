import { string } from '@ioc:Adonis/Core/Helpers'

const labels: Record<string, string> = {
  bio: 'About you',
  body: 'Your comment',
  email: 'E-mail',
  new_email: 'New e-mail',
}

/** Returns the label of a field. */
export const labelOf = (name: string) => labels[name] ?? string.sentenceCase(name)
