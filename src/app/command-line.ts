// A command line from words to exit status: 0 done, 1 refused or failed (with the reason), 2 wrong usage. JSON goes out, everything else to the side.
import { parseArgs } from 'node:util';
import { COMMANDS, type CliCommand, type CommandLine } from './commands/list.ts';
import { Unusable, WrongUsage } from './open.ts';

/** Where text goes: `out` is the answer alone, `err` is what people read meanwhile. */
export type Streams = { readonly out: (text: string) => void; readonly err: (text: string) => void };

const COMMON = '--data DIR 数据目录（默认 ./data），--json 最后一行输出一个 JSON 对象；设置 DATABASE_URL 则使用 PostgreSQL';
const STATUS = '退出码：0 完成，1 被拒绝或失败（带原因），2 用法不对；说明与进度走 stderr';

function help(version: string): string {
  const width = Math.max(...Object.keys(COMMANDS).map((n) => n.length));
  return [
    `衡仓 Hengcang ${version}`,
    '',
    '用法：npm run -s hengcang -- <命令> [选项]，每个命令都有 --help',
    '',
    ...Object.entries(COMMANDS).map(([name, c]) => `  ${name.padEnd(width)}  ${c.zh}`),
    '',
    `通用选项：${COMMON}`,
    STATUS,
    '',
  ].join('\n');
}

const helpOf = (name: string, command: CliCommand): string =>
  [`hengcang ${name} ${command.usage}`.trimEnd(), '', command.zh, ...(command.more ? ['', command.more()] : []), '', `通用选项：${COMMON}`, STATUS, ''].join('\n');

/** Whether a command takes words besides its options, by its usage line. */
const takesWords = (command: CliCommand): boolean => command.usage.replaceAll(/\[[^\]]*--[^\]]*\]/g, '').trim() !== '';

function lineFor(
  name: string,
  command: CliCommand,
  { words, version, streams }: { readonly words: readonly string[]; readonly version: string; readonly streams: Streams },
): CommandLine {
  try {
    const { values, positionals } = parseArgs({
      args: [...words],
      allowPositionals: true,
      options: { data: { type: 'string' }, json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' }, ...command.options },
    });
    if (positionals.length > 0 && !takesWords(command)) throw new WrongUsage(`${name} 不认识“${positionals[0]}”`);
    return { values: values as CommandLine['values'], positionals, version, say: (text) => streams.err(`${text}\n`), json: values.json === true };
  } catch (error) {
    throw new WrongUsage(`${(error as Error).message}\n用法：hengcang ${name} ${command.usage}`);
  }
}

const jsonOf = (value: unknown): string => `${JSON.stringify(value, (_, v: unknown) => (typeof v === 'bigint' ? v.toString() : v))}\n`;

/** Runs a command; resolves to the exit status. Bugs are thrown. */
export async function runCommand([name, ...words]: readonly string[], { version, ...streams }: Streams & { readonly version: string }): Promise<number> {
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    (name === undefined ? streams.err : streams.out)(help(version));
    return name === undefined ? 2 : 0;
  }
  if (name === '--version') {
    streams.out(`${version}\n`);
    return 0;
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) {
    streams.err(`没有命令“${name}”。\n\n${help(version)}`);
    return 2;
  }
  try {
    const line = lineFor(name, command, { words, version, streams });
    if (line.values['help']) {
      streams.out(helpOf(name, command));
      return 0;
    }
    const outcome = await command.run(line);
    if (outcome.result !== undefined && (line.json || outcome.always)) streams.out(jsonOf(outcome.result));
    return outcome.status ?? 0;
  } catch (error) {
    if (!(error instanceof Unusable)) throw error;
    streams.err(`${error.message}\n`);
    return error instanceof WrongUsage ? 2 : 1;
  }
}
