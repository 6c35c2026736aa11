// 协同: health of the bus, its dead letters and the value stream, three pages under one head.
import type { ReactNode } from 'react';
import { useGo, useParam } from '../app/url';
import { t } from '../i18n';
import { PageHead } from '../ui/bits';
import { Icon } from '../ui/icon';
import { useLiveHealth } from './bus';
import { HealthBoard } from './health-board';
import { Letters } from './letters';
import { Stream } from './stream';
import { words } from './words';
import './bus.css';

const PAGES = { health: HealthBoard, letters: Letters, stream: Stream } as const;
type Page = keyof typeof PAGES;

export function BusPage(): ReactNode {
  const alive = useLiveHealth();
  const go = useGo();
  const wanted = useParam('page');
  const page: Page = wanted in PAGES ? (wanted as Page) : 'health';
  const Shown = PAGES[page];
  return (
    <div className="hc-page hc-bus">
      <PageHead
        crumbs={[{ text: t('settings') }, { text: words.title }]}
        title={words[page]}
        actions={
          <div className="hc-segments" role="radiogroup" aria-label={words.tabs}>
            {(Object.keys(PAGES) as Page[]).map((name) => (
              <button key={name} type="button" role="radio" aria-checked={name === page} onClick={() => go(`/bus/${name}`)}>
                {words[name]}
              </button>
            ))}
          </div>
        }
      />
      {!alive && (
        <section className="hc-bus-verdict hc-bus-bad hc-bus-silent" role="alert">
          <Icon name="warn" size={20} />
          <div>
            <h2>{words.noAnswer}</h2>
            <p>{words.noAnswerText}</p>
          </div>
        </section>
      )}
      <Shown />
    </div>
  );
}
