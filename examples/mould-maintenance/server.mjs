// A small program of somebody else: it keeps the maintenance plan of moulds and changes it when 衡仓 says that a lot was frozen.
// Plain Node, no packages. Receives webhooks (standardwebhooks.com), checks their signature, handles each event once.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { pathToFileURL } from 'node:url';

/** Seconds a message may be old; older ones are replays. */
const TOLERANCE = 300;
const MOST_BODY = 1024 * 1024;
const DAY = 86_400_000;

/** True when one of the signatures fits the body and the message is fresh. `now` in seconds since 1970. */
export function genuine(secret, headers, body, now) {
  const [id, timestamp, given] = [headers['webhook-id'], Number(headers['webhook-timestamp']), headers['webhook-signature']];
  if (!id || !given || !Number.isInteger(timestamp) || Math.abs(now - timestamp) > TOLERANCE) return false;
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const expected = Buffer.from(`v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`);
  return String(given)
    .split(' ')
    .map((s) => Buffer.from(s))
    .some((s) => s.length === expected.length && timingSafeEqual(s, expected));
}

const dayAfter = (day, days) => new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10);

/**
 * The plan after an event; pure. A frozen lot pulls the next maintenance of every mould that makes the item forward to the day after
 * the freeze and says why; when the lot is thawed, what was pulled forward for it goes back to its old day. The same event twice changes nothing.
 */
export function planAfter(plan, event) {
  if (plan.handled.includes(event.id)) return plan;
  const lots = event.data?.lots ?? [];
  const items = new Set(lots.map((l) => l.item));
  const day = String(event.timestamp).slice(0, 10);
  const moulds = plan.moulds.map((mould) => {
    if (!mould.items.some((i) => items.has(i))) return mould;
    if (event.type === 'lot-frozen/1') {
      const next = dayAfter(day, 1);
      return mould.next <= next ? mould : { ...mould, next, was: mould.was ?? mould.next, because: `${event.data.number}：${event.data.reason}（批次 ${lots.map((l) => l.no).join('、')}）` };
    }
    if (event.type === 'lot-thawed/1' && mould.was) {
      const { was, because, ...rest } = mould;
      return { ...rest, next: was };
    }
    return mould;
  });
  return { ...plan, moulds, handled: [...plan.handled, event.id].slice(-1000) };
}

const load = (file) => ({ handled: [], moulds: [], ...(existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}) });
/** Written beside and renamed, so that a crash leaves the old plan or the new one. */
function save(file, plan) {
  writeFileSync(`${file}.new`, `${JSON.stringify(plan, null, 2)}\n`);
  renameSync(`${file}.new`, file);
}

/** The receiver. Answers 204 only when the plan is on disk; 衡仓 sends again what was not answered so. */
export function receiver({ secret, file, now = () => Date.now() / 1000 }) {
  return createServer((request, reply) => {
    if (request.method === 'GET') return reply.writeHead(200, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(load(file).moulds));
    const parts = [];
    let size = 0;
    request.on('data', (part) => {
      size += part.length;
      if (size > MOST_BODY) request.destroy();
      else parts.push(part);
    });
    request.on('end', () => {
      const body = Buffer.concat(parts).toString();
      if (!genuine(secret, request.headers, body, now())) return reply.writeHead(401).end('bad signature');
      const event = JSON.parse(body);
      save(file, planAfter(load(file), event));
      reply.writeHead(204).end();
    });
  });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { HENGCANG_WEBHOOK_SECRET: secret, PORT: port = '8090', PLAN: file = 'plan.json' } = process.env;
  if (!secret) throw new Error('请设置 HENGCANG_WEBHOOK_SECRET（在衡仓“Webhook”页新建时显示一次）');
  receiver({ secret, file }).listen(Number(port), '127.0.0.1', () => console.log(`模具保养计划：http://127.0.0.1:${port}`));
}
