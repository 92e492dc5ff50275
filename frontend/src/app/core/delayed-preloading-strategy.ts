import { Injectable } from '@angular/core';
import { PreloadingStrategy, Route } from '@angular/router';
import { EMPTY, Observable, switchMap, timer } from 'rxjs';

/**
 * Pages that are opened with a key all day are fetched before: opening a ticket must not wait for its page's code.
 * A route's `data.preloadDelayMs` says how many milliseconds after the first page; the likelier the next step, the fewer.
 */
@Injectable({ providedIn: 'root' })
export class DelayedPreloadingStrategy implements PreloadingStrategy {
  preload(route: Route, load: () => Observable<unknown>): Observable<unknown> {
    const delayMs: unknown = route.data?.['preloadDelayMs'];
    return typeof delayMs === 'number' ? timer(delayMs).pipe(switchMap(load)) : EMPTY;
  }
}
