import Database from '@ioc:Adonis/Lucid/Database'
import type { LucidModel, ModelQueryBuilderContract } from '@ioc:Adonis/Lucid/Orm'

const perPage = 20

/** A page of 20 rows; the last one, where there are not that many. */
export async function pageOf<Model extends LucidModel>(
  query: () => ModelQueryBuilderContract<Model, InstanceType<Model>>,
  page: number,
) {
  const rows = await query().paginate(page, perPage)
  return page > rows.lastPage ? query().paginate(rows.lastPage, perPage) : rows
}

/** The same of rows that have been read already. */
export function pageOfList<Row>(rows: Row[], page: number) {
  const current = Math.min(page, Math.max(1, Math.ceil(rows.length / perPage)))
  const shown = rows.slice((current - 1) * perPage, current * perPage)
  return new Database.SimplePaginator(rows.length, perPage, current, ...shown)
}
