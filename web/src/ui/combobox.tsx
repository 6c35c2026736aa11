// A reference field: type code, name or pinyin initials, choose with the arrows; text that matches nothing is never kept.
import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useEffect, useId, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { get } from '../api/client';
import type { Candidate } from '../api/types';
import { t } from '../i18n';
import { price, qty } from '../lib/figures';
import { Floating } from './floating';
import { Icon } from './icon';

type Props = {
  readonly to: string;
  readonly value: string | null;
  readonly text: string;
  readonly onPick: (candidate: Candidate | null) => void;
  readonly context?: Readonly<Record<string, string | null | undefined>>;
  readonly id?: string;
  readonly label?: string;
  readonly placeholder?: string;
  readonly clearable?: boolean;
  readonly readOnly?: boolean;
  readonly onCreate?: (text: string) => void;
};

/** Candidates of a record type; the answer of the last text stays in sight while the next one is on its way. */
export function useCandidates(to: string, q: string, context: Props['context'], enabled: boolean): { readonly items: readonly Candidate[]; readonly waiting: boolean } {
  const query = useQuery({
    queryKey: ['lookup', to, q, context ?? null],
    enabled,
    staleTime: 20_000,
    placeholderData: (before: unknown) => before as never,
    queryFn: async ({ signal }) =>
      listOf(await get<readonly Candidate[] | { rows: readonly Candidate[] }>(`/api/lookup/${encodeURIComponent(to)}`, { q, limit: 20, ...context }, signal)),
  });
  return { items: query.data ?? [], waiting: query.isFetching };
}
export const listOf = (answer: readonly Candidate[] | { readonly rows?: readonly Candidate[]; readonly candidates?: readonly Candidate[] }): readonly Candidate[] =>
  'length' in answer ? answer : (answer.rows ?? answer.candidates ?? []);

type Click = { readonly onClick: () => void };
const Clear = ({ onClick }: Click): ReactNode => (
  <button type="button" tabIndex={-1} className="hc-inside" aria-label={t('clear')} onMouseDown={(event) => event.preventDefault()} onClick={onClick}>
    <Icon name="close" size={14} />
  </button>
);
const NewOne = ({ onClick }: Click): ReactNode => (
  <button type="button" tabIndex={-1} className="hc-option-new" onMouseDown={(event) => event.preventDefault()} onClick={onClick}>
    <Icon name="plus" size={14} />
    {t('createNew')}
    <kbd>F9</kbd>
  </button>
);

