// serve: the server with the web app.
import { newSecret } from '#platform/password';
import { resolve } from 'node:path';
import { backupFolder } from '../backup/keeper.ts';
import { announce } from '../backup/running.ts';
import { demoHost } from '../demo/host.ts';
import { openHouse, Unusable } from '../open.ts';
import { keepKeyIn } from '../outside/webhook/secret-box.ts';
import { needsSetUp } from '../people.ts';
import { serve } from '../serve.ts';
import type { CliCommand } from './list.ts';

export const serveCommand: CliCommand = {
  zh: '启动服务与网页（npm start 即此命令）',
  usage: '[--port N] [--host H] [--no-demo]',
  options: { port: { type: 'string' }, host: { type: 'string' }, 'no-demo': { type: 'boolean' } },
  run: async ({ values, say, version }) => {
    const started = performance.now();
    const opened = await openHouse({ ...(typeof values['data'] === 'string' ? { data: values['data'] } : {}), say });
    if (opened.applied.length > 0) say(`数据库已更新：${opened.applied.length} 项`);
    const host = typeof values['host'] === 'string' ? values['host'] : (process.env['HOST'] ?? '127.0.0.1');
    const demo = demoHost(opened.ports, ['127.0.0.1', 'localhost', '::1'].includes(host) || process.env['HENGCANG_DEMO'] === '1');
    const wanted = Number(values['port'] ?? (process.env['PORT'] || 3000));
    const data = resolve(typeof values['data'] === 'string' ? values['data'] : './data');
    keepKeyIn(data);
    const key = newSecret();
    const running = await serve(opened.ports, { port: wanted, host, version, demo, files: { folder: backupFolder(data), key } }).catch((error: { code?: string }) => {
      if (error.code === 'EADDRINUSE') throw new Unusable(`端口 ${wanted} 已被占用，请换一个：npm start -- --port ${wanted + 1}`);
      throw error;
    });
    if (!process.env['DATABASE_URL']) announce(data, { url: running.url, key });
    say(
      `\n  衡仓已启动（${((performance.now() - started) / 1000).toFixed(1)} 秒）：${running.url}${(await needsSetUp(opened.ports)) ? '\n  首次使用：打开上面的地址，按页面提示建账。' : ''}\n  停止：Ctrl+C\n`,
    );
    // A new database gets the demo company beside the empty one, while people can already look around.
    const isNew = opened.applied.includes('books/0001-books');
    if (isNew && values['no-demo'] !== true) void demo.build({ seed: 2026, years: 2, say }).catch((error: unknown) => say(`演示公司生成失败：${String(error)}`));
    await new Promise<void>((stop) => {
      process.once('SIGINT', stop);
      process.once('SIGTERM', stop);
    });
    say('正在停止 …');
    await running.stop();
    await opened.close();
    return {};
  },
};
