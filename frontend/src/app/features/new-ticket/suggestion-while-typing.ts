import { inject, Injectable, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { catchError, debounceTime, distinctUntilChanged, map, of, Subject, switchMap, tap } from 'rxjs';
import { Suggestion } from '../../core/api-types';
import { Problem, toProblem } from '../../core/problem';
import { TicketsApi } from '../../core/tickets-api';
import { excessOf, limits } from '../../shared/text-limits';

export const PAUSE_MS = 600;
export const ENOUGH_CHARACTERS = 15;

/** Asks triage for its opinion when the typing pauses. A newer text cancels the question about the older. */
@Injectable()
export class SuggestionWhileTyping {
  private readonly api = inject(TicketsApi);
  private readonly texts = new Subject<{ title: string; description: string }>();
  readonly suggestion = signal<Suggestion | null>(null);
  readonly thinking = signal(false);
  readonly problem = signal<Problem | null>(null);

  constructor() {
    this.texts
      .pipe(
        map((text) => ({ title: text.title.trim(), description: text.description.trim() })),
        debounceTime(PAUSE_MS),
        distinctUntilChanged((a, b) => a.title === b.title && a.description === b.description),
        switchMap((text) => (isAskable(text) ? this.ask(text) : of(null))),
        takeUntilDestroyed(),
      )
      .subscribe((suggestion) => {
        this.thinking.set(false);
        this.suggestion.set(suggestion);
      });
  }

  typed(text: { title: string; description: string }): void {
    this.texts.next(text);
  }

  private ask(text: { title: string; description: string }) {
    return of(null).pipe(
      tap(() => {
        this.thinking.set(true);
        this.problem.set(null);
      }),
      switchMap(() => this.api.classify(text.title ? text : { description: text.description })),
      catchError((error: unknown) => {
        this.problem.set(toProblem(error));
        return of(null);
      }),
    );
  }
}

function isAskable({ title, description }: { title: string; description: string }): boolean {
  const fits = !excessOf(title, limits.title) && !excessOf(description, limits.text);
  return fits && description.length >= ENOUGH_CHARACTERS;
}
