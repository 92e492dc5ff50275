import { inject } from '@angular/core';
import { CanActivateFn, CanMatchFn, RedirectCommand, Router } from '@angular/router';
import { Permission } from './permissions';
import { safeReturnUrl } from './return-url';
import { Session } from './session';
import { XSRF_COOKIE } from './session.interceptor';

/** Nobody signed in goes to the sign-in page, and comes back from there to where they wanted to go. */
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

/** The sign-in page is for those who are not signed in; without the cookie of a session nobody is. */
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

/** For pages that the path alone chooses: the same path is another page for those who have the permission. */
export const matchesWithout =
  (permission: Permission): CanMatchFn =>
  () =>
    !inject(Session).can(permission);

/** Somebody else's page says so in a friendly way, and the address stays as it was asked for. */
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

/** The page that a person begins with. */
export function homeUrl(): string {
  return inject(Session).can('tickets.readAll') ? '/inbox' : '/my-tickets';
}
