// The pages somebody keeps open: documents, records and vouchers, per company and person, kept in this browser over a reload.
import type { Meta } from '../api/types';
import { recall, remember } from '../app/memory';
import { documentOf, recordOf } from '../app/meta';
import { t } from '../i18n';

export type Tab = { readonly href: string; readonly text: string };
const MOST = 16;

const keyOf = (meta: Meta): string => `tabs.${meta.org.id}.${meta.person.id}`;
export const tabsKey = keyOf;
const NONE: readonly Tab[] = [];
export const tabsOf = (meta: Meta): readonly Tab[] => recall<readonly Tab[]>(keyOf(meta), NONE);

const PAGE = /^\/(documents|records|vouchers)\/([\w-]+)(?:\/([\w-]+))?$/;
/** What a page is called in its tab before it has said its own name; null for pages that are not kept open. */
export function nameOf(meta: Meta, path: string): string | null {
  const [, kind, type = '', id] = PAGE.exec(path) ?? [];
  if (kind === 'vouchers') return t('voucher');
  const zh = kind === 'documents' ? documentOf(meta, type)?.zh : kind === 'records' ? recordOf(meta, type)?.zh : undefined;
  return zh === undefined || id === undefined ? null : id === 'new' ? t('newOne', { what: zh }) : zh;
}

/** Where the draft of a document page is kept while it is unsaved. */
export function draftOf(meta: Meta, path: string): string | null {
  const [, kind, type, id] = PAGE.exec(path) ?? [];
  return kind === 'documents' && type && id ? `draft.${meta.org.id}.${type}.${id}` : null;
}
const isDirty = (meta: Meta, tab: Tab): boolean => {
  const place = draftOf(meta, tab.href);
  return place !== null && recall(place, null) !== null;
};

/** The tabs with this page among them. A new document that was saved keeps its place; too many drop the oldest without unsaved words. */
export function withPage(meta: Meta, tabs: readonly Tab[], { page, was }: { readonly page: Tab; readonly was: string | null }): readonly Tab[] {
  const at = tabs.findIndex((x) => x.href === page.href);
  if (at >= 0) return tabs[at]?.text === page.text ? tabs : tabs.with(at, page);
  const type = (path: string): string => path.split('/').slice(0, 3).join('/');
  const born = was?.endsWith('/new') && type(was) === type(page.href) ? tabs.findIndex((x) => x.href === was) : -1;
  if (born >= 0) return tabs.with(born, page);
  const next = [...tabs, page];
  if (next.length <= MOST) return next;
  const oldest = next.findIndex((x) => x !== page && !isDirty(meta, x));
  return oldest < 0 ? next : next.toSpliced(oldest, 1);
}

export const keepTabs = (meta: Meta, tabs: readonly Tab[]): void => remember(keyOf(meta), tabs);

/** Pages one comes back to rather than opens: what was being written there is simply still there. Everything open when the app started, and the tab just pressed. */
let coming: string | null = null;
let atStart: ReadonlySet<string> | null = null;
export const comeBackTo = (href: string): void => {
  coming = href;
};
export function isReturn(meta: Meta, path: string): boolean {
  atStart ??= new Set(tabsOf(meta).map((x) => x.href));
  const open = tabsOf(meta).some((x) => x.href === path);
  const back = open && (coming === path || !path.endsWith('/new') || atStart.has(path));
  atStart = new Set([...atStart].filter((x) => x !== path));
  coming = null;
  return back;
}
