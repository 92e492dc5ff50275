import { Injectable } from '@angular/core';
import { PreloadingStrategy, Route } from '@angular/router';
import { EMPTY, Observable, switchMap, timer } from 'rxjs';

/**
 * Preloads frequently used pages so that opening a ticket doesn't wait for code. A route's
 * `data.preloadDelayMs` is the delay in milliseconds after the first page; routes without it are
 * not preloaded.
 */
@Injectable({ providedIn: 'root' })
export class DelayedPreloadingStrategy implements PreloadingStrategy {
  preload(route: Route, load: () => Observable<unknown>): Observable<unknown> {
    const delayMs: unknown = route.data?.['preloadDelayMs'];
    return typeof delayMs === 'number' ? timer(delayMs).pipe(switchMap(load)) : EMPTY;
  }
}
