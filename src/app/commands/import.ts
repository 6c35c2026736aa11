// import: books a file's rows through run() and saveRecords(), or says line by line why not.
import { readFileSync } from 'node:fs';
import { importFile, kindNamed, kindsOf } from '../import/import.ts';
import { BadFile, progressBar, type Report, sayBad } from '../import/report.ts';
import { readMap } from '../import/columns.ts';
import type { Agreement } from '../import/market-proof.ts';
import { catalogOf } from '../house.ts';
import { openHouse, type Opened, Unusable } from '../open.ts';
import { sequenceAll } from '../sequencer.ts';
import { verify } from '../verify.ts';
import { companyScope } from './explain.ts';
import type { CliCommand, CommandLine, CommandOutcome } from './list.ts';

/** Refused rows printed; the JSON has them all. */
const SHOWN = 30;

const word = (line: CommandLine, name: string): string | undefined => {
  const value = line.values[name];
  return typeof value === 'string' ? value : undefined;
};

function mapFrom(file: string | undefined): Readonly<Record<string, string>> {
  if (file === undefined) return {};
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new Unusable(`读不了对应表 ${file}`);
  }
  try {
    return readMap(text, file);
  } catch (error) {
    if (error instanceof BadFile) throw new Unusable(`${error.row.message}。${error.row.remedy}`);
    throw error;
  }
}

/** The company of the import. The supermarket brings its own unless --company says otherwise. */
async function companyOf(opened: Opened, wanted: string | undefined, market: boolean) {
  return market && wanted === undefined ? null : { scope: await companyScope(opened, wanted ?? null), code: wanted ?? '' };
}

function tell(report: Report, records: boolean, say: (line: string) => void): void {
  for (const row of report.refused.slice(0, SHOWN)) say(sayBad(row));
  if (report.refused.length > SHOWN) say(`  …… 另有 ${report.refused.length - SHOWN} 处，见 --json`);
  for (const a of (report['agreement'] ?? []) as readonly Agreement[])
    say(`  ${a.agrees ? '✓' : '✗'} ${a.zh}：文件 ${a.file} ${a.unit}，账簿 ${a.books} ${a.unit}${a.agrees ? '，逐日一致' : `，${a.daysOff} 天不符，首日 ${a.firstOff}`}`);
  const left = report['stockLeft'] as { qty: string; value: string } | undefined;
  if (left) say(`  ${report['agrees'] ? '✓' : '✗'} 期末库存：数量 ${left.qty}，金额 ${left.value}`);
  const lines = new Set(report.refused.map((r) => r.line)).size;
  say(
    `读取 ${report.rows} 行（${report.encoding || '未能读取'}），${report.dryRun ? '试导入，未入账' : `入账 ${report.booked} 行、${report.documents} ${records ? '条资料' : '张单据'}`}${report.already > 0 ? `，此前已入账或无变化 ${report.already} 行` : ''}${lines > 0 ? `，有问题 ${lines} 行` : ''}。`,
  );
  if (lines > 0 && report.booked === 0 && !report.dryRun) say('没有任何一行入账。请按提示更正后重新导入；确要只导入正确的行，请加 --skip-bad。');
  if (lines > 0 && report.booked > 0) say('已入账的行请不要改动后再次导入：请把有问题的行单独存成一个文件，更正后导入。');
}

/** The supermarket's books are proved on the spot. */
async function check(opened: Opened, report: Report, say: (line: string) => void) {
  await sequenceAll(opened.ports.db);
  if (report['agreement'] === undefined) return null;
  const result = await verify(opened.ports.db);
  for (const c of result.checks.filter((x) => x.wrong > 0))
    say(
      `  ✗ ${c.zh}：${c.wrong} 处（${c.where
        .slice(0, 3)
        .map((w) => w.at)
        .join('；')}）`,
    );
  say(result.ok ? `  ✓ 体检 ${result.checks.length} 项全部通过` : '  ✗ 体检未通过，见上');
  return { ok: result.ok, checks: result.checks.length };
}

async function work(line: CommandLine): Promise<CommandOutcome> {
  const [name, file, ...more] = line.positionals;
  const kind = name === undefined ? undefined : kindNamed({ catalog: catalogOf() }, name);
  const kinds = kindsOf({ catalog: catalogOf() })
    .map((k) => `  ${k.name}  ${k.zh}`)
    .join('\n');
  if (!kind || file === undefined || more.length > 0) {
    line.say(`${kind === undefined && name !== undefined ? `没有“${name}”这一种。` : '用法：import <种类> <文件>。'}可以导入：\n${kinds}`);
    return { status: 2 };
  }
  const map = mapFrom(word(line, 'map'));
  const data = word(line, 'data');
  const opened = await openHouse({ ...(data === undefined ? {} : { data }), say: line.say });
  try {
    const started = performance.now();
    const company = await companyOf(opened, word(line, 'company'), kind.market === true);
    const report = await importFile(opened.ports, {
      kind,
      file,
      map,
      company,
      say: line.say,
      progress: progressBar(line.say),
      dryRun: line.values['dry-run'] === true,
      skipBad: line.values['skip-bad'] === true,
      admin: word(line, 'admin') ?? 'market-admin',
      products: word(line, 'products'),
      wholesale: word(line, 'wholesale'),
    });
    tell(report, kind.record !== undefined, line.say);
    const proved = await check(opened, report, line.say);
    const result = { ...report, ...(proved ? { verify: proved } : {}), seconds: Number(((performance.now() - started) / 1000).toFixed(1)) };
    return { result, status: statusOf(report, proved, line.values['skip-bad'] === true) };
  } finally {
    await opened.close();
  }
}

/** 0 when everything asked for is in the books. With --skip-bad the bad rows were given up on purpose, but a file that gave nothing is still a failure. */
function statusOf(report: Report, proved: { readonly ok: boolean } | null, skipBad: boolean): number {
  if (proved && (!proved.ok || report['agrees'] !== true)) return 1;
  return report.refused.length > 0 && !(skipBad && report.booked + report.already > 0) ? 1 : 0;
}

export const importCommand: CliCommand = {
  zh: '导入 CSV、CSV.gz、XLSX：资料、期初、入库、销售历史；有一行不对就一行都不入账',
  usage:
    '<items|customers|suppliers|…|opening-stock|opening-balances|receipts|sales-history|supermarket> FILE [--map FILE] [--dry-run] [--skip-bad] [--company 编码] [--products FILE] [--wholesale FILE] [--admin 登录名]',
  options: {
    map: { type: 'string' },
    'dry-run': { type: 'boolean' },
    'skip-bad': { type: 'boolean' },
    company: { type: 'string' },
    products: { type: 'string' },
    wholesale: { type: 'string' },
    admin: { type: 'string' },
  },
  run: work,
};
