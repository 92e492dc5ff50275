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
import { PreloadSoon } from './core/preload-soon';
import { problemInterceptor } from './core/problem.interceptor';
import { SessionXsrf } from './core/session-xsrf';
import { sessionInterceptor, XSRF_COOKIE, XSRF_HEADER } from './core/session.interceptor';
import { loadAnew } from './core/unloaded-page';

export const appConfig: ApplicationConfig = {
  providers: [
    provideBrowserGlobalErrorListeners(),
    provideRouter(
      routes,
      withComponentInputBinding(),
      withPreloading(PreloadSoon),
      withNavigationErrorHandler(loadAnew),
      withInMemoryScrolling({ scrollPositionRestoration: 'enabled' }),
    ),
    provideHttpClient(
      withXsrfConfiguration({ cookieName: XSRF_COOKIE, headerName: XSRF_HEADER }),
      // In this order: the session looks at the bare answer, and what it can't mend becomes a problem.
      withInterceptors([problemInterceptor, sessionInterceptor]),
    ),
    { provide: HttpXsrfTokenExtractor, useClass: SessionXsrf },
    { provide: Title, useExisting: PageTitle },
    { provide: ErrorHandler, useClass: ConsoleErrorHandler },
  ],
};
