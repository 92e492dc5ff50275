import { inject } from '@angular/core';
import { CanActivateFn, CanMatchFn, RedirectCommand, Router } from '@angular/router';
import { Permission } from './permissions';
import { safeReturnUrl } from './return-url';
import { Session } from './session';
import { XSRF_COOKIE } from './session.interceptor';

/** Redirects to the sign-in page with the requested URL as its return URL. */
export const signedInGuard: CanMatchFn = async () => {
  const session = inject(Session);
  const router = inject(Router);
  const requestedUrl = router.serializeUrl(router.currentNavigation()?.extractedUrl ?? router.parseUrl('/'));
  try {
    if (await session.load()) return true;
  } catch {
    return new RedirectCommand(router.parseUrl('/away'), { skipLocationChange: true });
  }
  return router.createUrlTree(['/sign-in'], {
    queryParams: requestedUrl === '/' ? {} : { return: requestedUrl },
  });
};

/**
 * Redirects signed-in users away from the sign-in page. Without a session cookie, no request is
 * needed.
 */
export const signedOutGuard: CanActivateFn = async ({ queryParamMap }) => {
  const session = inject(Session);
  const router = inject(Router);
  if (!document.cookie.includes(`${XSRF_COOKIE}=`)) return true;
  try {
    if (!(await session.load())) return true;
  } catch {
    return true;
  }
  return new RedirectCommand(router.parseUrl(safeReturnUrl(queryParamMap.get('return'))), {
    replaceUrl: true,
  });
};

/** Matches if the user lacks the permission, for paths that show different pages by role. */
export const matchesWithout =
  (permission: Permission): CanMatchFn =>
  () =>
    !inject(Session).can(permission);

/** Shows the access denied page without changing the URL. */
export const requireRole =
  (permission: Permission): CanActivateFn =>
  () =>
    inject(Session).can(permission) || notYours();

export const onlyWithout =
  (permission: Permission): CanActivateFn =>
  () =>
    !inject(Session).can(permission) || notYours();

function notYours(): RedirectCommand {
  return new RedirectCommand(inject(Router).parseUrl('/not-yours'), { skipLocationChange: true });
}

/** Home page of the user's role. */
export function homeUrl(): string {
  return inject(Session).can('tickets.readAll') ? '/inbox' : '/my-tickets';
}
