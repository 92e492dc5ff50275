import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startService, type Service } from './support/service.ts';

describe('the console, served by the api itself', () => {
  let service: Service;
  const page = { headers: { accept: 'text/html,*/*' } };
  beforeAll(async () => (service = await startService()));
  afterAll(() => service.stop());

  it.each(['/', '/board', '/tickets/1042', '/inbox?status=open'])(
    'opens at %s, always fresh',
    async (path) => {
      const { status, headers, text } = await service.api.get(path, page);
      expect([status, headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
      expect(headers.get('cache-control')).toBe('no-cache');
      expect(text).toContain('<tiq-root>');
    },
  );

  it('sends its files compressed, to be kept for good', async () => {
    const { text: html } = await service.api.get('/', page);
    const script = /src="(main-[^"]+\.js)"/.exec(html)?.[1];
    const { status, headers } = await service.api.get(`/${script}`, { headers: { 'accept-encoding': 'br' } });
    expect(status).toBe(200);
    expect(headers.get('content-type')).toContain('javascript');
    expect(headers.get('content-encoding')).toBe('br');
    expect(headers.get('cache-control')).toContain('immutable');
  });

  it.each([
    ['a file that is not there', '/main-00000000.js'],
    ['a path out of the folder', '/..%2f..%2fpackage.json'],
    ['an unknown address of the api', '/api/nothing'],
  ])('answers for %s with a problem, and not with a page', async (_name, path) => {
    const { status, headers } = await service.api.get(path, page);
    expect([status, headers.get('content-type')]).toEqual([404, 'application/problem+json']);
  });
});
