const duplicateKey = ['23505', 'SQLITE_CONSTRAINT_UNIQUE']

/** Returns false if a unique column refuses the row. */
export async function saveUnique(create: () => Promise<unknown>): Promise<boolean> {
  try {
    await create()
    return true
  } catch (error: any) {
    if (!duplicateKey.includes(error.code)) throw error
    return false
  }
}
