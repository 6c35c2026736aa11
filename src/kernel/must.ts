// Assertions about ourselves. A user is refused politely; a bug crashes loudly.

/** Thrown when the code, not the user, is wrong. Never caught by the house; it ends the request with 500. */
export class Bug extends Error {
  override readonly name = 'Bug';
}

/** Throws a `Bug` unless `claim` holds. */
export function must(claim: unknown, message: string): asserts claim {
  if (claim === false || claim === null || claim === undefined) throw new Bug(message);
}

/** Returns `value`, which must be there. */
export function present<T>(value: T | null | undefined, what: string): T {
  must(value, `${what} is missing`);
  return value as T;
}
