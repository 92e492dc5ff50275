import { Injectable, signal } from '@angular/core';
import { Params } from '@angular/router';

/** Query parameters of the last inbox page, for the back link of a ticket. */
@Injectable({ providedIn: 'root' })
export class LastInboxQuery {
  readonly params = signal<Params>({});
}
