// 价值流图: the systems of a company, who hands over to whom, and the five places where that used to break; each is a unit that can be switched on alone.
import { useState, type ReactNode } from 'react';
import { usePhone } from '../app/media';
import { Failure, Tag, Waiting } from '../ui/bits';
import { Button } from '../ui/button';
import { A } from '../ui/link';
import { ask } from '../ui/say';
import { type Scene, type SceneHealth, spell, useHealth, useScenes, useSwitch } from './bus';
import { words } from './words';

/** Where the systems stand in the picture; a hand-over goes from the left column, the places of origin, to the right one. A phone shows all of it, drawn narrower. */
const DESK = { width: 880, row: 88, box: 132, left: 20, right: 728, sign: { x: 186, width: 228 }, bend: 420, reach: 60 } as const;
const PHONE = { width: 356, row: 64, box: 74, left: 2, right: 280, sign: { x: 84, width: 92 }, bend: 180, reach: 22 } as const;
type Room = typeof DESK | typeof PHONE;
const BOX_H = 44;
const RIGHT = ['库存', '采购', '销售', '计划', '财务'];

export function Stream(): ReactNode {
  const scenes = useScenes();
  const health = useHealth();
  const [chosen, setChosen] = useState<string | null>(null);
  if (scenes.isError) return <Failure error={scenes.error} retry={() => void scenes.refetch()} />;
  if (!scenes.data) return <Waiting lines={10} />;
  const of = (key: string): SceneHealth | undefined => health.data?.scenes.find((s) => s.key === key);
  return (
    <div className="hc-bus-stream">
      <p className="hc-note">{words.streamText}</p>
      <div className="hc-bus-scroll hc-bus-picture" tabIndex={0} role="region" aria-label={words.picture}>
        <Picture scenes={scenes.data} healthOf={of} chosen={chosen} onChoose={setChosen} />
      </div>
      <ul className="hc-bus-units">
        {scenes.data.map((s, i) => (
          <Unit key={s.key} scene={s} health={of(s.key)} place={i + 1} chosen={chosen === s.key} />
        ))}
      </ul>
    </div>
  );
}

const tone = (scene: Scene, health: SceneHealth | undefined): 'off' | 'bad' | 'ok' => (!scene.on ? 'off' : (health?.dead ?? 0) + (health?.loss ?? 0) > 0 ? 'bad' : 'ok');

type PictureProps = {
  readonly scenes: readonly Scene[];
  readonly healthOf: (key: string) => SceneHealth | undefined;
  readonly chosen: string | null;
  readonly onChoose: (key: string) => void;
};

function Picture({ scenes, healthOf, chosen, onChoose }: PictureProps): ReactNode {
  const room: Room = usePhone() ? PHONE : DESK;
  const { left, right, box, sign } = room;
  const height = room.row * scenes.length + 16;
  const y = (i: number): number => 16 + i * room.row + BOX_H / 2;
  return (
    <svg viewBox={`0 0 ${room.width} ${height}`} role="img" aria-label={words.picture}>
      {scenes.map((s, i) => (
        <g key={s.key} className={`hc-bus-flow hc-bus-flow-${tone(s, healthOf(s.key))}${chosen === s.key ? ' hc-bus-chosen' : ''}`} onClick={() => onChoose(s.key)}>
          {s.to.map((system) => (
            <path key={system} d={curve(room, y(i), y(RIGHT.indexOf(system)))} />
          ))}
        </g>
      ))}
      {scenes.map((s, i) => (
        <System key={s.key} x={left} y={y(i)} width={box} zh={s.from} />
      ))}
      {RIGHT.map((zh, i) => (
        <System key={zh} x={right} y={y(i)} width={box} zh={zh} />
      ))}
      {scenes.map((s, i) => {
        const health = healthOf(s.key);
        return (
          <g key={s.key} className={`hc-bus-break hc-bus-flow-${tone(s, health)}`} onClick={() => onChoose(s.key)}>
            <rect x={sign.x} y={y(i) - 15} width={sign.width} height={30} rx={15} />
            <text x={sign.x + sign.width / 2} y={y(i) + 4}>
              {i + 1} · {s.on ? (health?.p99 === null || health === undefined ? words.on : spell(health.p99)) : words.off}
            </text>
          </g>
        );
      })}
    </svg>
  );
}

/** From the right side of an origin's box to the left side of a system's, both by their height. */
const curve = ({ left, box, right, bend, reach }: Room, from: number, to: number): string =>
  `M${left + box} ${from}H${bend}C${bend + 1.5 * reach} ${from} ${bend + reach} ${to} ${right - reach} ${to}H${right - 4}`;

const System = ({ x, y, width, zh }: { readonly x: number; readonly y: number; readonly width: number; readonly zh: string }): ReactNode => (
  <g className="hc-bus-system">
    <rect x={x} y={y - BOX_H / 2} width={width} height={BOX_H} rx={6} />
    <text x={x + width / 2} y={y + 5}>
      {zh}
    </text>
  </g>
);

type UnitProps = { readonly scene: Scene; readonly health: SceneHealth | undefined; readonly place: number; readonly chosen: boolean };

function Unit({ scene: s, health, place, chosen }: UnitProps): ReactNode {
  const turn = useSwitch((on) => words.turned(s.zh, on));
  const flip = async (): Promise<void> => {
    if (s.on && (await ask({ title: words.turnOffTitle(s.zh), text: words.turnOffText, ok: words.turnOff, danger: true })) === null) return;
    turn.mutate({ key: s.key, on: !s.on });
  };
  return (
    <li className={`hc-bus-unit${chosen ? ' hc-bus-chosen' : ''}`}>
      <header>
        <h2>
          {place} · {s.zh}
        </h2>
        <Tag tone={s.on ? 'ok' : 'mute'}>{s.on ? words.on : words.off}</Tag>
        <Button kind={s.on ? 'plain' : 'primary'} busy={turn.isPending} aria-label={`${s.on ? words.turnOff : words.turnOn} ${s.zh}`} onClick={() => void flip()}>
          {s.on ? words.turnOff : words.turnOn}
        </Button>
      </header>
      <dl>
        <dt>{words.gap}</dt>
        <dd>{s.gap}</dd>
        <dt>{words.unit}</dt>
        <dd>{s.unit}</dd>
        <dt>{words.reactions}</dt>
        <dd>{s.reactions.length === 0 ? words.noReactions : [...new Set(s.reactions.map((r) => r.name))].join('；')}</dd>
        {s.templates.length > 0 && (
          <>
            <dt>{words.templates}</dt>
            <dd>{s.templates.join('；')}</dd>
          </>
        )}
        <dt>{words.health}</dt>
        <dd>
          {health && (
            <>
              {words.loss} {health.loss} · {words.dead}{' '}
              {health.dead > 0 ? (
                <A className="hc-link" href="/bus/letters">
                  {health.dead}
                </A>
              ) : (
                0
              )}{' '}
              · {words.p99} {spell(health.p99)} · {words.override} {words.overrideOf(health.overridden, health.made)}
            </>
          )}
        </dd>
      </dl>
    </li>
  );
}
