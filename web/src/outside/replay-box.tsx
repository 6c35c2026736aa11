// From which event on everything is delivered again, and why.
import { useState, type FormEvent, type ReactNode } from 'react';
import { isProblem, post } from '../api/client';
import { Button } from '../ui/button';
import { Dialog } from '../ui/dialog';
import { FieldBox } from '../ui/field';
import { type Hook, useDo } from './outside';
import { words } from './words';

export function ReplayBox({ hook, onClose }: { readonly hook: Hook; readonly onClose: () => void }): ReactNode {
  const [pos, setPos] = useState('');
  const [reason, setReason] = useState('');
  const move = useDo((body: { readonly pos: string; readonly reason: string }) => post(`/api/webhooks/${hook.id}/move`, { ...body, skip: false }), {
    said: words.replayed,
    done: onClose,
  });
  const at = (path: string): string | undefined => (isProblem(move.error) ? move.error.at(path) : undefined);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    move.mutate({ pos: pos.trim(), reason: reason.trim() });
  };
  return (
    <Dialog
      open
      title={words.replay}
      width={440}
      onClose={onClose}
      footer={
        <Button kind="primary" busy={move.isPending} type="submit" form="replay-form">
          {words.replay}
        </Button>
      }
    >
      <p className="hc-question">{words.replayText}</p>
      <form id="replay-form" className="hc-form-alone" onSubmit={submit}>
        <FieldBox label={words.from} required error={at('pos')}>
          {(wiring) => <input {...wiring} data-autofocus className="hc-input" inputMode="numeric" value={pos} onChange={(event) => setPos(event.target.value)} />}
        </FieldBox>
        <FieldBox label={words.reason} required error={at('reason')}>
          {(wiring) => <textarea {...wiring} className="hc-input" rows={2} maxLength={200} value={reason} onChange={(event) => setReason(event.target.value)} />}
        </FieldBox>
      </form>
    </Dialog>
  );
}
