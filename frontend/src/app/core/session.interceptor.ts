import { HttpEvent, HttpInterceptorFn, HttpRequest } from '@angular/common/http';
import { inject } from '@angular/core';
import { catchError, from, Observable, switchMap, throwError } from 'rxjs';
import {
  CONFIRMATION_REQUIRED,
  passwordNotConfirmedProblem,
  PasswordConfirmation,
} from './password-confirmation';
import { toApiProblem } from './api-problem';
import { SessionOwner } from './session-owner';
import { SKIP_SESSION_HANDLING, SessionRefresh } from './session-refresh';

export const XSRF_COOKIE = 'XSRF-TOKEN';
export const XSRF_HEADER = 'X-XSRF-TOKEN';

/**
 * Sends requests only in the session of this tab's user. After a session error, refreshes the
 * session and repeats the request once; after a request for a password confirmation, repeats it
 * once confirmed.
 */
export const sessionInterceptor: HttpInterceptorFn = (request, next) => {
  if (request.context.get(SKIP_SESSION_HANDLING)) return next(request);
  const session = inject(SessionRefresh);
  const owner = inject(SessionOwner);
  const confirmation = inject(PasswordConfirmation);
  const send = (): Observable<HttpEvent<unknown>> =>
    owner.isCurrent()
      ? next(withXsrfToken(request, owner.token()))
      : from(session.confirmOwner()).pipe(switchMap(() => next(withXsrfToken(request, owner.token()))));
  return send().pipe(
    catchError((error: unknown) => {
      if (!isSessionError(error)) return throwError(() => error);
      return from(session.refresh()).pipe(
        switchMap((resumed) => (resumed ? send() : throwError(() => error))),
      );
    }),
    catchError((error: unknown) => {
      const { code, status } = toApiProblem(error);
      if (code !== CONFIRMATION_REQUIRED) return throwError(() => error);
      return from(confirmation.request()).pipe(
        switchMap((confirmed) =>
          confirmed ? send() : throwError(() => passwordNotConfirmedProblem(status)),
        ),
      );
    }),
  );
};

/** Not signed in, or the CSRF cookie is missing. */
function isSessionError(error: unknown): boolean {
  const { status, code } = toApiProblem(error);
  return status === 401 || code === 'auth.csrf';
}

/** The header names the session of this tab; the cookie may already belong to another. */
function withXsrfToken(request: HttpRequest<unknown>, token: string | null): HttpRequest<unknown> {
  if (token === null || request.method === 'GET' || request.method === 'HEAD') return request;
  return request.clone({ setHeaders: { [XSRF_HEADER]: token } });
}
