import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import S3rver from 's3rver';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDataSource } from '../src/schema/data-source.js';
import { BlobProcessing } from '../src/blobs/blob-processing.js';
import { BlobStorage } from '../src/blobs/blob-storage.js';
import { BlobsRepository } from '../src/blobs/blobs.repository.js';
import { ObjectStore } from '../src/blobs/object-store.js';
import type { Problem } from './support/api.ts';
import { download, uniqueBytes, upload, uploaded, type Attachment } from './support/attachments.ts';
import { eventually, freePort } from './support/engines.ts';
import { createDatabase, startService, type Service } from './support/service.ts';

const BUCKET = 'attachments';

async function send(service: Service, attachment: Attachment): Promise<number> {
  const { id } = await service.api.createSettled();
  const message = { body: 'See the file.', attachment_ids: [attachment.id] };
  expect((await service.api.call('POST', `/api/tickets/${id}/messages`, message)).status).toBe(201);
  return id;
}

describe('with an S3-compatible store', () => {
  let directory: string;
  let port: number;
  let store: S3rver;
  let databaseUrl: string;
  let s3Url: string;
  const startStore = async (): Promise<void> => {
    store = new S3rver({
      port,
      address: '127.0.0.1',
      silent: true,
      directory,
      configureBuckets: [{ name: BUCKET, configs: [] }],
    });
    await store.run();
  };
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'ticketiq-s3-'));
    port = await freePort();
    databaseUrl = await createDatabase();
    // The fixed keys of the stand-in.
    const url = new URL(`http://127.0.0.1:${port}/${BUCKET}`);
    s3Url = Object.assign(url, { username: 'S3RVER', password: 'S3RVER' }).href;
    await startStore();
  });
  afterAll(async () => {
    await store.close();
    await rm(directory, { recursive: true });
  });

  const placeOf = async (service: Service, { sha256 }: Attachment) =>
    (
      await service.query<{ in_object_store: boolean; object_key: string | null; chunks: number }>(
        `SELECT in_object_store, object_key, (SELECT count(*) FROM blob_chunks WHERE blob_id = b.id)::int AS chunks
         FROM blobs b WHERE sha256 = $1`,
        [sha256],
      )
    )[0];
  const moved = (service: Service, attachment: Attachment) =>
    eventually('it is moved', async () => {
      const place = await placeOf(service, attachment);
      return place?.in_object_store && place;
    });

  it('contents are moved there, also earlier ones, once it is available, and removed at last', async () => {
    const before = await startService({ DATABASE_URL: databaseUrl });
    const earlierBytes = uniqueBytes(300_000);
    const earlier = await uploaded(before.api, earlierBytes, 'earlier.bin');
    await send(before, earlier);
    await before.stop();

    const service = await startService({ DATABASE_URL: databaseUrl, ATTACHMENTS_S3_URL: s3Url });
    try {
      expect(await moved(service, earlier)).toMatchObject({ chunks: 0 });
      expect((await download(service.api, earlier.id)).bytes.equals(earlierBytes)).toBe(true);

      await store.close();
      const bytes = uniqueBytes(700_000);
      const attachment = await uploaded(service.api, bytes, 'file.bin');
      const ticket = await send(service, attachment);
      expect((await download(service.api, attachment.id)).bytes.equals(bytes)).toBe(true);
      expect((await placeOf(service, attachment))!.chunks).toBe(3);
      await startStore();
      await service.query(`UPDATE blobs SET work_due_at = now() WHERE work_due_at IS NOT NULL`);
      const { object_key: key } = await moved(service, attachment);
      const part = await download(service.api, attachment.id, { headers: { range: 'bytes=262100-600000' } });
      expect(part.bytes.equals(bytes.subarray(262_100, 600_001))).toBe(true);
      const objects = new ObjectStore(s3Url);
      const hash = createHash('sha256');
      for await (const chunk of objects.read(key!, { start: 0, end: bytes.length - 1 })) hash.update(chunk);
      expect(hash.digest('hex')).toBe(attachment.sha256);

      await service.query(`UPDATE tickets SET deleted_at = now() - interval '31 days' WHERE id = $1`, [
        ticket,
      ]);
      await service.query(`DELETE FROM tickets WHERE id = $1`, [ticket]);
      await service.query(`UPDATE blobs SET released_at = released_at - interval '2 hours'`);
      const dataSource = await createDataSource(databaseUrl).initialize();
      const blobs = new BlobsRepository(dataSource);
      await new BlobProcessing(blobs, new BlobStorage(blobs, objects), objects, null).purge();
      await dataSource.destroy();
      expect(await placeOf(service, attachment)).toBeUndefined();
      await expect(objects.read(key!, { start: 0, end: 1 }).next()).rejects.toThrow(/404/);
      expect((await download(service.api, earlier.id)).bytes.equals(earlierBytes)).toBe(true);
    } finally {
      await service.stop();
    }
  }, 120_000);
});

