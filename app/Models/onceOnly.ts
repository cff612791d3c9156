/** What `create` creates, or null where the database has it already and refuses a second one. */
export async function onceOnly<Row>(create: () => Promise<Row>): Promise<Row | null> {
  try {
    return await create()
  } catch (error: any) {
    if (/unique constraint/i.test(error.message)) return null
    throw error
  }
}
