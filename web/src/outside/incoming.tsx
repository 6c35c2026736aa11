// 外部接入: the ways in, who has sent, the templates with their switches, and what has come in with what came of it.
import { useState, type ReactNode } from 'react';
import { put } from '../api/client';
import { ago } from '../lib/days';
import { Failure, Tag, Waiting } from '../ui/bits';
import { type Mode, type Overview, type Template, useDo, useOverview } from './outside';
import { ReceivedList } from './received';
import { TemplateDrawer } from './template-drawer';
import { words } from './words';

export function Incoming(): ReactNode {
  const overview = useOverview();
  const [open, setOpen] = useState<string | null>(null);
  if (overview.isError && !overview.data) return <Failure error={overview.error} retry={() => void overview.refetch()} />;
  if (!overview.data) return <Waiting lines={10} />;
  const shown = overview.data.templates.find((t) => t.name === open);
  return (
    <div className="hc-outside-in">
      <ReceivedList type={null} templates={overview.data.templates} />
      <Templates templates={overview.data.templates} onOpen={setOpen} />
      <Ways overview={overview.data} />
      {shown && <TemplateDrawer key={shown.name} template={shown} onClose={() => setOpen(null)} />}
    </div>
  );
}

function Ways({ overview }: { readonly overview: Overview }): ReactNode {
  return (
    <div className="hc-outside-two">
      <section aria-label={words.ways}>
        <h2>{words.ways}</h2>
        <ul className="hc-outside-rows">
          {overview.channels.map((c) => (
            <li key={c.kind}>
              <Tag tone={c.on ? 'ok' : 'mute'}>{c.on ? words.wayOn : words.wayOff}</Tag>
              <b>{c.zh}</b>
              <span>{c.where}</span>
            </li>
          ))}
        </ul>
        <p className="hc-note">
          {words.tokenHint}
          <code>{overview.org}</code>
        </p>
      </section>
      <section aria-label={words.sources}>
        <h2>{words.sources}</h2>
        {overview.sources.length === 0 ? (
          <p className="hc-note">{words.noSources}</p>
        ) : (
          <ul className="hc-outside-rows">
            {overview.sources.map((s) => (
              <li key={s.source}>
                <Tag>{words.via[s.via ?? ''] ?? s.via}</Tag>
                <b>{s.source}</b>
                <span>{words.sourceCount(s.count)}</span>
                <small>{s.lastAt ? ago(s.lastAt) : ''}</small>
              </li>
            ))}
          </ul>
        )}
      </section>
    </div>
  );
}

function Templates({ templates, onOpen }: { readonly templates: readonly Template[]; readonly onOpen: (name: string) => void }): ReactNode {
  const scenes = [...new Set(templates.map((t) => t.scene))];
  return (
    <section aria-label={words.templates}>
      <h2>{words.templates}</h2>
      {scenes.map((scene) => (
        <section key={scene} className="hc-outside-scene" aria-label={scene}>
          <h3>{scene}</h3>
          <ul>
            {templates
              .filter((t) => t.scene === scene)
              .map((t) => (
                <TemplateRow key={t.name} template={t} onOpen={onOpen} />
              ))}
          </ul>
        </section>
      ))}
    </section>
  );
}

const MODES: readonly Mode[] = ['off', 'record', 'react'];

function TemplateRow({ template: t, onOpen }: { readonly template: Template; readonly onOpen: (name: string) => void }): ReactNode {
  const turn = useDo((mode: Mode) => put(`/api/outside/templates/${t.name}`, { mode }).then(() => mode), { said: (mode) => [words.set(t.zh, words.modes[mode] ?? ''), 'ok'] });
  const mode = t.mode ?? 'off';
  return (
    <li className={mode === 'off' ? 'hc-outside-off' : undefined}>
      <button type="button" className="hc-outside-title" onClick={() => onOpen(t.name)}>
        <b>{t.zh}</b>
        <code>{t.name}</code>
      </button>
      <p>{t.does}</p>
      <small>
        {t.lastAt ? ago(t.lastAt) : words.never}
        {(t.refused ?? 0) > 0 && `　${words.refusedN(t.refused ?? 0)}`}
      </small>
      <select className="hc-input" aria-label={`${t.zh}：${words.mode}`} value={mode} disabled={turn.isPending} onChange={(event) => turn.mutate(event.target.value as Mode)}>
        {MODES.map((m) => (
          <option key={m} value={m}>
            {words.modes[m]}
          </option>
        ))}
      </select>
    </li>
  );
}
