import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Api, Person, Problem } from './support/api.ts';
import { startService, type Service } from './support/service.ts';

interface Draft {
  body: string;
  visibility: string;
  after_message_id: number | null;
  updated_at: string;
}

let service: Service;
let grace: Person;
let alan: Person;
let rosa: Person;
beforeAll(async () => {
  service = await startService();
  grace = await service.api.person('agent', 'Grace');
  alan = await service.api.person('agent', 'Alan');
  rosa = await service.api.person('requester', 'Rosa');
});
afterAll(() => service.stop());

const draft = (api: Api, id: number) => api.get<Draft>(`/api/tickets/${id}/draft`);
const keep = (api: Api, id: number, body: string, visibility = 'public') =>
  api.call<Draft>('PUT', `/api/tickets/${id}/draft`, { body, visibility });
const drafted = async (api: Api) =>
  (await api.get<{ results: { ticket_id: number }[] }>('/api/drafts')).body.results.map(
    ({ ticket_id }) => ticket_id,
  );

describe('the draft of a message', () => {
  it('is kept as it was typed, for its author alone', async () => {
    const { id } = await rosa.api.createSettled();
    expect(await draft(grace.api, id)).toMatchObject({ status: 204, text: '' });
    const body = ' Dear Rosa,\n\nwe ';
    const { body: kept, status } = await grace.api.call<Draft>('PUT', `/api/tickets/${id}/draft`, {
      body,
      visibility: 'internal',
      after_message_id: 7,
    });
    expect(status).toBe(200);
    expect(kept).toEqual({
      ...{ body, visibility: 'internal', other_body: null, after_message_id: 7 },
      ...{ attachments: [], other_attachments: [] },
      updated_at: kept.updated_at,
    });
    expect((await draft(grace.api, id)).body).toEqual(kept);
    for (const { api } of [alan, rosa]) {
      expect((await draft(api, id)).status).toBe(204);
      expect(await drafted(api)).not.toContain(id);
    }

    const later = await keep(grace.api, id, `${body}are`);
    expect(later.body).toMatchObject({ body: `${body}are`, visibility: 'public', after_message_id: null });
    expect((await draft(grace.api, id)).body).toEqual(later.body);
  });

  it('is kept beside one for other readers, which stays when the first is sent', async () => {
    const { id } = await rosa.api.createSettled();
    const both = { body: 'Dear Rosa', visibility: 'public', other_body: 'She called twice.' };
    expect((await grace.api.call('PUT', `/api/tickets/${id}/draft`, both)).status).toBe(200);
    expect((await draft(grace.api, id)).body).toMatchObject(both);
    await grace.api.message(id, 'Dear Rosa');
    expect((await draft(grace.api, id)).body).toMatchObject({
      ...{ body: 'She called twice.', visibility: 'internal', other_body: null },
    });
    await grace.api.message(id, 'She called twice.', 'internal');
    expect((await draft(grace.api, id)).status).toBe(204);
    const asRequester = await rosa.api.call<Problem>('PUT', `/api/tickets/${id}/draft`, both);
    expect(asRequester.status).toBe(403);
  });

  it('is listed, the latest first, until it is discarded', async () => {
    const [one, two] = [await rosa.api.createSettled(), await rosa.api.createSettled()];
    await keep(alan.api, one.id, 'One');
    await keep(alan.api, two.id, 'Two');
    expect(await drafted(alan.api)).toEqual([two.id, one.id]);
    await keep(alan.api, one.id, 'One more');
    expect(await drafted(alan.api)).toEqual([one.id, two.id]);
    for (const { id } of [one, one, two])
      expect((await alan.api.call('DELETE', `/api/tickets/${id}/draft`)).status).toBe(204);
    expect(await drafted(alan.api)).toEqual([]);
  });

  it.each([0, 10])('goes with the message that it has become, undoable for %i s', async (undo_seconds) => {
    const { id } = await rosa.api.createSettled();
    const send = (body: string) =>
      grace.api.call('POST', `/api/tickets/${id}/messages`, { body, undo_seconds });
    await keep(grace.api, id, 'It is');
    await keep(alan.api, id, 'It is fixed.');
    await send('Something else.');
    expect((await draft(grace.api, id)).status).toBe(200);
    await send('It is fixed.');
    expect((await draft(grace.api, id)).status).toBe(204);
    expect((await draft(alan.api, id)).status).toBe(200);
  });

  it('is there only where the ticket is', async () => {
    const others = await service.api.createSettled();
    for (const path of [`/api/tickets/${others.id}/draft`, '/api/tickets/999999/draft']) {
      expect((await rosa.api.get<Problem>(path)).body).toMatchObject({
        status: 404,
        code: 'ticket.not_found',
      });
      const put = await rosa.api.call<Problem>('PUT', path, { body: 'Mine', visibility: 'public' });
      expect(put.body).toMatchObject({ status: 404, code: 'ticket.not_found' });
    }
    await keep(grace.api, others.id, 'Gone');
    await service.api.call('DELETE', `/api/tickets/${others.id}`);
    expect((await draft(grace.api, others.id)).status).toBe(404);
    expect(await drafted(grace.api)).not.toContain(others.id);
    await service.api.call('POST', `/api/tickets/${others.id}/restore`);
    expect((await draft(grace.api, others.id)).body).toMatchObject({ body: 'Gone' });
  });

  it('takes the place of no other than the one that it names', async () => {
    const { id } = await rosa.api.createSettled();
    const replace = (body: string, replaces: string | null) =>
      grace.api.call<Draft & Problem & { current: Draft }>('PUT', `/api/tickets/${id}/draft`, {
        body,
        visibility: 'public',
        replaces,
      });
    const first = await replace('One', null);
    expect(first.status).toBe(200);
    const refused = await replace('Two', null);
    expect(refused.body).toMatchObject({ status: 412, code: 'draft.stale', current: first.body });
    // A reloaded page may not know that the previous one sent it successfully.
    first.body = (await replace('One', null)).body;
    const second = await replace('Two', first.body.updated_at);
    expect(second.status).toBe(200);
    expect((await replace('Three', first.body.updated_at)).status).toBe(412);
    expect((await draft(grace.api, id)).body.body).toBe('Two');
    await grace.api.call('DELETE', `/api/tickets/${id}/draft`);
    expect((await replace('Four', second.body.updated_at)).status).toBe(200);
  });

  it('of a note is not for a requester, and has bounds', async () => {
    const { id } = await rosa.api.createSettled();
    expect((await keep(rosa.api, id, 'Mine')).status).toBe(200);
    expect((await keep(rosa.api, id, 'Mine', 'internal')).status).toBe(403);
    expect((await keep(rosa.api, id, 'x'.repeat(100_000))).status).toBe(200);
    expect((await keep(rosa.api, id, 'x'.repeat(100_001))).status).toBe(400);
    expect((await keep(rosa.api, id, ' \n')).status).toBe(400);
    expect((await draft(rosa.api, id)).body.body).toHaveLength(100_000);
  });
});
