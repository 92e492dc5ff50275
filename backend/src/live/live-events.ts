import type { ServerResponse } from 'node:http';
import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { TooManyRequests } from '../auth/auth.errors.js';
import { SessionsService, type Credential } from '../auth/sessions.service.js';
import { compareEventIds, EventStream, isEventId, type StreamedEvent } from '../messaging/event-stream.js';
import type { Caller } from '../users/caller.js';
import { can } from '../vocabulary/index.js';

const HEARTBEAT_MS = 15_000;
const STATS_AT_MOST_EVERY_MS = 1000;
const RECONNECT_AFTER_MS = 2000;
/** Consoles that a stop sends away come back spread over this long, not all in one moment. */
const RETURN_WITHIN_MS = 5000;
/** A console that reads more slowly than this is cut off, and resumes: its backlog would fill the memory. */
const BACKLOG_LIMIT_BYTES = 1024 * 1024;

/** A stream is a connection that stays; nobody has more consoles open than this, and no process serves more in all. */
const STREAMS_OF_AN_ACCOUNT = 30;
const STREAMS_IN_ALL = 5000;

interface Stream {
  response: ServerResponse;
  caller: Caller;
}

/** Hands what happens to the consoles that are connected to this process: to each what its person may know. */
@Injectable()
export class LiveEvents implements BeforeApplicationShutdown {
  private readonly open = new Set<Stream>();
  private statsTimer: NodeJS.Timeout | undefined;
  private ended = false;

  constructor(
    private readonly events: EventStream,
    private readonly sessions: SessionsService,
  ) {
    events.listen(() => this.announceStats());
  }

  /** Of this process. */
  get openStreams(): number {
    return this.open.size;
  }

  /** @throws TooManyRequests */
  async serve(request: FastifyRequest, reply: FastifyReply, caller: Caller): Promise<void> {
    this.requireRoom(caller);
    const headers = reply.getHeaders();
    reply.hijack();
    const response = reply.raw;
    response.writeHead(200, {
      ...(headers as Record<string, string>),
      'Content-Type': 'text/event-stream; charset=utf-8',
      // In lower case, as the one above that it takes the place of.
      'cache-control': 'no-store, no-transform',
      // nginx would otherwise hold events back until its buffer is full.
      'X-Accel-Buffering': 'no',
    });
    response.write(`retry: ${RECONNECT_AFTER_MS}\n\n`);
    if (request.method === 'HEAD' || this.ended) return void response.end();

    const stream = { response, caller };
    this.open.add(stream);
    const heartbeat = setInterval(() => void this.beat(stream, request.credential), HEARTBEAT_MS);
    let stopListening = (): void => undefined;
    const close = (): void => {
      clearInterval(heartbeat);
      stopListening();
      this.open.delete(stream);
    };
    response.on('close', close);
    response.on('error', close);
    stopListening = await this.resume(stream, request.headers['last-event-id']);
    if (response.destroyed) close();
  }

  /** Consoles reconnect by themselves, to another process or to this one when it is back. */
  end(): void {
    this.ended = true;
    clearTimeout(this.statsTimer);
    for (const stream of this.open) {
      this.write(stream, `retry: ${Math.round(500 + Math.random() * RETURN_WITHIN_MS)}\n\n`);
      stream.response.end();
    }
  }

  beforeApplicationShutdown(): void {
    this.end();
  }

  /** @throws TooManyRequests */
  private requireRoom({ id }: Caller): void {
    const own = [...this.open].filter(({ caller }) => caller.id === id).length;
    if (own < STREAMS_OF_AN_ACCOUNT && this.open.size < STREAMS_IN_ALL) return;
    throw new TooManyRequests(RECONNECT_AFTER_MS / 1000, 'Too many event streams are open.');
  }

  /** Keeps proxies from cutting the stream off, and ends it for whoever is signed out or may see less by now. */
  private async beat(stream: Stream, credential: Credential | undefined): Promise<void> {
    this.write(stream, ': still here\n\n');
    // Of a database that is away nobody can be told to be signed out.
    const caller = credential && (await this.sessions.stillSignedIn(credential).catch(() => stream.caller));
    if (caller) stream.caller = caller;
    else stream.response.end();
  }

  /** Sends what was missed, then what comes; whatever comes meanwhile waits, so that nothing is lost or doubled. */
  private async resume(stream: Stream, header: string | string[] | undefined): Promise<() => void> {
    let waiting: (StreamedEvent | undefined)[] | undefined = [];
    const stopListening = this.events.listen((event) => {
      if (waiting) waiting.push(event);
      else this.tell(stream, event);
    });
    const lastEventId = typeof header === 'string' ? header : undefined;
    let sent = '';
    if (lastEventId) {
      const missed = isEventId(lastEventId) ? await this.events.since(lastEventId) : undefined;
      if (!missed) this.tell(stream, undefined);
      for (const event of missed ?? []) {
        this.tell(stream, event);
        sent = event.id;
      }
      if (sent) this.tellStats(stream);
    }
    for (const event of waiting) {
      if (!event || !sent || compareEventIds(event.id, sent) > 0) this.tell(stream, event);
    }
    waiting = undefined;
    return stopListening;
  }

  private announceStats(): void {
    this.statsTimer ??= setTimeout(() => {
      this.statsTimer = undefined;
      for (const stream of this.open) this.tellStats(stream);
    }, STATS_AT_MOST_EVERY_MS);
  }

  private tellStats(stream: Stream): void {
    if (can(stream.caller, 'statistics.read')) this.write(stream, 'event: stats.changed\ndata: {}\n\n');
  }

  private tell(stream: Stream, event: StreamedEvent | undefined): void {
    if (!event || mayHear(stream.caller, event)) this.write(stream, textOf(event, stream.caller));
  }

  private write({ response }: Stream, text: string): void {
    if (response.destroyed || response.writableEnded) return;
    if (response.writableLength > BACKLOG_LIMIT_BYTES) response.destroy();
    else response.write(text);
  }
}

function mayHear(caller: Caller, { requesterId }: StreamedEvent): boolean {
  return can(caller, 'tickets.readAll') || requesterId === caller.id;
}

function textOf(event: StreamedEvent | undefined, caller: Caller): string {
  if (!event) return 'event: stream.reset\ndata: {}\n\n';
  const { id, name, data, publicVersion } = event;
  const heard =
    publicVersion === undefined || can(caller, 'messages.internal')
      ? data
      : { ...data, version: publicVersion };
  return `id: ${id}\nevent: ${name}\ndata: ${JSON.stringify(heard)}\n\n`;
}
