import type { RequestContract } from '@ioc:Adonis/Core/Request'

export function pageNumber(request: RequestContract): number {
  const page = Number(request.input('page'))
  return Number.isInteger(page) && page >= 1 && page <= 10_000 ? page : 1
}
