// What was measured must also have been right: the books after a bench.
import { must } from '#kernel/must';
import type { Ports } from '../context.ts';
import { verify } from '../verify.ts';

export async function sound(ports: Ports): Promise<void> {
  const { ok, checks } = await verify(ports.db);
  must(ok, `the books are wrong after the bench: ${JSON.stringify(checks.filter((c) => c.wrong > 0)).slice(0, 600)}`);
}
