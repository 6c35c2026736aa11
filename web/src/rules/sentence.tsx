// The sentence: typed with completion, read as it is typed; what is not understood is marked under the words, with remedies to click.
import { useRef, useState, type ReactNode } from 'react';
import { completions, type Fault, type Read, type Words } from './rules';
import { words as say } from './words';

type Props = { readonly text: string; readonly onText: (text: string) => void; readonly read: Read | null; readonly words: Words | undefined; readonly readOnly: boolean };

export function Sentence({ text, onText, read, words, readOnly }: Props): ReactNode {
  const box = useRef<HTMLTextAreaElement>(null);
  const [caret, setCaret] = useState(text.length);
  const [at, setAt] = useState(0);
  const [shut, setShut] = useState(false);
  const faults = read?.ok === false ? read.errors : [];
  const offered = readOnly || shut || read?.ok ? [] : completions(words, text.slice(0, caret));
  const put = (next: string, place: number): void => {
    onText(next);
    setCaret(place);
    setAt(0);
    requestAnimationFrame(() => {
      box.current?.focus();
      box.current?.setSelectionRange(place, place);
    });
  };
  const take = (word: { zh: string; typed: number }): void => put(text.slice(0, caret - word.typed) + word.zh + text.slice(caret), caret - word.typed + word.zh.length);
  return (
    <div className="hc-sentence">
      <div className="hc-sentence-box">
        {/* The same text behind the box carries the marks. */}
        <div className="hc-sentence-marks" aria-hidden="true">
          {marked(text, faults)}
        </div>
        <textarea
          ref={box}
          className="hc-input"
          aria-label={say.sentence}
          aria-invalid={faults.length > 0}
          aria-describedby="hc-rule-faults"
          rows={3}
          maxLength={2000}
          spellCheck={false}
          placeholder={say.placeholder}
          value={text}
          readOnly={readOnly}
          onChange={(event) => {
            onText(event.target.value);
            setCaret(event.target.selectionStart);
            setAt(0);
            setShut(false);
          }}
          onSelect={(event) => setCaret(event.currentTarget.selectionStart)}
          onKeyDown={(event) => {
            if (offered.length === 0 || event.nativeEvent.isComposing) return;
            const word = offered[at];
            if (event.key === 'ArrowDown' || event.key === 'ArrowUp') setAt((at + (event.key === 'ArrowDown' ? 1 : offered.length - 1)) % offered.length);
            else if (event.key === 'Tab' && !event.shiftKey && word) take(word);
            else if (event.key === 'Escape') setShut(true);
            else return;
            event.preventDefault();
          }}
        />
      </div>
      <Offers offered={offered} at={at} onTake={take} />
      <Faults faults={faults} readOnly={readOnly} onCure={(f, cure) => put(text.slice(0, f.span[0]) + cure + text.slice(f.span[1]), f.span[0] + cure.length)} />
    </div>
  );
}

type Offered = readonly { readonly zh: string; readonly typed: number }[];
const Offers = ({ offered, at, onTake }: { readonly offered: Offered; readonly at: number; readonly onTake: (word: Offered[number]) => void }): ReactNode =>
  offered.length > 0 && (
    <ul className="hc-sentence-offers" aria-label={say.suggest}>
      {offered.map((w, i) => (
        <li key={w.zh}>
          <button type="button" className={i === at ? 'hc-here' : ''} onClick={() => onTake(w)}>
            {w.zh}
            {i === at && <kbd>Tab</kbd>}
          </button>
        </li>
      ))}
    </ul>
  );

type Cure = { readonly faults: readonly Fault[]; readonly readOnly: boolean; readonly onCure: (fault: Fault, cure: string) => void };
/** What is not understood, each with remedies that are known to read. */
const Faults = ({ faults, readOnly, onCure }: Cure): ReactNode => (
  <div id="hc-rule-faults" className="hc-faults" role="status">
    {faults.map((f) => (
      <div key={`${f.code}${f.span[0]}`} className="hc-fault">
        <p>
          {f.at !== '' && <mark>{f.at.slice(0, 20)}</mark>}
          {f.message}
        </p>
        {!readOnly && (
          <p className="hc-fault-cures">
            {say.suggest}
            {f.suggest.slice(0, 4).map((s) => (
              <button key={s} type="button" className="hc-chip" onClick={() => onCure(f, s)}>
                {s === '' ? say.leaveOut : s}
              </button>
            ))}
          </p>
        )}
      </div>
    ))}
  </div>
);

function marked(text: string, faults: readonly Fault[]): readonly ReactNode[] {
  const out: ReactNode[] = [];
  let done = 0;
  for (const f of [...faults].sort((a, b) => a.span[0] - b.span[0])) {
    const from = Math.max(done, f.span[0]);
    const to = Math.min(text.length, f.span[1]);
    if (to <= from) continue;
    out.push(text.slice(done, from), <mark key={from}>{text.slice(from, to)}</mark>);
    done = to;
  }
  return [...out, text.slice(done)];
}
