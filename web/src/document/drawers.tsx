// The drawers beside a document being written, each fetched when it is first opened: pulling lines, serial numbers, what would be booked, a new record.
import { lazy, Suspense, type ComponentProps, type ReactNode } from 'react';
import type { Candidate, DocMeta } from '../api/types';
import type { Draft } from './use-draft';

const PullDrawer = lazy(async () => ({ default: (await import('./pull-drawer')).PullDrawer }));
const SerialsDrawer = lazy(async () => ({ default: (await import('./serials-drawer')).SerialsDrawer }));
const PreviewDrawer = lazy(async () => ({ default: (await import('./preview-drawer')).PreviewDrawer }));
const QuickRecord = lazy(async () => ({ default: (await import('../record/quick-record')).QuickRecord }));

export type DrawerName = 'pull' | 'preview' | 'serials';
type Props = {
  readonly def: DocMeta;
  readonly draft: Draft;
  readonly open: DrawerName | null;
  /** asked only when the preview is open: reading all lines is not for every key */
  readonly preview: () => Pick<ComponentProps<typeof PreviewDrawer>, 'id' | 'body' | 'approve'>;
  readonly creating: { readonly to: string; readonly text: string } | null;
  readonly onClose: () => void;
  readonly onMade: (made: Candidate | null) => void;
};

export function Drawers({ def, draft, open, preview, creating, onClose, onMade }: Props): ReactNode {
  return (
    <Suspense fallback={null}>
      {open === 'pull' && <PullDrawer def={def} draft={draft} onClose={onClose} />}
      {open === 'serials' && <SerialsDrawer def={def} draft={draft} onClose={onClose} />}
      {open === 'preview' && <PreviewDrawer def={def} {...preview()} labels={draft.labels} rows={draft.rows} onClose={onClose} />}
      {creating && <QuickRecord to={creating.to} text={creating.text} onClose={onMade} />}
    </Suspense>
  );
}
