import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDataSource } from '../src/schema/data-source.js';
import { AttachmentsRepository } from '../src/tickets/attachments/attachments.repository.js';
import { TicketRetention } from '../src/tickets/ticket-retention.js';
import { TicketRetentionRepository } from '../src/tickets/ticket-retention.repository.js';
import { BlobProcessing } from '../src/blobs/blob-processing.js';
import { BlobStorage } from '../src/blobs/blob-storage.js';
import { BlobsRepository } from '../src/blobs/blobs.repository.js';
import type { Api, Person, Problem } from './support/api.ts';
import {
  download,
  png,
  sha256,
  uniqueBytes,
  upload,
  uploaded,
  uploadForm,
  type Attachment,
  type Message,
} from './support/attachments.ts';
import { eventually } from './support/engines.ts';
import { createDatabase, startService, type Service } from './support/service.ts';

const MEGABYTE = 1024 * 1024;

let service: Service;
let agent: Person;
let requester: Person;
let stranger: Person;
beforeAll(async () => {
  service = await startService({ ATTACHMENT_MAX_MB: '3' });
  agent = await service.api.person('agent', 'Grace');
  requester = await service.api.person('requester', 'Ada');
  stranger = await service.api.person('requester', 'Bob');
});
afterAll(() => service.stop());

async function send(api: Api, ticketId: number, fields: Record<string, unknown>): Promise<Message> {
  const input = { body: 'See the file.', ...fields };
  const { status, body, text } = await api.call<Message>('POST', `/api/tickets/${ticketId}/messages`, input);
  if (status !== 201) throw new Error(`Expected 201, got ${status}: ${text}`);
  return body;
}

async function messages(api: Api, ticketId: number): Promise<Message[]> {
  return (await api.get<{ results: Message[] }>(`/api/tickets/${ticketId}/messages`)).body.results;
}

/** The periodic tasks, as if so many hours had passed. */
async function purgeAfter(hours: number, { query, databaseUrl } = service): Promise<void> {
  await query(`UPDATE attachments SET created_at = created_at - make_interval(hours => $1)`, [hours]);
  await query(`UPDATE blobs SET released_at = released_at - make_interval(hours => $1)`, [hours]);
  const dataSource = await createDataSource(databaseUrl).initialize();
  try {
    const attachments = new AttachmentsRepository(dataSource);
    await new TicketRetention(new TicketRetentionRepository(dataSource), attachments).purge();
    await query(`UPDATE blobs SET released_at = released_at - make_interval(hours => $1)`, [hours]);
    const blobs = new BlobsRepository(dataSource);
    await new BlobProcessing(blobs, new BlobStorage(blobs, null), null, null).purge();
  } finally {
    await dataSource.destroy();
  }
}

async function stored(hash: string): Promise<{ blobs: number; chunks: number; attachments: number }> {
  const [row] = await service.query<{ blobs: number; chunks: number; attachments: number }>(
    `SELECT (SELECT count(*) FROM blobs WHERE sha256 = $1)::int AS blobs,
       (SELECT count(*) FROM blob_chunks c JOIN blobs b ON b.id = c.blob_id WHERE b.sha256 = $1)::int AS chunks,
       (SELECT count(*) FROM attachments a JOIN blobs b ON b.id = a.blob_id WHERE b.sha256 = $1)::int AS attachments`,
    [hash],
  );
  return row!;
}

async function countBlobs(): Promise<number> {
  return (await service.query<{ n: number }>('SELECT count(*)::int AS n FROM blobs'))[0]!.n;
}

