import type { ServerResponse } from 'node:http';
import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { OnEvent } from '@nestjs/event-emitter';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { TicketEvent } from '../tickets/ticket.events.js';
import { compareEventIds, EventStream, isEventId, type StreamedEvent } from './event-stream.js';

const HEARTBEAT_MS = 15_000;
const STATS_AT_MOST_EVERY_MS = 1000;
const RECONNECT_AFTER_MS = 2000;
/** A console that reads more slowly than this is cut off, and resumes: its backlog would fill the memory. */
const BACKLOG_LIMIT_BYTES = 1024 * 1024;

/** Hands what happens to the consoles that are connected to this process. */
@Injectable()
export class LiveEvents implements BeforeApplicationShutdown {
  private readonly open = new Set<ServerResponse>();
  private statsTimer: NodeJS.Timeout | undefined;

  constructor(private readonly stream: EventStream) {
    stream.listen(() => this.announceStats());
  }

  @OnEvent('ticket.*')
  carry({ name, id, version }: TicketEvent): void {
    this.stream.publish({ name, data: { id, version } });
  }

  async serve(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const headers = reply.getHeaders();
    reply.hijack();
    const response = reply.raw;
    response.writeHead(200, {
      ...(headers as Record<string, string>),
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-cache, no-transform',
      // nginx would otherwise hold events back until its buffer is full.
      'X-Accel-Buffering': 'no',
      Connection: 'keep-alive',
    });
    response.write(`retry: ${RECONNECT_AFTER_MS}\n\n`);
    if (request.method === 'HEAD') return void response.end();

    const heartbeat = setInterval(() => this.write(response, ': still here\n\n'), HEARTBEAT_MS);
    const stopListening = await this.resume(response, request.headers['last-event-id']);
    this.open.add(response);
    const close = (): void => {
      clearInterval(heartbeat);
      stopListening();
      this.open.delete(response);
    };
    response.on('close', close);
    response.on('error', close);
    if (response.destroyed) close();
  }

  /** Consoles reconnect by themselves, to another process or to this one when it is back. */
  beforeApplicationShutdown(): void {
    clearTimeout(this.statsTimer);
    for (const response of this.open) response.end();
  }

  /** Sends what was missed, then what comes; whatever comes meanwhile waits, so that nothing is lost or doubled. */
  private async resume(response: ServerResponse, header: string | string[] | undefined): Promise<() => void> {
    let waiting: (StreamedEvent | undefined)[] | undefined = [];
    const stopListening = this.stream.listen((event) => {
      if (waiting) waiting.push(event);
      else this.write(response, textOf(event));
    });
    const lastEventId = typeof header === 'string' ? header : undefined;
    let sent = '';
    if (lastEventId) {
      const missed = isEventId(lastEventId) ? await this.stream.since(lastEventId) : undefined;
      if (!missed) this.write(response, textOf(undefined));
      for (const event of missed ?? []) {
        this.write(response, textOf(event));
        sent = event.id;
      }
    }
    for (const event of waiting) {
      if (!event || !sent || compareEventIds(event.id, sent) > 0) this.write(response, textOf(event));
    }
    waiting = undefined;
    return stopListening;
  }

  private announceStats(): void {
    this.statsTimer ??= setTimeout(() => {
      this.statsTimer = undefined;
      for (const response of this.open) this.write(response, 'event: stats.changed\ndata: {}\n\n');
    }, STATS_AT_MOST_EVERY_MS);
  }

  private write(response: ServerResponse, text: string): void {
    if (response.destroyed || response.writableEnded) return;
    if (response.writableLength > BACKLOG_LIMIT_BYTES) response.destroy();
    else response.write(text);
  }
}

function textOf(event: StreamedEvent | undefined): string {
  if (!event) return 'event: stream.reset\ndata: {}\n\n';
  return `id: ${event.id}\nevent: ${event.name}\ndata: ${JSON.stringify(event.data)}\n\n`;
}
