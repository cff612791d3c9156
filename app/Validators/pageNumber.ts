import type { RequestContract } from '@ioc:Adonis/Core/Request'

/** The `page` of a query, from 1 to 10,000; 1 for anything that is not a page. */
export function pageNumber(request: RequestContract): number {
  const page = Number(request.input('page'))
  return Number.isInteger(page) && page >= 1 && page <= 10_000 ? page : 1
}
