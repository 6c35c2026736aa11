// npm run explain … without a build: the same command as `hengcang explain`, straight from src.
import { explainCommand } from '#app/commands/explain';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
  args: process.argv.slice(2),
  allowPositionals: true,
  options: { data: { type: 'string' }, json: { type: 'boolean' }, ...explainCommand.options },
});
const say = (text: string) => process.stderr.write(`${text}\n`);
try {
  const outcome = await explainCommand.run({ values: values as Readonly<Record<string, string | boolean | undefined>>, positionals, version: '', say, json: values.json === true });
  if (values.json === true && outcome.result !== undefined) process.stdout.write(`${JSON.stringify(outcome.result)}\n`);
  process.exitCode = outcome.status ?? 0;
} catch (error) {
  if ((error as Error).name !== 'Unusable') throw error;
  say((error as Error).message);
  process.exitCode = 1;
}
