// Small pieces every page uses: states, empty pages, waiting, errors, page heads.
import type { ReactNode } from 'react';
import { isProblem, messageOf } from '../api/client';
import type { DocState } from '../api/types';
import { usePrinting } from '../app/media';
import { useMeta } from '../app/meta';
import { t, type Word } from '../i18n';
import { stamp } from '../lib/days';
import { Button } from './button';
import { Icon } from './icon';
import { A } from './link';

const TONE: Readonly<Record<DocState, string>> = { draft: 'mute', submitted: 'warn', posted: 'ok', closed: 'mute', reversed: 'bad', void: 'mute', counting: 'warn' };
export const stateText = (state: DocState): string => t(`state.${state}` as Word);

/** A state by colour, shape and word, never by colour alone. */
export function StateTag({ state }: { readonly state: DocState }): ReactNode {
  return (
    <span className={`hc-tag hc-tag-${TONE[state] ?? 'mute'}`}>
      <i aria-hidden="true" />
      {stateText(state)}
    </span>
  );
}

export function Tag({ tone = 'mute', children }: { readonly tone?: string; readonly children: ReactNode }): ReactNode {
  return <span className={`hc-tag hc-tag-${tone}`}>{children}</span>;
}

type EmptyProps = {
  readonly title: string;
  readonly text?: string | undefined;
  readonly action?: ReactNode /** It is all there is on the page: its title is the page's. */;
  readonly whole?: boolean;
};

export function Empty({ title, text, action, whole = false }: EmptyProps): ReactNode {
  return (
    <div className="hc-empty">
      <svg width="88" height="64" viewBox="0 0 88 64" fill="none" stroke="currentColor" strokeWidth="1.500" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
        <path d="M16 22h56v34H16zM16 22l8-12h40l8 12M36 22v10h16V22" />
        <path className="hc-empty-mark" d="M26 46h14M26 40h9" />
        <path d="M4 56h80" opacity="0.500" />
      </svg>
      {whole ? <h1>{title}</h1> : <strong>{title}</strong>}
      {text && <p>{text}</p>}
      {action}
    </div>
  );
}

export function Waiting({ lines = 6 }: { readonly lines?: number }): ReactNode {
  return (
    <div className="hc-waiting" role="status" aria-label={t('loading')}>
      {Array.from({ length: lines }, (_, i) => (
        <i key={i} />
      ))}
    </div>
  );
}

export function Failure({ error, retry, whole = false }: { readonly error: unknown; readonly retry?: () => void; readonly whole?: boolean }): ReactNode {
  const gone = isProblem(error) && error.status === 404;
  const barred = isProblem(error) && error.status === 403;
  return (
    <Empty
      title={t(gone ? 'notFound' : barred ? 'notAllowed' : isProblem(error) && error.code === 'offline' ? 'offline' : 'failed')}
      text={messageOf(error)}
      whole={whole}
      action={
        gone || barred ? (
          <A className="hc-button hc-button-plain" href="/">
            {t('goHome')}
          </A>
        ) : (
          retry && <Button onClick={retry}>{t('retry')}</Button>
        )
      }
    />
  );
}

export type Crumb = { readonly text: string; readonly href?: string };

export function PageHead({
  crumbs = [],
  title,
  after,
  actions,
}: {
  readonly crumbs?: readonly Crumb[];
  readonly title: ReactNode;
  readonly after?: ReactNode;
  readonly actions?: ReactNode;
}): ReactNode {
  return (
    <header className="hc-page-head">
      {crumbs.length > 0 && (
        <nav className="hc-crumbs" aria-label={t('breadcrumbs')}>
          {crumbs.map((crumb, i) => (
            <span key={crumb.text}>
              {i > 0 && <Icon name="right" size={11} />}
              {crumb.href ? <A href={crumb.href}>{crumb.text}</A> : crumb.text}
            </span>
          ))}
        </nav>
      )}
      <div className="hc-page-title">
        <h1>{title}</h1>
        {after}
      </div>
      {actions && <div className="hc-actions">{actions}</div>}
      <Printed />
    </header>
  );
}

/** On paper: whose it is, and who took it from the house when. */
function Printed(): ReactNode {
  const meta = useMeta();
  return usePrinting() ? (
    <p className="hc-printed">
      <span>{meta.org.name}</span>
      <span>{t('printedBy', { who: meta.person.name, at: stamp(new Date().toISOString()) })}</span>
    </p>
  ) : null;
}

export const Keys = ({ keys }: { readonly keys: string }): ReactNode => (
  <>
    {keys.split(' ').map((key) => (
      <kbd key={key}>{key}</kbd>
    ))}
  </>
);
