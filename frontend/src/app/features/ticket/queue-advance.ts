import { Injectable, signal } from '@angular/core';

const STORAGE_KEY = 'ticketiq.queue.advance';

/** Whether finishing a ticket opens the next one of the list that it came from. Stored in this browser. */
@Injectable({ providedIn: 'root' })
export class QueueAdvance {
  private readonly state = signal(localStorage.getItem(STORAGE_KEY) !== 'off');
  readonly enabled = this.state.asReadonly();
  /** Whether the open ticket is in a list. */
  readonly inList = signal(false);

  toggle(): void {
    this.state.update((on) => !on);
    if (this.state()) localStorage.removeItem(STORAGE_KEY);
    else localStorage.setItem(STORAGE_KEY, 'off');
  }
}