describe('an upload', () => {
  it('is sent with a message and downloaded unchanged', async () => {
    const bytes = uniqueBytes(2 * MEGABYTE + 17);
    const { status, body: attachment } = await upload(requester.api, bytes, 'Bericht – März.bin');
    expect(status).toBe(201);
    expect(attachment).toMatchObject({
      ...{ name: 'Bericht – März.bin', type: 'application/octet-stream', size: bytes.length },
      ...{ sha256: sha256(bytes), has_thumbnail: false, state: 'available', state_reason: null },
    });
    const { id } = await requester.api.createSettled();
    const message = await send(requester.api, id, { attachment_ids: [attachment.id] });
    expect(message.attachments).toEqual([attachment]);
    expect((await messages(agent.api, id)).at(-1)!.attachments).toEqual([attachment]);

    const { headers, bytes: received } = await download(agent.api, attachment.id);
    expect(sha256(received)).toBe(attachment.sha256);
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-disposition': `attachment; filename="Bericht _ M_rz.bin"; filename*=UTF-8''Bericht%20%E2%80%93%20M%C3%A4rz.bin`,
      'content-security-policy': "sandbox; default-src 'none'",
      'content-type': 'application/octet-stream',
      'content-length': String(bytes.length),
      'x-content-type-options': 'nosniff',
      etag: `"${attachment.sha256}"`,
    });
  });

  it.each([
    ['the query', '?name=query.txt', {}, 'query.txt'],
    [
      'RFC 5987',
      '',
      { 'content-disposition': `attachment; filename="x"; filename*=UTF-8''na%C3%AFve%20plan.txt` },
      'naïve plan.txt',
    ],
    ['a quoted name', '', { 'content-disposition': 'attachment; filename="a \\"b\\".txt"' }, 'a "b".txt'],
    ['neither', '', {}, 'attachment'],
  ])('as the body has the name of %s, whatever its content type', async (_, query, headers, name) => {
    const { status, body } = await requester.api.call<Attachment>(
      'POST',
      `/api/attachments${query}`,
      undefined,
      {
        raw: `{ "not": "parsed as a request" ${name} }`,
        headers: { ...headers, 'content-type': 'application/json' },
      },
    );
    expect([status, body.name, body.type]).toEqual([201, name, 'text/plain']);
  });

  it('is the file part of a form', async () => {
    const bytes = Uint8Array.from(uniqueBytes(MEGABYTE));
    const { status, body } = await uploadForm(requester.api, [bytes, 'päck.bin']);
    expect([status, body.name, body.size, body.sha256]).toEqual([
      201,
      'päck.bin',
      bytes.length,
      sha256(bytes),
    ]);
  });

  it.each([
    ['HTML', Buffer.from('<!doctype html><script>alert(1)</script>'), 'page.png', /^text\/(plain|html)$/],
    [
      'SVG',
      Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'),
      'image.png',
      /^(text\/plain|image\/svg\+xml|application\/xml)$/,
    ],
    ['PNG', png(), 'letter.txt', /^image\/png$/],
    [
      'a program',
      Buffer.from('MZ\x90\0'.padEnd(200, '\0'), 'latin1'),
      'photo.jpg',
      /^application\/x-msdownload$/,
    ],
  ])('has the type of its content: %s', async (_, bytes, name, type) => {
    const { type: found, id } = await uploaded(requester.api, bytes, name);
    expect(found).toMatch(type);
    const shown = await download(requester.api, id, { query: '?inline=1' });
    const disposition = found === 'image/png' ? 'inline' : 'attachment';
    expect(shown.headers.get('content-disposition')).toMatch(new RegExp(`^${disposition};`));
    expect(shown.headers.get('content-security-policy')).toBe("sandbox; default-src 'none'");
  });

  it.each([
    '../../etc/passwd',
    'C:\\temp\\a.exe',
    'invoice\u202efdp.exe',
    'two\nlines',
    '..',
    ' ',
    'x'.repeat(256),
  ])('is refused for its name %j, and nothing is stored', async (name) => {
    const before = await countBlobs();
    const bytes = Uint8Array.from(uniqueBytes(1000));
    const raw = await upload(requester.api, bytes, name);
    expect(raw.status).toBe(400);
    expect(raw.body.errors![0]).toMatchObject({ field: 'name' });
    expect(['file_name_invalid', 'too_long']).toContain(raw.body.errors![0]!.code);
    // Browsers escape line breaks.
    if (!name.includes('\n') && name.trim())
      expect((await uploadForm(requester.api, [bytes, name])).status).toBe(400);
    expect(await countBlobs()).toBe(before);
  });

  it('is refused if it is empty, missing, or one of several', async () => {
    const before = await countBlobs();
    const code = (answer: { body: Problem }) => answer.body.errors?.[0]?.code;
    const [one, two] = [Uint8Array.from(uniqueBytes(10)), Uint8Array.from(uniqueBytes(MEGABYTE))];
    expect(code(await upload(requester.api, Buffer.alloc(0), 'a.txt'))).toBe('file_empty');
    expect(code(await uploadForm(requester.api))).toBe('file_required');
    expect(code(await uploadForm(requester.api, [one, 'a'], [two, 'b']))).toBe('one_file_only');
    expect(code(await uploadForm(requester.api, [two, 'a'], [one, 'b']))).toBe('one_file_only');
    const cut = await requester.api.call<Problem>('POST', '/api/attachments', undefined, {
      raw: '--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nhalf of the',
      headers: { 'content-type': 'multipart/form-data; boundary=x' },
    });
    expect([cut.status, code(cut)]).toEqual([400, 'form_invalid']);
    const nowhere = { 'content-type': 'multipart/form-data' };
    expect(
      (await requester.api.call('POST', '/api/attachments', undefined, { raw: 'x', headers: nowhere }))
        .status,
    ).toBe(400);
    expect(await countBlobs()).toBe(before);
  });

  it.each([
    ['stated', true],
    ['not stated', false],
  ])(
    'that is too large, with a length that is %s, is refused readably after all of it was sent',
    async (_, stated) => {
      const before = await countBlobs();
      const bytes = Buffer.alloc(60 * MEGABYTE, 'x');
      for (const form of [false, true]) {
        const type = form ? 'multipart/form-data; boundary=edge' : 'application/octet-stream';
        const head = form ? '--edge\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\n' : '';
        const request = httpRequest(`${service.url}/api/attachments?name=large.bin`, {
          method: 'POST',
          headers: {
            ...agent.api.authorization,
            'content-type': type,
            ...(stated && { 'content-length': head.length + bytes.length }),
          },
        });
        const sent = once(request, 'finish');
        const responded = once(request, 'response');
        request.write(head);
        request.end(bytes);
        await sent;
        const [response] = (await responded) as [import('node:http').IncomingMessage];
        let text = '';
        for await (const part of response) text += String(part);
        expect(JSON.parse(text)).toMatchObject({
          status: 413,
          code: 'attachment.too_large',
          params: { max: 3 },
        });
      }
      expect(await countBlobs()).toBe(before);
    },
  );

  it('counts against the daily budget of a requester', async () => {
    const busy = await service.api.person('requester', 'Busy');
    const tooLarge = Buffer.alloc(4 * MEGABYTE);
    for (let i = 0; i < 40; i += 1) expect((await upload(busy.api, tooLarge, 'large')).status).toBe(413);
    const refused = await upload(busy.api, uniqueBytes(10), 'one more');
    expect(refused.body).toMatchObject({ status: 429, code: 'request.too_many' });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(3600);
  });

  it('of the maximum size is accepted', async () => {
    expect((await upload(agent.api, uniqueBytes(3 * MEGABYTE), 'just.bin')).status).toBe(201);
  });

  it('that is interrupted leaves nothing', async () => {
    const before = await countBlobs();
    const request = httpRequest(`${service.url}/api/attachments?name=half.bin`, {
      method: 'POST',
      headers: { ...requester.api.authorization, 'content-length': 2 * MEGABYTE },
    });
    request.on('error', () => undefined);
    request.write(uniqueBytes(MEGABYTE));
    await eventually('it has begun', async () => (await countBlobs()) > before);
    request.destroy();
    await eventually('it is gone', async () => (await countBlobs()) === before);
  });
});

