import type { LucidModel, ModelQueryBuilderContract } from '@ioc:Adonis/Lucid/Orm'

/** A page of 20 rows; the last one, where there are not that many. */
export async function pageOf<Model extends LucidModel>(
  query: () => ModelQueryBuilderContract<Model, InstanceType<Model>>,
  page: number,
) {
  const rows = await query().paginate(page, 20)
  return page > rows.lastPage ? query().paginate(rows.lastPage, 20) : rows
}
