import { isUtf8 } from 'node:buffer';
import type { FastifyInstance } from 'fastify';
import type { FieldFault } from '../domain-error.js';
import { InvalidInput } from './invalid-input.js';

/** Deeper than any body of the contract by far, and shallow enough for code that recurses. */
const MAX_DEPTH = 16;

/** Bodies are JSON objects; every other type of content is answered with 415. An empty body is no body. */
export function acceptOnlyJsonObjects(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  // `__proto__` is refused below, by its name.
  const parse = fastify.getDefaultJsonParser('ignore', 'ignore');
  fastify.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer' }, (request, bytes, done) => {
    if (bytes.length === 0) return done(null, undefined);
    // Bytes that are no UTF-8 would otherwise be stored as replacement characters, which nobody has sent.
    if (!isUtf8(bytes)) return done(new InvalidInput([{ field: 'body', message: 'must be valid UTF-8' }]));
    void parse(request, bytes.toString(), (error, body: unknown) => {
      if (error) return done(new InvalidInput([{ field: 'body', message: 'must be valid JSON' }]));
      if (typeof body !== 'object' || body === null || Array.isArray(body)) {
        return done(new InvalidInput([{ field: 'body', message: 'must be a JSON object' }]));
      }
      const faults = structuralFaults(body);
      if (faults.length > 0) return done(new InvalidInput(faults));
      return done(null, body);
    });
  });
}

/**
 * What validation further in would stumble over or overlook: nesting that ends a recursion, and fields named like the
 * parts of every object. Level by level, since a recursion here would end the same way.
 */
function structuralFaults(body: object): FieldFault[] {
  const faults: FieldFault[] = [];
  let level = [body];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MAX_DEPTH)
      return [{ field: 'body', message: `must be nested at most ${MAX_DEPTH} levels deep` }];
    for (const field of level.flatMap(inheritedFields))
      faults.push({ field, message: 'is not a known field' });
    level = level.flatMap((node) =>
      Object.values(node).filter((child): child is object => typeof child === 'object' && child !== null),
    );
  }
  return faults;
}

/** `constructor` and the like, which no DTO declares and every object has. */
export function inheritedFields(node: object): string[] {
  return Object.keys(node).filter((key) => key in Object.prototype);
}
