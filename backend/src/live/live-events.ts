import type { ServerResponse } from 'node:http';
import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { TooManyRequests } from '../identity/auth/auth.errors.js';
import { SessionsService, type Credential } from '../identity/auth/sessions.service.js';
import { compareEventIds, EventStream, isEventId, type StreamedEvent } from '../messaging/event-stream.js';
import type { Caller } from '../identity/users/caller.js';
import { can } from '../vocabulary/index.js';

const HEARTBEAT_MS = 15_000;
const STATS_INTERVAL_MS = 1000;
const RECONNECT_AFTER_MS = 2000;
/** Consoles that a stop sends away come back spread over this long, not all in one moment. */
const RECONNECT_SPREAD_MS = 5000;
/** A console that reads more slowly than this is cut off, and resumes: its backlog would fill the memory. */
const BACKLOG_LIMIT_BYTES = 1024 * 1024;

/** A stream is a connection that stays; nobody has more consoles open than this, and no process serves more in all. */
const MAX_STREAMS_PER_ACCOUNT = 30;
const MAX_STREAMS = 5000;

interface EventSubscription {
  response: ServerResponse;
  caller: Caller;
}

/** Hands what happens to the consoles that are connected to this process: to each what its person may know. */
@Injectable()
export class LiveEvents implements BeforeApplicationShutdown {
  private readonly subscriptions = new Set<EventSubscription>();
  private statsTimer: NodeJS.Timeout | undefined;
  private isClosed = false;

  constructor(
    private readonly events: EventStream,
    private readonly sessions: SessionsService,
  ) {
    events.listen(() => this.scheduleStats());
  }

  /** Of this process. */
  get openStreams(): number {
    return this.subscriptions.size;
  }

  /** @throws TooManyRequests */
  async serve(request: FastifyRequest, reply: FastifyReply, caller: Caller): Promise<void> {
    this.requireCapacity(caller);
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
    if (request.method === 'HEAD' || this.isClosed) return void response.end();

    const stream = { response, caller };
    this.subscriptions.add(stream);
    const heartbeat = setInterval(() => void this.heartbeat(stream, request.credential), HEARTBEAT_MS);
    let stopListening = (): void => undefined;
    const close = (): void => {
      clearInterval(heartbeat);
      stopListening();
      this.subscriptions.delete(stream);
    };
    response.on('close', close);
    response.on('error', close);
    stopListening = await this.resume(stream, request.headers['last-event-id']);
    if (response.destroyed) close();
  }

  /** Consoles reconnect by themselves, to another process or to this one when it is back. */
  close(): void {
    this.isClosed = true;
    clearTimeout(this.statsTimer);
    for (const stream of this.subscriptions) {
      this.write(stream, `retry: ${Math.round(500 + Math.random() * RECONNECT_SPREAD_MS)}\n\n`);
      stream.response.end();
    }
  }

  beforeApplicationShutdown(): void {
    this.close();
  }

  /** @throws TooManyRequests */
  private requireCapacity({ id }: Caller): void {
    const own = [...this.subscriptions].filter(({ caller }) => caller.id === id).length;
    if (own < MAX_STREAMS_PER_ACCOUNT && this.subscriptions.size < MAX_STREAMS) return;
    throw new TooManyRequests(RECONNECT_AFTER_MS / 1000, 'Too many event streams are open.');
  }

  /** Keeps proxies from cutting the stream off, and ends it for whoever is signed out or may see less by now. */
  private async heartbeat(stream: EventSubscription, credential: Credential | undefined): Promise<void> {
    this.write(stream, ': still here\n\n');
    // Of a database that is away nobody can be told to be signed out.
    const caller = credential && (await this.sessions.reauthenticate(credential).catch(() => stream.caller));
    if (caller) stream.caller = caller;
    else stream.response.end();
  }

  /** Sends what was missed, then what comes; whatever comes meanwhile waits, so that nothing is lost or doubled. */
  private async resume(
    stream: EventSubscription,
    header: string | string[] | undefined,
  ): Promise<() => void> {
    let buffered: (StreamedEvent | undefined)[] | undefined = [];
    const stopListening = this.events.listen((event) => {
      if (buffered) buffered.push(event);
      else this.send(stream, event);
    });
    const lastEventId = typeof header === 'string' ? header : undefined;
    let sent = '';
    if (lastEventId) {
      const missedEvents = isEventId(lastEventId) ? await this.events.eventsSince(lastEventId) : undefined;
      if (!missedEvents) this.send(stream, undefined);
      for (const event of missedEvents ?? []) {
        this.send(stream, event);
        sent = event.id;
      }
      if (sent) this.sendStats(stream);
    }
    for (const event of buffered) {
      if (!event || !sent || compareEventIds(event.id, sent) > 0) this.send(stream, event);
    }
    buffered = undefined;
    return stopListening;
  }

  private scheduleStats(): void {
    this.statsTimer ??= setTimeout(() => {
      this.statsTimer = undefined;
      for (const stream of this.subscriptions) this.sendStats(stream);
    }, STATS_INTERVAL_MS);
  }

  private sendStats(stream: EventSubscription): void {
    if (can(stream.caller, 'statistics.read')) this.write(stream, 'event: stats.changed\ndata: {}\n\n');
  }

  private send(stream: EventSubscription, event: StreamedEvent | undefined): void {
    if (!event || mayReceive(stream.caller, event)) this.write(stream, formatEvent(event, stream.caller));
  }

  private write({ response }: EventSubscription, text: string): void {
    if (response.destroyed || response.writableEnded) return;
    if (response.writableLength > BACKLOG_LIMIT_BYTES) response.destroy();
    else response.write(text);
  }
}

function mayReceive(caller: Caller, { requesterId }: StreamedEvent): boolean {
  return can(caller, 'tickets.readAll') || requesterId === caller.id;
}

function formatEvent(event: StreamedEvent | undefined, caller: Caller): string {
  if (!event) return 'event: stream.reset\ndata: {}\n\n';
  const { id, name, data, publicVersion } = event;
  const payload =
    publicVersion === undefined || can(caller, 'messages.internal')
      ? data
      : { ...data, version: publicVersion };
  return `id: ${id}\nevent: ${name}\ndata: ${JSON.stringify(payload)}\n\n`;
}
