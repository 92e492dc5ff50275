import { InjectionToken } from '@angular/core';
import { randomId } from './random-id';

/** Opens the channel between tabs; null in browsers without BroadcastChannel. */
export const OPEN_TAB_CHANNEL = new InjectionToken<(name: string) => BroadcastChannel | null>(
  'open tab channel',
  {
    providedIn: 'root',
    factory: () => (name: string) =>
      typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(name),
  },
);

/**
 * Without an answer in this time, a tab becomes the leader. Jitter makes simultaneous claims
 * unlikely.
 */
const ELECTION_TIMEOUT_MS = 150;
const JITTER_MS = 150;
const HEARTBEAT_INTERVAL_MS = 1_000;
/** After this many unanswered pings in a row, the leader is considered crashed. */
const MAX_UNANSWERED = 3;

type TabMessage =
  | { kind: 'hello' }
  | { kind: 'leading'; leader: string; news: unknown }
  | { kind: 'leaving' }
  | { kind: 'said'; what: unknown };

export interface TabLeaderOptions {
  /** Called when this tab becomes the leader. `takesOver` is false for the first leader. */
  lead: (takesOver: boolean) => void;
  /** Called when this tab stops leading because it follows another tab or is suspended. */
  follow: () => void;
  /** State that is sent to followers and new tabs. */
  state: () => unknown;
  /** Called with the leader's state. `changed`: the leader is another tab than before. */
  onLeaderState: (state: unknown, changed: boolean) => void;
  onMessage: (payload: unknown) => void;
}

/**
 * Elects one tab of the browser to work for all. Uses messages because Web Locks are not available
 * over plain HTTP. There may briefly be two leaders until the one with the greater id steps down,
 * so the work must be idempotent.
 */
export class TabLeader {
  private readonly tabId = randomId();
  private leading = false;
  /** The last known leader, including this tab. */
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
    // `freeze` precedes the suspension of a background tab.
    document.addEventListener('freeze', this.onHide);
    addEventListener('pagehide', this.onHide);
  }

  /** Sends the payload to all other tabs. */
  broadcast(payload: unknown): void {
    this.post({ kind: 'said', what: payload });
  }
  /** Sends the current state to all other tabs. */
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

  /** Only visible tabs ping: timers of hidden tabs may be throttled to one per minute. */
  private pingLeader(): void {
    if (this.leading || document.visibilityState !== 'visible') return;
    if (this.unanswered++ >= MAX_UNANSWERED) this.becomeLeader(true);
    else this.post({ kind: 'hello' });
  }
  /**
   * Repeated announcements resolve conflicts with a tab that took over while the leader was
   * suspended.
   */
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
