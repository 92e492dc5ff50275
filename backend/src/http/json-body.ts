import { isUtf8 } from 'node:buffer';
import type { FastifyInstance } from 'fastify';
import { fault, type Fault, type FieldFault } from '../common/field-faults.js';
import { InvalidInput } from './invalid-input.js';

/** Maximum nesting. Far deeper than any body of the API, and shallow enough for recursive code. */
const MAX_DEPTH = 16;
/** Maximum number of members and items. The largest valid body, a bulk change of 500 tickets, has fewer than 600. */
const MAX_VALUES = 2_000;
/** Maximum members of one object. Validation compares names pairwise, which takes quadratic time. */
const MAX_FIELDS = 100;
/** Maximum items of one list. */
const MAX_ITEMS = 1_000;

/** The largest valid body of these routes has two passwords of 200 characters. */
const AUTH_BODY_LIMIT_BYTES = 4 * 1024;

/** Accepts only JSON objects as bodies. Other content types are answered with 415; an empty body counts as none. */
export function acceptOnlyJsonObjects(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  // The default handling of `__proto__` is disabled, since the check below refuses it by name.
  const parse = fastify.getDefaultJsonParser('ignore', 'ignore');
  fastify.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer' }, (request, bytes, done) => {
    if (bytes.length === 0) return done(null, undefined);
    // Invalid UTF-8 would be stored as replacement characters that the client did not send.
    if (!isUtf8(bytes)) return done(new InvalidInput([{ field: 'body', ...fault('not_utf8') }]));
    const excess = findExcess(bytes);
    if (excess) return done(new InvalidInput([{ field: 'body', ...excess }]));
    void parse(request, bytes.toString(), (error, body: unknown) => {
      if (error) return done(new InvalidInput([{ field: 'body', ...fault('not_json') }]));
      if (typeof body !== 'object' || body === null || Array.isArray(body)) {
        return done(new InvalidInput([{ field: 'body', ...fault('not_object') }]));
      }
      const faults = structuralFaults(body, 'body');
      if (faults.length > 0) return done(new InvalidInput(faults));
      return done(null, body);
    });
  });
  // These routes are unauthenticated, so their bodies are limited further.
  fastify.addHook('onRoute', (route) => {
    if (route.url.startsWith('/api/auth/')) route.bodyLimit = AUTH_BODY_LIMIT_BYTES;
  });
}

const [QUOTE, COMMA, BACKSLASH, OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = Buffer.from('",\\[]{}');

/**
 * Checks the limits in one pass over the bytes, before parsing: a megabyte can hold hundreds of thousands of values.
 */
function findExcess(json: Buffer): Fault | undefined {
  let depth = 0;
  let values = 0;
  for (let i = 0; i < json.length; i += 1) {
    switch (json[i]) {
      case QUOTE:
        for (i += 1; i < json.length && json[i] !== QUOTE; i += 1) if (json[i] === BACKSLASH) i += 1;
        break;
      case OPEN_LIST:
      case OPEN_OBJECT:
        depth += 1;
        values += 1;
        break;
      case CLOSE_LIST:
      case CLOSE_OBJECT:
        depth -= 1;
        break;
      case COMMA:
        values += 1;
    }
    if (depth > MAX_DEPTH + 1) return TOO_DEEP;
    if (values > MAX_VALUES) return TOO_MANY;
  }
  return undefined;
}

const TOO_DEEP = fault('too_deep', { max: MAX_DEPTH });
const TOO_MANY = fault('too_many_values', { max: MAX_VALUES });

/**
 * Faults that validation would fail on or miss: too many values, excessive nesting, and fields named like members of
 * Object.prototype. Iterative, since deep nesting would overflow a recursion.
 *
 * @param name Name of the whole value, for faults without a field.
 */
export function structuralFaults(root: object, name: string): FieldFault[] {
  const faults: FieldFault[] = [];
  let values = 0;
  let level: { field: string; node: object }[] = [{ field: '', node: root }];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MAX_DEPTH) return [{ field: name, ...TOO_DEEP }];
    const below: typeof level = [];
    for (const { field, node } of level) {
      const children = Object.entries(node);
      const isList = Array.isArray(node);
      const most = isList ? MAX_ITEMS : MAX_FIELDS;
      if (children.length > most) {
        const excess = fault(isList ? 'too_many_items' : 'too_many_fields', { max: most });
        return [{ field: field || name, ...excess }];
      }
      values += children.length;
      if (values > MAX_VALUES) return [{ field: name, ...TOO_MANY }];
      for (const inherited of inheritedFields(node)) {
        faults.push({ field: inherited, ...fault('unknown_field') });
      }
      for (const [key, child] of children) {
        if (typeof child !== 'object' || child === null) continue;
        below.push({ field: isList ? field : [field, key].filter(Boolean).join('.'), node: child as object });
      }
    }
    level = below;
  }
  return faults;
}

/** Fields such as `constructor`, which no DTO declares but every object inherits. */
export function inheritedFields(node: object): string[] {
  return Object.keys(node).filter((key) => key in Object.prototype);
}
