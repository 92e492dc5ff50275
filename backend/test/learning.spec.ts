import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { constants, getPriority, tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LearningService } from '../src/classification/learning/learning.service.js';
import type { ActiveModelWatcher } from '../src/classification/learning/active-model-watcher.js';
import { LocalModelsRepository } from '../src/classification/learning/local-models.repository.js';
import { createDataSource } from '../src/schema/data-source.js';
import { said, startGeminiStandIn, type GeminiStandIn } from './gemini-stand-in.ts';
import { answersTo } from './simple-model.ts';
import type { Problem } from './support/api.ts';
import { eventually } from './support/engines.ts';
import { startService, type Service } from './support/service.ts';
import { trainModel } from './support/training.ts';

type Candidate = 'bundled' | 'firm' | 'voting';
interface HeadGate {
  chosen: Candidate;
  decisions: number;
  right: Record<Candidate, number>;
}
interface Model {
  id: number;
  name: string;
  state: string;
  decisions: number;
  gate: Record<'category' | 'priority', HeadGate> & { refusal: string | null };
  report: { decisions: number; before: { right: number }; after: { right: number }; verdict: string };
}
interface Models {
  boxed: string;
  decisions: number;
  needed: number;
  training: boolean;
  results: Model[];
}

const INVOICES = JSON.parse(
  readFileSync(new URL('../tools/learning-simulation/partner-invoices.json', import.meta.url), 'utf8'),
) as [string, string][];
const PATH = '/api/triage/models';
const TEXT = {
  title: 'Invoice from partner Ashdown',
  description: 'Our partner Ashdown has sent an invoice that is too high.',
};

let service: Service;
beforeAll(async () => {
  service = await startService({ TRIAGE_SWEEP_SECONDS: '3600', CLASSIFY_DEADLINE_MS: '30000' });
});
afterAll(() => service.stop());

const models = async (): Promise<Models> => (await service.api.get<Models>(PATH)).body;
const suggestion = async (): Promise<{
  suggested_category: string;
  suggested_priority: string;
  model: string;
}> => {
  const { body } = await service.api.call<{
    suggested_category: string;
    suggested_priority: string;
    model: string;
  }>('POST', '/api/tickets/classify', TEXT);
  return body;
};

/** The decisions of this team, which differ from others'. */
async function settleInvoices(count: number): Promise<void> {
  for (const [title, description] of INVOICES.slice(0, count)) {
    await service.api.create({ title, description, category: 'account', priority: 'high' });
  }
}

