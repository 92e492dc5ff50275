import { InjectionToken } from '@angular/core';
import { randomId } from './random-id';

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
const ELECTION_TIMEOUT_MS = 150;
const JITTER_MS = 150;
const HEARTBEAT_INTERVAL_MS = 1_000;
/** As many questions in a row that nobody answers say that the leader has crashed or hangs. */
const MAX_UNANSWERED = 3;

type TabMessage =
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
  state: () => unknown;
  /** `changed`: another tab leads than the one that led before. */
  onLeaderState: (news: unknown, changed: boolean) => void;
  onMessage: (what: unknown) => void;
}

/**
 * One tab of a browser works for all of them. Web Locks would elect it, too, but not on a page that is served over
 * plain HTTP from another machine; messages do everywhere. For a moment there may be two leaders: the greater key
 * yields, so what is done for all has to bear being done twice.
 */
export class TabLeader {
  private readonly tabId = randomId();
  private leading = false;
  /** The last leader that this tab knew of, itself included. */
  private leaderId: string | null = null;
  private unanswered = 0;
  private claimTimer: ReturnType<typeof setTimeout> | undefined;
  private readonly heartbeatTimer: ReturnType<typeof setInterval> | undefined;
  private readonly onVisibilityChange = () => this.pingLeader();
  private readonly onHide = () => this.resign();

  constructor(
    private readonly channel: BroadcastChannel | null,
    private readonly options: TabLeaderOptions,
  ) {
    if (!channel) {
      this.becomeLeader(false);
      return;
    }
    channel.onmessage = ({ data }: MessageEvent<TabMessage>) => this.onChannelMessage(data);
    this.post({ kind: 'hello' });
    this.scheduleClaim();
    this.heartbeatTimer = setInterval(() => this.heartbeat(), HEARTBEAT_INTERVAL_MS);
    document.addEventListener('visibilitychange', this.onVisibilityChange);
    // `freeze` comes before the browser stops a tab in the background.
    document.addEventListener('freeze', this.onHide);
    addEventListener('pagehide', this.onHide);
  }

  /** To all other tabs. */
  broadcast(payload: unknown): void {
    this.post({ kind: 'said', what: payload });
  }
  /** What `news` answers has changed. */
  announceState(): void {
    if (this.leading) this.post({ kind: 'leading', leader: this.tabId, news: this.options.state() });
  }

  close(): void {
    this.resign();
    clearTimeout(this.claimTimer);
    clearInterval(this.heartbeatTimer);
    document.removeEventListener('visibilitychange', this.onVisibilityChange);
    document.removeEventListener('freeze', this.onHide);
    removeEventListener('pagehide', this.onHide);
    if (!this.channel) return;
    this.channel.onmessage = null;
    this.channel.close();
  }

  private onChannelMessage(message: TabMessage): void {
    switch (message.kind) {
      case 'hello':
        return this.announceState();
      case 'leaving':
        return this.scheduleClaim(0);
      case 'said':
        this.resetUnanswered();
        return this.options.onMessage(message.what);
      case 'leading':
        if (this.leading && message.leader > this.tabId) return this.announceState();
        return this.followLeader(message.leader, message.news);
    }
  }
  private followLeader(leader: string, state: unknown): void {
    this.stepDown();
    this.resetUnanswered();
    const changed = this.leaderId !== null && this.leaderId !== leader;
    this.leaderId = leader;
    this.options.onLeaderState(state, changed);
  }
  private resetUnanswered(): void {
    this.unanswered = 0;
    clearTimeout(this.claimTimer);
  }

  /** Nobody looks at a hidden tab: it is not worth a question, and its timers may be slowed down to one a minute. */
  private pingLeader(): void {
    if (this.leading || document.visibilityState !== 'visible') return;
    if (this.unanswered++ >= MAX_UNANSWERED) this.becomeLeader(true);
    else this.post({ kind: 'hello' });
  }
  /** The leader says that it is one, so that a second, which came up while it hung, hears of it. */
  private heartbeat(): void {
    if (this.leading) this.announceState();
    else this.pingLeader();
  }
  private scheduleClaim(delayMs = ELECTION_TIMEOUT_MS): void {
    clearTimeout(this.claimTimer);
    if (this.leading) return;
    this.claimTimer = setTimeout(
      () => this.becomeLeader(this.leaderId !== null),
      delayMs + Math.random() * JITTER_MS,
    );
  }

  private becomeLeader(takesOver: boolean): void {
    clearTimeout(this.claimTimer);
    if (this.leading) return;
    this.leading = true;
    this.leaderId = this.tabId;
    this.unanswered = 0;
    this.options.lead(takesOver);
    this.announceState();
  }
  private stepDown(): void {
    if (!this.leading) return;
    this.leading = false;
    this.options.follow();
  }
  private resign(): void {
    if (!this.leading) return;
    this.stepDown();
    this.post({ kind: 'leaving' });
  }
  private post(message: TabMessage): void {
    this.channel?.postMessage(message);
  }
}