describe('a download', () => {
  let bytes: Buffer;
  let attachment: Attachment;
  beforeAll(async () => {
    bytes = uniqueBytes(700_000);
    attachment = await uploaded(agent.api, bytes, 'ranges.bin');
  });

  it.each([
    ['bytes=0-99', 0, 100],
    ['bytes=262100-262200', 262_100, 262_201],
    ['bytes=262144-', 262_144, 700_000],
    ['bytes=-5', 699_995, 700_000],
    ['bytes=699999-9999999', 699_999, 700_000],
  ])('of the range %s', async (range, start, end) => {
    const part = await download(agent.api, attachment.id, { headers: { range } });
    expect(part.status).toBe(206);
    expect(part.headers.get('content-range')).toBe(`bytes ${start}-${end - 1}/700000`);
    expect(part.bytes.equals(bytes.subarray(start, end))).toBe(true);
  });

  it('of a range that is not there, of another version, and of one that is known', async () => {
    const beyond = await download(agent.api, attachment.id, { headers: { range: 'bytes=700000-' } });
    expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, 'bytes */700000']);
    const other = { range: 'bytes=0-9', 'if-range': '"other"' };
    expect((await download(agent.api, attachment.id, { headers: other })).bytes.equals(bytes)).toBe(true);
    const known = { 'if-none-match': `"${attachment.sha256}"` };
    expect((await download(agent.api, attachment.id, { headers: known })).status).toBe(304);
  });
});

