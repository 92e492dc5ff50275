import { HttpErrorResponse, HttpHeaders } from '@angular/common/http';
import { toProblem } from './problem';

describe('a failed request', () => {
  it('keeps what the server said, field by field', () => {
    const problem = toProblem(
      new HttpErrorResponse({
        status: 400,
        error: {
          title: 'Bad input',
          detail: 'Two fields are wrong.',
          code: 'request.invalid',
          errors: [
            { field: 'title', message: 'must not be empty' },
            { field: 'requester.email', message: 'must be an e-mail address' },
          ],
        },
      }),
    );
    expect(problem.status).toBe(400);
    expect(problem.code).toBe('request.invalid');
    expect(problem.fieldMessage('title')).toBe('must not be empty');
    expect(problem.fieldMessage('requester')).toBe('must be an e-mail address');
    expect(problem.fieldMessage('tags')).toBeNull();
  });

  it('is read from text too', () => {
    const problem = toProblem(
      new HttpErrorResponse({ status: 422, error: '{"title":"Impossible","detail":"No."}' }),
    );
    expect([problem.title, problem.detail]).toEqual(['Impossible', 'No.']);
  });

  it('says that there is no connection when there was no answer', () => {
    expect(toProblem(new HttpErrorResponse({ status: 0 })).title).toBe('No connection to the service');
  });

  it('never shows the page of a proxy', () => {
    const problem = toProblem(new HttpErrorResponse({ status: 502, error: '<html>Bad gateway</html>' }));
    expect(problem.title).toBe('The service is not reachable');
    expect(problem.detail).not.toContain('<html>');
  });

  it('remembers when to come back', () => {
    const headers = new HttpHeaders({ 'Retry-After': '7' });
    expect(toProblem(new HttpErrorResponse({ status: 429, headers })).retryAfterSeconds).toBe(7);
  });
});
