// npm test: the whole gate, in the order that answers fastest. Ends with the plain line "N passed, N failed"; a gate counts as one test.
// `npm test -- --only unit,lint` runs a part; further words go to vitest (`npm test -- --only unit src/modules/sales`).
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { filesUnder, hashOf, orSay, prepare, ROOT, Stop } from './prepare.mjs';

const bin = (...parts) => join(ROOT, 'node_modules', ...parts);
const tsc = (config) => () => node([bin('typescript-7', 'bin', 'tsc'), '-p', config, ...(config.startsWith('web') ? ['--noEmit'] : [])]);

function node(args, options = {}) {
  const ran = spawnSync(process.execPath, args, {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    env: { ...process.env, ...(options.loud ? {} : { NO_COLOR: '1' }), ...options.env },
    stdio: options.loud ? 'inherit' : 'pipe',
  });
  return { ok: ran.status === 0, said: `${ran.stdout ?? ''}${ran.stderr ?? ''}${ran.error ? ran.error.message : ''}` };
}

function build() {
  try {
    prepare({ say: (line) => process.stdout.write(`${line}\n`) });
    return { ok: true, said: '' };
  } catch (error) {
    return { ok: false, said: error.message };
  }
}

/** contract/ must say what the code says; the command rewrites it, so a difference is healed as it is told. */
function contract() {
  const cli = join(ROOT, 'dist', 'app', 'cli.js');
  const files = () => hashOf(filesUnder(join(ROOT, 'contract')));
  const before = files();
  const made = node([cli, 'contract']);
  if (!made.ok) return made;
  return { ok: files() === before, said: 'contract/ did not match the code; it has been rewritten now: look at the difference and commit it' };
}

/** Gates in order. `when` leaves one out while the thing it looks at is not there. */
const GATES = [
  { name: 'build', part: 'build', run: build },
  { name: 'types', part: 'types', run: tsc('tsconfig.json') },
  { name: 'types of pure rooms', part: 'types', run: tsc('tsconfig.pure.json') },
  { name: 'types of web', part: 'types', when: () => existsSync(join(ROOT, 'web', 'tsconfig.json')), run: tsc('web/tsconfig.json') },
  { name: 'lint', part: 'lint', run: () => node([bin('oxlint', 'bin', 'oxlint'), '--type-aware', '--deny-warnings', '-f', 'unix']) },
  { name: 'format', part: 'format', run: () => node([bin('@biomejs', 'biome', 'bin', 'biome'), 'format', '--reporter=summary']) },
  { name: 'tidy', part: 'tidy', run: () => node(['--conditions=source', '--import', 'tsx', join(ROOT, 'tools', 'tidy.ts')]) },
  { name: 'knip', part: 'knip', run: () => node([bin('knip', 'bin', 'knip.js'), '-t', 'tsconfig.build.json', '--no-progress', '--no-config-hints']) },
  { name: 'contract', part: 'contract', run: contract },
];

/** Kinds of test files; a file is of the first kind it fits. */
const KINDS = { browser: ['**/*.browser.test.ts', '**/*.browser.test.tsx', 'tests/browser/**'], story: ['**/*.story.ts'], store: ['**/*store.test.ts'], unit: [] };
const kindOf = (file) => (/\.browser\.test\.|tests[\\/]browser/.test(file) ? 'browser' : file.endsWith('.story.ts') ? 'story' : file.endsWith('store.test.ts') ? 'store' : 'unit');
const PARTS = [...new Set([...GATES.map((g) => g.part), ...Object.keys(KINDS)])];

