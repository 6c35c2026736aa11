// The actions of a document: one primary, at most two beside it, the rest in a menu; on a phone they stand at the bottom.
import type { ReactNode } from 'react';
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

/** Which command stands out: approving before submitting before saving. */
function primaryOf(actions: readonly Command[]): Command | null {
  return (['count', 'approve', 'submit'] as const).find((c) => actions.includes(c)) ?? null;
}
const DANGER: readonly Command[] = ['reverse', 'void'];

export function DocBar({ def, actions, busy, editing, dirty, onCommand, extras, id, pushes }: Props): ReactNode {
  const meta = useMeta();
  const phone = usePhone();
  const go = useGo();
  const primary = primaryOf(actions);
  const beside = (['save', 'reject', 'withdraw'] as const).filter((c) => actions.includes(c) && (c !== 'save' || editing)).slice(0, 2);
  const rest = actions.filter((c) => c !== primary && !beside.includes(c as never) && !(c === 'save'));
  const next = pushes && id ? followersOf(meta, def.type) : [];
  const push = (type: string): void => go(`/documents/${type}/new?from=${def.type}&source=${id}`);
  const only = next.length === 1 ? next[0] : undefined;
  const items: (MenuItem | null)[] = [
    ...extras.map((e): MenuItem => e),
    ...(rest.length > 0 ? [null] : []),
    ...rest.map((c): MenuItem => ({ key: c, label: commandText(def, c), danger: DANGER.includes(c), run: () => onCommand(c) })),
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
          {...(c === 'save' && !phone ? { keys: 'Alt S' } : {})}
        >
          {commandText(def, c)}
        </Button>
      ))}
      {!primary && only && (
        <Button kind="primary" onClick={() => push(only.type)}>
          {t('makeFollower', { what: only.zh })}
        </Button>
      )}
      {!primary && next.length > 1 && (
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
      )}
      {primary && (
        <Button kind="primary" busy={busy === primary} disabled={busy !== null} onClick={() => onCommand(primary)} {...(phone ? {} : { keys: 'Ctrl ↵' })}>
          {commandText(def, primary)}
        </Button>
      )}
    </div>
  );
}
