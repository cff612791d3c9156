import type { RequestContract } from '@ioc:Adonis/Core/Request'

export const pageNumber = (request: RequestContract): number => natural(request.input('page'), 10_000) ?? 1

export const commentNumber = (request: RequestContract): number | null =>
  natural(request.input('comment'), 999_999_999)

function natural(input: unknown, max: number): number | null {
  const number = Number(input)
  return Number.isInteger(number) && number >= 1 && number <= max ? number : null
}
