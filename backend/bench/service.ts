import { Api } from '../test/support/api.ts';
import { ACCOUNTS, ADMIN, startProcess, type TestProcess } from '../test/support/service.ts';
import type { Target } from './drive.ts';

export interface Running extends Target {
  stop: TestProcess['stop'];
}

/**
 * The built service with a database and an API token of its administrator, since a session would expire during the run. It
 * logs warnings only, unless the settings override this.
 */
export async function startService(
  databaseUrl: string,
  settings: Record<string, string> = {},
): Promise<Running> {
  const { match, pid, stop } = await startProcess(
    'main.js',
    {
      ...ACCOUNTS,
      DATABASE_URL: databaseUrl,
      PORT: '0',
      // The benchmark is one account at one address, with more than ten thousand requests a minute.
      RATE_LIMIT_PER_MINUTE: '10000000',
      ...settings,
    },
    /ready at http:\/\/localhost:(\d+)/,
  );
  const url = `http://127.0.0.1:${match[1]}`;
  const api = await new Api(url).signIn(ADMIN);
  const { body } = await api.call<{ token: string }>('POST', '/api/tokens', {
    name: 'bench',
    scope: 'write',
  });
  return { url, pid, stop, headers: { authorization: `Bearer ${body.token}` } };
}

export async function startBareServer(databaseUrl: string): Promise<Running> {
  const { match, pid, stop } = await startProcess(
    '../bench/bare-server.ts',
    { DATABASE_URL: databaseUrl },
    /ready at (\d+)/,
  );
  return { url: `http://127.0.0.1:${match[1]}`, pid, stop, headers: {} };
}
