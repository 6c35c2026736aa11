// A long calculation lets others go first: it calls breathe() every few milliseconds, and whoever runs it in a thread says what happens then.
// Nothing goes in and nothing comes out, so no figure depends on it.

let pause: (() => void) | null = null;

/** From now on long calculations of this thread call `wait` every few milliseconds; it may hold the thread for as long as it likes. */
export function breatheWith(wait: () => void): void {
  pause = wait;
}

export function breathe(): void {
  pause?.();
}
