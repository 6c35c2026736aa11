// What a name on the screen stands for: a document, a record or a voucher, read from its link or told by a mark on the element.
export type Spot = { readonly kind: 'documents' | 'records' | 'vouchers'; readonly type: string; readonly key: string };

const ID = '[0-9a-f]{8}-[0-9a-f-]{27}';
const ADDRESS = new RegExp(`^/(documents|records)/([a-z-]+)/(${ID})$`);
const VOUCHER = new RegExp(`^/vouchers/(${ID})$`);

/** "documents/goods-receipt/0195…" of an address of the app; undefined when it leads to no single thing. */
export function markOf(href: string): string | undefined {
  const path = href.split('?')[0] ?? '';
  const found = ADDRESS.exec(path);
  if (found) return `${found[1]}/${found[2]}/${found[3]}`;
  const voucher = VOUCHER.exec(path);
  return voucher ? `vouchers/voucher/${voucher[1]}` : undefined;
}

/** The mark of a record somebody refers to; fields that may lead to several kinds have none. */
export const markOfRecord = (to: string | undefined, id: unknown): string | undefined =>
  to && !to.includes('|') && to !== 'document' && to !== 'open-item' && typeof id === 'string' && id !== '' ? `records/${to}/${id}` : undefined;

export function readMark(mark: string | undefined): Spot | null {
  const [kind, type, key] = (mark ?? '').split('/');
  return (kind === 'documents' || kind === 'records' || kind === 'vouchers') && type && key ? { kind, type, key } : null;
}

type Find = (element: Element) => string | undefined;
const finders = new Map<Element, Find>();

/** A region that knows what its elements stand for without marking each of them (the entry grid). Returns how to forget it. */
export function findIn(region: Element, find: Find): () => void {
  finders.set(region, find);
  return () => {
    finders.delete(region);
  };
}

/** The element with a meaning at or above one, and its mark. */
export function spotAt(element: Element | null): { readonly at: HTMLElement; readonly mark: string } | null {
  const marked = element?.closest<HTMLElement>('[data-peek]');
  const mark = marked?.dataset['peek'];
  if (marked && mark) return { at: marked, mark };
  for (const [region, find] of finders) {
    const found = element && region.contains(element) ? find(element) : undefined;
    if (found && element) return { at: element as HTMLElement, mark: found };
  }
  return null;
}
