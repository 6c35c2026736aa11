// Photos on an inspection: taken by the phone or chosen, made small before they are sent, shown as thumbnails, opened whole.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState, type ReactNode } from 'react';
import { get, messageOf, post, remove } from '../api/client';
import { Failure } from '../ui/bits';
import { Button, IconButton } from '../ui/button';
import { Dialog } from '../ui/dialog';
import { ask, say } from '../ui/say';
import { shrunk } from './shrink';
import './photos.css';
import { words } from './words';

type Photo = { readonly id: string; readonly line: number | null; readonly name: string; readonly bytes: number; readonly by: string; readonly at: string };
type Props = { readonly doc: string; readonly lines: readonly { readonly no: number; readonly what: string }[]; readonly editable: boolean };

export function Photos({ doc, lines, editable }: Props): ReactNode {
  const key = ['photos', doc];
  const client = useQueryClient();
  const photos = useQuery({ queryKey: key, queryFn: ({ signal }) => get<readonly Photo[]>(`/api/inspections/${doc}/photos`, {}, signal) });
  const [line, setLine] = useState<number | null>(null);
  const [shown, show] = useState<Photo | null>(null);
  const add = useMutation({
    mutationFn: async (files: readonly File[]) => {
      // One after the other: a phone has little memory, and the order is theirs.
      for (const file of files) await post(`/api/inspections/${doc}/photos`, { line, name: file.name || words.photo, ...(await shrunk(file)) });
      return files.length;
    },
    onSuccess: (n) => say(words.photosAdded(n)),
    onError: (error) => say(messageOf(error), 'bad'),
    onSettled: () => client.invalidateQueries({ queryKey: key }),
  });
  const drop = useMutation({
    mutationFn: (id: string) => remove(`/api/photos/${id}`),
    onSuccess: () => say(words.photoRemoved),
    onError: (error) => say(messageOf(error), 'bad'),
    onSettled: () => client.invalidateQueries({ queryKey: key }),
  });
  const takeAway = async (photo: Photo): Promise<void> => {
    if ((await ask({ title: words.removePhotoTitle(photo.name), text: words.removePhotoText, ok: words.removePhoto, danger: true })) !== null) drop.mutate(photo.id);
  };
  const list = photos.data ?? [];
  if (!editable && list.length === 0 && !photos.isError) return null;
  return (
    <section className="hc-photos" aria-label={words.photos}>
      <header>
        <h2>{words.photos}</h2>
        {editable && <Chooser lines={lines} line={line} setLine={setLine} busy={add.isPending} onFiles={(files) => add.mutate(files)} />}
      </header>
      {photos.isError && <Failure error={photos.error} retry={() => void photos.refetch()} />}
      {photos.isSuccess && list.length === 0 && <p className="hc-note">{words.noPhotos}</p>}
      <ul>
        {list.map((p) => (
          <li key={p.id}>
            <button type="button" className="hc-photo" onClick={() => show(p)} aria-label={words.openPhoto(p.name)}>
              <img src={`/api/photos/${p.id}/thumb`} alt="" loading="lazy" width={120} height={120} />
            </button>
            <span className="hc-photo-words">{p.line === null ? words.wholeDocument : words.ofLine(p.line)}</span>
            {editable && <IconButton icon="close" label={words.removePhotoOf(p.name)} onClick={() => void takeAway(p)} />}
          </li>
        ))}
      </ul>
      <Dialog open={shown !== null} title={shown?.name} onClose={() => show(null)} width={900}>
        {shown && (
          <>
            <img className="hc-photo-whole" src={`/api/photos/${shown.id}`} alt={words.photoOf(shown.line, shown.by)} />
            <p className="hc-note">{words.photoOf(shown.line, shown.by)}</p>
          </>
        )}
      </Dialog>
    </section>
  );
}

type ChooserProps = Pick<Props, 'lines'> & {
  readonly line: number | null;
  readonly setLine: (line: number | null) => void;
  readonly busy: boolean;
  readonly onFiles: (files: readonly File[]) => void;
};

/** Which line the next photos belong to, and where they come from; a phone offers its camera. */
function Chooser({ lines, line, setLine, busy, onFiles }: ChooserProps): ReactNode {
  const input = useRef<HTMLInputElement>(null);
  return (
    <div className="hc-photos-add">
      <select className="hc-input" aria-label={words.photoFor} value={line ?? ''} onChange={(e) => setLine(e.target.value === '' ? null : Number(e.target.value))}>
        <option value="">{words.wholeDocument}</option>
        {lines.map((l) => (
          <option key={l.no} value={l.no}>
            {words.ofLine(l.no)} {l.what}
          </option>
        ))}
      </select>
      <input
        ref={input}
        type="file"
        accept="image/*"
        multiple
        hidden
        aria-label={words.addPhotos}
        onChange={(e) => {
          const files = Array.from(e.target.files ?? []);
          e.target.value = '';
          if (files.length > 0) onFiles(files);
        }}
      />
      <Button icon="plus" busy={busy} onClick={() => input.current?.click()}>
        {words.addPhotos}
      </Button>
    </div>
  );
}
