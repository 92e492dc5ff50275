/**
 * A stand-in for Gemini: implements the wire protocol of generateContent over real HTTP, and every failure of the real API on
 * demand. It shares no code with the product, and runs standalone:
 *
 *     node backend/test/gemini-stand-in.ts --port 9999 --behaviour slow
 *
 * then start TicketIQ with GEMINI_BASE_URL=http://127.0.0.1:9999 and any GEMINI_API_KEY.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';
import { answersTo } from './simple-model.ts';

/** A request, in the order of arrival. */
export interface StandInRequest {
  /** `performance.now()` at its arrival. */
  at: number;
  path: string;
  model: string;
  /** The request's body, parsed. */
  body: unknown;
  /** All text of `systemInstruction`. */
  instruction: string;
  /** All text of `contents`. */
  content: string;
  /** Whether the client disconnected before the answer. */
  abandoned: boolean;
}

export type StandInReply =
  | {
      status: number;
      body: unknown;
      headers?: Record<string, string>;
      delayMs?: number;
      /** After half of the body: stop sending, or close the connection. */
      midway?: 'hang' | 'drop';
    }
  /** Closes the connection without a byte. */
  | 'drop'
  /** Never answers. */
  | 'hang';

export type Behaviour = (request: StandInRequest) => StandInReply;

export interface BehaviourOptions {
  /** For `too-many-requests`: the delay in RetryInfo; null omits it. Default `'1s'`. */
  retryDelay?: string | null;
  /** For `slow`, milliseconds. Default 3000. */
  delayMs?: number;
  /** For `mixed`: the same seed gives the same run. Default 1. */
  seed?: number;
}

export interface GeminiStandIn {
  readonly url: string;
  readonly requests: StandInRequest[];
  behave(behaviour: BehaviourName, options?: BehaviourOptions): void;
  behave(behaviour: Behaviour): void;
  close(): Promise<void>;
}

export interface StandInOptions {
  /** Default: any free port. */
  port?: number;
  /** The only accepted key. Default: any. */
  apiKey?: string;
}

/** The real API also answers larger requests with 400; here it limits the memory of a test. */
const LARGEST_BODY = 1_000_000;

const BEHAVIOURS = {
  answers: () => sensible,
  'too-many-requests': ({ retryDelay = '1s' }) => tooManyRequests(retryDelay),
  'server-error': () => () => googleError(500, 'INTERNAL', 'An internal error has occurred.'),
  garbage: () => () => ({
    status: 200,
    headers: { 'content-type': 'text/html' },
    body: '<html><body>Sign in to the hotel network</body></html>',
  }),
  'half-json': () => (request) => said(request, answersTo(request.content).slice(0, 40)),
  'wrong-enum': () => (request) =>
    said(
      request,
      answersTo(request.content, (answer) => ({ ...answer, category: 'Hardware', priority: 'P1' })),
    ),
  nothing: () => () => 'drop',
  empty: () => (request) => ({ status: 200, body: { modelVersion: request.model, usageMetadata: {} } }),
  blocked: () => (request) => ({
    status: 200,
    body: { promptFeedback: { blockReason: 'PROHIBITED_CONTENT' }, modelVersion: request.model },
  }),
  'cut-off': () => (request) => said(request, '{"answers": [{"id": "4', 'MAX_TOKENS'),
  slow:
    ({ delayMs = 3000 }) =>
    (request) => ({ ...sensible(request), delayMs }),
  hangs: () => () => 'hang',
  stalls: () => (request) => ({ ...sensible(request), midway: 'hang' }),
  'breaks-off': () => (request) => ({ ...sensible(request), midway: 'drop' }),
  obeys: () => obeys,
  'key-refused': () => () => invalidKey(),
  'no-permission': () => () =>
    googleError(403, 'PERMISSION_DENIED', 'The service is disabled.', [errorReason('SERVICE_DISABLED')]),
  'unknown-model': () => (request) =>
    googleError(404, 'NOT_FOUND', `models/${request.model} is not found for this API version.`),
  mixed: ({ seed = 1 }) => mixed(seed),
} satisfies Record<string, (options: BehaviourOptions) => Behaviour>;

