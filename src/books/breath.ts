// Long computations take breath, so that one person's late receipt does not make everybody else wait for the processor.

/** Lets whatever else is waiting have its turn. */
export const breathe = (): Promise<void> =>
  new Promise((go) => {
    setImmediate(go);
  });

/** Drives a computation to its end and takes breath whenever it pauses. */
export async function calmly<T>(work: Generator<void, T>): Promise<T> {
  for (;;) {
    const next = work.next();
    if (next.done) return next.value;
    await breathe();
  }
}
