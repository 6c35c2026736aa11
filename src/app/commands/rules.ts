// rules parse: reads sentences as JSON lines and answers each with its tree and canonical text, or with what is wrong and where.
import { canonical, dictionary, parse } from '#rules';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Unusable, WrongUsage } from '../open.ts';
import type { CliCommand, CommandLine } from './list.ts';

const readJson = (line: CommandLine, name: string): unknown => {
  const file = line.values[name];
  if (typeof file !== 'string') throw new WrongUsage(`请给出 --${name} 文件`);
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Unusable(`读不了 --${name} ${file}：${(error as Error).message}`);
  }
};

export const rulesCommand: CliCommand = {
  zh: '规则语言：parse 逐行读 {id,text}，逐行答 {id,ast,canonical} 或 {id,error}',
  usage: 'parse --lexicon F --fixture F < sentences.jsonl',
  options: { lexicon: { type: 'string' }, fixture: { type: 'string' } },
  run: async (line) => {
    if (line.positionals[0] !== 'parse') throw new WrongUsage('用法：hengcang rules parse --lexicon F --fixture F');
    const words = dictionary(readJson(line, 'lexicon') as never, readJson(line, 'fixture') as never);
    let [read, refused] = [0, 0];
    for await (const text of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
      if (text.trim() === '') continue;
      read += 1;
      const answer = answerOf(text, words, read);
      if ('error' in answer) refused += 1;
      process.stdout.write(`${JSON.stringify(answer)}\n`);
    }
    line.say(`共 ${read} 句，读懂 ${read - refused} 句，拒绝 ${refused} 句。`);
    return {};
  },
};

function answerOf(text: string, words: ReturnType<typeof dictionary>, row: number): Record<string, unknown> {
  let asked: { id?: unknown; text?: unknown };
  try {
    asked = JSON.parse(text) as { id?: unknown; text?: unknown };
  } catch {
    return { id: null, error: { code: 'E_INPUT', span: [0, 0], at: '', message: `第 ${row} 行不是 JSON，应为 {"id": …, "text": …}`, suggest: [] } };
  }
  const result = parse(String(asked.text ?? ''), words);
  return result.ok ? { id: asked.id, ast: result.ast, canonical: canonical(result.ast, words) } : { id: asked.id, error: result.errors[0] };
}
