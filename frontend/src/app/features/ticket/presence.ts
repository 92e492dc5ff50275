import { DOCUMENT } from '@angular/common';
import { computed, DestroyRef, effect, inject, Injectable, signal, untracked } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { Viewer } from '../../core/api-types';
import { LiveEvents } from '../../core/live-events';
import { TicketsApi } from '../../core/tickets-api';
import { currentLanguage } from '../../core/language';

/** The service removes viewers after two missed heartbeats. */
export const HEARTBEAT_INTERVAL_MS = 20_000;

/** Other viewers of the ticket. Reported while the page is visible; errors are ignored. */
@Injectable()
export class Presence {
  private readonly api = inject(TicketsApi);
  private readonly document = inject(DOCUMENT);
  private readonly liveEvents = inject(LiveEvents);
  private readonly otherViewers = signal<readonly Viewer[]>([]);
  private ticketId: number | null = null;
  private editing = false;
  private replying = false;
  private requestId = 0;
  /** Viewers may have changed between the response and the first event. */
  private announcedWhileLive = false;
  private heartbeatTimer: ReturnType<typeof setInterval> | undefined;

  readonly viewers = this.otherViewers.asReadonly();
  readonly summary = computed(() => formatViewers(this.otherViewers()));

  constructor() {
    const onVisibilityChange = () => this.isPageVisible() && this.announce();
    const onPageHide = () => this.leave();
    this.document.addEventListener('visibilitychange', onVisibilityChange);
    addEventListener('pagehide', onPageHide);
    this.liveEvents.events.pipe(takeUntilDestroyed()).subscribe((event) => {
      if (event.name === 'stream.reset' || (event.name === 'ticket.viewers' && event.id === this.ticketId))
        this.announce();
    });
    effect(() => {
      if (this.liveEvents.state() === 'live' && !this.announcedWhileLive) untracked(() => this.announce());
    });
    inject(DestroyRef).onDestroy(() => {
      this.document.removeEventListener('visibilitychange', onVisibilityChange);
      removeEventListener('pagehide', onPageHide);
      this.leave();
    });
  }

  enter(id: number): void {
    if (this.ticketId !== id) this.leave();
    this.ticketId = id;
    this.heartbeatTimer = setInterval(() => this.announce(), HEARTBEAT_INTERVAL_MS);
    this.announce();
  }
  setEditing(editing: boolean): void {
    if (this.editing === editing) return;
    this.editing = editing;
    this.announce();
  }

  setReplying(replying: boolean): void {
    if (this.replying === replying) return;
    this.replying = replying;
    this.announce();
  }

  private announce(): void {
    const { ticketId } = this;
    if (ticketId === null || !this.isPageVisible()) return;
    const requestId = ++this.requestId;
    this.announcedWhileLive = this.liveEvents.state() === 'live';
    this.api.enterTicket(ticketId, { editing: this.editing, replying: this.replying }).then(
      (viewers) => requestId === this.requestId && this.otherViewers.set(viewers),
      () => undefined,
    );
  }
  private leave(): void {
    clearInterval(this.heartbeatTimer);
    this.requestId++;
    this.otherViewers.set([]);
    if (this.ticketId !== null) this.api.leaveTicket(this.ticketId).catch(() => undefined);
    this.ticketId = null;
  }
  private isPageVisible(): boolean {
    return this.document.visibilityState === 'visible';
  }
}

/** "Ada is replying… Ben and Eve are here too." */
export function formatViewers(viewers: readonly Viewer[]): string {
  const namesOf = (subset: readonly Viewer[]) => subset.map((viewer) => viewer.name);
  const replying = namesOf(viewers.filter((viewer) => viewer.replying));
  const editing = namesOf(viewers.filter((viewer) => viewer.editing && !viewer.replying));
  const viewing = namesOf(viewers.filter((viewer) => !viewer.editing && !viewer.replying));
  const list = new Intl.ListFormat(currentLanguage());
  const sentences = [];
  if (replying.length === 1) sentences.push($localize`${replying[0]}:name: is replying…`);
  if (replying.length > 1) sentences.push($localize`${list.format(replying)}:names: are replying…`);
  if (editing.length === 1) sentences.push($localize`${editing[0]}:name: is editing.`);
  if (editing.length > 1) sentences.push($localize`${list.format(editing)}:names: are editing.`);
  if (viewing.length === 1) sentences.push($localize`${viewing[0]}:name: is also viewing.`);
  if (viewing.length > 1) sentences.push($localize`${list.format(viewing)}:names: are also viewing.`);
  return sentences.join(' ');
}
