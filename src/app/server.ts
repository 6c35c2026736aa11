// The front door: an HTTP server made from the house's definitions. It sees all and decides nothing.
import { Bug } from '#kernel/must';
import { Refusal, refuse } from '#kernel/refusal';
import compress from '@fastify/compress';
import cookie from '@fastify/cookie';
import rateLimit, { type RateLimitPluginOptions } from '@fastify/rate-limit';
import statics from '@fastify/static';
import swagger from '@fastify/swagger';
import Fastify, { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { jsonSchemaTransform, serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type DemoHost, demoHost } from './demo/host.ts';
import { type Ports, readSession, sendProblem } from './context.ts';
import { unkeepable } from './keepable.ts';
import { type Live, liveRoutes } from './routes/live.ts';
import { backupFolder, keeperOf } from './backup/keeper.ts';
import { adminRoutes } from './routes/admin.ts';
import { backupRoutes, houseKeyRoutes } from './routes/backup.ts';
import { busRoutes } from './routes/bus.ts';
import { closeRoutes } from './routes/close.ts';
import { documentRoutes } from './routes/documents.ts';
import { eventRoutes } from './routes/events.ts';
import { homeRoutes } from './routes/home.ts';
import { noticeRoutes } from './routes/notices.ts';
import { peekRoutes } from './routes/peek.ts';
import { planningForecastRoutes } from './routes/planning-forecast.ts';
import { planningPolicyRoutes } from './routes/planning-policy.ts';
import { planningSignalRoutes } from './routes/planning-signals.ts';
import { lookupRoutes, recordRoutes } from './routes/records.ts';
import { ruleRoutes } from './routes/rules.ts';
import { sessionRoutes } from './routes/session.ts';
import { checkupRoutes } from './routes/verify.ts';
import { webhookRoutes } from './routes/webhooks.ts';
import { channelsHere } from './outside/start.ts';
import { photoRoutes } from './photos/routes.ts';
import { assessmentRoutes } from './self-assessment/routes.ts';
import { ledgerRoutes, viewRoutes } from './routes/views.ts';
import { voucherRoutes } from './routes/vouchers.ts';

z.config(z.locales.zhCN());

const CSP =
  "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; worker-src 'self' blob:; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

export type Server = { readonly app: FastifyInstance; readonly live: Live };
/** Where back-ups lie; `key` opens them to whoever can read the data folder (`hengcang backup` beside a running server). */
export type ServerFiles = { readonly folder: string; readonly key?: string };
export type ServerOptions = {
  readonly ports: Ports;
  readonly version: string;
  readonly web?: string | null;
  readonly log?: boolean;
  readonly demo?: DemoHost;
  readonly files?: ServerFiles;
};

/** Builds the server; it does not listen yet. `web` is the folder of the built web app. */
/** Of one address; routes that can be abused name a lower one. */
const RATE: RateLimitPluginOptions = {
  global: true,
  max: 3000,
  timeWindow: '1 minute',
  errorResponseBuilder: (_request, context) => ({ statusCode: 429, code: 'too-many-requests', message: `请求过于频繁，请 ${Math.ceil(context.ttl / 1000)} 秒后再试` }),
};

export async function buildServer({ ports, version, web = null, log = false, demo = demoHost(ports, false), files }: ServerOptions): Promise<Server> {
  const app = Fastify({
    logger: log ? { level: 'warn' } : false,
    bodyLimit: 8 * 1024 * 1024,
    trustProxy: process.env['HENGCANG_TRUST_PROXY'] === '1',
    requestIdHeader: 'x-request-id',
    // An address that cannot be read never reaches a route, nor the error handler.
    frameworkErrors: (error, request, reply) => void sendError(error, request as FastifyRequest, reply as FastifyReply),
  });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: '衡仓 Hengcang API', version, description: '进销存与业财一体。金额、数量均为十进制文本；错误为 RFC 9457 problem。' },
      components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' }, cookie: { type: 'apiKey', in: 'cookie', name: 'hengcang' } } },
    },
    transform: jsonSchemaTransform,
  });
  await app.register(cookie);
  await app.register(compress, { global: true, threshold: 1024, encodings: ['br', 'gzip'] });
  await app.register(rateLimit, RATE);
  guard(app, ports);
  app.get('/api/health', { config: { open: true }, schema: { tags: ['系统'], summary: '健康检查' } }, async () => {
    await ports.db.bus((tx) => tx.query('select 1'));
    return { ok: true, version, database: ports.db.kind };
  });
  sessionRoutes(app, ports, { version, demo });
  for (const def of ports.catalog.documents) documentRoutes(app, ports, def);
  for (const def of ports.catalog.records) recordRoutes(app, ports, def);
  lookupRoutes(app, ports);
  viewRoutes(app, ports);
  ledgerRoutes(app, ports);
  voucherRoutes(app, ports);
  closeRoutes(app, ports);
  homeRoutes(app, ports);
  peekRoutes(app, ports);
  noticeRoutes(app, ports);
  photoRoutes(app, ports);
  adminRoutes(app, ports);
  busRoutes(app, ports);
  ruleRoutes(app, ports);
  planningForecastRoutes(app, ports);
  planningPolicyRoutes(app, ports);
  planningSignalRoutes(app, ports);
  checkupRoutes(app, ports);
  const keeper = keeperOf(ports, { folder: files?.folder ?? backupFolder(undefined), version });
  backupRoutes(app, ports, keeper);
  if (files?.key) houseKeyRoutes(app, keeper, files.key);
  assessmentRoutes(app, ports);
  eventRoutes(app, ports, channelsHere());
  webhookRoutes(app, ports);
  const live = liveRoutes(app, ports);
  app.get('/api/openapi.json', { config: { open: true }, schema: { hide: true } }, async () => app.swagger());
  await serveWeb(app, web);
  await app.ready();
  return { app, live };
}

