import type { Api } from './api.ts';
import { eventually } from './engines.ts';

export interface ReceivedEvent {
  id: string | undefined;
  name: string;
  data: Record<string, unknown>;
  at: number;
}

/** A Server-Sent Events client like a browser's, without reconnects. */
export class EventClient {
  readonly events: ReceivedEvent[] = [];
  comments = 0;
  ended = false;
  private readonly abort = new AbortController();

  static async connect({ url, authorization }: Api, lastEventId?: string): Promise<EventClient> {
    const client = new EventClient();
    const response = await fetch(`${url}/api/events`, {
      headers: { ...authorization, ...(lastEventId && { 'last-event-id': lastEventId }) },
      signal: client.abort.signal,
    });
    if (response.headers.get('content-type') !== 'text/event-stream; charset=utf-8') {
      throw new Error(`No event stream: ${response.status}`);
    }
    void client.read(response.body!);
    return client;
  }

  close(): void {
    this.abort.abort();
  }

  next(name: string, id?: number, seconds = 10): Promise<ReceivedEvent> {
    return eventually(
      `event ${name}`,
      () =>
        Promise.resolve(
          this.events.find((event) => event.name === name && (id === undefined || event.data.id === id)),
        ),
      seconds,
    );
  }

  private async read(body: ReadableStream<Uint8Array>): Promise<void> {
    let text = '';
    try {
      for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
        text += chunk;
        const blocks = text.split('\n\n');
        text = blocks.pop() ?? '';
        blocks.forEach((block) => this.take(block));
      }
    } catch {
      // Closed by either side.
    }
    this.ended = true;
  }

  private take(block: string): void {
    if (block.startsWith(':')) this.comments += 1;
    const field = (name: string): string | undefined => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1];
    const name = field('event');
    if (!name) return;
    const data = JSON.parse(field('data') ?? '{}') as Record<string, unknown>;
    this.events.push({ id: field('id'), name, data, at: performance.now() });
  }
}
