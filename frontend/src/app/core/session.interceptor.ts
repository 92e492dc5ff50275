import { HttpInterceptorFn, HttpRequest, HttpXsrfTokenExtractor } from '@angular/common/http';
import { inject } from '@angular/core';
import { catchError, from, switchMap, throwError } from 'rxjs';
import { toProblem } from './problem';
import { SESSION_IS_NOT_ASKED, SessionRefresh } from './session-refresh';

export const XSRF_COOKIE = 'XSRF-TOKEN';
export const XSRF_HEADER = 'X-XSRF-TOKEN';

/** Where the session is what was wrong, it is refreshed and the call repeated, once. */
export const sessionInterceptor: HttpInterceptorFn = (request, next) => {
  if (request.context.get(SESSION_IS_NOT_ASKED)) return next(request);
  const session = inject(SessionRefresh);
  const xsrf = inject(HttpXsrfTokenExtractor);
  return next(request).pipe(
    catchError((error: unknown) => {
      if (!isOfTheSession(error)) return throwError(() => error);
      return from(session.refresh()).pipe(
        switchMap((goesOn) => (goesOn ? next(withToken(request, xsrf.getToken())) : throwError(() => error))),
      );
    }),
  );
};

/** Nobody is signed in, or the cookie that proves where a call comes from is gone. */
function isOfTheSession(error: unknown): boolean {
  const { status, code } = toProblem(error);
  return status === 401 || code === 'auth.csrf';
}

/** The refresh brought a new cookie; the header that the call left with is of the one before. */
function withToken(request: HttpRequest<unknown>, token: string | null): HttpRequest<unknown> {
  if (token === null || request.method === 'GET' || request.method === 'HEAD') return request;
  return request.clone({ setHeaders: { [XSRF_HEADER]: token } });
}
