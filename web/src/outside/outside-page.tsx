// 外部连接: the catalogue of events, webhooks going out, and what comes in; three pages under one head.
import type { ReactNode } from 'react';
import { holds, useMeta } from '../app/meta';
import { useGo, useParam } from '../app/url';
import { t } from '../i18n';
import { PageHead } from '../ui/bits';
import { EventCatalogue } from './catalogue';
import { Incoming } from './incoming';
import { Webhooks } from './webhooks';
import { words } from './words';
import './outside.css';

const PAGES = { events: EventCatalogue, webhooks: Webhooks, in: Incoming } as const;
type Page = keyof typeof PAGES;

export function OutsidePage(): ReactNode {
  const go = useGo();
  const meta = useMeta();
  const wanted = useParam('page');
  const may = holds(meta, 'outside.manage');
  const pages = (Object.keys(PAGES) as Page[]).filter((p) => may || p === 'events');
  const page: Page = pages.find((p) => p === wanted) ?? 'events';
  const Shown = PAGES[page];
  return (
    <div className="hc-page hc-outside">
      <PageHead
        crumbs={[{ text: t('settings') }, { text: words.title }]}
        title={words[page]}
        actions={
          pages.length > 1 && (
            <div className="hc-segments" role="radiogroup" aria-label={words.tabs}>
              {pages.map((name) => (
                <button key={name} type="button" role="radio" aria-checked={name === page} onClick={() => go(`/outside/${name}`)}>
                  {words[name]}
                </button>
              ))}
            </div>
          )
        }
      />
      <Shown />
    </div>
  );
}
