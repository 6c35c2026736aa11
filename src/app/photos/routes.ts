// Routes of photos: the list of an inspection, one added, one seen whole or small, one taken away.
import { Refusal, refuse } from '#kernel/refusal';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { answer, callerFor, need, type Ports } from '../context.ts';
import { addPhoto, LIMITS, PHOTO_REFUSALS, photoBytes, photosOf, removePhoto } from './photos.ts';

const ID = z.object({ id: z.uuid() });
/** Base64 of so many bytes; half as much again is let in, so that what is too large is told in a sentence that names it. */
const base64 = (bytes: number) => z.base64().max(bytes * 2);
const NEW = z
  .object({ line: z.number().int().min(1).max(10_000).nullable().default(null), name: z.string().trim().min(1).max(120), image: base64(LIMITS.image), thumb: base64(LIMITS.thumb) })
  .strict();
const tags = ['质检'];

export function photoRoutes(app: FastifyInstance, ports: Ports): void {
  const see = (request: FastifyRequest) => need(request, 'inspection.view', '查看检验单');
  const write = (request: FastifyRequest) => need(request, 'inspection.edit', '编辑检验单');
  const idOf = (request: FastifyRequest): string => (request.params as { id: string }).id;

  app.get('/api/inspections/:id/photos', { schema: { tags, summary: '检验单的照片', params: ID } }, async (request) => {
    const found = await ports.db.read(see(request).scope, (s) => photosOf(s, idOf(request)));
    if (found === null) throw new Refusal(refuse('not-found'));
    return found;
  });
  app.post('/api/inspections/:id/photos', { schema: { tags, summary: '加一张照片（JPEG、PNG、WebP，最多 2 MB；base64）', params: ID, body: NEW } }, async (request, reply) => {
    write(request);
    const { line, name, image, thumb } = request.body as z.infer<typeof NEW>;
    const photo = { doc: idOf(request), line, name, image: Buffer.from(image, 'base64'), thumb: Buffer.from(thumb, 'base64') };
    return answer(reply, await addPhoto(ports, callerFor(request), photo), PHOTO_REFUSALS);
  });
  app.delete('/api/photos/:id', { schema: { tags, summary: '删除照片', params: ID } }, async (request, reply) => {
    write(request);
    return answer(reply, await removePhoto(ports, callerFor(request), idOf(request)), PHOTO_REFUSALS);
  });
  const bytes = (what: 'image' | 'thumb') => async (request: FastifyRequest, reply: FastifyReply) => {
    const found = await ports.db.read(see(request).scope, (s) => photoBytes(s, idOf(request), what));
    if (!found) throw new Refusal(refuse('not-found'));
    // A photo never changes; another person at the same machine asks anew.
    return reply
      .type(found.kind)
      .header('cache-control', 'private, max-age=86400, immutable')
      .header('vary', 'cookie, authorization')
      .header('content-disposition', 'inline')
      .send(found.bytes);
  };
  app.get('/api/photos/:id', { schema: { tags, summary: '照片', params: ID } }, bytes('image'));
  app.get('/api/photos/:id/thumb', { schema: { tags, summary: '照片的缩略图', params: ID } }, bytes('thumb'));
}
