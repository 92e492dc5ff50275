import { inject, Injectable, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { catchError, debounceTime, distinctUntilChanged, map, of, Subject, switchMap, tap } from 'rxjs';
import { Suggestion } from '../../core/api-types';
import { ApiProblem, toApiProblem } from '../../core/api-problem';
import { TicketsApi } from '../../core/tickets-api';
import { formatExcess, LIMITS } from '../../shared/text-limits';

export const DEBOUNCE_MS = 600;
export const MIN_DESCRIPTION_LENGTH = 15;

/** Requests a suggestion when typing pauses. A newer text cancels the pending request. */
@Injectable()
export class LiveSuggestion {
  private readonly api = inject(TicketsApi);
  private readonly texts = new Subject<{ title: string; description: string }>();
  readonly suggestion = signal<Suggestion | null>(null);
  readonly loading = signal(false);
  readonly problem = signal<ApiProblem | null>(null);

  constructor() {
    this.texts
      .pipe(
        map((text) => ({ title: text.title.trim(), description: text.description.trim() })),
        debounceTime(DEBOUNCE_MS),
        distinctUntilChanged((a, b) => a.title === b.title && a.description === b.description),
        switchMap((text) => (isClassifiable(text) ? this.classify(text) : of(null))),
        takeUntilDestroyed(),
      )
      .subscribe((suggestion) => {
        this.loading.set(false);
        this.suggestion.set(suggestion);
      });
  }

  setText(text: { title: string; description: string }): void {
    this.texts.next(text);
  }

  private classify(text: { title: string; description: string }) {
    return of(null).pipe(
      tap(() => {
        this.loading.set(true);
        this.problem.set(null);
      }),
      switchMap(() => this.api.classify(text.title ? text : { description: text.description })),
      catchError((error: unknown) => {
        this.problem.set(toApiProblem(error));
        return of(null);
      }),
    );
  }
}

function isClassifiable({ title, description }: { title: string; description: string }): boolean {
  const fits = !formatExcess(title, LIMITS.title) && !formatExcess(description, LIMITS.text);
  return fits && description.length >= MIN_DESCRIPTION_LENGTH;
}
