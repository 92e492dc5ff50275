/**
 * A stand-in for a server with OpenAI's chat completions API: the wire protocol of OpenAI, Ollama and vLLM over real HTTP, and
 * its failures. It shares no code with the product, and runs standalone:
 *
 *     node backend/test/openai-stand-in.ts --port 9998
 *
 * then start TicketIQ with TRIAGE_PROVIDER=openai OPENAI_BASE_URL=http://127.0.0.1:9998/v1 OPENAI_MODEL=stand-in.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';
import { answersTo } from './simple-model.ts';

export interface ChatRequest {
  authorization: string | undefined;
  model: string;
  /** The request's body, parsed. */
  body: Record<string, unknown>;
  /** The text of the system message. */
  instruction: string;
  /** The text of the user message. */
  content: string;
  /** Whether the client disconnected before the answer. */
  abandoned: boolean;
}

export type ChatReply = { status: number; body: unknown; headers?: Record<string, string> } | 'drop' | 'hang';

export type ChatBehaviour = (request: ChatRequest) => ChatReply;

const BEHAVIOURS = {
  answers: (request) => written(request, answersTo(request.content)),
  'bad-json': (request) => written(request, answersTo(request.content).slice(0, 40)),
  'wrong-enum': (request) =>
    written(
      request,
      answersTo(request.content, (answer) => ({ ...answer, category: 'Hardware' })),
    ),
  refuses: (request) => completion(request, { content: null, refusal: 'I can’t help with that.' }),
  filtered: (request) => completion(request, { content: '' }, 'content_filter'),
  'cut-off': (request) => written(request, '{"answers": [', 'length'),
  page: () => ({ status: 200, headers: { 'content-type': 'text/html' }, body: '<html>Sign in</html>' }),
  empty: () => ({ status: 200, body: {} }),
  'key-refused': () => openAiError(401, 'invalid_request_error', 'invalid_api_key'),
  'unknown-model': () => openAiError(404, 'invalid_request_error', 'model_not_found'),
  'bad-request': () => openAiError(400, 'invalid_request_error', 'context_length_exceeded'),
  'too-many-requests': () =>
    openAiError(429, 'rate_limit_error', 'rate_limit_exceeded', { 'retry-after': '1' }),
  'no-money': () => openAiError(429, 'insufficient_quota', 'insufficient_quota'),
  'server-error': () => openAiError(500, 'server_error', null),
  nothing: () => 'drop',
  hangs: () => 'hang',
} satisfies Record<string, ChatBehaviour>;

export type ChatBehaviourName = keyof typeof BEHAVIOURS;

export interface OpenAiStandIn {
  /** With the `/v1` that clients expect in a base URL. */
  readonly url: string;
  readonly requests: ChatRequest[];
  behave(behaviour: ChatBehaviour | ChatBehaviourName): void;
  close(): Promise<void>;
}

export async function startOpenAiStandIn({ port = 0 } = {}): Promise<OpenAiStandIn> {
  const requests: ChatRequest[] = [];
  let behaviour: ChatBehaviour = BEHAVIOURS.answers;
  const server = createServer((incoming, response) => {
    void receive(incoming).then((text) => {
      const received = understand(incoming, text);
      if ('status' in received) return send(response, received);
      requests.push(received);
      response.once('close', () => (received.abandoned = !response.writableFinished));
      send(response, behaviour(received));
    });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests,
    behave(next) {
      behaviour = typeof next === 'function' ? next : BEHAVIOURS[next];
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A good answer with this text. Tokens are estimated at four characters each. */
export function written(request: ChatRequest, content: string, finish = 'stop'): ChatReply {
  return completion(request, { content }, finish);
}

export function openAiError(
  status: number,
  type: string,
  code: string | null,
  headers: Record<string, string> = {},
  param: string | null = null,
): ChatReply {
  return { status, headers, body: { error: { message: 'Something about sk-secret', type, param, code } } };
}

function completion(
  request: ChatRequest,
  message: { content: string | null; refusal?: string },
  finish_reason = 'stop',
): ChatReply {
  const prompt_tokens = Math.ceil((request.instruction.length + request.content.length) / 4);
  const completion_tokens = Math.ceil((message.content?.length ?? 0) / 4);
  return {
    status: 200,
    body: {
      id: 'chatcmpl-1',
      object: 'chat.completion',
      created: Math.floor(Date.now() / 1000),
      model: request.model,
      choices: [
        {
          index: 0,
          message: { role: 'assistant', refusal: null, ...message },
          finish_reason,
          logprobs: null,
        },
      ],
      usage: { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens },
    },
  };
}

async function receive(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

function understand(incoming: IncomingMessage, text: string): ChatRequest | (ChatReply & object) {
  if (incoming.url !== '/v1/chat/completions' || incoming.method !== 'POST') {
    return { status: 404, body: { error: { message: 'Not Found' } } };
  }
  const body = JSON.parse(text) as {
    model: string;
    messages: { role: string; content: string }[];
  };
  const said = (role: string): string =>
    body.messages
      .filter((message) => message.role === role)
      .map(({ content }) => content)
      .join('\n');
  return {
    authorization: incoming.headers.authorization,
    model: body.model,
    body: body as unknown as Record<string, unknown>,
    instruction: said('system'),
    content: said('user'),
    abandoned: false,
  };
}

function send(response: ServerResponse, reply: ChatReply): void {
  if (reply === 'hang') return;
  if (reply === 'drop') {
    response.destroy();
    return;
  }
  response.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers });
  response.end(typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body));
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { port: { type: 'string', default: '9998' } } });
  const standIn = await startOpenAiStandIn({ port: Number(values.port) });
  console.log(`The stand-in for OpenAI's chat completions listens at ${standIn.url}.`);
}