/** Does a page of another site (or one that will not say which) ask? Behind a proxy the name the browser knows counts. */
function foreign({ headers: { origin }, host }: FastifyRequest): boolean {
  return origin !== undefined && (!URL.canParse(origin) || new URL(origin).host !== host);
}

/** Sessions, same-origin writes, text that can be kept, security headers, and every error as a problem. */
function guard(app: FastifyInstance, ports: Ports): void {
  app.decorateRequest('session', null);
  app.decorateRequest('secret', null);
  app.addHook('onRequest', async (request, reply) => {
    reply.headers({
      'content-security-policy': CSP,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
      'x-frame-options': 'DENY',
      'permissions-policy': 'camera=(self), microphone=(), geolocation=(self)',
    });
    if (!request.url.startsWith('/api/')) return;
    reply.header('cache-control', 'no-store');
    // A page of another site cannot write here: the cookie is SameSite=Strict, and a foreign Origin is refused besides.
    if (!SAFE.has(request.method) && foreign(request)) throw new Refusal(refuse('other-site'));
    if (request.routeOptions.config.open) return;
    const { session, secret } = await readSession(ports, request);
    request.session = session;
    request.secret = secret;
    if (!session && request.routeOptions.url) throw new Refusal(refuse('not-signed-in'));
  });
  app.addHook('preValidation', async (request) => {
    const wrong = unkeepable(request.params) ?? unkeepable(request.query) ?? (request.routeOptions.config.asItCame ? null : unkeepable(request.body));
    if (wrong) throw new Refusal(wrong);
  });
  app.setErrorHandler((error: FastifyError & { validation?: { instancePath?: string; message?: string }[] }, request, reply) => {
    if (error instanceof Refusal) return sendProblem(reply, error.refusal);
    if (error.validation) {
      const errors = error.validation.map((v) => ({ path: (v.instancePath ?? '').replace(/^\//, '').replaceAll('/', '.'), code: 'bad-field', message: v.message ?? '填写有误' }));
      return reply
        .code(422)
        .type('application/problem+json')
        .send({
          type: 'https://hengcang.dev/problems/bad-field',
          title: '填写有误',
          status: 422,
          detail: errors.map((e) => `${e.path} ${e.message}`).join('；'),
          code: 'bad-field',
          errors,
        });
    }
    return sendError(error, request, reply);
  });
}

/** What is no refusal: a body or an address that cannot be read (4xx), too many requests, or a failure of ours, which is written down. */
function sendError(error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const status = error.statusCode ?? 500;
  if (status >= 500) {
    request.log.error(error);
    if (error instanceof Bug || !error.statusCode) process.stderr.write(`${request.method} ${request.url}\n${error.stack ?? error.message}\n`);
  }
  const title = status === 413 ? '内容过大，请分批提交' : status === 429 ? error.message : status < 500 ? '请求格式有误' : '系统出错了，已记录；请稍后重试，若仍出错请联系管理员';
  return reply
    .code(status)
    .type('application/problem+json')
    .send({ type: 'about:blank', title, status, detail: title, code: error.code ?? 'error', errors: [] });
}

/** The web app: hashed assets for ever, index.html for every page; a missing asset is 404, never the shell. */
async function serveWeb(app: FastifyInstance, web: string | null): Promise<void> {
  const there = web !== null && existsSync(join(web, 'index.html'));
  if (there && web)
    await app.register(statics, {
      root: web,
      index: false,
      setHeaders: (res, path) => {
        res.setHeader('cache-control', path.includes(`${'/assets/'}`) ? 'public, max-age=31536000, immutable' : 'no-cache');
      },
    });
  const shell = (reply: FastifyReply) => reply.header('cache-control', 'no-cache').type('text/html; charset=utf-8').sendFile('index.html');
  if (there) app.get('/', { config: { open: true }, schema: { hide: true } }, (_request, reply) => shell(reply));
  app.setNotFoundHandler((request, reply) => {
    if (request.url.startsWith('/api/') || request.url.startsWith('/assets/') || request.method !== 'GET' || !there)
      return reply
        .code(404)
        .type('application/problem+json')
        .send({ type: 'about:blank', title: '没有这个地址', status: 404, detail: '没有这个地址', code: 'not-found', errors: [] });
    return shell(reply);
  });
}