export function Combobox({
  to,
  value,
  text,
  onPick,
  context,
  id,
  label,
  placeholder,
  clearable = true,
  readOnly = false,
  onCreate,
  ...aria
}: Props & Readonly<Record<`aria-${string}`, unknown>>): ReactNode {
  const [typed, setTyped] = useState<string | null>(null);
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(0);
  const box = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const list = useId();
  const q = useDeferredValue(typed ?? '');
  const { items, waiting } = useCandidates(to, q, context, open);
  useEffect(() => setAt(0), [q, open]);
  const answered = !waiting && q === (typed ?? '');
  // Enter before the answer is there: taken when it comes, if it is the only one or the very code; else the list waits for a choice
  const hasty = useRef<string | null>(null);
  useEffect(() => {
    if (hasty.current === null || !answered) return;
    const text = hasty.current.trim().toLowerCase();
    hasty.current = null;
    const only = items.length === 1 ? items[0] : items.find((c) => c.code.toLowerCase() === text);
    if (only) {
      pick(only);
      focusNext(input.current);
    }
  });
  const pick = (candidate: Candidate | null): void => {
    setOpen(false);
    setTyped(null);
    onPick(candidate);
  };
  const leave = (): void => {
    hasty.current = null;
    setOpen(false);
    if (typed !== null && typed.trim() === '' && value && clearable) onPick(null);
    setTyped(null);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing || readOnly) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (!open) setOpen(true);
      else setAt((x) => Math.max(0, Math.min(items.length - 1, x + (event.key === 'ArrowDown' ? 1 : -1))));
    } else if (event.key === 'F7') {
      event.preventDefault();
      setOpen(true);
    } else if (event.key === 'F9' && onCreate) {
      event.preventDefault();
      onCreate(typed ?? '');
    } else if (event.key === 'Enter' && open && typed !== null && items[at] && answered) {
      event.preventDefault();
      event.stopPropagation();
      pick(items[at]);
      focusNext(input.current);
    } else if (event.key === 'Enter' && open && typed === null && items[at] && at > 0) {
      event.preventDefault();
      event.stopPropagation();
      pick(items[at]);
      focusNext(input.current);
    } else if (event.key === 'Enter' && open && typed !== null) {
      if (!answered) hasty.current = typed;
      event.preventDefault();
      event.stopPropagation();
    } else if (event.key === 'Tab' && open && typed !== null && typed.trim() !== '' && answered && items[at]) pick(items[at]);
  };
  return (
    <div className="hc-combo" ref={box}>
      <input
        {...aria}
        ref={input}
        id={id}
        role="combobox"
        className="hc-input"
        autoComplete="off"
        spellCheck={false}
        aria-label={label ?? (aria['aria-label'] as string | undefined)}
        aria-expanded={open}
        aria-controls={open ? list : undefined}
        aria-autocomplete="list"
        aria-activedescendant={open && items[at] ? `${list}-${at}` : undefined}
        placeholder={placeholder ?? t('lookupHint')}
        value={typed ?? text}
        readOnly={readOnly}
        onChange={(event) => {
          hasty.current = null;
          setTyped(event.target.value);
          setOpen(true);
        }}
        onFocus={(event) => event.target.select()}
        onClick={() => setOpen(!readOnly)}
        onBlur={leave}
        onKeyDown={onKeyDown}
      />
      {!readOnly &&
        (value && clearable ? (
          <Clear
            onClick={() => {
              pick(null);
              input.current?.focus();
            }}
          />
        ) : (
          <span className="hc-inside" aria-hidden="true">
            <Icon name="down" size={14} />
          </span>
        ))}
      <Floating anchor={box.current} open={open} onClose={leave} width="anchor" className="hc-options-box">
        <ul id={list} role="listbox" aria-label={label ?? t('candidates')} className="hc-options" onMouseDown={(event) => event.preventDefault()}>
          {items.map((c, i) => (
            <Option key={c.id} id={`${list}-${i}`} candidate={c} active={i === at} onPick={pick} />
          ))}
        </ul>
        {items.length === 0 && <p className="hc-none">{waiting ? t('searching') : q ? t('noMatch', { q }) : t('nothingYet')}</p>}
        {onCreate && (
          <NewOne
            onClick={() => {
              setOpen(false);
              onCreate(typed ?? '');
            }}
          />
        )}
      </Floating>
    </div>
  );
}

function Option({
  id,
  candidate: c,
  active,
  onPick,
}: {
  readonly id: string;
  readonly candidate: Candidate;
  readonly active: boolean;
  readonly onPick: (c: Candidate) => void;
}): ReactNode {
  const ref = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (active) ref.current?.scrollIntoView({ block: 'nearest' });
  }, [active]);
  const side = [c.stock !== undefined && `${t('stockShort')} ${qty(c.stock)}`, c.price !== undefined && `¥${price(c.price)}`].filter(Boolean).join(' · ');
  return (
    <li ref={ref} id={id} role="option" aria-selected={active} onClick={() => onPick(c)}>
      <span className="hc-option-name">
        {c.name}
        {(c.spec ?? c.detail) && <small>{c.spec ?? c.detail}</small>}
      </span>
      <span className="hc-option-code">{c.code}</span>
      {side && <span className="hc-option-side">{side}</span>}
    </li>
  );
}

/** Enter moves on: to the next input of the same form. */
export function focusNext(from: HTMLElement | null): void {
  const form = from?.closest('[data-flow]');
  if (!form || !from) return;
  const all = [...form.querySelectorAll<HTMLElement>('input:not([type=hidden]):not(:disabled):not([readonly]), select:not(:disabled), textarea:not(:disabled), [data-flow-end]')];
  all[all.indexOf(from) + 1]?.focus();
}
