// Work that can wait until nobody is typing: done in a quiet moment of the browser, at the latest after `limit`.

/** Runs `work` when the browser has nothing else to do, after `limit` ms at the latest. Gives back how to call it off. */
export function whenIdle(work: () => void, limit: number): () => void {
  // Safari has no idle callback yet
  if (!('requestIdleCallback' in globalThis)) {
    const timer = setTimeout(work, 0);
    return () => clearTimeout(timer);
  }
  const ticket = requestIdleCallback(work, { timeout: limit });
  return () => cancelIdleCallback(ticket);
}

/** A pause of `pause` ms first, then the next quiet moment. */
export function afterPause(work: () => void, pause: number): () => void {
  let callOff: () => void;
  const timer = setTimeout(() => {
    callOff = whenIdle(work, pause);
  }, pause);
  callOff = () => clearTimeout(timer);
  return () => callOff();
}
