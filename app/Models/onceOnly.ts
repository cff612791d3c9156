const duplicateKey = ['23505', 'SQLITE_CONSTRAINT_UNIQUE']

/** Creates a row, unless the database has it already and refuses a second one. Returns whether it is new. */
export async function onceOnly(create: () => Promise<unknown>): Promise<boolean> {
  try {
    await create()
    return true
  } catch (error: any) {
    if (!duplicateKey.includes(error.code)) throw error
    return false
  }
}
