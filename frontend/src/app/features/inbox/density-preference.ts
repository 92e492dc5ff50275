import { Injectable, signal } from '@angular/core';

const STORAGE_KEY = 'ticketiq.inbox.density';

export type Density = 'comfortable' | 'compact';

/** How closely the rows follow each other in this browser. */
@Injectable({ providedIn: 'root' })
export class DensityPreference {
  private readonly state = signal<Density>(
    localStorage.getItem(STORAGE_KEY) === 'compact' ? 'compact' : 'comfortable',
  );
  readonly density = this.state.asReadonly();

  toggle(): void {
    this.state.update((density) => (density === 'compact' ? 'comfortable' : 'compact'));
    localStorage.setItem(STORAGE_KEY, this.state());
  }
}