describe('the thumbnail', () => {
  it('of an image is made after the upload; of a damaged or huge one, and of other files, there is none', async () => {
    const { default: sharp } = await import('sharp');
    const photo = await sharp({ create: { width: 1200, height: 600, channels: 3, background: '#336699' } })
      .jpeg()
      .toBuffer();
    // A few kilobytes that decode to 64 million pixels.
    const bomb = await sharp({
      create: { width: 8_000, height: 8_000, channels: 3, background: '#000' },
      limitInputPixels: false,
    })
      .png({ compressionLevel: 9 })
      .toBuffer()
      .catch(() => null);
    const [good, damaged] = [
      await uploaded(agent.api, photo, 'photo.jpg'),
      await uploaded(agent.api, photo.subarray(0, 200), 'damaged.jpg'),
    ];
    const huge = bomb && bomb.length < 3 * MEGABYTE ? await uploaded(agent.api, bomb, 'huge.png') : undefined;
    const thumbnail = await eventually('there is one', async () => {
      const response = await fetch(`${service.url}/api/attachments/${good.id}/thumbnail`, {
        headers: agent.api.authorization,
      });
      return response.ok && response;
    });
    expect(thumbnail.headers.get('content-type')).toBe('image/webp');
    expect(thumbnail.headers.get('content-security-policy')).toBe("sandbox; default-src 'none'");
    const { width, height } = await sharp(Buffer.from(await thumbnail.arrayBuffer())).metadata();
    expect([width, height]).toEqual([320, 160]);
    await eventually('all are done', async () => {
      const [row] = await service.query<{ n: number }>(
        'SELECT count(*)::int AS n FROM blobs WHERE work_due_at IS NOT NULL',
      );
      return row!.n === 0;
    });
    for (const { id } of [damaged, huge].filter((each) => each !== undefined))
      expect((await agent.api.get(`/api/attachments/${id}/thumbnail`)).status).toBe(404);
  });
});

