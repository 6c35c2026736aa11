// The demo company inside a running server: built in the background when the database is new, entered from the set-up page without a password.
import type { Ports } from '../context.ts';
import { type Refused, refuse } from '#kernel/refusal';
import { openSession, type SignedIn } from '../people.ts';
import { buildDemo } from './build.ts';

export type DemoStatus = {
  readonly state: 'none' | 'building' | 'ready' | 'failed';
  readonly done: number;
  readonly total: number;
  readonly day: string | null;
  readonly people: readonly { readonly login: string; readonly name: string; readonly role: string }[];
};
export type DemoHost = {
  readonly status: () => Promise<DemoStatus>;
  readonly build: (options: { seed: number; years: number; say: (line: string) => void }) => Promise<void>;
  readonly enter: (login: string, from: { address: string; agent: string }) => Promise<SignedIn | Refused>;
};

/** People of demo companies only; nobody else can be entered this way. */
const DEMO_PEOPLE = `select p.org_id, p.id, p.login, p.name, r.name as role from identity.person p join books.org_node c on c.tenant_id = p.org_id and c.kind = 'company' and c.settings->>'demo' = 'true'
  join identity.grant_at g on g.person_id = p.id join identity.role r on r.org_id = g.org_id and r.id = g.role_id where p.login like 'demo-%' and p.active`;

/** `open` says whether strangers may walk in: only on this machine, or where the operator said so. */
export function demoHost(ports: Ports, open: boolean): DemoHost {
  let running: { done: number; total: number; day: string | null; state: 'building' | 'failed' } | null = null;
  return {
    status: async () => {
      const people = open
        ? await ports.db.door((tx) => tx.query<{ login: string; name: string; role: string }>(`select login, name, role from (${DEMO_PEOPLE}) x order by login`))
        : [];
      const figures = running ?? { done: 0, total: 0, day: null };
      return { state: running?.state ?? (people.length > 0 ? 'ready' : 'none'), done: figures.done, total: figures.total, day: figures.day, people };
    },
    build: async ({ seed, years, say }) => {
      running = { state: 'building', done: 0, total: 1, day: null };
      const started = performance.now();
      let told = 0;
      try {
        const result = await buildDemo(ports, {
          seed,
          years,
          today: ports.clock.today(),
          progress: (done, total, day) => {
            running = { state: 'building', done, total, day };
            const share = Math.floor((done / total) * 10);
            if (share > told) {
              told = share;
              say(`  正在生成演示公司 ${String(share * 10).padStart(3)}%（${day}）`);
            }
          },
        });
        running = null;
        say(`  演示公司已就绪：${result.documents} 张单据，用时 ${((performance.now() - started) / 1000).toFixed(0)} 秒。打开首页选择一个角色即可进入。\n`);
      } catch (error) {
        running = { state: 'failed', done: 0, total: 0, day: null };
        throw error;
      }
    },
    enter: async (login, from) => {
      if (!open) return refuse('demo-closed');
      const [person] = await ports.db.door((tx) => tx.query<{ org_id: string; id: string }>(`select org_id, id from (${DEMO_PEOPLE}) x where login = $1`, [login]));
      if (!person) return refuse('sign-in-wrong');
      return openSession(ports, person, from);
    },
  };
}
