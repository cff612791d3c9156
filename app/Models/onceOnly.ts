/** Creates a row, unless the database has it already and refuses a second one. */
export async function onceOnly(create: () => Promise<unknown>) {
  try {
    await create()
  } catch (error: any) {
    if (!/unique constraint/i.test(error.message)) throw error
  }
}
