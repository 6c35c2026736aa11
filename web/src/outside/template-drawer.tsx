// One template: its fields, a message to copy, a try with any content, and the last that came.
import { useState, type ReactNode } from 'react';
import { isProblem, post } from '../api/client';
import { Button } from '../ui/button';
import { Dialog } from '../ui/dialog';
import { CodeBox } from './code-box';
import { FieldsTable } from './fields-table';
import { pretty, type Template, useDo } from './outside';
import { ReceivedList } from './received';
import { words } from './words';

type Tried = { readonly effects: readonly { readonly zh: string; readonly text: string }[] };

export function TemplateDrawer({ template: t, onClose }: { readonly template: Template; readonly onClose: () => void }): ReactNode {
  return (
    <Dialog open side="right" width={680} title={t.zh} onClose={onClose}>
      <p className="hc-outside-name">
        <code>{t.name}</code>
      </p>
      <dl className="hc-outside-facts">
        <dt>{words.does}</dt>
        <dd>{t.does}</dd>
        <dt>{words.readers}</dt>
        <dd>{t.readers.join('、')}</dd>
      </dl>
      <Try template={t} />
      <FieldsTable fields={t.fields.map((f) => ({ path: f.name, zh: f.zh, type: f.choices.length > 0 ? f.choices.join('；') : f.kind, required: f.required }))} />
      <CodeBox title={words.message} text={pretty(t.example)} />
      <ReceivedList type={t.name} templates={[t]} />
    </Dialog>
  );
}

/** Any content against the company's own goods and stock; nothing stays of it. */
function Try({ template: t }: { readonly template: Template }): ReactNode {
  const [text, setText] = useState(() => pretty(t.example.data));
  const [said, setSaid] = useState<{ readonly tone: 'ok' | 'bad'; readonly lines: readonly string[] } | null>(null);
  const attempt = useDo((data: unknown) => post<Tried>(`/api/outside/templates/${t.name}/try`, { data }).catch((error: unknown) => error as Error), {
    said: null,
    done: (r) =>
      setSaid(
        r instanceof Error
          ? { tone: 'bad', lines: isProblem(r) && r.errors.length > 0 ? r.errors.map((e) => e.message) : [r.message] }
          : { tone: 'ok', lines: r.effects.length > 0 ? [words.wouldDo, ...r.effects.map((e) => `${e.zh}：${e.text}`)] : [words.wouldNothing] },
      ),
  });
  const go = (): void => {
    try {
      attempt.mutate(JSON.parse(text) as unknown);
    } catch (error) {
      setSaid({ tone: 'bad', lines: [words.badJson((error as Error).message)] });
    }
  };
  return (
    <section className="hc-outside-try" aria-label={words.try}>
      <p className="hc-note">{words.tryText}</p>
      <textarea
        className="hc-input hc-outside-code"
        aria-label={words.content}
        rows={Math.min(14, text.split('\n').length + 1)}
        spellCheck={false}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <div>
        <Button kind="primary" busy={attempt.isPending} onClick={go}>
          {words.try}
        </Button>
      </div>
      {said && (
        <div className={`hc-outside-trouble hc-outside-${said.tone}`} role="status">
          {said.lines.map((line) => (
            <p key={line}>{line}</p>
          ))}
        </div>
      )}
    </section>
  );
}
