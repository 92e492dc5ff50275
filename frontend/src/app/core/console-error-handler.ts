import { ErrorHandler, inject, Injectable } from '@angular/core';
import { toApiProblem } from './api-problem';
import { Toasts } from './toasts';

/** Reports uncaught errors as a toast in addition to the browser console. */
@Injectable()
export class ConsoleErrorHandler implements ErrorHandler {
  private readonly toasts = inject(Toasts);

  handleError(error: unknown): void {
    console.error(error);
    const problem = toApiProblem(error);
    this.toasts.showError(problem.status === 0 ? problem.title : $localize`Something went wrong`, problem);
  }
}
