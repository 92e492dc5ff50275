import { DOCUMENT } from '@angular/common';
import { computed, DestroyRef, effect, inject, Injectable, signal, untracked } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { Viewer } from '../../core/api-types';
import { LiveEvents } from '../../core/live-events';
import { TicketsApi } from '../../core/tickets-api';
import { language } from '../../core/language';

/** The service forgets a viewer after twice as long. */
export const SAY_AGAIN_MS = 20_000;

/** Who else has this ticket open. Said while the page is in sight; a failure is not worth a word. */
@Injectable()
export class Presence {
  private readonly api = inject(TicketsApi);
  private readonly document = inject(DOCUMENT);
  private readonly live = inject(LiveEvents);
  private readonly others = signal<readonly Viewer[]>([]);
  private id: number | null = null;
  private editing = false;
  private replying = false;
  private asked = 0;
  /** Otherwise somebody may have come between the answer and the first event. */
  private askedWhileLive = false;
  private saying: ReturnType<typeof setInterval> | undefined;

  readonly viewers = this.others.asReadonly();
  readonly words = computed(() => viewersInWords(this.others()));

  constructor() {
    const sight = () => this.visible() && this.say();
    const hide = () => this.leave();
    this.document.addEventListener('visibilitychange', sight);
    addEventListener('pagehide', hide);
    this.live.events.pipe(takeUntilDestroyed()).subscribe((event) => {
      if (event.name === 'stream.reset' || (event.name === 'ticket.viewers' && event.id === this.id))
        this.say();
    });
    effect(() => {
      if (this.live.state() === 'live' && !this.askedWhileLive) untracked(() => this.say());
    });
    inject(DestroyRef).onDestroy(() => {
      this.document.removeEventListener('visibilitychange', sight);
      removeEventListener('pagehide', hide);
      this.leave();
    });
  }

  enter(id: number): void {
    if (this.id !== id) this.leave();
    this.id = id;
    this.saying = setInterval(() => this.say(), SAY_AGAIN_MS);
    this.say();
  }
  edit(editing: boolean): void {
    if (this.editing === editing) return;
    this.editing = editing;
    this.say();
  }

  reply(replying: boolean): void {
    if (this.replying === replying) return;
    this.replying = replying;
    this.say();
  }

  private say(): void {
    const { id } = this;
    if (id === null || !this.visible()) return;
    const question = ++this.asked;
    this.askedWhileLive = this.live.state() === 'live';
    this.api.look(id, { editing: this.editing, replying: this.replying }).then(
      (viewers) => question === this.asked && this.others.set(viewers),
      () => undefined,
    );
  }
  private leave(): void {
    clearInterval(this.saying);
    this.asked++;
    this.others.set([]);
    if (this.id !== null) this.api.lookAway(this.id).catch(() => undefined);
    this.id = null;
  }
  private visible(): boolean {
    return this.document.visibilityState === 'visible';
  }
}

/** "Ada is replying… Ben and Eve are here too." */
export function viewersInWords(viewers: readonly Viewer[]): string {
  const namesOf = (some: readonly Viewer[]) => some.map((each) => each.name);
  const replying = namesOf(viewers.filter((each) => each.replying));
  const editing = namesOf(viewers.filter((each) => each.editing && !each.replying));
  const looking = namesOf(viewers.filter((each) => !each.editing && !each.replying));
  const list = new Intl.ListFormat(language());
  const sentences = [];
  if (replying.length === 1) sentences.push($localize`${replying[0]}:name: is replying…`);
  if (replying.length > 1) sentences.push($localize`${list.format(replying)}:names: are replying…`);
  if (editing.length === 1) sentences.push($localize`${editing[0]}:name: is editing.`);
  if (editing.length > 1) sentences.push($localize`${list.format(editing)}:names: are editing.`);
  if (looking.length === 1) sentences.push($localize`${looking[0]}:name: is also viewing.`);
  if (looking.length > 1) sentences.push($localize`${list.format(looking)}:names: are also viewing.`);
  return sentences.join(' ');
}
