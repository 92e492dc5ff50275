import { inject } from '@angular/core';
import { CanActivateFn, CanMatchFn, RedirectCommand, Router } from '@angular/router';
import { Role } from './api-types';
import { returnAddress } from './return-address';
import { Session } from './session';
import { XSRF_COOKIE } from './session.interceptor';

/** Nobody signed in goes to the sign-in page, and comes back from there to where they wanted to go. */
export const signedIn: CanMatchFn = async () => {
  const session = inject(Session);
  const router = inject(Router);
  const wanted = router.serializeUrl(router.currentNavigation()?.extractedUrl ?? router.parseUrl('/'));
  try {
    if (await session.load()) return true;
  } catch {
    return new RedirectCommand(router.parseUrl('/away'), { skipLocationChange: true });
  }
  return router.createUrlTree(['/sign-in'], { queryParams: wanted === '/' ? {} : { return: wanted } });
};

/** The sign-in page is for those who are not signed in; without the cookie of a session nobody is. */
export const signedOut: CanActivateFn = async ({ queryParamMap }) => {
  const session = inject(Session);
  const router = inject(Router);
  if (!document.cookie.includes(`${XSRF_COOKIE}=`)) return true;
  try {
    if (!(await session.load())) return true;
  } catch {
    return true;
  }
  return new RedirectCommand(router.parseUrl(returnAddress(queryParamMap.get('return'))), {
    replaceUrl: true,
  });
};

/** For pages that the path alone chooses: the same path is another page for another role. */
export const matches =
  (...roles: Role[]): CanMatchFn =>
  () =>
    inject(Session).has(...roles);

/** Somebody else's page says so in a friendly way, and the address stays as it was asked for. */
export const only =
  (...roles: Role[]): CanActivateFn =>
  () =>
    inject(Session).has(...roles) ||
    new RedirectCommand(inject(Router).parseUrl('/not-yours'), { skipLocationChange: true });

/** The page that a person begins with. */
export function home(): string {
  return inject(Session).isAgent() ? '/inbox' : '/my-tickets';
}
