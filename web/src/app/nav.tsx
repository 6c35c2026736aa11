// The side nav, grown from meta: per module its documents and queries, all records in one group; folded it is one glyph per module.
import { useRouterState } from '@tanstack/react-router';
import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import type { Meta } from '../api/types';
import { words as bus } from '../bus/words';
import { words as close } from '../close/words';
import { words as costing } from '../costing/words';
import { t } from '../i18n';
import { words as matching } from '../matching/words';
import { words as rules } from '../rules/words';
import { words as outside } from '../outside/words';
import { PLANNING_PAGES } from '../planning/pages';
import { words as statements } from '../statements/words';
import { Floating } from '../ui/floating';
import { Icon } from '../ui/icon';
import { A } from '../ui/link';
import { documentOf, holds, recordOf, viewOf } from './meta';
import { useMemory } from './memory';

export type NavItem = { readonly href: string; readonly zh: string; readonly kind: 'document' | 'view' | 'record' | 'page'; readonly type: string };
export type NavGroup = { readonly key: string; readonly zh: string; readonly items: readonly NavItem[] };

/** The order of a working day; modules nobody ranked stand behind, in the server's order. */
const DAY_ORDER = ['purchasing', 'sales', 'warehouse', 'planning', 'quality', 'settlement', 'accounting'];
export const rank = (module: string): number => {
  const at = DAY_ORDER.indexOf(module);
  return at < 0 ? DAY_ORDER.length : at;
};
/** Groups that stand open until somebody folds them, for those who work everywhere. */
const OPEN_FIRST = 3;
/** Which groups start folded: those of other people's papers; queries without papers stand open. Who works everywhere (or nowhere) has the first ones open. */
function startsFolded(meta: Meta, groups: readonly NavGroup[]): (group: NavGroup, place: number) => boolean {
  const worksIn = (g: NavGroup): boolean => g.items.some((i) => i.kind === 'document' && documentOf(meta, i.type)?.may.edit);
  const books = groups.filter((g) => g.items.some((i) => i.kind === 'document'));
  const mine = books.filter(worksIn);
  return mine.length === 0 || mine.length === books.length ? (_, place) => place >= OPEN_FIRST : (group) => !mine.includes(group) && group.items.some((i) => i.kind !== 'view');
}

/** Pages of a module that are neither a document nor a query. */
const pagesOf = (meta: Meta, module: string): readonly NavItem[] => {
  if (module === 'rules')
    return meta.person.rights.some((r) => r === '*' || r === '*.view' || r.startsWith('rule.')) ? [{ href: '/rules', zh: rules.title, kind: 'page', type: 'rules' }] : [];
  if (module === 'planning')
    return PLANNING_PAGES.filter((p) => meta.person.rights.some((r) => r === '*' || r === '*.view' || r === 'planning.*' || r === p.right)).map((p) => ({
      href: `/planning/${p.page}`,
      zh: p.zh,
      kind: 'page',
      type: 'planning',
    }));
  if (!holds(meta, 'ledger.view')) return [];
  if (module === 'settlement') return [{ href: '/matching', zh: matching.title, kind: 'page', type: 'matching' }];
  return module === 'accounting'
    ? [
        { href: '/close', zh: close.title, kind: 'page', type: 'close' },
        { href: '/statements', zh: statements.title, kind: 'page', type: 'statements' },
      ]
    : [];
};

/** Queries that have a page of their own. */
const OWN_PAGES: Readonly<Record<string, Pick<NavItem, 'href' | 'zh'>>> = { 'costing-status': { href: '/costing', zh: costing.title } };

export function navGroups(meta: Meta): readonly NavGroup[] {
  const groups = meta.modules
    .toSorted((a, b) => rank(a.name) - rank(b.name))
    .map(
      (m): NavGroup => ({
        key: m.name,
        zh: m.zh,
        items: [
          ...m.documents.flatMap((type) => {
            const d = documentOf(meta, type);
            return d && d.may.view !== false ? [{ href: `/documents/${type}`, zh: d.zh, kind: 'document' as const, type }] : [];
          }),
          ...m.views.flatMap((name) => {
            const v = viewOf(meta, name);
            return v ? [{ href: `/views/${name}`, zh: v.zh, kind: 'view' as const, type: name, ...OWN_PAGES[name] }] : [];
          }),
          ...pagesOf(meta, m.name),
        ],
      }),
    );
  const records = meta.modules
    .flatMap((m) => m.records)
    .flatMap((type): NavItem[] => {
      const r = recordOf(meta, type);
      return r && r.may.view !== false ? [{ href: `/records/${type}`, zh: r.zh, kind: 'record', type }] : [];
    });
  const office: NavItem[] = [
    ...(holds(meta, 'settings.manage') || holds(meta, 'ledger.view') ? [{ href: '/settings/company', zh: t('companyRules'), kind: 'page' as const, type: 'company' }] : []),
    ...(holds(meta, 'people.manage')
      ? [
          { href: '/settings/people', zh: t('people'), kind: 'page' as const, type: 'people' },
          { href: '/settings/roles', zh: t('roles'), kind: 'page' as const, type: 'roles' },
        ]
      : []),
    ...(holds(meta, 'settings.manage') ? [{ href: '/settings/approvals', zh: t('approvals'), kind: 'page' as const, type: 'approvals' }] : []),
    ...(holds(meta, 'audit.view') ? [{ href: '/settings/audit', zh: t('audit'), kind: 'page' as const, type: 'audit' }] : []),
    ...(holds(meta, 'outside.manage')
      ? (['events', 'webhooks', 'in'] as const).map((page) => ({ href: `/outside/${page}`, zh: outside[page], kind: 'page' as const, type: 'outside' }))
      : []),
    ...(holds(meta, 'verify.run') ? [{ href: '/health', zh: t('health'), kind: 'page' as const, type: 'health' }] : []),
    ...(holds(meta, 'bus.manage')
      ? [
          { href: '/bus/health', zh: bus.health, kind: 'page' as const, type: 'bus' },
          { href: '/bus/letters', zh: bus.letters, kind: 'page' as const, type: 'bus' },
          { href: '/bus/stream', zh: bus.stream, kind: 'page' as const, type: 'bus' },
        ]
      : []),
    ...(holds(meta, 'ledger.view') ? [{ href: '/assessment', zh: t('assessment'), kind: 'page' as const, type: 'assessment' }] : []),
  ];
  return [...groups, { key: 'records', zh: t('records'), items: records }, { key: 'office', zh: t('settings'), items: office }].filter((g) => g.items.length > 0);
}

