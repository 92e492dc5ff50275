import { provideHttpClient, withInterceptors, withXsrfConfiguration } from '@angular/common/http';
import { ApplicationConfig, ErrorHandler, provideBrowserGlobalErrorListeners } from '@angular/core';
import {
  provideRouter,
  withComponentInputBinding,
  withInMemoryScrolling,
  withPreloading,
} from '@angular/router';
import { routes } from './app.routes';
import { ConsoleErrorHandler } from './core/console-error-handler';
import { PreloadSoon } from './core/preload-soon';
import { problemInterceptor } from './core/problem.interceptor';
import { sessionInterceptor, XSRF_COOKIE, XSRF_HEADER } from './core/session.interceptor';

export const appConfig: ApplicationConfig = {
  providers: [
    provideBrowserGlobalErrorListeners(),
    provideRouter(
      routes,
      withComponentInputBinding(),
      withPreloading(PreloadSoon),
      withInMemoryScrolling({ scrollPositionRestoration: 'enabled' }),
    ),
    provideHttpClient(
      withXsrfConfiguration({ cookieName: XSRF_COOKIE, headerName: XSRF_HEADER }),
      // In this order: the session looks at the bare answer, and what it can't mend becomes a problem.
      withInterceptors([problemInterceptor, sessionInterceptor]),
    ),
    { provide: ErrorHandler, useClass: ConsoleErrorHandler },
  ],
};
