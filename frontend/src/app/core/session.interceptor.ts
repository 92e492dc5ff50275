import {
  HttpErrorResponse,
  HttpInterceptorFn,
  HttpRequest,
  HttpXsrfTokenExtractor,
} from '@angular/common/http';
import { inject } from '@angular/core';
import { catchError, from, switchMap, throwError } from 'rxjs';
import { SESSION_IS_NOT_ASKED, SessionRefresh } from './session-refresh';

export const XSRF_COOKIE = 'XSRF-TOKEN';
export const XSRF_HEADER = 'X-XSRF-TOKEN';

/** On a 401 the session is refreshed and the call repeated, once. */
export const sessionInterceptor: HttpInterceptorFn = (request, next) => {
  if (request.context.get(SESSION_IS_NOT_ASKED)) return next(request);
  const session = inject(SessionRefresh);
  const xsrf = inject(HttpXsrfTokenExtractor);
  return next(request).pipe(
    catchError((error: unknown) => {
      if (!(error instanceof HttpErrorResponse) || error.status !== 401) return throwError(() => error);
      return from(session.refresh()).pipe(
        switchMap((goesOn) => (goesOn ? next(withToken(request, xsrf.getToken())) : throwError(() => error))),
      );
    }),
  );
};

/** The refresh brought a new cookie; the header that the call left with is of the one before. */
function withToken(request: HttpRequest<unknown>, token: string | null): HttpRequest<unknown> {
  if (token === null || request.method === 'GET' || request.method === 'HEAD') return request;
  return request.clone({ setHeaders: { [XSRF_HEADER]: token } });
}
