import { inject, Injectable, signal } from '@angular/core';
import { Me } from './api-types';
import { TicketsApi } from './tickets-api';
import { Toasts } from './toasts';

/** Who works here. */
@Injectable({ providedIn: 'root' })
export class Session {
  private readonly api = inject(TicketsApi);
  private readonly toasts = inject(Toasts);
  readonly me = signal<Me | null>(null);

  async load(): Promise<void> {
    try {
      this.me.set(await this.api.me());
    } catch (error) {
      this.toasts.failure('Could not tell who you are', error, () => void this.load());
    }
  }
}
