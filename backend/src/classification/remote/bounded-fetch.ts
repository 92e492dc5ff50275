import { invalidAnswer, RemoteFailure } from './remote-failure.js';

/** No prompt of ours allows an answer of a tenth of it. */
const MAX_RESPONSE_BYTES = 1024 * 1024;

/**
 * `fetch` for a provider's client: reads no more than a megabyte, counted after decompression, and follows no redirect,
 * since the API key is for the configured address alone.
 *
 * @throws RemoteFailure for a redirect, and `invalid_answer` for an answer that is too long
 */
export async function boundedFetch(input: string | URL | Request, init?: RequestInit): Promise<Response> {
  const answer = await fetch(input, { ...init, redirect: 'manual' });
  const { status, statusText, headers } = answer;
  if (status >= 300 && status < 400) {
    await answer.body?.cancel();
    throw new RemoteFailure('unavailable', 'The model’s address redirects to another one', { status });
  }
  const body = await bodyOf(answer);
  // Of an error, the status says enough.
  if (!body && answer.ok) throw invalidAnswer('it is too long');
  return new Response(body?.length ? body : null, { status, statusText, headers });
}

/** Undefined where it is too long. */
async function bodyOf({ body }: Response): Promise<Buffer<ArrayBuffer> | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  // Leaving the loop cancels the rest.
  for await (const chunk of body ?? []) {
    length += (chunk as Uint8Array).length;
    if (length > MAX_RESPONSE_BYTES) return undefined;
    chunks.push(chunk as Uint8Array);
  }
  return Buffer.concat(chunks);
}
