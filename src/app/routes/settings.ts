// The company's choices: read with what they mean and who changed them last, written with a reason where much hangs on them.
import type { Settings } from '#kernel/facts';
import { Refusal, refuse } from '#kernel/refusal';
import { may, SPECIAL_RIGHTS } from '#kernel/rights';
import type { Snapshot } from '#kernel/ports';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { noteAudit } from '../audit.ts';
import { changedSettings, SETTING_GROUPS, settingOf, SETTINGS_BODY, settingsSaid } from '../company-settings.ts';
import { callerFor, need, type Ports, sessionFor } from '../context.ts';

const MANAGE = 'settings.manage';
const BODY = z.object({ settings: SETTINGS_BODY, reason: z.string().trim().max(200).optional() }).strict();
type Patch = Partial<Settings>;

/** `moved`: goods have moved, so what holds from the first movement on can no longer be chosen. */
type Kept = { readonly settings: Patch; readonly moved: boolean };
const keptSettings = async (snapshot: Snapshot): Promise<Kept> => {
  const [row] = await snapshot.query<{ settings: Patch | null; moved: boolean }>(
    `select settings, exists (select from books.stock_line l where l.org_id = books.org()) as moved from books.org_node where id = books.org()`,
  );
  return { settings: row?.settings ?? {}, moved: row?.moved ?? false };
};

/** What was there with what is new; objects one level deep keep what is not named. */
const merged = (before: Patch, patch: Patch): Patch => ({
  ...before,
  ...Object.fromEntries(
    Object.entries(patch).map(([key, value]) => [key, typeof value === 'object' ? { ...(before[key as keyof Settings] as object | undefined), ...(value as object) } : value]),
  ),
});

/** Refuses what may not be chosen any more, and a grave change without its reason. */
function checkChange(kept: Kept, after: Patch, reason: string | undefined): void {
  for (const s of changedSettings(kept.settings, after)) {
    if (s.untilMoved && kept.moved)
      throw new Refusal(refuse('bad-field', { path: `settings.${s.key}`, with: { what: `已有出入库单据，“${s.zh}”不能再改；需要另一种做法时，请新建公司并以期初单据转入` } }));
    if (s.grave && !reason) throw new Refusal(refuse('bad-field', { path: 'reason', with: { what: `改动“${s.zh}”须填写原因` } }));
  }
}

export function settingRoutes(app: FastifyInstance, ports: Ports): void {
  const tags = ['管理'];
  app.get('/api/settings', { schema: { tags, summary: '公司设置（每项的含义、现值、最近修改）与审批规则' } }, async (request) => {
    const { actor } = sessionFor(request);
    const change = may(actor, MANAGE);
    if (!change) need(request, 'ledger.view', SPECIAL_RIGHTS[MANAGE]);
    return ports.db.read(sessionFor(request).scope, async (s) => {
      const kept = await keptSettings(s);
      return {
        settings: kept.settings,
        groups: SETTING_GROUPS.map((g) => ({
          zh: g.zh,
          settings: g.settings.map((x) => ({ ...x, value: settingOf(kept.settings, x), fixed: x.untilMoved === true && kept.moved })),
        })),
        may: { change },
        history: await s.query(
          `select id::text, at, user_name as who, summary from books.audit_log where org_id = books.org() and subject = 'settings' order by audit_log.id desc limit 10`,
        ),
        rules: change
          ? await s.query(`select id, type, from_amount::text as "from", roles, active from books.approval_rule where org_id = books.org() order by type, from_amount`)
          : [],
      };
    });
  });
  app.put('/api/settings', { schema: { tags, summary: '修改公司设置；后果大的改动须有原因', body: BODY } }, (request) => save(ports, request));
}

async function save(ports: Ports, request: FastifyRequest): Promise<{ readonly ok: true; readonly changed: number }> {
  const session = need(request, MANAGE, SPECIAL_RIGHTS[MANAGE]);
  const { settings: patch, reason } = request.body as { settings: Patch; reason?: string };
  const { before, after } = await ports.db.write(session.scope, async (tx) => {
    const kept = await keptSettings(tx);
    const next = merged(kept.settings, patch);
    checkChange(kept, next, reason);
    const touched = Object.fromEntries(Object.keys(patch).map((key) => [key, next[key as keyof Settings]]));
    await tx.query('select books.save_settings($1::jsonb)', [JSON.stringify(touched)]);
    return { before: kept.settings, after: next };
  });
  const changed = changedSettings(before, after).length;
  if (changed > 0)
    await noteAudit(ports, callerFor(request), {
      action: 'settings.save',
      subject: 'settings',
      id: null,
      summary: `修改设置：${settingsSaid(before, after)}${reason ? `（${reason}）` : ''}`,
    });
  return { ok: true, changed };
}
