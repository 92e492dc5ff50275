import { existsSync } from 'node:fs';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import fastifyCompress from '@fastify/compress';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { NOT_FOUND, sendProblem } from '../http/problem.filter.js';

const CONSOLE = fileURLToPath(new URL('../../../frontend/dist/browser/', import.meta.url));

/**
 * Serves the built console: its files, and index.html for every page address. Registered in its own scope, since only
 * these responses are compressed.
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
        // File names with a content hash, which the build generates.
        const hashed = /-[\w-]{8}\.(js|css)$/.test(path);
        void reply.header('Cache-Control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache');
      },
    });
    // Answers invalid paths, such as those that leave the folder, with the usual 404.
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

/** Whether the request navigates to a page rather than loading a file. */
function isPageRequest(path: string, { headers }: FastifyRequest<{ Params: { '*': string } }>): boolean {
  return extname(path) === '' && (headers.accept?.includes('text/html') ?? false);
}
