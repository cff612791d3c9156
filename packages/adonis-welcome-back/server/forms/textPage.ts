import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import { settings } from '../settings'
import { isCrossOrigin } from './crossOrigin'
import { Fields, formFields, namedTexts } from './formFields'

interface TextPage {
  status: number
  heading: string
  advice: string
  /** Where to go on. */
  link?: { href: string; text: string }
}

/** Shows the texts of a form on a page of its own, to be copied. */
export async function showText(ctx: HttpContextContract, page: TextPage, texts = formTexts(ctx)) {
  const { response, view } = ctx
  for (const name of ['location', 'content-type']) response.removeHeader(name)
  response.status(page.status).header('Cache-Control', 'no-store')
  response.send(await view.render(settings().textPage, { ...page, texts }))
}

/** Returns the texts of a form that somebody can have typed, with the names of their fields. */
export const formTexts = ({ request }: HttpContextContract) =>
  ['GET', 'HEAD'].includes(request.method()) || isCrossOrigin(request) ? [] : typedTexts(formFields(request))

/** A field whose name starts with an underscore belongs to the page. */
export const typedTexts = (fields: Fields) =>
  namedTexts(fields)
    .filter(([name, text]) => !name.startsWith('_') && text.trim())
    .map(([name, text]) => ({ name, text }))
