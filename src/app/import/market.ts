// hengcang import supermarket: books three real years through run(), day by day, and proves that the books say what the file says.
import { run } from '#books/pen';
import { periodText, period } from '#kernel/day';
import type { Ports } from '../context.ts';
import { problemOf } from '../problem.ts';
import { marketCompany, type MarketCompany, type Wish } from './market-company.ts';
import { documentsOf } from './market-day.ts';
import { type Market, type MarketFiles, readMarket } from './market-file.ts';
import { agreementOf, leftOver, sumsOfBooks, sumsOfFile } from './market-proof.ts';
import { bad, type BadRow, type Progress, type Report } from './report.ts';

export type MarketOptions = Wish & {
  readonly files: MarketFiles;
  readonly dryRun: boolean;
  readonly skipBad: boolean;
  readonly progress: Progress;
  readonly say: (line: string) => void;
};

const keysOf = (market: Market): string => `import:market:${market.hash.slice(0, 32)}:`;

/** Reads, checks, books, proves. Nothing is booked when a row is bad, unless skipBad. */
export async function importMarket(ports: Ports, options: MarketOptions): Promise<Report> {
  const market = await readMarket(options.files);
  const report = {
    kind: 'supermarket',
    file: options.files.daily,
    encoding: market.encoding,
    rows: market.rows,
    booked: 0,
    already: 0,
    refused: market.refused,
    documents: 0,
    dryRun: options.dryRun,
  };
  if ((market.refused.length > 0 && !options.skipBad) || options.dryRun || market.days.length === 0) return report;
  const company = await marketCompany(ports, market, options);
  if (company.secret)
    options.say(`  公司“${company.name}”（${company.code}）已建账。管理员登录名 ${company.secret.login}，密码 ${company.secret.password}（只显示这一次，登录后请修改）`);
  const before = await ports.db.read(company.caller.scope, (s) =>
    s.query<{ key: string }>(`select key from books.command_log where org_id = books.org() and key like 'import:market:%'`),
  );
  const problems = [...otherFile(before, market), ...(await closedMonths(ports, company, market))];
  if (problems.length > 0) return { ...report, refused: [...report.refused, ...problems] };
  const started = performance.now();
  const booked = await bookDays(ports, company, { market, done: new Set(before.map((b) => b.key)), progress: options.progress });
  const bookingSeconds = seconds(started);
  const proof = await prove(ports, company, market);
  return {
    ...report,
    ...booked,
    refused: [...report.refused, ...booked.refused],
    company: { code: company.code, name: company.name, org: company.caller.scope.org },
    days: market.days.length,
    bookingSeconds,
    ...proof,
  };
}

const seconds = (since: number): number => Number(((performance.now() - since) / 1000).toFixed(1));

/** The same days from another file would be booked a second time; that is refused. */
const otherFile = (before: readonly { key: string }[], market: Market): readonly BadRow[] =>
  before.some((b) => !b.key.startsWith(keysOf(market))) ? [bad({ line: 0 }, '该公司已经导入过另一份日销售文件', '请换一个数据目录（--data），或用 --company 指定另一家公司')] : [];

async function closedMonths(ports: Ports, company: MarketCompany, market: Market): Promise<readonly BadRow[]> {
  const open = new Set(
    (await ports.db.read(company.caller.scope, (s) => s.query<{ period: number }>(`select period from books.period where org_id = books.org() and state = 'open'`))).map(
      (p) => p.period,
    ),
  );
  const months = [...new Set(market.days.map((d) => Number(d.day.slice(0, 7).replace('-', ''))))].filter((m) => !open.has(m));
  return months.length > 0
    ? [bad({ line: 0, column: 'date' }, `${periodText(period(months[0] ?? 0))}等 ${months.length} 个月不在已启用或未结账的会计期间内`, '请反结账，或换一家公司')]
    : [];
}

type Booked = { readonly booked: number; readonly already: number; readonly documents: number; readonly refused: readonly BadRow[] };

async function bookDays(
  ports: Ports,
  company: MarketCompany,
  { market, ...work }: { readonly market: Market; readonly done: ReadonlySet<string>; readonly progress: Progress },
): Promise<Booked> {
  let [booked, already, documents] = [0, 0, 0];
  for (const [i, day] of market.days.entries()) {
    // The shop's own day decides what is expired or open; the audit trail keeps the true time of booking.
    const onThatDay: Ports = { ...ports, clock: { now: ports.clock.now, today: () => day.day } };
    let fresh = false;
    for (const { type, body } of documentsOf(day, company.ids)) {
      const key = `${keysOf(market)}${day.day}:${type}`;
      if (work.done.has(key)) continue;
      const outcome = await run(onThatDay, company.caller, { type, command: 'approve', body, key });
      if (!outcome.ok)
        return {
          booked,
          already,
          documents,
          refused: [
            bad(
              { line: day.rows[0]?.line ?? 0, column: 'date', value: day.day },
              `${ports.catalog.document(type).zh}未能入账：${problemOf(outcome.refusal, ports.catalog.document(type).refusals).detail}`,
              '解决后再运行一次，已入账的不会重复',
            ),
          ],
        };
      documents += 1;
      fresh = true;
    }
    if (fresh) booked += day.rows.length;
    else already += day.rows.length;
    work.progress(i + 1, market.days.length, `入账 ${day.day}`);
    if (fresh && (i === 10 || i % 150 === 100)) await ports.db.owner((tx) => tx.query('analyze'));
  }
  if (documents > 0) await ports.db.owner((tx) => tx.query('analyze'));
  return { booked, already, documents, refused: [] };
}

async function prove(ports: Ports, company: MarketCompany, market: Market) {
  const books = await ports.db.read(company.caller.scope, (s) => sumsOfBooks(s, keysOf(market)));
  const agreement = agreementOf(sumsOfFile(market), books);
  const stock = await ports.db.read(company.caller.scope, (s) => leftOver(s, [...company.ids.items.values()]));
  const agrees = agreement.every((a) => a.agrees) && stock.qty === '0' && stock.value === '0.00';
  return { agreement, stockLeft: stock, agrees };
}
