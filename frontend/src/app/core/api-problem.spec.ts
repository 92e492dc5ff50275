import { HttpErrorResponse, HttpHeaders } from '@angular/common/http';
import { ApiProblem, toApiProblem } from './api-problem';

describe('ApiProblem', () => {
  it('contains the error of each field', () => {
    const problem = toApiProblem(
      new HttpErrorResponse({
        status: 400,
        error: {
          title: 'Bad input',
          detail: 'Two fields are wrong.',
          code: 'request.invalid',
          errors: [
            { field: 'title', code: 'required', params: {}, message: 'From the service' },
            { field: 'requester.email', code: 'email_invalid', params: {}, message: 'From the service' },
          ],
        },
      }),
    );
    expect(problem.status).toBe(400);
    expect(problem.code).toBe('request.invalid');
    expect(problem.fieldMessage('title')).toBe('This field is required.');
    expect(problem.fieldMessage('requester')).toBe('Enter a valid email address.');
    expect(problem.fieldMessage('tags')).toBeNull();
  });

  it('parses a body that arrives as text', () => {
    const problem = toApiProblem(
      new HttpErrorResponse({ status: 422, error: '{"title":"Impossible","detail":"No."}' }),
    );
    expect([problem.title, problem.detail]).toEqual(['Not possible', 'No.']);
  });

  it.each([
    'Failed to fetch dynamically imported module: http://localhost/chunk-DcTSN5Sc.js',
    'error loading dynamically imported module: http://localhost/chunk-DcTSN5Sc.js',
    'Importing a module script failed.',
  ])('reports that a page could not be loaded (%s)', (message) => {
    const online = vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false);
    const { title, detail } = toApiProblem(new TypeError(message));
    online.mockRestore();
    expect(title).toBe('Couldn’t load the page');
    expect(detail).toBe('You’re offline. Open the page again when you’re back online.');
  });

  it('reports a missing connection if there was no response', () => {
    expect(toApiProblem(new HttpErrorResponse({ status: 0 })).title).toBe('No connection to the server');
  });

  it('does not show the error page of a proxy', () => {
    const problem = toApiProblem(new HttpErrorResponse({ status: 502, error: '<html>Bad gateway</html>' }));
    expect(problem.title).toBe('Server unreachable');
    expect(problem.detail).not.toContain('<html>');
  });

  it('reads Retry-After', () => {
    const headers = new HttpHeaders({ 'Retry-After': '7' });
    expect(toApiProblem(new HttpErrorResponse({ status: 429, headers })).retryAfterSeconds).toBe(7);
  });

  describe('in another language', () => {
    beforeEach(() => localStorage.setItem('ticketiq.language', 'de'));
    afterEach(() => localStorage.removeItem('ticketiq.language'));
    const answer = (code: string) =>
      toApiProblem(
        new HttpErrorResponse({
          status: 404,
          error: {
            title: 'Not Found',
            detail: 'There is no ticket 7.',
            code,
            errors: [
              { field: 'title', code: 'too_long', params: { max: 200 }, message: 'From the service' },
              { field: 'tags', code: 'brand_new', params: {}, message: 'Use green tags.' },
            ],
          },
        }),
      );

    it('uses localized texts', () => {
      const problem = answer('ticket.not_found');
      expect([problem.title, problem.detail]).toEqual(['Not found', 'Ticket not found.']);
      expect(problem.fieldMessage('title')).toBe('Use at most 200 characters.');
    });

    it('falls back to the texts of the service', () => {
      const problem = answer('ticket.brand_new');
      expect(problem.detail).toBe('There is no ticket 7.');
      expect(problem.fieldMessage('tags')).toBe('Use green tags.');
    });
  });

  it('fills in the parameters of the detail', () => {
    localStorage.setItem('ticketiq.language', 'de');
    const problem = toApiProblem(
      new HttpErrorResponse({
        status: 422,
        error: {
          detail: 'From the service',
          code: 'ticket.status_move_forbidden',
          params: { from: 'open', to: 'closed', allowed: ['in_progress', 'resolved'] },
        },
      }),
    );
    localStorage.removeItem('ticketiq.language');
    expect(problem.detail).toBe('Status can’t change from Open to Closed. Allowed: In progress, Resolved.');
  });

  it('returns the detail only if no field of the form has an error', () => {
    const problem = new ApiProblem(400, 'Bad', 'name is wrong', null, [
      { field: 'name', message: 'is wrong' },
    ]);
    expect(problem.detailUnlessIn('name', 'email')).toBeNull();
    expect(problem.detailUnlessIn('email')).toBe('name is wrong');
  });
});
