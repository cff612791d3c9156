import Database from '@ioc:Adonis/Lucid/Database'

export const perPage = 20

/** Returns a page of 20 rows, or the last one. */
export async function pageOf<Row>(
  total: number,
  page: number,
  read: (offset: number, limit: number) => PromiseLike<Row[]> | Row[],
) {
  const current = Math.min(page, Math.max(1, Math.ceil(total / perPage)))
  const rows = total > 0 ? await read((current - 1) * perPage, perPage) : []
  return new Database.SimplePaginator(total, perPage, current, ...rows)
}