describe('an attachment is visible', () => {
  const statuses = async (id: number): Promise<number[]> => {
    const readers = [requester.api, stranger.api, agent.api, service.api];
    return Promise.all(readers.map(async (api) => (await download(api, id)).status));
  };

  it('to its uploader until it is sent, and then to readers of the message', async () => {
    const { id } = await requester.api.createSettled();
    const own = await uploaded(requester.api, uniqueBytes(10), 'own');
    expect(await statuses(own.id)).toEqual([200, 404, 404, 404]);
    await send(requester.api, id, { attachment_ids: [own.id] });
    expect(await statuses(own.id)).toEqual([200, 404, 200, 200]);

    const note = await uploaded(agent.api, uniqueBytes(10), 'note');
    await send(agent.api, id, { attachment_ids: [note.id], visibility: 'internal' });
    expect(await statuses(note.id)).toEqual([404, 404, 200, 200]);
    expect(
      (await messages(requester.api, id)).flatMap(({ attachments }) => attachments.map((a) => a.id)),
    ).toEqual([own.id]);
  });

  it('with the description of a ticket', async () => {
    const screenshot = await uploaded(requester.api, png(uniqueBytes(9)), 'screen.png');
    const ticket = await requester.api.createSettled({ attachment_ids: [screenshot.id] });
    expect(await statuses(screenshot.id)).toEqual([200, 404, 200, 200]);
    const list = (api: Api) => api.get<{ results: Attachment[] }>(`/api/tickets/${ticket.id}/attachments`);
    expect((await list(agent.api)).body.results.map(({ id }) => id)).toEqual([screenshot.id]);
    expect((await list(stranger.api)).status).toBe(404);
  });

  it('not on a deleted ticket, until that is restored', async () => {
    const { id } = await requester.api.createSettled();
    const file = await uploaded(requester.api, uniqueBytes(10), 'file');
    await send(requester.api, id, { attachment_ids: [file.id] });
    await service.api.call('DELETE', `/api/tickets/${id}`);
    expect(await statuses(file.id)).toEqual([404, 404, 404, 404]);
    await purgeAfter(48);
    await service.api.call('POST', `/api/tickets/${id}/restore`);
    expect(await statuses(file.id)).toEqual([200, 404, 200, 200]);
  });

  it('of a reply that can be undone to agents, and then to its author in the draft', async () => {
    const { id } = await requester.api.createSettled();
    const file = await uploaded(agent.api, uniqueBytes(10), 'file');
    const reply = await send(agent.api, id, { attachment_ids: [file.id], undo_seconds: 60 });
    expect(reply.attachments.map((each) => each.id)).toEqual([file.id]);
    expect(await statuses(file.id)).toEqual([404, 404, 200, 200]);
    expect((await messages(service.api, id)).at(-1)!.attachments).toHaveLength(1);
    const undone = await agent.api.call<Message>('POST', `/api/tickets/${id}/messages/${reply.id}/undo`);
    expect(undone.body.attachments.map((each) => each.id)).toEqual([file.id]);
    expect(await statuses(file.id)).toEqual([404, 404, 200, 404]);
    await send(agent.api, id, { attachment_ids: [file.id], undo_seconds: 1 });
    await eventually('it is delivered', async () => (await statuses(file.id))[0] === 200);
    expect((await messages(requester.api, id)).at(-1)!.attachments.map((each) => each.id)).toEqual([file.id]);
  });

  it('in the draft of its author', async () => {
    const { id } = await requester.api.createSettled();
    const [one, other] = [
      await uploaded(agent.api, uniqueBytes(10), 'one'),
      await uploaded(agent.api, uniqueBytes(10), 'other'),
    ];
    const foreign = await uploaded(service.api, uniqueBytes(10), 'foreign');
    const draft = {
      ...{ body: 'Hello', visibility: 'public', other_body: 'Note' },
      ...{ attachment_ids: [one.id, foreign.id], other_attachment_ids: [other.id] },
    };
    const { body } = await agent.api.call<{ attachments: Attachment[]; other_attachments: Attachment[] }>(
      ...(['PUT', `/api/tickets/${id}/draft`, draft] as const),
    );
    expect(body).toMatchObject({ attachments: [one], other_attachments: [other] });
    // Drafts keep their files for longer.
    await purgeAfter(25);
    expect((await agent.api.get(`/api/tickets/${id}/draft`)).body).toMatchObject({ attachments: [one] });
    await send(agent.api, id, { body: 'Hello', attachment_ids: [one.id] });
    expect((await agent.api.get(`/api/tickets/${id}/draft`)).body).toMatchObject({
      ...{ body: 'Note', visibility: 'internal', attachments: [other], other_attachments: [] },
    });
  });
});

