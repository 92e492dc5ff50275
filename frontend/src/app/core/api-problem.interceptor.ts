import { HttpInterceptorFn } from '@angular/common/http';
import { catchError, throwError } from 'rxjs';
import { toApiProblem } from './api-problem';

/** Converts every failed request to an {@link ApiProblem} that keeps the HTTP status. */
export const apiProblemInterceptor: HttpInterceptorFn = (request, next) =>
  next(request).pipe(catchError((error: unknown) => throwError(() => toApiProblem(error))));
