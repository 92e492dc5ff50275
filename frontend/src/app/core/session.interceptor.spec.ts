import { HttpClient, provideHttpClient, withInterceptors, withXsrfConfiguration } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { provideRouter, Router } from '@angular/router';
import { firstValueFrom } from 'rxjs';
import { Problem } from './problem';
import { problemInterceptor } from './problem.interceptor';
import { Session } from './session';
import { sessionInterceptor, XSRF_COOKIE, XSRF_HEADER } from './session.interceptor';
import { AccountsApi } from './accounts-api';

const ada = { id: 1, name: 'Ada', email: 'ada@example.org', role: 'agent' as const };
const signedOut = { status: 401, statusText: 'Unauthorized' };
const settled = () => new Promise((resolve) => setTimeout(resolve));

describe('a call when the access cookie has expired', () => {
  let server: HttpTestingController;
  let http: HttpClient;
  const get = (path: string) => firstValueFrom(http.get(path));
  const expire = (path: string) => server.expectOne(path).flush(null, signedOut);
  const refresh = () => server.expectOne('/api/auth/refresh');

  beforeEach(() => {
    TestBed.configureTestingModule({
      providers: [
        provideRouter([]),
        provideHttpClient(
          withXsrfConfiguration({ cookieName: XSRF_COOKIE, headerName: XSRF_HEADER }),
          withInterceptors([problemInterceptor, sessionInterceptor]),
        ),
        provideHttpClientTesting(),
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

  it('waits with all others for one refresh', async () => {
    const answers = Promise.all([get('/api/tickets'), get('/api/agents')]);
    expire('/api/tickets');
    expire('/api/agents');
    refresh().flush({});
    await settled();
    server.expectOne('/api/tickets').flush(1);
    server.expectOne('/api/agents').flush(2);
    expect(await answers).toEqual([1, 2]);
  });

  it('is repeated with the token that the refresh brought', async () => {
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

  it('is repeated also where the cookie of its page was lost, and not where it is somebody else’s', async () => {
    const answer = get('/api/tickets');
    server.expectOne('/api/tickets').flush({ code: 'auth.csrf' }, { status: 403, statusText: 'Forbidden' });
    refresh().flush({});
    await settled();
    server.expectOne('/api/tickets').flush('one');
    expect(await answer).toBe('one');

    const forbidden = get('/api/users').catch((error: Problem) => error.status);
    server
      .expectOne('/api/users')
      .flush({ code: 'request.forbidden' }, { status: 403, statusText: 'Forbidden' });
    expect(await forbidden).toBe(403);
  });

  it('is not repeated twice', async () => {
    const answer = get('/api/tickets').catch((error: Problem) => error.status);
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

  it('waits for the person to sign in again when the session is over, and then goes on', async () => {
    const session = TestBed.inject(Session);
    const loaded = session.load();
    server.expectOne('/api/auth/me').flush(ada);
    await loaded;

    const answers = Promise.all([get('/api/tickets/7'), get('/api/agents')]);
    expire('/api/tickets/7');
    expire('/api/agents');
    refresh().flush(null, signedOut);
    await settled();
    expect(session.ended()).toBe(true);
    expect(session.me()).toEqual(ada);

    const again = session.signInAgain('secret');
    server.expectOne('/api/auth/login').flush({ user: ada });
    await again;
    await settled();
    expect(session.ended()).toBe(false);
    server.expectOne('/api/tickets/7').flush('seven');
    server.expectOne('/api/agents').flush('all');
    expect(await answers).toEqual(['seven', 'all']);
  });

  it('waits for nobody where nobody has signed in yet', async () => {
    const session = TestBed.inject(Session);
    const loaded = session.load();
    expire('/api/auth/me');
    refresh().flush(null, signedOut);
    expect(await loaded).toBeNull();
    expect(session.ended()).toBe(false);
  });

  it('does not end the session because the service is away', async () => {
    const navigate = vi.spyOn(TestBed.inject(Router), 'navigate');
    const answer = get('/api/tickets').catch((error: Problem) => error.status);
    expire('/api/tickets');
    refresh().flush(null, { status: 503, statusText: 'Away' });
    expect(await answer).toBe(503);
    expect(navigate).not.toHaveBeenCalled();
  });

  it('leaves a wrong password to the sign-in page', async () => {
    const answer = TestBed.inject(AccountsApi)
      .signIn('ada@example.org', 'wrong')
      .catch((error: Problem) => error.status);
    expire('/api/auth/login');
    expect(await answer).toBe(401);
  });
});