describe('learning from the team', () => {
  it('waits for enough to learn from', async () => {
    await settleInvoices(10);
    const { status, body } = await service.api.call<Problem>('POST', PATH);
    expect([status, body.code]).toEqual([409, 'triage_model.too_few_decisions']);
    expect(await models()).toMatchObject({ decisions: 10, needed: 25, results: [] });
  });

  it('makes a model that answers as the team decides, and keeps what it was judged by', async () => {
    const before = await suggestion();
    expect([before.suggested_category, before.suggested_priority]).not.toEqual(['account', 'high']);
    await settleInvoices(40);
    const { status, body } = await trainModel<Model>(service.api);
    expect(status).toBe(201);
    expect(body).toMatchObject({
      state: 'active',
      decisions: 50,
      report: { decisions: 50, verdict: 'better' },
      gate: { category: { decisions: 50 }, priority: { decisions: 50 }, refusal: null },
    });
    expect(body.gate.category.chosen).not.toBe('bundled');
    expect(body.gate.category.right[body.gate.category.chosen]).toBeGreaterThan(
      body.gate.category.right.bundled,
    );
    expect(body.report.after.right).toBeGreaterThan(body.report.before.right);
    expect(await suggestion()).toMatchObject({
      suggested_category: 'account',
      suggested_priority: 'high',
      model: body.name,
    });
    expect((await models()).results.map(({ id, state }) => [id, state])).toEqual([[body.id, 'active']]);
  });

  it('does not put a model that is no better in its place, and says why', async () => {
    const { body } = await trainModel<Model>(service.api);
    expect(body).toMatchObject({
      state: 'refused',
      report: { verdict: 'same' },
      gate: { refusal: 'not_better_than_active' },
    });
    expect((await models()).results.map(({ state }) => state)).toEqual(['refused', 'active']);
  });

  it.runIf(process.platform === 'linux')('leaves requests the processor', async () => {
    const learning = trainModel<Model>(service.api);
    await eventually('a thread of low priority', () => {
      const threads = readdirSync(`/proc/${service.pid}/task`).map((id) => getPriority(Number(id)));
      return threads.includes(constants.priority.PRIORITY_LOW);
    });
    expect(getPriority(service.pid)).toBe(getPriority());
    expect((await learning).status).toBe(201);
  });

  it('goes back to the model in the box only when it is insisted on, since that is worse', async () => {
    const { boxed, results } = await models();
    const active = results.find(({ state }) => state === 'active')!;
    const replay = await service.api.call<{ verdict: string; lost: unknown[] }>('POST', `${PATH}/replay`, {
      id: null,
    });
    expect(replay.body.verdict).toBe('worse');
    expect(replay.body.lost.length).toBeGreaterThan(0);
    const refused = await service.api.call<Problem & { current: { verdict: string } }>(
      'PUT',
      `${PATH}/active`,
      {
        id: null,
      },
    );
    expect([refused.status, refused.body.code]).toEqual([409, 'triage_model.worse']);
    expect(refused.body.current.verdict).toBe('worse');
    expect((await suggestion()).model).toBe(active.name);

    expect((await service.api.call('PUT', `${PATH}/active`, { id: null, insist: true })).status).toBe(200);
    expect((await suggestion()).model).toBe(boxed);
    expect((await models()).results.every(({ state }) => state !== 'active')).toBe(true);

    expect((await service.api.call('PUT', `${PATH}/active`, { id: active.id })).status).toBe(200);
    expect((await suggestion()).model).toBe(active.name);
  });

  it('is taken up by every process, also one that starts later', async () => {
    const second = await startService({
      DATABASE_URL: service.databaseUrl,
      TRIAGE_SWEEP_SECONDS: '3600',
      CLASSIFY_DEADLINE_MS: '30000',
    });
    try {
      const named = async (): Promise<string> =>
        (await second.api.call<{ model: string }>('POST', '/api/tickets/classify', TEXT)).body.model;
      expect(await named()).toMatch(/team/);
      await service.api.call('PUT', `${PATH}/active`, { id: null, insist: true });
      const { boxed } = await models();
      await eventually('the other process follows', async () => (await named()) === boxed, 15);
    } finally {
      await second.stop();
    }
  });

  it('does it by itself when enough decisions have come', async () => {
    const { results } = await models();
    await settleInvoices(25);
    const worker = await startService({ DATABASE_URL: service.databaseUrl, TRIAGE_SWEEP_SECONDS: '1' });
    try {
      await eventually(
        'another model was learnt',
        async () => (await models()).results.length > results.length,
        120,
      );
    } finally {
      await worker.stop();
    }
  }, 180_000);

  it('replaces a model that was trained from an earlier bundled model', async () => {
    const { boxed, results } = await models();
    const { id } = results[0]!;
    await service.query(`UPDATE local_models SET state = 'retired' WHERE state = 'active'`);
    await service.query(
      `UPDATE local_models SET base = 'local-2026-11', file = '', state = CASE WHEN id = ${id} THEN 'active' ELSE state END`,
    );
    const worker = await startService({
      DATABASE_URL: service.databaseUrl,
      TRIAGE_SWEEP_SECONDS: '3600',
      CLASSIFY_DEADLINE_MS: '30000',
    });
    try {
      // On a busy machine, the first suggestion of a process is the default, until its thread has loaded the model.
      await eventually('the bundled model answers', async () => {
        const { body } = await worker.api.call<{ model: string }>('POST', '/api/tickets/classify', TEXT);
        return body.model === boxed;
      });
      const refused = await worker.api.call<Problem>('PUT', `${PATH}/active`, { id, insist: true });
      expect([refused.status, refused.body.code]).toEqual([404, 'triage_model.not_found']);
      await service.query(`UPDATE local_models SET state = 'waiting' WHERE id = $1`, [id]);
      const unusable = await worker.api.call<Problem>('POST', `${PATH}/${id}/approve`);
      expect([unusable.status, unusable.body.code]).toEqual([409, 'triage_model.outdated']);
      expect((await models()).results.filter(({ state }) => state === 'active')).toEqual([]);
      const trained = await trainModel<Model>(worker.api);
      expect(trained.status).toBe(201);
      expect(trained.body.name).toContain(boxed);
    } finally {
      await worker.stop();
    }
  });

  it('answers before proxies give up on a training that takes long, which continues', async () => {
    const { id } = (await models()).results[0]!;
    const dataSource = await createDataSource(service.databaseUrl).initialize();
    try {
      const blocker = dataSource.createQueryRunner();
      await blocker.startTransaction();
      await blocker.query('SET LOCAL idle_in_transaction_session_timeout = 0');
      // Training can't store its model until this transaction ends.
      await blocker.query('LOCK TABLE local_models IN EXCLUSIVE MODE');
      const { status, body } = await service.api.call<Models>('POST', PATH);
      expect([status, body.training, body.results[0]!.id]).toEqual([202, true, id]);
      const again = await service.api.call<Problem>('POST', PATH);
      expect([again.status, again.body.code]).toEqual([409, 'triage_model.learning_under_way']);
      await blocker.commitTransaction();
      await eventually('the training has ended', async () => !(await models()).training);
      expect((await models()).results[0]!.id).toBeGreaterThan(id);
    } finally {
      await dataSource.destroy();
    }
  }, 90_000);

  it('is not started again at once where its process was killed', async () => {
    const due = await startService({ TRIAGE_SWEEP_SECONDS: '1' });
    const attempts = (): Promise<unknown[]> => due.query('SELECT started_at FROM learning_attempts');
    for (const [title, description] of INVOICES.slice(0, 40)) {
      await due.api.create({ title, description, category: 'account', priority: 'high' });
    }
    await eventually('a learning has begun', async () => (await attempts()).length === 1);
    const dataSource = createDataSource(due.databaseUrl);
    await due.stop('SIGKILL');
    try {
      await dataSource.initialize();
      const models = new LocalModelsRepository(dataSource);
      const learning = new LearningService(dataSource, models, {} as ActiveModelWatcher);
      expect(await learning.isDue()).toBe(false);
      await dataSource.query(`UPDATE learning_attempts SET started_at = now() - interval '61 minutes'`);
      expect(await learning.isDue()).toBe(true);
    } finally {
      await dataSource.destroy();
    }
  });

  it('lets what was decided be taken along, line by line', async () => {
    const { status, headers, text } = await service.api.get(`/api/triage/decisions.jsonl`);
    expect([status, headers.get('content-type')]).toEqual([200, 'application/x-ndjson; charset=utf-8']);
    const lines = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines).toHaveLength((await models()).decisions);
    expect(Object.keys(lines[0]!).sort()).toEqual(['category', 'description', 'id', 'priority', 'title']);
  });

  it('is an administrator’s', async () => {
    const { api } = await service.api.person('agent');
    expect((await api.get(PATH)).status).toBe(403);
    expect((await api.call('POST', PATH)).status).toBe(403);
    expect((await api.call('PUT', `${PATH}/active`, { id: null })).status).toBe(403);
    expect((await service.api.call('PUT', `${PATH}/active`, { id: 99_999 })).status).toBe(404);
  });
});

