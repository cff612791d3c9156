const duplicateKey = ['23505', 'SQLITE_CONSTRAINT_UNIQUE', 'SQLITE_CONSTRAINT_PRIMARYKEY']

/** Returns false if a unique column or the key refuses the row. */
export async function saveUnique(create: () => Promise<unknown>): Promise<boolean> {
  try {
    await create()
    return true
  } catch (error: any) {
    if (!isDuplicate(error)) throw error
    return false
  }
}

/** Returns whether a unique column refused a row. */
export const isDuplicate = ({ code }: { code?: string }) => duplicateKey.includes(code!)
