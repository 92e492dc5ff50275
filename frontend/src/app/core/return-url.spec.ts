import { safeReturnUrl } from './return-url';

describe('the address after signing in', () => {
  it.each(['/inbox?status=open&search=a%20b', '/tickets/7', '/'])('is %s where that was asked for', (asked) =>
    expect(safeReturnUrl(asked)).toBe(asked),
  );

  it.each([
    null,
    undefined,
    '',
    'inbox',
    'https://elsewhere.example',
    '//elsewhere.example',
    '/\\elsewhere.example',
    '/\t/elsewhere.example',
    'javascript:alert(1)',
    '/sign-in?return=/sign-in',
    '/reset-password#token',
  ])('is the first page for %s', (asked) => expect(safeReturnUrl(asked)).toBe('/'));
});