/** The part of a ClamAV daemon that answers INSTREAM, as its documentation describes. */
class ClamDaemon {
  readonly scanned: Buffer[] = [];
  private readonly server: Server = createServer((socket) => this.serve(socket));

  async listen(port = 0): Promise<number> {
    this.server.listen(port, '127.0.0.1');
    await once(this.server, 'listening');
    return (this.server.address() as AddressInfo).port;
  }
  async close(): Promise<void> {
    this.server.close();
    await once(this.server, 'close');
  }
  private serve(socket: Socket): void {
    let received = Buffer.alloc(0);
    socket.on('error', () => undefined);
    socket.on('data', (part) => {
      received = Buffer.concat([received, part]);
      const content = this.contentOf(received);
      if (!content) return;
      this.scanned.push(content);
      socket.end(content.includes('EICAR') ? 'stream: Eicar-Test-Signature FOUND\0' : 'stream: OK\0');
    });
  }
  /** Undefined until the chunk of length zero. */
  private contentOf(received: Buffer): Buffer | undefined {
    const command = Buffer.from('zINSTREAM\0');
    if (!received.subarray(0, command.length).equals(command)) return undefined;
    const parts: Buffer[] = [];
    for (let at = command.length; at + 4 <= received.length;) {
      const length = received.readUInt32BE(at);
      if (length === 0) return Buffer.concat(parts);
      parts.push(received.subarray(at + 4, at + 4 + length));
      at += 4 + length;
    }
    return undefined;
  }
}

describe('with a malware scanner', () => {
  let service: Service;
  let port: number;
  beforeAll(async () => {
    port = await freePort();
    service = await startService({ ATTACHMENTS_CLAMAV_URL: `tcp://127.0.0.1:${port}` });
  });
  afterAll(() => service.stop());

  it('a file can be downloaded once it is scanned, and never if malware was found', async () => {
    const requester = await service.api.person('requester', 'Ada');
    const bytes = uniqueBytes(600_000);
    const clean = await uploaded(requester.api, bytes, 'clean.bin');
    expect(clean.state).toBe('scanning');
    const refused = await requester.api.get<Problem>(`/api/attachments/${clean.id}`);
    expect(refused.body).toMatchObject({ status: 409, code: 'attachment.scanning' });
    const { id: ticket } = await requester.api.createSettled({ attachment_ids: [clean.id] });
    const state = async (api = service.api) =>
      (await api.get<{ results: Attachment[] }>(`/api/tickets/${ticket}/attachments`)).body.results[0]!;
    // The daemon is not running.
    await eventually('agents see why', async () => (await state()).state_reason === 'scanner_unavailable');
    expect(await state(requester.api)).toMatchObject({ state: 'scanning', state_reason: null });

    const daemon = new ClamDaemon();
    await daemon.listen(port);
    await service.query('UPDATE blobs SET work_due_at = now() WHERE work_due_at IS NOT NULL');
    await eventually('it is scanned', async () => (await state()).state === 'available');
    expect(daemon.scanned.some((content) => content.equals(bytes))).toBe(true);
    expect((await download(requester.api, clean.id)).bytes.equals(bytes)).toBe(true);

    const malware = Buffer.from('X5O!P%@AP EICAR-STANDARD-ANTIVIRUS-TEST-FILE');
    const infected = await uploaded(requester.api, malware, 'infected.txt');
    const message = { body: 'See the file.', attachment_ids: [infected.id] };
    await requester.api.call('POST', `/api/tickets/${ticket}/messages`, message);
    const seen = async (api = service.api) =>
      (await api.get<{ results: { attachments: Attachment[] }[] }>(`/api/tickets/${ticket}/messages`)).body
        .results[0]!.attachments[0]!;
    await eventually('it is quarantined', async () => (await seen()).state === 'quarantined');
    expect(await seen()).toMatchObject({ name: 'infected.txt', state_reason: 'Eicar-Test-Signature' });
    expect((await seen(requester.api)).state_reason).toBeNull();
    for (const api of [service.api, requester.api]) {
      const answer = await api.get<Problem>(`/api/attachments/${infected.id}`);
      expect(answer.body).toMatchObject({ status: 403, code: 'attachment.quarantined' });
    }
    // The same content is known.
    expect((await upload(requester.api, malware, 'again.txt')).body.state).toBe('quarantined');
    await daemon.close();
  });
});