const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`;
const tail = (text, lines = 80) =>
  text
    .trim()
    .split('\n')
    .slice(-lines)
    .map((l) => `    ${l}`)
    .join('\n');

function runGate(gate) {
  const since = performance.now();
  const { ok, said } = gate.run();
  process.stdout.write(`${ok ? '✓' : '✗'} ${gate.name}  ${seconds(since)}\n${ok ? '' : `${tail(said)}\n`}`);
  return { kind: 'gate', passed: ok ? 1 : 0, failed: ok ? 0 : 1, failures: ok ? [] : [`${gate.name}`] };
}

/** Counts one test file of vitest's report; a file that broke before its tests counts as one failure. */
function countFile(file) {
  const of = (status) => file.assertionResults.filter((a) => a.status === status);
  const name = relative(ROOT, file.name);
  const failures = of('failed').map((a) => `${name} › ${a.fullName}`);
  if (file.status === 'failed' && failures.length === 0) failures.push(`${name} › ${(file.message || 'broke before its tests').split('\n')[0]}`);
  return { kind: kindOf(file.name), passed: of('passed').length, failed: failures.length, failures };
}

function runTests(kinds, words) {
  const report = join(ROOT, 'build', 'tests.json');
  mkdirSync(join(ROOT, 'build'), { recursive: true });
  rmSync(report, { force: true });
  const without = Object.entries(KINDS)
    .filter(([kind]) => !kinds.includes(kind))
    .flatMap(([, globs]) => globs);
  // unit is "everything else", so without it the other kinds are named instead.
  const only = kinds.includes('unit') ? [] : kinds.map((kind) => ({ browser: '.browser.test.', story: '.story.', store: 'store.test.' })[kind]);
  const args = [
    bin('vitest', 'vitest.mjs'),
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...without.flatMap((glob) => ['--exclude', glob]),
    ...(words.length > 0 ? words : only),
  ];
  const { ok } = node(args, { loud: true, env: { HENGCANG_GATES: '1' } });
  if (!existsSync(report)) return [{ kind: 'unit', passed: 0, failed: 1, failures: ['vitest ended without a report'] }];
  const results = JSON.parse(readFileSync(report, 'utf8'))
    .testResults.map(countFile)
    .filter((r) => kinds.includes(r.kind));
  const fine = results.every((r) => r.failed === 0);
  if (results.length === 0) results.push({ kind: kinds[0], passed: 0, failed: 1, failures: ['no test file was found'] });
  else if (!ok && fine) results.push({ kind: 'unit', passed: 0, failed: 1, failures: ['an error outside of all tests (see above)'] });
  return results;
}

function readWords(argv) {
  const at = argv.indexOf('--only');
  const parts = at < 0 ? PARTS : (argv[at + 1] ?? '').split(',').map((p) => (p === 'stories' ? 'story' : p));
  const unknown = parts.filter((p) => !PARTS.includes(p));
  if (unknown.length > 0) throw new Stop(`--only 不认识 ${unknown.join(', ')}；可用：${PARTS.join(', ')}`);
  return { parts, words: argv.filter((_, i) => at < 0 || (i !== at && i !== at + 1)) };
}

/** Whatever needs dist or packages is preceded by the build, even when it was not asked for. */
const needsBuild = (parts) => parts.some((p) => ['contract', 'browser', 'build'].includes(p));

function main() {
  const since = performance.now();
  const { parts, words } = readWords(process.argv.slice(2));
  const gates = GATES.filter((g) => (parts.includes(g.part) || (g.part === 'build' && needsBuild(parts))) && (g.when?.() ?? true));
  const kinds = Object.keys(KINDS).filter((kind) => parts.includes(kind));
  const results = [...gates.map(runGate), ...(kinds.length > 0 ? runTests(kinds, words) : [])];
  const sum = (list, what) => list.reduce((n, r) => n + r[what], 0);
  process.stdout.write(`\n── ${seconds(since)} ──\n`);
  for (const kind of ['gate', ...Object.keys(KINDS)]) {
    const of = results.filter((r) => r.kind === kind);
    if (of.length > 0) process.stdout.write(`${kind.padEnd(8)} ${sum(of, 'passed')} passed, ${sum(of, 'failed')} failed\n`);
  }
  for (const failure of results.flatMap((r) => r.failures)) process.stdout.write(`✗ ${failure}\n`);
  const failed = sum(results, 'failed');
  process.stdout.write(`${sum(results, 'passed')} passed, ${failed} failed\n`);
  process.exitCode = failed > 0 ? 1 : 0;
}

orSay(main);
