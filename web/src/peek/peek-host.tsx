// 速览: rest the pointer on a name, or press Alt P on it, and a small card says what it is; Esc or moving away puts it back.
import { useRouterState } from '@tanstack/react-router';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { Floating } from '../ui/floating';
import { t } from '../i18n';
import { CardBody, useCard } from './peek-card';
import { readMark, spotAt, type Spot } from './spot';
import './peek.css';

/** How long the pointer rests before a card comes, moves before the next one comes, and is away before it goes; ms. */
const [REST, NEXT, AWAY] = [450, 120, 220];
type Open = { readonly spot: Spot; readonly mark: string; readonly at: HTMLElement; readonly byKey: boolean };

/** The element with a meaning that the keyboard is on: itself, the chosen row of a list, or the active cell of the grid. */
function underKeyboard(): ReturnType<typeof spotAt> {
  const focus = document.activeElement;
  const row = focus?.querySelector('tr.hc-at [data-peek]');
  return spotAt(focus) ?? spotAt(row ?? null);
}

function usePeek(): readonly [Open | null, (next: Open | null) => void, { readonly stay: () => void; readonly leave: () => void }] {
  const [open, setOpen] = useState<Open | null>(null);
  const now = useRef(open);
  now.current = open;
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const path = useRouterState({ select: (s) => s.location.href });
  useEffect(() => setOpen(null), [path]);
  const later = (run: () => void, pause: number): void => {
    clearTimeout(timer.current);
    timer.current = setTimeout(run, pause);
  };
  const [hands] = useState(() => ({ stay: () => clearTimeout(timer.current), leave: () => later(() => !now.current?.byKey && setOpen(null), AWAY) }));
  useEffect(() => {
    const over = (event: PointerEvent): void => {
      if (event.pointerType === 'touch' || !(event.target instanceof Element) || event.buttons !== 0) return;
      if (event.target.closest('.hc-peek')) return;
      const found = event.target.closest('dialog') ? null : spotAt(event.target);
      const spot = readMark(found?.mark);
      if (found && spot && found.at === now.current?.at) hands.stay();
      else if (found && spot) later(() => found.at.isConnected && setOpen({ spot, mark: found.mark, at: found.at, byKey: false }), now.current ? NEXT : REST);
      else hands.leave();
    };
    const press = (event: PointerEvent): void => {
      hands.stay();
      if (!(event.target instanceof Element) || !event.target.closest('.hc-peek')) setOpen(null);
    };
    const key = (event: KeyboardEvent): void => {
      if (!event.altKey || event.code !== 'KeyP' || event.ctrlKey || event.isComposing) {
        // somebody types: nothing may pop up over it
        if (event.key.length === 1 || event.key === 'Enter') hands.stay();
        if (event.key.length === 1 && !now.current?.byKey) setOpen(null);
        return;
      }
      const found = underKeyboard();
      const spot = readMark(found?.mark);
      if (!found || !spot) return;
      event.preventDefault();
      setOpen({ spot, mark: found.mark, at: found.at, byKey: true });
    };
    const scroll = (event: Event): void => {
      if (now.current && !(event.target instanceof Element && event.target.closest('.hc-peek'))) setOpen(null);
    };
    addEventListener('pointerover', over);
    addEventListener('pointerdown', press, true);
    addEventListener('keydown', key);
    addEventListener('scroll', scroll, true);
    document.documentElement.addEventListener('pointerleave', hands.leave);
    return () => {
      clearTimeout(timer.current);
      removeEventListener('pointerover', over);
      removeEventListener('pointerdown', press, true);
      removeEventListener('keydown', key);
      removeEventListener('scroll', scroll, true);
      document.documentElement.removeEventListener('pointerleave', hands.leave);
    };
  }, [hands]);
  return [open, setOpen, hands];
}

export function PeekHost(): ReactNode {
  const [open, setOpen, hands] = usePeek();
  return open ? <Card key={open.mark} open={open} onClose={() => setOpen(null)} hands={hands} /> : null;
}

function Card({
  open,
  onClose,
  hands,
}: {
  readonly open: Open;
  readonly onClose: () => void;
  readonly hands: { readonly stay: () => void; readonly leave: () => void };
}): ReactNode {
  const { card, name } = useCard(open.spot);
  const inside = useRef<HTMLDivElement>(null);
  const from = useRef(document.activeElement as HTMLElement | null);
  const ready = card !== null;
  useEffect(() => {
    if (ready && open.byKey) inside.current?.focus();
  }, [ready, open.byKey]);
  const close = (): void => {
    if (inside.current?.contains(document.activeElement)) from.current?.focus();
    onClose();
  };
  if (!card) return null;
  return (
    <Floating anchor={open.at} open onClose={close} refocus={false} className="hc-peek" role="dialog" label={t('peekOf', { what: name })}>
      <div
        ref={inside}
        tabIndex={-1}
        onPointerEnter={hands.stay}
        onPointerLeave={hands.leave}
        onBlur={(event) => {
          if (open.byKey && event.relatedTarget && !event.currentTarget.contains(event.relatedTarget)) onClose();
        }}
      >
        <CardBody card={card} />
      </div>
    </Floating>
  );
}
