import { Injectable } from '@angular/core';
import { PreloadingStrategy, Route } from '@angular/router';
import { EMPTY, Observable, switchMap, timer } from 'rxjs';

/** After the first page has what it needs. */
const LATER_MS = 1_000;

/** Pages that are opened with a key all day are fetched before: opening a ticket must not wait for its page's code. */
@Injectable({ providedIn: 'root' })
export class PreloadSoon implements PreloadingStrategy {
  preload(route: Route, load: () => Observable<unknown>): Observable<unknown> {
    return route.data?.['soon'] ? timer(LATER_MS).pipe(switchMap(load)) : EMPTY;
  }
}
