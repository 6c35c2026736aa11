// Makes the house ready to run: right Node, packages installed, server and web built — each only when something changed.
// Plain JavaScript without packages, because it runs before anything is installed. Works on Windows, macOS and Linux.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('..', import.meta.url));
const STAMPS = join(ROOT, 'build');
const at = (...parts) => join(ROOT, ...parts);

/** What stops us is said in one Chinese paragraph, without a stack. */
export class Stop extends Error {}

/** Needs Node ≥ 20.19 (the first that runs all our packages). */
export function checkNode(version = process.versions.node) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  throw new Stop(`衡仓需要 Node.js 20.19 或更新的版本，当前是 ${version}。\n请到 https://nodejs.org/zh-cn 下载 LTS 版安装后，再运行一次同样的命令。`);
}

/** All files under a folder; nothing when it does not exist. */
export function filesUnder(folder, skip = () => false) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (skip(path)) return [];
    return entry.isDirectory() ? filesUnder(path, skip) : [path];
  });
}

/** One hash over names and contents: a clone or a checkout that changes only times builds nothing. */
export function hashOf(files) {
  const hash = createHash('sha256');
  for (const file of files.toSorted((a, b) => (a < b ? -1 : 1)))
    if (existsSync(file)) hash.update(relative(ROOT, file).split(sep).join('/')).update('\0').update(readFileSync(file)).update('\0');
  return hash.digest('hex');
}

const readStamp = (file) => (existsSync(file) ? readFileSync(file, 'utf8') : '');
const writeStamp = (file, text) => {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
};

/** Runs a Node program; its output goes to stderr (so that stdout stays clean) and is only shown when it fails or `loud`. */
function node(args, options) {
  const ran = spawnSync(process.execPath, args, {
    cwd: options.cwd ?? ROOT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 64 * 1024 * 1024,
    env: { ...process.env, NO_COLOR: '1' },
  });
  if (ran.status === 0) return;
  throw new Stop(`${options.what}失败：\n${`${ran.stdout ?? ''}${ran.stderr ?? ''}`.trim().split('\n').slice(-40).join('\n')}${ran.error ? `\n${ran.error.message}` : ''}`);
}

/** Where npm itself is: the one that runs us, else the one beside node. Started by node, so no shell is needed on Windows. */
function npmCli() {
  const beside = [
    join(dirname(process.execPath), 'node_modules/npm/bin/npm-cli.js'),
    join(dirname(process.execPath), '../lib/node_modules/npm/bin/npm-cli.js'),
    join(dirname(process.execPath), '../share/npm/bin/npm-cli.js'),
    '/usr/share/nodejs/npm/bin/npm-cli.js',
  ];
  const found = [process.env.npm_execpath, ...beside].find((file) => file && file.endsWith('npm-cli.js') && existsSync(file));
  if (!found) throw new Stop('没有找到 npm。请在项目目录运行一次 npm install，再运行同样的命令。');
  return found;
}

/** Packages: installed when there are none, or when the lock file says something else than last time. */
function install(say) {
  const stamp = at('node_modules', '.hengcang-installed');
  const wanted = () => hashOf([at('package-lock.json'), at('package.json'), at('web', 'package.json')].filter((f, i) => i === 0 || !existsSync(at('package-lock.json'))));
  const mark = at('node_modules', '.package-lock.json');
  if (readStamp(stamp) === wanted() && existsSync(mark)) return;
  // Installed by hand (npm ci) after the lock file was written: believe it.
  const byHand = !existsSync(stamp) && existsSync(mark) && existsSync(at('package-lock.json')) && statSync(mark).mtimeMs >= statSync(at('package-lock.json')).mtimeMs;
  if (!byHand) {
    say('正在安装依赖（首次约需一两分钟）…');
    node([npmCli(), 'install', '--no-audit', '--no-fund', '--loglevel=error'], { what: '安装依赖' });
  }
  writeStamp(stamp, wanted());
}

const isTestFile = (path) => /\.(test|story)\.tsx?$/.test(path);
const isTesting = (path) => path.endsWith(`${sep}testing`);

