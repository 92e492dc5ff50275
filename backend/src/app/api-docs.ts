import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { isKnownEtag } from '../http/etag.js';
import { createOpenApiDocument } from './open-api.js';

/**
 * Serves Swagger UI and its document. Nest serializes the document on each request, which takes 200 ms for YAML; it
 * never changes, so it is serialized and compressed once.
 */
export function serveApiDocs(app: NestFastifyApplication): void {
  let document: OpenAPIObject | undefined;
  let page: { plain: Buffer; packed: Buffer; etag: string } | undefined;
  const built = (): OpenAPIObject => (document ??= createOpenApiDocument(app));
  const serialised = () => {
    const plain = Buffer.from(JSON.stringify(built()));
    const etag = `"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"`;
    return { plain, packed: gzipSync(plain), etag };
  };
  SwaggerModule.setup('docs', app, built, { useGlobalPrefix: true, raw: false });
  app
    .getHttpAdapter()
    .getInstance()
    .get('/api/docs-json', { config: { access: 'public' } }, ({ headers }, reply) => {
      const { plain, packed, etag } = (page ??= serialised());
      void reply.headers({ ETag: etag, 'Cache-Control': 'public, no-cache', Vary: 'Accept-Encoding' });
      if (isKnownEtag(headers['if-none-match'], etag)) return reply.status(304).send();
      void reply.type('application/json; charset=utf-8');
      if (!/\bgzip\b(?!;\s*q=0(?:\.0*)?(?:,|$))/.test(String(headers['accept-encoding'] ?? '')))
        return reply.send(plain);
      return reply.header('Content-Encoding', 'gzip').send(packed);
    });
}
