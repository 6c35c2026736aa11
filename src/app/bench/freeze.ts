// bench freeze: from the inspector's request until all three effects are committed (substitutes proposed, promises planned anew, owners told), with and without
// 500 other events a second; and through Kafka. The yardstick is one bare commit of the same engine in the same seconds.
import type { Database } from '#kernel/ports';
import { serve } from '../serve.ts';
import { bareDriver } from './bare-receipt.ts';
import { benchCompany } from './company.ts';
import { freezeThroughKafka } from './freeze-kafka.ts';
import { measured, rounds, type Way } from './freeze-rounds.ts';
import { ask, BACKGROUND, EFFECTS, inspector, type Scene, stage, until } from './freeze-scene.ts';
import { type BenchResult, resultOf } from './measure.ts';
import type { BenchRun } from './posting.ts';
import { sound } from './sound.ts';

const LIMIT = { postgres: 150, pglite: 100 };

/** A click over HTTP, until the effects are committed. */
const byHttp =
  (scene: Scene): Way =>
  async (reason) => {
    const id = await ask(scene, 'lot-freeze', { head: { kind: 'quality', reason }, lines: [{ item: scene.item, lot: 'A' }] });
    await until(scene, EFFECTS, [scene.co.org, id, reason]);
  };

/** The planner's figures of the tables, as autovacuum has them a minute after a house was set up; before that it plans for tables of one row. */
const figures = (db: Database): Promise<unknown> => db.owner((tx) => tx.query('analyze'));

export async function benchFreeze({ ground, say }: BenchRun): Promise<BenchResult> {
  const place = await ground.open(20);
  const co = await benchCompany(place.ports);
  const item = await stage(co);
  const person = await inspector(co);
  await place.ports.db.owner(async (tx) => {
    await tx.query('create schema bench');
    await tx.query('create table bench.tick (n int not null)');
  });
  const bare = bareDriver(place.ports.db, place.url, 4);
  const running = await serve(place.ports, { port: 0, version: 'bench', web: null, env: {} });
  const scene: Scene = { co, item, url: running.url, cookie: person.cookie, bare };
  const cases = [];
  try {
    // A process that has just started compiles while it works; what is asked is how fast a running house is.
    await rounds(scene, byHttp(scene), { size: 10, reasons: '预热' });
    await figures(place.ports.db);
    // Every statement is planned anew after that.
    await rounds(scene, byHttp(scene), { size: 10, reasons: '再热' });
    const most = LIMIT[ground.engine];
    const mark = 'request → three effects committed';
    say('空闲时冻结 …');
    cases.push(await measured(scene, byHttp(scene), { load: 'idle', mark, most }));
    if (ground.engine === 'postgres') {
      say(`每秒 ${BACKGROUND} 个其他事件时冻结 …`);
      cases.push(await measured(scene, byHttp(scene), { load: 'busy', mark, most }));
    }
  } finally {
    await running.stop();
  }
  try {
    await figures(place.ports.db);
    if (ground.engine === 'postgres') cases.push(...(await freezeThroughKafka(place.ports, { scene, secret: person.secret, say })));
    return resultOf('freeze', ground.engine, cases);
  } finally {
    await bare.close();
    await sound(place.ports);
  }
}
