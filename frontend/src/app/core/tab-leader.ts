import { InjectionToken } from '@angular/core';
import { uniqueKey } from './unique-key';

/** What the tabs of a browser say to one another; null where a browser has no such channel. */
export const OPEN_TAB_CHANNEL = new InjectionToken<(name: string) => BroadcastChannel | null>(
  'open tab channel',
  {
    providedIn: 'root',
    factory: () => (name: string) =>
      typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(name),
  },
);

/** A tab that is alone knows it after this; two that start at once rarely wait equally long. */
const ANSWER_WITHIN_MS = 150;
const JITTER_MS = 150;
const TICK_MS = 1_000;
/** As many questions in a row that nobody answers say that the leader has crashed or hangs. */
const UNANSWERED = 3;

type Message =
  | { kind: 'hello' }
  | { kind: 'leading'; leader: string; news: unknown }
  | { kind: 'leaving' }
  | { kind: 'said'; what: unknown };

export interface TabLeaderOptions {
  /** This tab does the work from now on, in the place of another or as the first. */
  lead: (takesOver: boolean) => void;
  /** This tab does it no longer: it follows another, or is hidden away by the browser. */
  follow: () => void;
  /** What a tab that comes later, or that has lost the leader, should know. */
  news: () => unknown;
  /** `changed`: another tab leads than the one that led before. */
  heardNews: (news: unknown, changed: boolean) => void;
  heard: (what: unknown) => void;
}

/**
 * One tab of a browser works for all of them. Web Locks would elect it, too, but not on a page that is served over
 * plain HTTP from another machine; messages do everywhere. For a moment there may be two leaders: the greater key
 * yields, so what is done for all has to bear being done twice.
 */
export class TabLeader {
  private readonly key = uniqueKey();
  private leading = false;
  /** The last leader that this tab knew of, itself included. */
  private known: string | null = null;
  private unanswered = 0;
  private claiming: ReturnType<typeof setTimeout> | undefined;
  private readonly ticking: ReturnType<typeof setInterval> | undefined;
  private readonly visible = () => this.ask();
  private readonly hide = () => this.leave();

  constructor(
    private readonly channel: BroadcastChannel | null,
    private readonly options: TabLeaderOptions,
  ) {
    if (!channel) {
      this.become(false);
      return;
    }
    channel.onmessage = ({ data }: MessageEvent<Message>) => this.hear(data);
    this.post({ kind: 'hello' });
    this.claimUnlessAnswered();
    this.ticking = setInterval(() => this.tick(), TICK_MS);
    document.addEventListener('visibilitychange', this.visible);
    // `freeze` comes before the browser stops a tab in the background.
    document.addEventListener('freeze', this.hide);
    addEventListener('pagehide', this.hide);
  }

  /** To all other tabs. */
  say(what: unknown): void {
    this.post({ kind: 'said', what });
  }
  /** What `news` answers has changed. */
  tellNews(): void {
    if (this.leading) this.post({ kind: 'leading', leader: this.key, news: this.options.news() });
  }

  close(): void {
    this.leave();
    clearTimeout(this.claiming);
    clearInterval(this.ticking);
    document.removeEventListener('visibilitychange', this.visible);
    document.removeEventListener('freeze', this.hide);
    removeEventListener('pagehide', this.hide);
    if (!this.channel) return;
    this.channel.onmessage = null;
    this.channel.close();
  }

  private hear(message: Message): void {
    switch (message.kind) {
      case 'hello':
        return this.tellNews();
      case 'leaving':
        return this.claimUnlessAnswered(0);
      case 'said':
        this.answered();
        return this.options.heard(message.what);
      case 'leading':
        if (this.leading && message.leader > this.key) return this.tellNews();
        return this.followLeader(message.leader, message.news);
    }
  }
  private followLeader(leader: string, news: unknown): void {
    this.yield();
    this.answered();
    const changed = this.known !== null && this.known !== leader;
    this.known = leader;
    this.options.heardNews(news, changed);
  }
  private answered(): void {
    this.unanswered = 0;
    clearTimeout(this.claiming);
  }

  /** Nobody looks at a hidden tab: it is not worth a question, and its timers may be slowed down to one a minute. */
  private ask(): void {
    if (this.leading || document.visibilityState !== 'visible') return;
    if (this.unanswered++ >= UNANSWERED) this.become(true);
    else this.post({ kind: 'hello' });
  }
  /** The leader says that it is one, so that a second, which came up while it hung, hears of it. */
  private tick(): void {
    if (this.leading) this.tellNews();
    else this.ask();
  }
  private claimUnlessAnswered(after = ANSWER_WITHIN_MS): void {
    clearTimeout(this.claiming);
    if (this.leading) return;
    this.claiming = setTimeout(() => this.become(this.known !== null), after + Math.random() * JITTER_MS);
  }

  private become(takesOver: boolean): void {
    clearTimeout(this.claiming);
    if (this.leading) return;
    this.leading = true;
    this.known = this.key;
    this.unanswered = 0;
    this.options.lead(takesOver);
    this.tellNews();
  }
  private yield(): void {
    if (!this.leading) return;
    this.leading = false;
    this.options.follow();
  }
  private leave(): void {
    if (!this.leading) return;
    this.yield();
    this.post({ kind: 'leaving' });
  }
  private post(message: Message): void {
    this.channel?.postMessage(message);
  }
}
