import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AwsV4Signer } from 'aws4fetch';

const TIMEOUT_MS = 30_000;

/** The SHA-256 of nothing, of requests without a body. */
const EMPTY_SHA256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

export class ObjectStoreUnavailable extends Error {}

/** A store with the API of Amazon S3. */
export class ObjectStore {
  private readonly base: URL;
  private readonly credentials: { accessKeyId: string; secretAccessKey: string };
  private readonly region: string | undefined;

  /** @param address `https://KEY:SECRET@host/bucket/prefix?region=eu-central-1`; the prefix and the region are optional */
  constructor(address: string) {
    const url = new URL(address);
    this.credentials = {
      accessKeyId: decodeURIComponent(url.username),
      secretAccessKey: decodeURIComponent(url.password),
    };
    this.region = url.searchParams.get('region') ?? undefined;
    this.base = new URL(`${url.protocol}//${url.host}${url.pathname.replace(/\/+$/, '')}/`);
  }

  /** Stores an object. Its size and hash are known, so that the store refuses a damaged one. */
  async put(
    key: string,
    content: AsyncIterable<Buffer>,
    { size, sha256 }: { size: number; sha256: string },
  ): Promise<void> {
    const response = await this.send('PUT', key, {
      body: content,
      sha256,
      headers: { 'Content-Length': String(size) },
    });
    await expectStatus(response, 200);
    response.resume();
  }

  async *read(key: string, { start, end }: { start: number; end: number }): AsyncGenerator<Buffer> {
    const response = await this.send('GET', key, { headers: { Range: `bytes=${start}-${end}` } });
    await expectStatus(response, 206);
    yield* response as AsyncIterable<Buffer>;
  }

  /** Removes an object. No effect if there is none. */
  async remove(key: string): Promise<void> {
    const response = await this.send('DELETE', key, {});
    await expectStatus(response, 204, 200, 404);
    response.resume();
  }

  private async send(
    method: string,
    key: string,
    {
      body,
      sha256 = EMPTY_SHA256,
      headers,
    }: { body?: AsyncIterable<Buffer>; sha256?: string; headers?: Record<string, string> },
  ): Promise<IncomingMessage> {
    const { url, headers: signed } = await new AwsV4Signer({
      ...this.credentials,
      method,
      url: new URL(key, this.base).href,
      service: 's3',
      region: this.region,
      headers: { ...headers, 'X-Amz-Content-Sha256': sha256 },
    }).sign();
    const options: RequestOptions = { method, headers: Object.fromEntries(signed), timeout: TIMEOUT_MS };
    const request = url.protocol === 'https:' ? httpsRequest(url, options) : httpRequest(url, options);
    request.on('timeout', () => request.destroy(new Error('The object store does not respond')));
    try {
      const responded = once(request, 'response') as Promise<[IncomingMessage]>;
      // The store may answer, and end the connection, before all of the body was sent.
      if (body)
        pipeline(Readable.from(body, { objectMode: false }), request).catch((error: Error) =>
          request.destroy(error),
        );
      else request.end();
      return (await responded)[0];
    } catch (error) {
      throw new ObjectStoreUnavailable('The object store is unavailable', { cause: error });
    }
  }
}

async function expectStatus(response: IncomingMessage, ...expected: number[]): Promise<void> {
  if (expected.includes(response.statusCode!)) return;
  let text = '';
  response.setEncoding('utf8');
  for await (const part of response) if (text.length < 500) text += String(part);
  throw new ObjectStoreUnavailable(`The object store answered ${response.statusCode}: ${text.slice(0, 500)}`);
}
