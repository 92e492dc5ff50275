import {
  HttpClient,
  HttpXsrfTokenExtractor,
  provideHttpClient,
  withInterceptors,
  withXsrfConfiguration,
} from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { provideRouter, Router } from '@angular/router';
import { firstValueFrom } from 'rxjs';
import { ApiProblem } from './api-problem';
import { apiProblemInterceptor } from './api-problem.interceptor';
import { Session } from './session';
import { RELOAD_APP } from './session-owner';
import { sessionInterceptor, XSRF_COOKIE, XSRF_HEADER } from './session.interceptor';
import { AccountsApi } from './accounts-api';
import { PasswordConfirmation } from './password-confirmation';
import { SessionXsrfTokenExtractor } from './session-xsrf-token-extractor';

const ada = { id: 1, name: 'Ada', email: 'ada@example.org', role: 'agent' as const };
const signedOut = { status: 401, statusText: 'Unauthorized' };
const settled = () => new Promise((resolve) => setTimeout(resolve));

describe('a request with an expired access cookie', () => {
  let server: HttpTestingController;
  let http: HttpClient;
  const reloadApp = vi.fn();
  const get = (path: string) => firstValueFrom(http.get(path));
  const expire = (path: string) => server.expectOne(path).flush(null, signedOut);
  const refresh = () => server.expectOne('/api/auth/refresh');

  beforeEach(() => {
    reloadApp.mockReset();
    TestBed.configureTestingModule({
      providers: [
        { provide: RELOAD_APP, useValue: reloadApp },
        provideRouter([]),
        provideHttpClient(
          withXsrfConfiguration({ cookieName: XSRF_COOKIE, headerName: XSRF_HEADER }),
          withInterceptors([apiProblemInterceptor, sessionInterceptor]),
        ),
        provideHttpClientTesting(),
        { provide: HttpXsrfTokenExtractor, useClass: SessionXsrfTokenExtractor },
      ],
    });
    server = TestBed.inject(HttpTestingController);
    http = TestBed.inject(HttpClient);
  });
  afterEach(() => {
    server.verify();
    document.cookie = `${XSRF_COOKIE}=; max-age=0`;
    sessionStorage.clear();
  });

  it('refreshes the session and is repeated', async () => {
    const answer = get('/api/tickets');
    expire('/api/tickets');
    refresh().flush({});
    await settled();
    server.expectOne('/api/tickets').flush(['one']);
    expect(await answer).toEqual(['one']);
  });

  it('shares one refresh with concurrent requests', async () => {
    const answers = Promise.all([get('/api/tickets'), get('/api/agents')]);
    expire('/api/tickets');
    expire('/api/agents');
    refresh().flush({});
    await settled();
    server.expectOne('/api/tickets').flush(1);
    server.expectOne('/api/agents').flush(2);
    expect(await answers).toEqual([1, 2]);
  });

  it('is repeated with the token of the refreshed session', async () => {
    document.cookie = `${XSRF_COOKIE}=old`;
    const answer = firstValueFrom(http.post('/api/tickets', {}));
    const first = server.expectOne('/api/tickets');
    expect(first.request.headers.get(XSRF_HEADER)).toBe('old');
    first.flush(null, signedOut);
    document.cookie = `${XSRF_COOKIE}=new`;
    refresh().flush({});
    await settled();
    const second = server.expectOne('/api/tickets');
    expect(second.request.headers.get(XSRF_HEADER)).toBe('new');
    second.flush('made');
    expect(await answer).toBe('made');
  });

  it("is repeated if the page's cookie was lost, but not in the session of another user", async () => {
    const answer = get('/api/tickets');
    server.expectOne('/api/tickets').flush({ code: 'auth.csrf' }, { status: 403, statusText: 'Forbidden' });
    refresh().flush({});
    await settled();
    server.expectOne('/api/tickets').flush('one');
    expect(await answer).toBe('one');

    const forbidden = get('/api/users').catch((error: ApiProblem) => error.status);
    server
      .expectOne('/api/users')
      .flush({ code: 'request.forbidden' }, { status: 403, statusText: 'Forbidden' });
    expect(await forbidden).toBe(403);
  });

  describe('after another tab has started another session', () => {
    const change = () => firstValueFrom(http.post('/api/tickets', {}));
    const begin = async () => {
      document.cookie = `${XSRF_COOKIE}=of-ada`;
      const loaded = TestBed.inject(Session).load();
      server.expectOne('/api/auth/me').flush(ada);
      await loaded;
    };
    afterEach(() => localStorage.clear());

    it('continues for the same user', async () => {
      await begin();
      document.cookie = `${XSRF_COOKIE}=of-ada-again`;
      const answer = change();
      server.expectOne('/api/auth/me').flush(ada);
      await settled();
      const made = server.expectOne('/api/tickets');
      expect(made.request.headers.get(XSRF_HEADER)).toBe('of-ada-again');
      made.flush('made');
      expect(await answer).toBe('made');
    });

    it('is not sent for another user', async () => {
      await begin();
      document.cookie = `${XSRF_COOKIE}=of-ben`;
      void change();
      void get('/api/tickets/7');
      server.expectOne('/api/auth/me').flush({ ...ada, id: 2 });
      await settled();
      server.expectNone('/api/tickets');
      server.expectNone('/api/tickets/7');
      expect(reloadApp).toHaveBeenCalledWith('/');
    });

    it('carries the token of the known session, and is rejected in any other', async () => {
      await begin();
      void change();
      document.cookie = `${XSRF_COOKIE}=of-ben`;
      const made = server.expectOne('/api/tickets');
      expect(made.request.headers.get(XSRF_HEADER)).toBe('of-ada');
      made.flush({ code: 'auth.csrf' }, { status: 403, statusText: 'Forbidden' });
      refresh().flush({ user: { ...ada, id: 2 } });
      await settled();
      server.expectNone('/api/tickets');
      expect(reloadApp).toHaveBeenCalledWith('/');
    });

    it('waits if the owner of the session is unknown', async () => {
      await begin();
      document.cookie = `${XSRF_COOKIE}=of-whom`;
      const answer = change().catch((error: ApiProblem) => error.status);
      server.expectOne('/api/auth/me').flush(null, { status: 503, statusText: 'Away' });
      expect(await answer).toBe(503);
      server.expectNone('/api/tickets');
      expect(reloadApp).not.toHaveBeenCalled();
    });
  });

  it('is repeated only once', async () => {
    const answer = get('/api/tickets').catch((error: ApiProblem) => error.status);
    expire('/api/tickets');
    refresh().flush({});
    await settled();
    expire('/api/tickets');
    expect(await answer).toBe(401);
  });

  it('refreshes again when the session expires again', async () => {
    for (const round of [1, 2]) {
      const answer = get('/api/tickets');
      expire('/api/tickets');
      refresh().flush({});
      await settled();
      server.expectOne('/api/tickets').flush(round);
      expect(await answer).toBe(round);
    }
  });

  it('waits for the user to sign in again when the session has ended', async () => {
    const session = TestBed.inject(Session);
    const loaded = session.load();
    server.expectOne('/api/auth/me').flush(ada);
    await loaded;

    const answers = Promise.all([get('/api/tickets/7'), get('/api/agents')]);
    expire('/api/tickets/7');
    expire('/api/agents');
    refresh().flush(null, signedOut);
    await settled();
    expect(session.expired()).toBe(true);
    expect(session.me()).toEqual(ada);

    const again = session.signInAgain('secret');
    server.expectOne('/api/auth/login').flush({ user: ada });
    await again;
    await settled();
    expect(session.expired()).toBe(false);
    server.expectOne('/api/tickets/7').flush('seven');
    server.expectOne('/api/agents').flush('all');
    expect(await answers).toEqual(['seven', 'all']);
  });

  it('does not wait if no user has signed in yet', async () => {
    const session = TestBed.inject(Session);
    const loaded = session.load();
    expire('/api/auth/me');
    refresh().flush(null, signedOut);
    expect(await loaded).toBeNull();
    expect(session.expired()).toBe(false);
  });

  it('does not end the session when the service is unavailable', async () => {
    const navigate = vi.spyOn(TestBed.inject(Router), 'navigate');
    const answer = get('/api/tickets').catch((error: ApiProblem) => error.status);
    expire('/api/tickets');
    refresh().flush(null, { status: 503, statusText: 'Away' });
    expect(await answer).toBe(503);
    expect(navigate).not.toHaveBeenCalled();
  });

  it('leaves a wrong password to the sign-in page', async () => {
    const answer = TestBed.inject(AccountsApi)
      .signIn('ada@example.org', 'wrong')
      .catch((error: ApiProblem) => error.status);
    expire('/api/auth/login');
    expect(await answer).toBe(401);
  });

  it('is repeated with the token of a console served over HTTPS', async () => {
    document.cookie = `${XSRF_COOKIE}=of-http`;
    const cookie = vi.spyOn(document, 'cookie', 'get');
    cookie.mockReturnValue(`${XSRF_COOKIE}=of-http; __Host-${XSRF_COOKIE}=of-https`);
    const answer = firstValueFrom(http.post('/api/tickets', {}));
    const call = server.expectOne('/api/tickets');
    expect(call.request.headers.get(XSRF_HEADER)).toBe('of-https');
    call.flush('made');
    expect(await answer).toBe('made');
    cookie.mockRestore();
  });

  describe('that requires a password confirmation', () => {
    const refuse = (path: string) =>
      server
        .expectOne(path)
        .flush({ code: 'auth.recent_sign_in_required' }, { status: 403, statusText: 'Forbidden' });
    const confirmation = () => TestBed.inject(PasswordConfirmation);

    it('is repeated after the confirmation, with all other waiting requests', async () => {
      const answers = Promise.all([
        firstValueFrom(http.post('/api/tokens', {})),
        firstValueFrom(http.post('/api/users', {})),
      ]);
      refuse('/api/tokens');
      refuse('/api/users');
      expect(confirmation().requested()).toBe(true);
      const confirmed = confirmation().confirm('secret');
      const sent = server.expectOne('/api/auth/confirm');
      expect(sent.request.body).toEqual({ current_password: 'secret' });
      sent.flush(null);
      await confirmed;
      await settled();
      expect(confirmation().requested()).toBe(false);
      server.expectOne('/api/tokens').flush(1);
      server.expectOne('/api/users').flush(2);
      expect(await answers).toEqual([1, 2]);
    });

    it('keeps waiting after a wrong password, and fails when cancelled', async () => {
      const answer = firstValueFrom(http.post('/api/tokens', {})).catch((error: ApiProblem) => error);
      refuse('/api/tokens');
      const wrong = confirmation()
        .confirm('wrong')
        .catch((error: ApiProblem) => error.detail);
      server.expectOne('/api/auth/confirm').flush(
        {
          code: 'auth.wrong_current_password',
          detail: 'The current password is wrong.',
          errors: [
            {
              field: 'current_password',
              code: 'password_incorrect',
              params: {},
              message: 'Current password is incorrect.',
            },
          ],
        },
        { status: 400, statusText: 'Bad Request' },
      );
      expect(await wrong).toBe('Current password is incorrect.');
      expect(confirmation().requested()).toBe(true);
      confirmation().cancel();
      const problem = (await answer) as ApiProblem;
      expect([problem.status, problem.detail]).toEqual([
        403,
        'Nothing was changed because the password was not confirmed.',
      ]);
    });
  });
});
