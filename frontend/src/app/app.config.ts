import {
  HttpXsrfTokenExtractor,
  provideHttpClient,
  withInterceptors,
  withXsrfConfiguration,
} from '@angular/common/http';
import { ApplicationConfig, ErrorHandler, provideBrowserGlobalErrorListeners } from '@angular/core';
import { Title } from '@angular/platform-browser';
import {
  provideRouter,
  withComponentInputBinding,
  withInMemoryScrolling,
  withNavigationErrorHandler,
  withPreloading,
} from '@angular/router';
import { routes } from './app.routes';
import { ConsoleErrorHandler } from './core/console-error-handler';
import { PageTitle } from './core/page-title';
import { DelayedPreloadingStrategy } from './core/delayed-preloading-strategy';
import { apiProblemInterceptor } from './core/api-problem.interceptor';
import { SessionXsrfTokenExtractor } from './core/session-xsrf-token-extractor';
import { sessionInterceptor, XSRF_COOKIE, XSRF_HEADER } from './core/session.interceptor';
import { reloadOnChunkError } from './core/chunk-load-error';

export const appConfig: ApplicationConfig = {
  providers: [
    provideBrowserGlobalErrorListeners(),
    provideRouter(
      routes,
      withComponentInputBinding(),
      withPreloading(DelayedPreloadingStrategy),
      withNavigationErrorHandler(reloadOnChunkError),
      withInMemoryScrolling({ scrollPositionRestoration: 'enabled' }),
    ),
    provideHttpClient(
      withXsrfConfiguration({ cookieName: XSRF_COOKIE, headerName: XSRF_HEADER }),
      // Order matters: the session interceptor needs the raw response; an error it can't recover
      // from becomes an ApiProblem.
      withInterceptors([apiProblemInterceptor, sessionInterceptor]),
    ),
    { provide: HttpXsrfTokenExtractor, useClass: SessionXsrfTokenExtractor },
    { provide: Title, useExisting: PageTitle },
    { provide: ErrorHandler, useClass: ConsoleErrorHandler },
  ],
};