export function Nav({ meta, folded, onFold }: { readonly meta: Meta; readonly folded: boolean; readonly onFold: () => void }): ReactNode {
  const groups = useMemo(() => navGroups(meta), [meta]);
  const folds = useMemo(() => startsFolded(meta, groups), [meta, groups]);
  const path = useRouterState({ select: (s) => s.location.pathname });
  const list = useRef<HTMLDivElement>(null);
  // Where one is stands in sight, also when one came by the command box.
  useEffect(() => {
    // a frame later: the router first puts back how far everything was scrolled
    const frame = requestAnimationFrame(() => list.current?.querySelector('[aria-current=page]')?.scrollIntoView({ block: 'nearest' }));
    return () => cancelAnimationFrame(frame);
  }, [path]);
  return (
    <nav className="hc-nav" aria-label={t('mainNav')}>
      <div ref={list} className="hc-nav-scroll">
        <A className="hc-nav-item hc-nav-home" href="/" aria-current={path === '/' ? 'page' : undefined} title={t('home')}>
          <Icon name="home" />
          <span>{t('home')}</span>
        </A>
        {groups.map((g, i) => (folded ? <FoldedGroup key={g.key} group={g} path={path} /> : <Group key={g.key} group={g} path={path} shutFirst={folds(g, i)} />))}
      </div>
      <button type="button" className="hc-nav-fold" onClick={onFold} aria-label={t(folded ? 'navOpen' : 'navFold')} title={t(folded ? 'navOpen' : 'navFold')}>
        <Icon name={folded ? 'fold' : 'unfold'} />
      </button>
    </nav>
  );
}

export const isHere = (item: NavItem, path: string): boolean => path === item.href || path.startsWith(`${item.href}/`);

function Group({ group, path, shutFirst }: { readonly group: NavGroup; readonly path: string; readonly shutFirst: boolean }): ReactNode {
  const [closed, setClosed] = useMemory(`nav.${group.key}`, shutFirst);
  const here = group.items.some((i) => isHere(i, path));
  const shut = closed && !here;
  return (
    <section className="hc-nav-group">
      <h2>
        <button type="button" aria-expanded={!shut} onClick={() => setClosed(!closed)}>
          {group.zh}
          <Icon name={shut ? 'right' : 'down'} size={11} />
        </button>
      </h2>
      {!shut && (
        <ul>
          {group.items.map((item) => (
            <li key={item.href}>
              <A className={`hc-nav-item hc-nav-${item.kind}`} href={item.href} aria-current={isHere(item, path) ? 'page' : undefined}>
                <span>{item.zh}</span>
              </A>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function FoldedGroup({ group, path }: { readonly group: NavGroup; readonly path: string }): ReactNode {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const here = group.items.some((i) => isHere(i, path));
  return (
    <>
      <button
        ref={button}
        type="button"
        className={`hc-nav-glyph${here ? ' hc-here' : ''}`}
        aria-label={group.zh}
        aria-expanded={open}
        title={group.zh}
        onClick={() => setOpen(!open)}
      >
        {group.zh.slice(0, 1)}
      </button>
      <Floating anchor={button.current} open={open} onClose={() => setOpen(false)} className="hc-nav-fly">
        <h2>{group.zh}</h2>
        <ul>
          {group.items.map((item) => (
            <li key={item.href}>
              <A className="hc-nav-item" href={item.href} aria-current={isHere(item, path) ? 'page' : undefined} onClick={() => setOpen(false)}>
                <span>{item.zh}</span>
              </A>
            </li>
          ))}
        </ul>
      </Floating>
    </>
  );
}
