import { TestBed } from '@angular/core/testing';
import { AccountsApi } from './accounts-api';
import { OPEN_EVENT_STREAM } from './event-stream';
import { LiveEvent, LiveEvents } from './live-events';
import { OPEN_TAB_CHANNEL } from './tab-leader';

class FakeTabEventSource extends EventTarget {
  static readonly opened: FakeTabEventSource[] = [];
  readyState = 1;
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;
  constructor(readonly after: string) {
    super();
    FakeTabEventSource.opened.push(this);
  }
  close(): void {
    this.readyState = 2;
  }
  say(id: number, lastEventId: string): void {
    const data = JSON.stringify({ id, version: 1 });
    this.dispatchEvent(new MessageEvent('ticket.updated', { data, lastEventId }));
  }
}

/** Between the tabs of one browser; each is an injector of its own. */
class FakeChannel {
  static readonly open = new Set<FakeChannel>();
  onmessage: ((event: { data: unknown }) => void) | null = null;
  hangs = false;
  constructor() {
    FakeChannel.open.add(this);
  }
  postMessage(data: unknown): void {
    const text = JSON.stringify(data);
    if (this.hangs) return;
    for (const each of FakeChannel.open)
      if (each !== this && !each.hangs) queueMicrotask(() => each.onmessage?.({ data: JSON.parse(text) }));
  }
  close(): void {
    FakeChannel.open.delete(this);
  }
}

describe('the tabs of a browser', () => {
  interface Tab {
    live: LiveEvents;
    heard: LiveEvent[];
    channel: FakeChannel;
  }
  const openStreams = () => FakeTabEventSource.opened.filter((each) => each.readyState !== 2);
  const passing = (ms: number) => vi.advanceTimersByTimeAsync(ms);
  const ids = (tab: Tab) => tab.heard.map((event) => ('id' in event ? event.id : event.name));
  /** The first of them leads. */
  const openSeveral = async (many: number, lastEventId?: string) => {
    const tabs = [open(lastEventId)];
    await passing(1_000);
    while (tabs.length < many) tabs.push(open(lastEventId));
    await passing(1_000);
    return tabs;
  };
  const open = (lastEventId = '16-0'): Tab => {
    const channel = new FakeChannel();
    TestBed.resetTestingModule().configureTestingModule({
      providers: [
        { provide: OPEN_EVENT_STREAM, useValue: (_: string, after: string) => new FakeTabEventSource(after) },
        { provide: OPEN_TAB_CHANNEL, useValue: () => channel },
        { provide: AccountsApi, useValue: { me: () => Promise.resolve({}) } },
      ],
    });
    const live = TestBed.inject(LiveEvents);
    const heard: LiveEvent[] = [];
    live.events.subscribe((event) => heard.push(event));
    live.start(1, lastEventId);
    return { live, heard, channel };
  };

  beforeEach(() => {
    vi.useFakeTimers();
    FakeTabEventSource.opened.length = 0;
    FakeChannel.open.clear();
  });
  afterEach(() => vi.useRealTimers());

  it('have one stream, and all hear what it says', async () => {
    const tabs = [open(), open(), open()];
    await passing(1_000);
    expect(FakeTabEventSource.opened).toHaveLength(1);
    FakeTabEventSource.opened[0]!.onopen?.();
    FakeTabEventSource.opened[0]!.say(7, '17-0');
    await passing(0);
    for (const tab of tabs) {
      expect(ids(tab)).toEqual([7]);
      expect(tab.live.state()).toBe('live');
    }
    const late = open();
    await passing(1_000);
    expect(FakeTabEventSource.opened).toHaveLength(1);
    expect(late.live.state()).toBe('live');
  });

  it('go on after the last event when the one with the stream is closed', async () => {
    const tabs = await openSeveral(3);
    const first = FakeTabEventSource.opened[0]!;
    first.onopen?.();
    first.say(7, '17-0');
    await passing(0);
    const leader = tabs[0]!;
    leader.live.stop();
    expect(openStreams()).toHaveLength(0);
    await passing(500);
    expect(openStreams().map((each) => each.after)).toEqual(['17-0']);
    openStreams()[0]!.onopen?.();
    openStreams()[0]!.say(8, '17-1');
    await passing(0);
    for (const tab of tabs.slice(1)) expect(ids(tab)).toEqual([7, 'stats.changed', 8]);
  });

  it('do so as well, within seconds, when it crashes without a word', async () => {
    const tabs = await openSeveral(2);
    FakeTabEventSource.opened[0]!.onopen?.();
    FakeTabEventSource.opened[0]!.say(7, '17-0');
    await passing(0);
    tabs[0]!.channel.hangs = true;
    await passing(5_000);
    expect(FakeTabEventSource.opened.map((each) => each.after)).toEqual(['16-0', '17-0']);
    FakeTabEventSource.opened[1]!.onopen?.();
    // It comes to itself again: one of the two gives up.
    tabs[0]!.channel.hangs = false;
    await passing(3_000);
    expect(openStreams()).toHaveLength(1);
  });

  it('read everything anew where nobody knows what was missed', async () => {
    const tabs = await openSeveral(2, '');
    FakeTabEventSource.opened[0]!.onopen?.();
    await passing(0);
    tabs[0]!.live.stop();
    await passing(500);
    openStreams()[0]!.onopen?.();
    await passing(0);
    expect(ids(tabs[1]!)).toEqual(['stream.reset', 'stats.changed', 'stream.reset']);
  });

  it('hear of it where a new one leads that knows less than they', async () => {
    const tabs = await openSeveral(2);
    FakeTabEventSource.opened[0]!.say(7, '17-0');
    await passing(0);
    tabs[0]!.channel.hangs = true;
    open('18-0');
    await passing(400);
    expect(ids(tabs[1]!)).toEqual([7, 'stream.reset']);
  });

  it('close the stream with the last of them', async () => {
    const tabs = await openSeveral(2);
    tabs.forEach((tab) => tab.live.stop());
    await passing(5_000);
    expect(openStreams()).toHaveLength(0);
  });
});
