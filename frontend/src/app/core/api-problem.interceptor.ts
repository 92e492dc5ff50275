import { HttpInterceptorFn } from '@angular/common/http';
import { catchError, throwError } from 'rxjs';
import { toApiProblem } from './api-problem';

/** Every failed request leaves here as a `Problem`, with its status kept; who asked decides what to show. */
export const apiProblemInterceptor: HttpInterceptorFn = (request, next) =>
  next(request).pipe(catchError((error: unknown) => throwError(() => toApiProblem(error))));
