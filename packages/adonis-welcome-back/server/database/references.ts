const codes = ['23503', 'SQLITE_CONSTRAINT_FOREIGNKEY', 'ER_NO_REFERENCED_ROW_2']

/** Returns whether the database refused a row because a row that it refers to is gone. */
export const isReferenceMissing = ({ code }: { code?: string }) => codes.includes(code!)