export type BehaviourName = keyof typeof BEHAVIOURS;
export const BEHAVIOUR_NAMES = Object.keys(BEHAVIOURS) as BehaviourName[];

/** Behaviours of `mixed`: each failure that ends by itself, and some good answers. */
const MIXTURE = [
  'answers',
  'too-many-requests',
  'server-error',
  'garbage',
  'half-json',
  'wrong-enum',
  'nothing',
  'breaks-off',
  'empty',
  'blocked',
  'cut-off',
  'slow',
] as const satisfies readonly BehaviourName[];

/** For combinations: `behave((request) => (isFirst ? failing : answering)(request))`. */
export function behaviourNamed(name: BehaviourName, options: BehaviourOptions = {}): Behaviour {
  return BEHAVIOURS[name](options);
}

export async function startGeminiStandIn(options: StandInOptions = {}): Promise<GeminiStandIn> {
  const requests: StandInRequest[] = [];
  let behaviour: Behaviour = sensible;

  const server = createServer((incoming, response) => {
    void receive(incoming).then((body) => {
      if (body === null) return response.destroy();
      const received = understand(incoming, body);
      if ('status' in received) return send(response, received);
      requests.push(received);
      response.once('close', () => (received.abandoned = !response.writableFinished));
      const refusal = refuseKey(incoming.headers['x-goog-api-key'], options.apiKey);
      answer(response, refusal ?? behaviour(received));
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    behave(next: Behaviour | BehaviourName, behaviourOptions: BehaviourOptions = {}) {
      behaviour = typeof next === 'function' ? next : behaviourNamed(next, behaviourOptions);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** An error in the format of Google's APIs. */
export function googleError(
  status: number,
  name: string,
  message: string,
  details: unknown[] = [],
): StandInReply {
  return { status, body: { error: { code: status, message, status: name, details } } };
}

/** A reply with this text as its only candidate. Tokens are estimated at four characters each. */
export function said(request: StandInRequest, text: string, finishReason = 'STOP'): StandInReply & object {
  const promptTokenCount = Math.ceil((request.instruction.length + request.content.length) / 4);
  const candidatesTokenCount = Math.ceil(text.length / 4);
  return {
    status: 200,
    body: {
      candidates: [{ content: { role: 'model', parts: [{ text }] }, finishReason, index: 0 }],
      usageMetadata: {
        promptTokenCount,
        candidatesTokenCount,
        totalTokenCount: promptTokenCount + candidatesTokenCount,
      },
      modelVersion: request.model,
    },
  };
}

async function receive(incoming: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of incoming as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > LARGEST_BODY) return null;
      chunks.push(chunk);
    }
  } catch {
    return null;
  }
  return Buffer.concat(chunks).toString('utf8');
}

function understand(incoming: IncomingMessage, text: string): StandInRequest | (StandInReply & object) {
  const path = incoming.url ?? '';
  const match = /^\/v1(?:beta)?\/models\/([^/:?]+):generateContent(?:\?.*)?$/.exec(path);
  if (!match || incoming.method !== 'POST') {
    return {
      status: 404,
      headers: { 'content-type': 'text/html' },
      body: '<html><body>Not Found</body></html>',
    };
  }
  let body: { contents?: unknown; systemInstruction?: unknown };
  try {
    body = JSON.parse(text) as typeof body;
  } catch {
    return {
      status: 400,
      body: { error: { code: 400, message: 'Invalid JSON payload', status: 'INVALID_ARGUMENT' } },
    };
  }
  const content = textsIn(body.contents);
  if (content === '') {
    return {
      status: 400,
      body: { error: { code: 400, message: 'contents are not specified', status: 'INVALID_ARGUMENT' } },
    };
  }
  return {
    at: performance.now(),
    path,
    model: match[1] ?? '',
    body,
    instruction: textsIn(body.systemInstruction),
    content,
    abandoned: false,
  };
}

/** The text of every part of one content or of several. */
function textsIn(contents: unknown): string {
  const list = (Array.isArray(contents) ? contents : [contents]) as (
    { parts?: { text?: string }[] } | undefined
  )[];
  return list.flatMap((content) => content?.parts?.map((part) => part.text ?? '') ?? []).join('\n');
}

function refuseKey(given: string | string[] | undefined, accepted: string | undefined): StandInReply | null {
  if (!given) {
    return googleError(403, 'PERMISSION_DENIED', "Method doesn't allow unregistered callers.");
  }
  return accepted !== undefined && given !== accepted ? invalidKey() : null;
}

function invalidKey(): StandInReply {
  return googleError(400, 'INVALID_ARGUMENT', 'API key not valid. Please pass a valid API key.', [
    errorReason('API_KEY_INVALID'),
  ]);
}

function errorReason(reason: string) {
  return { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason, domain: 'googleapis.com' };
}

function answer(response: ServerResponse, reply: StandInReply): void {
  if (reply === 'hang') return;
  if (reply === 'drop') {
    response.destroy();
    return;
  }
  if (!reply.delayMs) return send(response, reply);
  const timer = setTimeout(() => send(response, reply), reply.delayMs);
  response.once('close', () => clearTimeout(timer));
}

function send(response: ServerResponse, reply: StandInReply & object): void {
  const body = Buffer.from(typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body));
  response.writeHead(reply.status, {
    'content-type': 'application/json; charset=UTF-8',
    'content-length': body.length,
    ...reply.headers,
  });
  if (!reply.midway) {
    response.end(body);
    return;
  }
  response.write(body.subarray(0, body.length / 2), () => {
    if (reply.midway === 'drop') response.destroy();
  });
}

function sensible(request: StandInRequest) {
  return said(request, answersTo(request.content));
}
/**
 * A gullible model: it follows its instruction, and treats contents as data. So instructions in a ticket have an effect only
 * if the product includes the ticket's text in the instruction.
 */
function obeys(request: StandInRequest): StandInReply {
  const order = /mark (?:this|it|the ticket)(?: as)? (critical|high|medium|low)/i.exec(request.instruction);
  if (!order) return sensible(request);
  const told = { rationale: 'I was told to.', category: 'general', priority: order[1]?.toLowerCase() };
  return said(
    request,
    answersTo(request.content, (answer) => ({ ...answer, ...told, confidence: 1 })),
  );
}

function tooManyRequests(retryDelay: string | null): Behaviour {
  const details: unknown[] = [
    {
      '@type': 'type.googleapis.com/google.rpc.QuotaFailure',
      violations: [{ quotaId: 'GenerateRequestsPerMinutePerProjectPerModel' }],
    },
  ];
  if (retryDelay !== null) details.push({ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay });
  return () => googleError(429, 'RESOURCE_EXHAUSTED', 'You exceeded your current quota.', details);
}

function mixed(seed: number): Behaviour {
  const random = mulberry32(seed);
  const options = { delayMs: 300 };
  return (request) => {
    const name = MIXTURE[Math.floor(random() * MIXTURE.length)] ?? 'answers';
    return behaviourNamed(name, options)(request);
  };
}

/** A small seeded generator (Tommy Ettinger's mulberry32, public domain). */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '9999' },
      behaviour: { type: 'string', default: 'answers' },
      delay: { type: 'string' },
      seed: { type: 'string' },
    },
  });
  const name = BEHAVIOUR_NAMES.find((known) => known === values.behaviour);
  if (!name) {
    console.error(`No such behaviour: ${values.behaviour}. There are: ${BEHAVIOUR_NAMES.join(', ')}`);
    process.exit(2);
  }
  const standIn = await startGeminiStandIn({ port: Number(values.port) });
  standIn.behave(name, {
    delayMs: values.delay === undefined ? undefined : Number(values.delay),
    seed: values.seed === undefined ? undefined : Number(values.seed),
  });
  console.log(`The stand-in for Gemini listens at ${standIn.url} and ${name}.`);
}