describe('a message is refused, and nothing of it is stored,', () => {
  it.each(['of someone else', 'that was sent', 'that was removed', 'that never was'])(
    'with an upload %s',
    async (which) => {
      const { id } = await requester.api.createSettled();
      const [own, file] = [
        await uploaded(requester.api, uniqueBytes(10), 'own'),
        await uploaded(requester.api, uniqueBytes(10), 'file'),
      ];
      let bad = file.id;
      if (which === 'of someone else') bad = (await uploaded(agent.api, uniqueBytes(10), 'agent')).id;
      if (which === 'that was sent') await send(requester.api, id, { attachment_ids: [bad] });
      if (which === 'that was removed')
        expect((await requester.api.call('DELETE', `/api/attachments/${bad}`)).status).toBe(204);
      if (which === 'that never was') bad = 2_000_000_000;
      const before = await messages(requester.api, id);
      const refused = await requester.api.call<Problem>('POST', `/api/tickets/${id}/messages`, {
        ...{ body: 'See the files.', attachment_ids: [own.id, bad] },
      });
      expect(refused.body).toMatchObject({
        ...{ status: 400, code: 'attachment.unknown' },
        errors: [{ field: 'attachment_ids', code: 'attachment_unknown' }],
      });
      expect(await messages(requester.api, id)).toEqual(before);
      await send(requester.api, id, { attachment_ids: [own.id] });
    },
  );

  it('and a sent file can’t be removed, nor one of someone else', async () => {
    const { id } = await requester.api.createSettled();
    const file = await uploaded(requester.api, uniqueBytes(10), 'file');
    expect((await agent.api.call('DELETE', `/api/attachments/${file.id}`)).status).toBe(404);
    await send(requester.api, id, { attachment_ids: [file.id] });
    const refused = await requester.api.call<Problem>('DELETE', `/api/attachments/${file.id}`);
    expect(refused.body).toMatchObject({ status: 409, code: 'attachment.sent' });
  });
});

describe('a content', () => {
  it('is stored once, also when uploaded several times at once, until nothing refers to it', async () => {
    const bytes = uniqueBytes(600_000);
    const uploads = await Promise.all([1, 2, 3, 4, 5, 6].map((n) => uploaded(agent.api, bytes, `copy ${n}`)));
    expect(await stored(sha256(bytes))).toEqual({ blobs: 1, chunks: 3, attachments: 6 });
    const { id } = await service.api.createSettled();
    await send(agent.api, id, { attachment_ids: [uploads[0]!.id] });
    await purgeAfter(25);
    expect(await stored(sha256(bytes))).toEqual({ blobs: 1, chunks: 3, attachments: 1 });
    expect((await download(agent.api, uploads[0]!.id)).bytes.equals(bytes)).toBe(true);

    await service.api.call('DELETE', `/api/tickets/${id}`);
    await service.query(`UPDATE tickets SET deleted_at = now() - interval '31 days' WHERE id = $1`, [id]);
    await purgeAfter(2);
    expect(await stored(sha256(bytes))).toEqual({ blobs: 0, chunks: 0, attachments: 0 });
  });

  it('leaves nothing of an upload that a crash has cut off', async () => {
    const settings = { DATABASE_URL: await createDatabase() };
    const crashing = await startService(settings);
    const request = httpRequest(`${crashing.url}/api/attachments?name=half.bin`, {
      method: 'POST',
      headers: { ...crashing.api.authorization, 'content-length': 20 * MEGABYTE },
    });
    request.on('error', () => undefined);
    request.write(uniqueBytes(2 * MEGABYTE));
    const count = async (target: Service, table: string) =>
      (await target.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${table}`))[0]!.n;
    await eventually('some of it is stored', async () => (await count(crashing, 'blob_chunks')) > 2);
    await crashing.stop('SIGKILL');
    const restarted = await startService(settings);
    try {
      expect(await count(restarted, 'blobs')).toBe(1);
      await purgeAfter(0, restarted);
      // It could still be running.
      expect(await count(restarted, 'blobs')).toBe(1);
      await purgeAfter(2, restarted);
      expect([await count(restarted, 'blobs'), await count(restarted, 'blob_chunks')]).toEqual([0, 0]);
    } finally {
      await restarted.stop();
    }
  });
});
