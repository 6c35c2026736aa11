// Links inside the app, also for addresses the server wrote; the page behind one is fetched when the pointer comes near.
import { useRouter } from '@tanstack/react-router';
import type { AnchorHTMLAttributes, MouseEvent, ReactNode } from 'react';
import { markOf } from '../peek/spot';

export function A({ href, onClick, children, ...rest }: AnchorHTMLAttributes<HTMLAnchorElement> & { readonly href: string }): ReactNode {
  const router = useRouter();
  const near = (): void => {
    void router.preloadRoute({ to: href.split('?')[0] } as never).catch(() => undefined);
  };
  const follow = (event: MouseEvent<HTMLAnchorElement>): void => {
    onClick?.(event);
    if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    router.history.push(href);
  };
  return (
    <a href={href} data-peek={markOf(href)} onClick={follow} onPointerEnter={near} onFocus={near} {...rest}>
      {children}
    </a>
  );
}
