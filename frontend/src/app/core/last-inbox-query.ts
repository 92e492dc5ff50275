import { Injectable, signal } from '@angular/core';
import { Params } from '@angular/router';

/** What the inbox was asked for last, so that the way back from a ticket leads to the same list. */
@Injectable({ providedIn: 'root' })
export class LastInboxQuery {
  readonly params = signal<Params>({});
}
