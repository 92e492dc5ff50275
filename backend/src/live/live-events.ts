import type { ServerResponse } from 'node:http';
import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { TooManyRequests } from '../identity/auth/auth.errors.js';
import { SessionsService, type Credential } from '../identity/auth/sessions.service.js';
import { compareEventIds, EventStream, isEventId, type StreamedEvent } from '../messaging/event-stream.js';
import type { Caller } from '../identity/users/caller.js';
import { canSeeTicket } from '../tickets/ticket-visibility.js';
import { can } from '../vocabulary/index.js';

const HEARTBEAT_MS = 15_000;
const STATS_INTERVAL_MS = 1000;
const RECONNECT_AFTER_MS = 2000;
/** Spreads reconnects after a shutdown, so that they do not coincide. */
const RECONNECT_SPREAD_MS = 5000;
/** Buffer limit per connection. A slower console is disconnected and resumes from its last event. */
const BACKLOG_LIMIT_BYTES = 1024 * 1024;

/** Limits for open event streams per account and process, since each holds a connection. */
const MAX_STREAMS_PER_ACCOUNT = 30;
const MAX_STREAMS = 5000;

interface EventSubscription {
  response: ServerResponse;
  caller: Caller;
  /** Whether statistics that the caller sees have changed. */
  isStatsDue: boolean;
}

/** Sends events to the consoles connected to this process, filtered by what their users may see. */
@Injectable()
export class LiveEvents implements BeforeApplicationShutdown {
  private readonly subscriptions = new Set<EventSubscription>();
  private statsTimer: NodeJS.Timeout | undefined;
  private isClosed = false;

  constructor(
    private readonly events: EventStream,
    private readonly sessions: SessionsService,
  ) {
    events.listen((event) => this.scheduleStats(event));
  }

  /** Number of open event streams of this process. */
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
      // In lower case to replace the header of the same name above.
      'cache-control': 'no-store, no-transform',
      // Disables nginx's buffering, which would delay events.
      'X-Accel-Buffering': 'no',
    });
    response.write(`retry: ${RECONNECT_AFTER_MS}\n\n`);
    if (request.method === 'HEAD' || this.isClosed) return void response.end();

    const stream = { response, caller, isStatsDue: false };
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

  /** Ends all streams. Consoles reconnect automatically, to another process or after the restart. */
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
    const streamsOfAccount = [...this.subscriptions].filter(({ caller }) => caller.id === id).length;
    if (streamsOfAccount < MAX_STREAMS_PER_ACCOUNT && this.subscriptions.size < MAX_STREAMS) return;
    throw new TooManyRequests(RECONNECT_AFTER_MS / 1000, 'Too many event streams are open.');
  }

  /** Keeps proxies from closing an idle stream, and ends it if the user was signed out or has lost permissions. */
  private async heartbeat(stream: EventSubscription, credential: Credential | undefined): Promise<void> {
    this.write(stream, ': still here\n\n');
    // If the database is unavailable, the last known state of the user applies.
    const caller = credential && (await this.sessions.reauthenticate(credential).catch(() => stream.caller));
    if (caller) stream.caller = caller;
    else stream.response.end();
  }

  /**
   * Sends missed events, then new ones. Events that arrive in between are buffered, so that none is lost or duplicated.
   */
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
        stream.isStatsDue ||= mayReceive(stream.caller, event);
        sent = event.id;
      }
      if (stream.isStatsDue) this.sendStats(stream);
    }
    for (const event of buffered) {
      if (!event || !sent || compareEventIds(event.id, sent) > 0) this.send(stream, event);
    }
    buffered = undefined;
    return stopListening;
  }

  private scheduleStats(event: StreamedEvent | undefined): void {
    for (const stream of this.subscriptions) stream.isStatsDue ||= !event || mayReceive(stream.caller, event);
    this.statsTimer ??= setTimeout(() => {
      this.statsTimer = undefined;
      for (const stream of this.subscriptions) if (stream.isStatsDue) this.sendStats(stream);
    }, STATS_INTERVAL_MS);
  }

  private sendStats(stream: EventSubscription): void {
    stream.isStatsDue = false;
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

/** An event that another version of the service has published may lack the teams. */
function mayReceive(caller: Caller, { requesterId, teamIds = [] }: StreamedEvent): boolean {
  return canSeeTicket(caller, { requesterId, teamIds });
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
