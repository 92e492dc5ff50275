import { ErrorHandler, inject, Injectable } from '@angular/core';
import { Toasts } from './toasts';

/** The last net: what nobody caught is told to the person as well as to the console. */
@Injectable()
export class ConsoleErrorHandler implements ErrorHandler {
  private readonly toasts = inject(Toasts);

  handleError(error: unknown): void {
    console.error(error);
    this.toasts.failure($localize`Something went wrong`, error);
  }
}
