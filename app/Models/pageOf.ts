import Database from '@ioc:Adonis/Lucid/Database'
import type { LucidModel, ModelQueryBuilderContract } from '@ioc:Adonis/Lucid/Orm'

const perPage = 20

/** A page of 20 rows; the last one, where there are not that many. Rows that fill one page only are not counted. */
export async function pageOf<Model extends LucidModel>(
  query: () => ModelQueryBuilderContract<Model, InstanceType<Model>>,
  page: number,
) {
  const rows = await query()
    .offset((page - 1) * perPage)
    .limit(perPage + 1)
  const total = page === 1 && rows.length <= perPage ? rows.length : await countOf(query)
  const lastPage = Math.max(1, Math.ceil(total / perPage))
  if (page > lastPage) return pageOf(query, lastPage)
  return new Database.SimplePaginator(total, perPage, page, ...rows.slice(0, perPage))
}

async function countOf(query: () => any): Promise<number> {
  const [{ $extras }] = await query().clearSelect().clearOrder().count('* as total')
  return Number($extras.total)
}

/** The same of rows that have been read already. */
export function pageOfList<Row>(rows: Row[], page: number) {
  const current = Math.min(page, Math.max(1, Math.ceil(rows.length / perPage)))
  const shown = rows.slice((current - 1) * perPage, current * perPage)
  return new Database.SimplePaginator(rows.length, perPage, current, ...shown)
}