/** dist holds what src holds now and nothing else: a deleted migration must not be applied from an old build. */
export function matchAssets(src, dist) {
  const sources = filesUnder(src, (path) => isTestFile(path) || isTesting(path));
  const assets = sources.filter((file) => !/\.tsx?$/.test(file));
  for (const file of assets) cpSync(file, join(dist, relative(src, file)));
  const kept = new Set([
    ...assets.map((f) => join(dist, relative(src, f))),
    ...sources.filter((f) => f.endsWith('.ts')).flatMap((f) => ['.js', '.js.map'].map((end) => join(dist, relative(src, f).replace(/\.ts$/, end)))),
  ]);
  const stale = filesUnder(dist).filter((file) => !kept.has(file));
  for (const file of stale) rmSync(file);
  return { copied: assets.length, removed: stale.length };
}

function buildServer(say, force) {
  const stamp = join(STAMPS, 'server.stamp');
  const wanted = hashOf([
    ...filesUnder(at('src'), (path) => isTestFile(path) || isTesting(path)),
    at('tsconfig.base.json'),
    at('tsconfig.build.json'),
    at('package.json'),
    at('package-lock.json'),
    at('tools', 'prepare.mjs'),
  ]);
  if (!force && readStamp(stamp) === wanted && existsSync(at('dist', 'app', 'cli.js'))) return false;
  say('正在编译服务端 …');
  rmSync(stamp, { force: true });
  // From nothing: even an empty folder left behind would be taken for a migration.
  rmSync(at('dist'), { recursive: true, force: true });
  node([at('node_modules', 'typescript-7', 'bin', 'tsc'), '-p', at('tsconfig.build.json')], { what: '编译服务端' });
  matchAssets(at('src'), at('dist'));
  writeStamp(stamp, wanted);
  return true;
}

function buildWeb(say, force) {
  if (!existsSync(at('web', 'vite.config.ts'))) return false;
  const stamp = join(STAMPS, 'web.stamp');
  const top = readdirSync(at('web'), { withFileTypes: true })
    .filter((e) => e.isFile())
    .map((e) => at('web', e.name));
  const wanted = hashOf([
    ...top,
    ...filesUnder(at('web', 'src'), isTestFile),
    ...filesUnder(at('web', 'public')),
    ...filesUnder(at('contract'), (path) => !path.endsWith('.d.ts') && /\.\w+$/.test(path)),
    at('package-lock.json'),
  ]);
  if (!force && readStamp(stamp) === wanted && existsSync(at('web', 'dist', 'index.html'))) return false;
  say('正在编译网页 …');
  rmSync(stamp, { force: true });
  node([at('node_modules', 'vite', 'bin', 'vite.js'), 'build', '--logLevel', 'warn'], { what: '编译网页', cwd: at('web') });
  writeStamp(stamp, wanted);
  return true;
}

const alive = (pid) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
};

/** Two commands at once build once: the second waits. A claim whose process is gone, or older than ten minutes, is taken over. */
function claim() {
  const file = join(STAMPS, 'building.lock');
  mkdirSync(STAMPS, { recursive: true });
  for (;;) {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx' });
      return () => rmSync(file, { force: true });
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    const owner = Number(readStamp(file));
    const old = existsSync(file) && Date.now() - statSync(file).mtimeMs > 600_000;
    if (owner === process.pid || old || (owner > 0 && !alive(owner))) {
      rmSync(file, { force: true });
      continue;
    }
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
  }
}

/**
 * Installs and builds what is missing. `say` hears one Chinese line per step; nothing is said when nothing is to be done.
 * `pages: false` leaves the web pages alone: most commands do not show any.
 */
export function prepare({ say = () => undefined, force = false, pages = true } = {}) {
  checkNode();
  const release = claim();
  try {
    install(say);
    const server = buildServer(say, force);
    const web = pages && buildWeb(say, force);
    return { server, web };
  } finally {
    release();
  }
}

/** Runs `main`; a Stop is said and ends with 1, anything else is our bug and shows its stack. */
export function orSay(main) {
  try {
    return main();
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
    return undefined;
  }
}
