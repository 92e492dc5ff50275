import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { Router } from '@angular/router';
import { AccountsApi } from './accounts-api';
import { ApiProblem } from './api-problem';
import { Session } from './session';
import { RELOAD_APP } from './session-owner';
import { SessionRefresh } from './session-refresh';

const ada = {
  id: 1,
  name: 'Ada',
  email: 'ada@example.org',
  role: 'admin' as const,
  draft_key: 'A'.repeat(43),
};
const ben = { ...ada, id: 2, name: 'Ben', draft_key: 'B'.repeat(42) + 'A' };
const draft = 'ticketiq.draft.new-ticket';
const everythingStored = () => JSON.stringify({ ...sessionStorage, ...localStorage });

describe('Session', () => {
  const api = {
    signIn: vi.fn(),
    signOut: vi.fn(),
    getMeWithLastEventId: vi.fn(),
    getMeWithoutRefresh: vi.fn(),
  };
  const refresh = { expired: signal(false), resume: vi.fn() };
  const router = { navigate: vi.fn(), navigateByUrl: vi.fn(), url: '/inbox' };
  const reloadApp = vi.fn();
  let session: Session;

  beforeEach(() => {
    vi.resetAllMocks();
    refresh.expired.set(false);
    sessionStorage.clear();
    localStorage.clear();
    vi.stubGlobal('isSecureContext', true);
    TestBed.configureTestingModule({
      providers: [
        { provide: AccountsApi, useValue: api },
        { provide: SessionRefresh, useValue: refresh },
        { provide: Router, useValue: router },
        { provide: RELOAD_APP, useValue: reloadApp },
      ],
    });
    session = TestBed.inject(Session);
  });

  it('loads the user once for concurrent callers', async () => {
    api.getMeWithLastEventId.mockResolvedValue({ me: ada, lastEventId: '16-0' });
    await Promise.all([session.load(), session.load()]);
    await session.load();
    expect(api.getMeWithLastEventId).toHaveBeenCalledOnce();
    expect(session.can('tickets.readAll') && session.can('users.manage')).toBe(true);
  });

  it('distinguishes signed out from unreachable', async () => {
    api.getMeWithLastEventId.mockRejectedValueOnce(new ApiProblem(401, 'Sign in', ''));
    expect(await session.load()).toBeNull();
    api.getMeWithLastEventId.mockRejectedValueOnce(new ApiProblem(503, 'Away', ''));
    await expect(session.load()).rejects.toThrow();
  });

  it('returns to the requested page', async () => {
    api.signIn.mockResolvedValue(ada);
    await session.signIn(ada.email, 'secret', '/tickets/7');
    expect(router.navigateByUrl).toHaveBeenCalledWith('/tickets/7', { replaceUrl: true });
    expect(reloadApp).not.toHaveBeenCalled();
  });

  it('keeps the drafts for the same user only', async () => {
    api.signIn.mockResolvedValueOnce(ada);
    await session.signIn(ada.email, 'secret', '/');
    sessionStorage.setItem(draft, 'half a ticket');
    api.signIn.mockResolvedValueOnce(ada);
    await session.signIn(ada.email, 'secret', '/');
    expect(sessionStorage.getItem(draft)).toBe('half a ticket');

    api.signIn.mockResolvedValueOnce({ ...ada, id: 2 });
    await session.signIn('ben@example.org', 'secret', '/inbox');
    expect(sessionStorage.getItem(draft)).toBeNull();
    expect(reloadApp).toHaveBeenCalledWith('/inbox');
  });

  it('encrypts drafts and restores them for their author', async () => {
    api.getMeWithLastEventId.mockResolvedValueOnce({ me: ada, lastEventId: '' });
    await session.load();
    sessionStorage.setItem(draft, 'of Ada');
    api.signOut.mockResolvedValue(undefined);
    await session.signOut();
    expect(everythingStored()).not.toContain('of Ada');
    api.signIn.mockResolvedValueOnce(ben);
    await session.signIn(ben.email, 'secret', '/');
    expect(sessionStorage.getItem(draft)).toBeNull();
    expect(everythingStored()).not.toContain('of Ada');
    api.signIn.mockResolvedValueOnce(ada);
    sessionStorage.removeItem('ticketiq.person');
    await session.signIn(ada.email, 'secret', '/');
    expect(sessionStorage.getItem(draft)).toBe('of Ada');
  });

  it('encrypts drafts when another tab signs out', async () => {
    api.getMeWithLastEventId.mockResolvedValueOnce({ me: ada, lastEventId: '' });
    await session.load();
    sessionStorage.setItem(draft, 'of Ada');
    dispatchEvent(new StorageEvent('storage', { key: 'ticketiq.signed-in', newValue: null }));
    await vi.waitFor(() => expect(everythingStored()).toContain('ticketiq.laid-aside.1'));
    expect(everythingStored()).not.toContain('of Ada');
    await vi.waitFor(() => expect(reloadApp).toHaveBeenCalledWith('/sign-in'));
    api.signIn.mockResolvedValueOnce(ada);
    await session.signIn(ada.email, 'secret', '/');
    expect(sessionStorage.getItem(draft)).toBe('of Ada');
  });

  it('deletes drafts if the user signed out while the tab was closed', async () => {
    sessionStorage.setItem(draft, 'of Ada');
    sessionStorage.setItem('ticketiq.person', '1');
    localStorage.setItem('ticketiq.signed-in', '1 1');
    api.getMeWithLastEventId.mockRejectedValue(new ApiProblem(401, 'Sign in', ''));
    await session.load();
    expect(sessionStorage.getItem(draft)).toBe('of Ada');
    localStorage.removeItem('ticketiq.signed-in');
    await session.load();
    expect(sessionStorage.getItem(draft)).toBeNull();
  });

  it('ends when another tab signs out, and reloads for a different user', async () => {
    api.getMeWithLastEventId.mockResolvedValue({ me: ada, lastEventId: '16-0' });
    await session.load();
    const hear = (newValue: string | null) =>
      dispatchEvent(new StorageEvent('storage', { key: 'ticketiq.signed-in', newValue }));
    hear('1 1795515376762');
    expect(reloadApp).not.toHaveBeenCalled();
    hear('2 1795515376763');
    await vi.waitFor(() => expect(reloadApp).toHaveBeenLastCalledWith('/'));
    hear(null);
    await vi.waitFor(() => expect(reloadApp).toHaveBeenLastCalledWith('/sign-in'));
  });

  it('reloads when the cookies change to a different user', async () => {
    api.getMeWithLastEventId.mockResolvedValue({ me: { ...ada, id: 2 }, lastEventId: '16-0' });
    sessionStorage.setItem('ticketiq.person', '1');
    sessionStorage.setItem(draft, 'half a ticket');
    await session.load();
    expect(sessionStorage.getItem(draft)).toBeNull();
  });

  it('continues after the same user has signed in again, here or in another tab', async () => {
    api.getMeWithLastEventId.mockResolvedValue({ me: ada, lastEventId: '16-0' });
    await session.load();
    refresh.expired.set(true);
    api.signIn.mockResolvedValue(ada);
    await session.signInAgain('secret');
    expect(api.signIn).toHaveBeenCalledWith(ada.email, 'secret');
    expect(refresh.resume).toHaveBeenCalledTimes(2);

    api.getMeWithoutRefresh.mockRejectedValueOnce(new ApiProblem(401, 'Sign in', ''));
    await session.recheck();
    expect(refresh.resume).toHaveBeenCalledTimes(2);
    api.getMeWithoutRefresh.mockResolvedValueOnce(ada);
    await session.recheck();
    expect(refresh.resume).toHaveBeenCalledTimes(3);
    expect(reloadApp).not.toHaveBeenCalled();
  });

  it('reloads when a different user signs in in another tab', async () => {
    api.getMeWithLastEventId.mockResolvedValue({ me: ada, lastEventId: '16-0' });
    await session.load();
    refresh.expired.set(true);
    api.getMeWithoutRefresh.mockResolvedValueOnce({ ...ada, id: 2 });
    await session.recheck();
    expect(reloadApp).toHaveBeenCalledWith('/');
  });

  it('deletes everything on sign-out, even if the session has already ended', async () => {
    api.signOut.mockRejectedValueOnce(new ApiProblem(401, 'Sign in', ''));
    sessionStorage.setItem(draft, 'half a ticket');
    await session.signOut();
    expect(everythingStored()).not.toContain('half a ticket');
    expect(reloadApp).toHaveBeenCalledWith('/sign-in');
  });

  it('reports a failed sign-out and stays signed in', async () => {
    api.signOut.mockRejectedValueOnce(new ApiProblem(0, 'No connection', ''));
    await expect(session.signOut()).rejects.toThrow();
    expect(reloadApp).not.toHaveBeenCalled();
  });
});
