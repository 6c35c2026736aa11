// A stream of what the server tells. A connection that breaks the browser mends by itself, but not one that was answered with an error (a server that is starting again,
// a database that is away): that is opened anew here.

/** First wait and longest wait before a stream is opened anew, ms. */
const [FIRST, LONGEST] = [1000, 15_000];

/** `heard`: what to do with the data of each kind of event. */
type Ears = { readonly heard: Readonly<Record<string, (data: string) => void>>; readonly opened?: () => void; readonly broken?: () => void };

/** Listens until the returned function is called. */
export function listen(url: string, { heard, opened, broken }: Ears): () => void {
  let source: EventSource;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let wait = FIRST;
  const open = (): void => {
    source = new EventSource(url);
    source.addEventListener('open', () => {
      wait = FIRST;
      opened?.();
    });
    source.addEventListener('error', () => {
      broken?.();
      if (source.readyState !== EventSource.CLOSED) return;
      timer = setTimeout(open, wait);
      wait = Math.min(LONGEST, wait * 2);
    });
    for (const [kind, hear] of Object.entries(heard)) source.addEventListener(kind, (event) => hear((event as MessageEvent<string>).data));
  };
  open();
  return () => {
    clearTimeout(timer);
    source.close();
  };
}
