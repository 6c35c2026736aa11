// The list of commands. Adding one is one file and one line here.
import { backupCommand } from './backup.ts';
import { benchCommand } from './bench.ts';
import { casesCommand } from './cases.ts';
import { contractCommand } from './contract.ts';
import { demoCommand } from './demo.ts';
import { exportCommand } from './export.ts';
import { forecastCommand } from './forecast.ts';
import { importCommand } from './import.ts';
import { explainCommand } from './explain.ts';
import { policyCommand } from './policy.ts';
import { restoreCommand } from './restore.ts';
import { rulesCommand } from './rules.ts';
import { serveCommand } from './serve.ts';
import { soakCommand } from './soak.ts';
import { verifyCommand } from './verify.ts';

export type CommandLine = {
  readonly values: Readonly<Record<string, string | boolean | undefined>>;
  readonly positionals: readonly string[];
  readonly version: string;
  readonly say: (text: string) => void;
  readonly json: boolean;
};
export type CommandOutcome = { readonly result?: unknown; readonly status?: number; readonly always?: boolean };
export type CliCommand = {
  readonly zh: string;
  readonly usage: string;
  readonly options?: Readonly<Record<string, { type: 'string' | 'boolean' }>>;
  /** Further lines of `--help`. */
  readonly more?: () => string;
  readonly run: (line: CommandLine) => Promise<CommandOutcome>;
};

export const COMMANDS: Readonly<Record<string, CliCommand>> = {
  serve: serveCommand,
  demo: demoCommand,
  import: importCommand,
  export: exportCommand,
  backup: backupCommand,
  restore: restoreCommand,
  verify: verifyCommand,
  cases: casesCommand,
  explain: explainCommand,
  rules: rulesCommand,
  forecast: forecastCommand,
  policy: policyCommand,
  contract: contractCommand,
  bench: benchCommand,
  soak: soakCommand,
};
