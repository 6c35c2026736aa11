// The actions of a document: one primary, at most two beside it, the rest in a menu; on a phone they stand at the bottom.
import { useEffect, useRef, type ReactNode } from 'react';
import type { Command, DocMeta } from '../api/types';
import { followersOf, useMeta } from '../app/meta';
import { usePhone } from '../app/media';
import { useGo } from '../app/url';
import { t } from '../i18n';
import { Button } from '../ui/button';
import { Icon, type IconName } from '../ui/icon';
import { Menu, type MenuItem } from '../ui/menu';
import { commandText } from './use-command';

export type Extra = { readonly key: string; readonly label: string; readonly icon: IconName; readonly hint?: string; readonly run: () => void };
type Props = {
  readonly def: DocMeta;
  readonly actions: readonly Command[];
  readonly busy: Command | null;
  readonly editing: boolean;
  readonly dirty: boolean;
  readonly onCommand: (command: Command) => void;
  readonly extras: readonly Extra[];
  readonly id: string | null;
  readonly pushes: boolean;
};

/** Which command stands out: approving before submitting before starting a count. */
export const primaryOf = (actions: readonly Command[]): Command | null => (['approve', 'submit', 'count'] as const).find((c) => actions.includes(c)) ?? null;
/** What can be done with a document that is not there yet; a count is saved, then started. */
export const firstActions = (def: DocMeta): readonly Command[] =>
  (['save', 'submit', 'approve', 'count'] as const).filter((c) => def.flow.draft?.[c] !== undefined && (c !== 'approve' || def.may.approve));
/** Counting starts on a draft; on a started sheet the same command keeps what was counted. */
const wordOf = (def: DocMeta, command: Command, actions: readonly Command[]): string =>
  command === 'count' ? t(actions.includes('save') ? 'startCount' : 'keepCount') : commandText(def, command);
const DANGER: readonly Command[] = ['reverse', 'void'];

const Followers = ({ next, push }: { readonly next: readonly DocMeta[]; readonly push: (type: string) => void }): ReactNode => (
  <Menu
    label={t('makeFollowers')}
    className="hc-button hc-button-plain"
    button={
      <>
        {t('makeFollowers')}
        <Icon name="down" size={13} />
      </>
    }
    items={next.map((d) => ({ key: d.type, label: d.zh, icon: 'right' as const, run: () => push(d.type) }))}
  />
);

export function DocBar({ def, actions, busy, editing, dirty, onCommand, extras, id, pushes }: Props): ReactNode {
  const meta = useMeta();
  const phone = usePhone();
  const go = useGo();
  const primary = primaryOf(actions);
  const beside = (['save', 'count', 'reject', 'withdraw'] as const).filter((c) => c !== primary && actions.includes(c) && (c !== 'save' || editing)).slice(0, 2);
  const fresh = (): void => go(`/documents/${def.type}/new`);
  useBarKeys({ submit: editing || busy !== null || !primary ? null : () => onCommand(primary), fresh: !editing && def.may.edit ? fresh : null });
  const rest = actions.filter((c) => c !== primary && !beside.includes(c as never) && !(c === 'save'));
  const next = pushes && id ? followersOf(meta, def.type) : [];
  const push = (type: string): void => go(`/documents/${type}/new?from=${def.type}&source=${id}`);
  const only = next.length === 1 ? next[0] : undefined;
  const items: (MenuItem | null)[] = [
    ...extras,
    ...(rest.length > 0 ? [null] : []),
    ...rest.map((c): MenuItem => ({ key: c, label: wordOf(def, c, actions), danger: DANGER.includes(c), run: () => onCommand(c) })),
  ];
  return (
    <div className={`hc-doc-bar${phone ? ' hc-doc-bar-phone' : ''}`}>
      <Menu label={t('more')} className={phone ? 'hc-button hc-button-plain' : 'hc-icon-button hc-more'} button={<Icon name="more" />} items={items} />
      {beside.map((c) => (
        <Button
          key={c}
          busy={busy === c}
          disabled={busy !== null || (c === 'save' && !dirty && id !== null)}
          onClick={() => onCommand(c)}
          {...((c === 'save' || c === 'count') && !phone ? { keys: 'Alt S' } : {})}
        >
          {wordOf(def, c, actions)}
        </Button>
      ))}
      {!primary && only && (
        <Button kind="primary" onClick={() => push(only.type)}>
          {t('makeFollower', { what: only.zh })}
        </Button>
      )}
      {!primary && next.length > 1 && <Followers next={next} push={push} />}
      {!primary && next.length === 0 && id && def.may.edit && (
        <Button kind={phone ? 'primary' : 'plain'} onClick={fresh}>
          {t('newOne', { what: def.zh })}
        </Button>
      )}
      {primary && (
        <Button kind="primary" busy={busy === primary} disabled={busy !== null} onClick={() => onCommand(primary)} {...(phone ? {} : { keys: 'Ctrl ↵' })}>
          {wordOf(def, primary, actions)}
        </Button>
      )}
    </div>
  );
}

type Keys = { readonly submit: (() => void) | null; readonly fresh: (() => void) | null };
/** Ctrl Enter does what the button says it does, also on paper, and Alt N begins the next one; while writing, the editor hears its keys itself. */
function useBarKeys(keys: Keys): void {
  const now = useRef(keys);
  now.current = keys;
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.isComposing || event.defaultPrevented || document.querySelector('dialog[open]')) return;
      const run = event.ctrlKey && event.key === 'Enter' ? now.current.submit : event.altKey && event.code === 'KeyN' ? now.current.fresh : null;
      if (!run) return;
      event.preventDefault();
      run();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
}
