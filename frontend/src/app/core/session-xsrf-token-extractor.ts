import { DOCUMENT } from '@angular/common';
import { HttpXsrfTokenExtractor } from '@angular/common/http';
import { inject, Injectable } from '@angular/core';
import { XSRF_COOKIE } from './session.interceptor';

/** Over HTTPS the cookie has the `__Host-` prefix, which binds it to this host. */
const COOKIE_NAMES = [`__Host-${XSRF_COOKIE}`, XSRF_COOKIE];

@Injectable()
export class SessionXsrfTokenExtractor implements HttpXsrfTokenExtractor {
  private readonly document = inject(DOCUMENT);

  getToken(): string | null {
    const cookies = this.document.cookie.split('; ');
    for (const name of COOKIE_NAMES) {
      const found = cookies.find((cookie) => cookie.startsWith(`${name}=`));
      if (found) return decodeURIComponent(found.slice(name.length + 1)) || null;
    }
    return null;
  }
}
