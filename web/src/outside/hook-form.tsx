// A webhook's name, address and wishes; and the box that shows a secret once.
import { useState, type FormEvent, type ReactNode } from 'react';
import { isProblem, post, put } from '../api/client';
import { Button } from '../ui/button';
import { Dialog } from '../ui/dialog';
import { FieldBox } from '../ui/field';
import { copyText, type Hook, useDo } from './outside';
import { words } from './words';

type Props = { readonly hook: Hook | null; readonly onClose: () => void; readonly onMade: (secret: string) => void };

export function HookForm({ hook, onClose, onMade }: Props): ReactNode {
  const [name, setName] = useState(hook?.name ?? '');
  const [url, setUrl] = useState(hook?.url ?? '');
  const [wants, setWants] = useState(hook?.wants.join('\n') ?? '');
  const save = useDo(
    (body: { readonly name: string; readonly url: string; readonly wants: readonly string[] }) =>
      hook ? put<{ readonly secret?: string }>(`/api/webhooks/${hook.id}`, body) : post<{ readonly secret?: string }>('/api/webhooks', body),
    { said: hook ? words.saved : words.made, done: (made) => (made.secret ? onMade(made.secret) : onClose()) },
  );
  const at = (path: string): string | undefined => (isProblem(save.error) ? save.error.errors.find((e) => e.path.split('.')[0] === path)?.message : undefined);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    save.mutate({ name: name.trim(), url: url.trim(), wants: wants.split(/[\s,，]+/).filter((w) => w !== '') });
  };
  return (
    <Dialog
      open
      title={hook ? words.edit : words.newHook}
      width={520}
      onClose={onClose}
      footer={
        <Button kind="primary" busy={save.isPending} type="submit" form="hook-form">
          {hook ? words.save : words.create}
        </Button>
      }
    >
      <form id="hook-form" className="hc-form-alone" onSubmit={submit}>
        <FieldBox label={words.name} required hint={words.nameHint} error={at('name')}>
          {(wiring) => <input {...wiring} data-autofocus className="hc-input" maxLength={60} value={name} onChange={(event) => setName(event.target.value)} />}
        </FieldBox>
        <FieldBox label={words.url} required hint={words.urlHint} error={at('url')}>
          {(wiring) => (
            <input {...wiring} className="hc-input" inputMode="url" maxLength={500} placeholder="https://" value={url} onChange={(event) => setUrl(event.target.value)} />
          )}
        </FieldBox>
        <FieldBox label={words.wants} hint={words.wantsHint} error={at('wants')}>
          {(wiring) => <textarea {...wiring} className="hc-input hc-outside-code" rows={4} spellCheck={false} value={wants} onChange={(event) => setWants(event.target.value)} />}
        </FieldBox>
      </form>
    </Dialog>
  );
}

export function SecretBox({ secret, onClose }: { readonly secret: string; readonly onClose: () => void }): ReactNode {
  return (
    <Dialog
      open
      title={words.secret}
      width={520}
      onClose={onClose}
      footer={
        <Button kind="primary" onClick={onClose}>
          {words.done}
        </Button>
      }
    >
      <p className="hc-question">{words.secretOnce}</p>
      <code className="hc-outside-secret">{secret}</code>
      <div>
        <Button icon="copy" onClick={() => void copyText(secret)}>
          {words.copy}
        </Button>
      </div>
    </Dialog>
  );
}
