/** Creates a row, unless the database has it already and refuses a second one. Answers whether it is new. */
export async function onceOnly(create: () => Promise<unknown>): Promise<boolean> {
  try {
    await create()
    return true
  } catch (error: any) {
    if (!/unique constraint/i.test(error.message)) throw error
    return false
  }
}
