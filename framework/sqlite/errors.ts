export const failure = (message: string, code: string) => Object.assign(new Error(message), { code })

export const locked = () => failure('The database is locked', 'SQLITE_BUSY')

export const isLocked = (error: any) => /^SQLITE_(BUSY|LOCKED)/.test(error.code)
