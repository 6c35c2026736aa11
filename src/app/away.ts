// Which errors are the database's own and pass by themselves: nobody's fault who asked, and worth another try.

/** The database is away, shutting down or full. */
const AWAY = /^(08|53|57P|ECONN|EPIPE|ETIMEDOUT)/;
/** It is there and busy: a deadlock, a lock or a statement that took too long. */
const BUSY = /^(40001|40P01|55P03|57014)$/;
const codeOf = (error: unknown): string => (error as { code?: string }).code ?? '';

export const isAway = (error: unknown): boolean => AWAY.test(codeOf(error)) || /Connection terminated|connection error|timeout exceeded/i.test(String(error));
export const isTransient = (error: unknown): boolean => isAway(error) || BUSY.test(codeOf(error));
