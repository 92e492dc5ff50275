import { existsSync } from 'node:fs';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import fastifyCompress from '@fastify/compress';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { NOT_FOUND, sendProblem } from '../http/problem.filter.js';

const CONSOLE = fileURLToPath(new URL('../../../frontend/dist/browser/', import.meta.url));

/**
 * Serves the console, where it is built: its files, and its first page for every address that is the console's own to
 * understand. In a scope of its own, since only what it sends is worth compressing.
 */
export async function serveConsole(fastify: FastifyInstance): Promise<void> {
  if (!existsSync(CONSOLE)) return;
  await fastify.register(async (scope) => {
    await scope.register(fastifyCompress, { globalDecompression: false, encodings: ['br', 'gzip'] });
    await scope.register(fastifyStatic, {
      root: CONSOLE,
      serve: false,
      cacheControl: false,
      setHeaders: (reply, path) => {
        // The build puts a hash of the content into the names of these.
        const hashed = /-[\w-]{8}\.(js|css)$/.test(path);
        void reply.header('Cache-Control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache');
      },
    });
    // A path out of the folder and the like: there is nothing, in the same form as everywhere.
    scope.setErrorHandler((_error, request, reply) => {
      sendProblem(reply, request.url, { status: 404, detail: NOT_FOUND });
    });
    scope.get<{ Params: { '*': string } }>('/*', { config: { access: 'public' } }, (request, reply) => {
      const file = request.params['*'];
      if (/^(api|metrics)(\/|$)/.test(file)) return reply.callNotFound();
      return reply.sendFile(isPageRequest(file, request) ? 'index.html' : file);
    });
  });
}

/** What a person opens in a browser, not a file that a page asks for. */
function isPageRequest(path: string, { headers }: FastifyRequest<{ Params: { '*': string } }>): boolean {
  return extname(path) === '' && (headers.accept?.includes('text/html') ?? false);
}
