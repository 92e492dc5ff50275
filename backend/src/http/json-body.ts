import type { FastifyInstance } from 'fastify';
import { InvalidInput } from './invalid-input.js';

/** Deeper than any body of the contract by far, and shallow enough for code that recurses. */
const MAX_DEPTH = 16;

/** Bodies are JSON objects; every other type of content is answered with 415. An empty body is no body. */
export function acceptOnlyJsonObjects(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  const parse = fastify.getDefaultJsonParser('error', 'error');
  fastify.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, text, done) => {
    if (text === '') return done(null, undefined);
    void parse(request, text, (error, body: unknown) => {
      if (error) return done(new InvalidInput([{ field: 'body', message: 'must be valid JSON' }]));
      if (typeof body !== 'object' || body === null || Array.isArray(body)) {
        return done(new InvalidInput([{ field: 'body', message: 'must be a JSON object' }]));
      }
      if (isDeeperThan(MAX_DEPTH, body)) {
        return done(
          new InvalidInput([{ field: 'body', message: `must be nested at most ${MAX_DEPTH} levels deep` }]),
        );
      }
      return done(null, body);
    });
  });
}

/** Level by level, since recursion would end where the body is deeper than the stack. */
function isDeeperThan(depth: number, root: object): boolean {
  let level: object[] = [root];
  for (let i = 0; i < depth; i += 1) {
    level = level.flatMap((node) =>
      Object.values(node).filter((child): child is object => typeof child === 'object' && child !== null),
    );
    if (level.length === 0) return false;
  }
  return true;
}
