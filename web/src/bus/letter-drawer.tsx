// One dead letter: what went wrong, its content, who waits behind it, and the three ways on.
import { useState, type ReactNode } from 'react';
import { Failure, Waiting } from '../ui/bits';
import { Button } from '../ui/button';
import { Dialog } from '../ui/dialog';
import { A } from '../ui/link';
import { ask } from '../ui/say';
import { hrefOf, useLetter, useMove, type WholeLetter } from './bus';
import { LetterTag } from './letter-tag';
import { words } from './words';

type Props = { readonly consumer: string; readonly pos: string; readonly onClose: () => void };

export function LetterDrawer({ consumer, pos, onClose }: Props): ReactNode {
  const letter = useLetter(consumer, pos);
  if (letter.data) return <Whole key={pos} letter={letter.data} onClose={onClose} />;
  return (
    <Dialog open side="right" width={560} title={words.letter} onClose={onClose}>
      {letter.isError ? <Failure error={letter.error} retry={() => void letter.refetch()} /> : <Waiting lines={8} />}
    </Dialog>
  );
}

const pretty = (value: unknown): string => JSON.stringify(value, null, 2);

function Whole({ letter, onClose }: { readonly letter: WholeLetter; readonly onClose: () => void }): ReactNode {
  const was = pretty(letter.edited ?? letter.payload);
  const [text, setText] = useState(was);
  const [wrong, setWrong] = useState<string | null>(null);
  const { consumer, pos } = letter;
  const retry = useMove(words.retried, onClose);
  const resend = useMove(words.resent, onClose);
  const skip = useMove(words.skippedDone, onClose);
  const open = letter.state === 'waiting' || letter.state === 'parked';
  const send = async (): Promise<void> => {
    let payload: unknown;
    try {
      payload = JSON.parse(text);
    } catch (error) {
      setWrong(words.badJson(String((error as Error).message)));
      return;
    }
    setWrong(null);
    const reason = await ask({ title: words.resend, ok: words.resend, reason: words.reason });
    if (reason !== null) resend.mutate({ consumer, pos, move: 'resend', reason, payload });
  };
  const pass = async (): Promise<void> => {
    const reason = await ask({ title: words.skipTitle, text: words.skipText, ok: words.skip, danger: true, reason: words.reason });
    if (reason !== null) skip.mutate({ consumer, pos, move: 'skip', reason });
  };
  const ways = {
    changed: text !== was,
    skip: { busy: skip.isPending, go: pass },
    resend: { busy: resend.isPending, go: send },
    retry: { busy: retry.isPending, go: async () => retry.mutate({ consumer, pos, move: 'retry' }) },
  };
  return (
    <Dialog open side="right" width={560} title={letter.number ?? words.letter} onClose={onClose} {...(open ? { footer: <Ways {...ways} /> } : {})}>
      <div className="hc-bus-letter">
        <Said letter={letter} />
        <label className="hc-field">
          <span className="hc-label">{letter.edited ? words.edited : words.payload}</span>
          <textarea
            className="hc-input hc-bus-payload"
            rows={14}
            spellCheck={false}
            readOnly={!open}
            value={text}
            aria-invalid={wrong !== null}
            onChange={(event) => setText(event.target.value)}
          />
          {wrong && <span className="hc-error">{wrong}</span>}
          {open && <span className="hc-note">{words.editHint}</span>}
        </label>
        <Queue letter={letter} />
      </div>
    </Dialog>
  );
}

type Way = { readonly busy: boolean; readonly go: () => Promise<void> };

function Ways({ changed, skip, resend, retry }: { readonly changed: boolean; readonly skip: Way; readonly resend: Way; readonly retry: Way }): ReactNode {
  return (
    <>
      <Button kind="quiet" busy={skip.busy} onClick={() => void skip.go()}>
        {words.skip}
      </Button>
      <Button disabled={!changed} busy={resend.busy} onClick={() => void resend.go()}>
        {words.resend}
      </Button>
      <Button kind="primary" busy={retry.busy} onClick={() => void retry.go()}>
        {words.retry}
      </Button>
    </>
  );
}

/** What went wrong, where, and how often it was tried. */
function Said({ letter }: { readonly letter: WholeLetter }): ReactNode {
  const href = hrefOf(letter.agg);
  return (
    <>
      <p className="hc-bus-error">{letter.error}</p>
      <dl>
        <dt>{words.state}</dt>
        <dd>
          <LetterTag letter={letter} /> {words.tries} {words.times(letter.tries)}
        </dd>
        <dt>{words.consumer}</dt>
        <dd>{letter.consumerZh}</dd>
        <dt>{words.event}</dt>
        <dd>
          <code>{letter.name}</code> · {words.position} {letter.pos}
        </dd>
      </dl>
      {href && (
        <A className="hc-link" href={href}>
          {words.openDocument}
        </A>
      )}
    </>
  );
}

function Queue({ letter }: { readonly letter: WholeLetter }): ReactNode {
  if (letter.queue.length === 0) return null;
  return (
    <section>
      <h3>{words.queue}</h3>
      <ol>
        {letter.queue.map((q) => (
          <li key={q.pos}>
            <code>{q.name}</code> <span className="hc-note">{q.number ?? `${words.position} ${q.pos}`}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}