describe('npm run triage:replay', () => {
  let gemini: GeminiStandIn;
  let settled: Service;
  beforeAll(async () => {
    gemini = await startGeminiStandIn();
    settled = await startService({ GEMINI_API_KEY: 'test', GEMINI_BASE_URL: gemini.url });
    for (const title of ['My invoice is wrong', 'I forgot my password', 'The server is down']) {
      const { id } = await settled.api.create({ title, description: 'Please help.' });
      await settled.api.triaged(id);
      await settled.api.call('POST', `/api/tickets/${id}/triage/accept`);
    }
  });
  afterAll(async () => {
    await settled.stop();
    await gemini.close();
  });

  const replay = (...args: string[]): Promise<{ code: number | null; told: string }> =>
    new Promise((resolve) => {
      const command = fileURLToPath(new URL('../tools/replay/replay.ts', import.meta.url));
      const env = {
        PATH: process.env.PATH,
        DATABASE_URL: settled.databaseUrl,
        ...{ JWT_SECRET: 'only for the tests, and long enough for them', ADMIN_EMAIL: settled.admin.email },
        ...{ ADMIN_PASSWORD: settled.admin.password, GEMINI_API_KEY: 'test', GEMINI_BASE_URL: gemini.url },
      };
      // Not in the repository's folder, whose .env must not affect the test.
      const child = execFile(process.execPath, [command, ...args], { cwd: tmpdir(), env }, (_, told) =>
        resolve({ code: child.exitCode, told }),
      );
    });

  it('says that a model which answers as people decided is no worse', async () => {
    const { code, told } = await replay();
    expect(told).toContain('wrong to right: 0, right to wrong: 0: same');
    expect(code).toBe(0);
  });

  it('refuses one that is worse, with what it would get wrong, unless it is insisted on', async () => {
    gemini.behave((request) =>
      said(
        request,
        answersTo(request.content, (answer) => ({ ...answer, category: 'general' })),
      ),
    );
    const { code, told } = await replay();
    expect(told).toContain('wrong to right: 0, right to wrong: 3: worse');
    expect(told).toContain('My invoice is wrong');
    expect(code).toBe(1);
    expect((await replay('--insist')).code).toBe(0);
  });
});
