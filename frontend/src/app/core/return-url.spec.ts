import { safeReturnUrl } from './return-url';

describe('safeReturnUrl', () => {
  it.each(['/inbox?status=open&search=a%20b', '/tickets/7', '/'])('returns %s', (asked) =>
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
  ])('falls back to the home page for %s', (asked) => expect(safeReturnUrl(asked)).toBe('/'));
});
