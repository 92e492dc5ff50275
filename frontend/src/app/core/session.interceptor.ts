import { HttpEvent, HttpInterceptorFn, HttpRequest } from '@angular/common/http';
import { inject } from '@angular/core';
import { catchError, from, Observable, switchMap, throwError } from 'rxjs';
import { CONFIRMATION_REQUIRED, notConfirmed, PasswordConfirmation } from './password-confirmation';
import { toProblem } from './problem';
import { SessionOwner } from './session-owner';
import { SESSION_IS_NOT_ASKED, SessionRefresh } from './session-refresh';

export const XSRF_COOKIE = 'XSRF-TOKEN';
export const XSRF_HEADER = 'X-XSRF-TOKEN';

/**
 * No call is made as another person than the one that this tab shows. Where the session is what was wrong, it is
 * refreshed and the call repeated, once; where the call needs the password, it is repeated after that was given.
 */
export const sessionInterceptor: HttpInterceptorFn = (request, next) => {
  if (request.context.get(SESSION_IS_NOT_ASKED)) return next(request);
  const session = inject(SessionRefresh);
  const owner = inject(SessionOwner);
  const confirmation = inject(PasswordConfirmation);
  const send = (): Observable<HttpEvent<unknown>> =>
    owner.isCurrent()
      ? next(withToken(request, owner.token()))
      : from(session.confirmOwner()).pipe(switchMap(() => next(withToken(request, owner.token()))));
  return send().pipe(
    catchError((error: unknown) => {
      if (!isOfTheSession(error)) return throwError(() => error);
      return from(session.refresh()).pipe(switchMap((goesOn) => (goesOn ? send() : throwError(() => error))));
    }),
    catchError((error: unknown) => {
      const { code, status } = toProblem(error);
      if (code !== CONFIRMATION_REQUIRED) return throwError(() => error);
      return from(confirmation.ask()).pipe(
        switchMap((confirmed) => (confirmed ? send() : throwError(() => notConfirmed(status)))),
      );
    }),
  );
};

/** Nobody is signed in, or the cookie that proves where a call comes from is gone. */
function isOfTheSession(error: unknown): boolean {
  const { status, code } = toProblem(error);
  return status === 401 || code === 'auth.csrf';
}

/** The header says for which session the call is meant; the cookie may be another's by now. */
function withToken(request: HttpRequest<unknown>, token: string | null): HttpRequest<unknown> {
  if (token === null || request.method === 'GET' || request.method === 'HEAD') return request;
  return request.clone({ setHeaders: { [XSRF_HEADER]: token } });
}
