import { invalidAnswer, RemoteFailure } from './remote-failure.js';

/** More than ten times the size of the longest answer that a prompt allows. */
const MAX_RESPONSE_BYTES = 1024 * 1024;

/**
 * `fetch` for a provider's client. Reads at most 1 MiB, counted after decompression, and follows no redirect, because
 * the API key must only be sent to the configured address.
 *
 * @throws RemoteFailure `unavailable` for a redirect, `invalid_answer` for an answer that is too long
 */
export async function boundedFetch(input: string | URL | Request, init?: RequestInit): Promise<Response> {
  const answer = await fetch(input, { ...init, redirect: 'manual' });
  const { status, statusText, headers } = answer;
  if (status >= 300 && status < 400) {
    await answer.body?.cancel();
    throw new RemoteFailure('unavailable', 'The model’s address redirects to another one', { status });
  }
  const body = await bodyOf(answer);
  // For an error, the status is sufficient.
  if (!body && answer.ok) throw invalidAnswer('it is too long');
  return new Response(body?.length ? body : null, { status, statusText, headers });
}

/** Undefined if the body is too long. */
async function bodyOf({ body }: Response): Promise<Buffer<ArrayBuffer> | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  // Leaving the loop cancels the rest of the body.
  for await (const chunk of body ?? []) {
    length += (chunk as Uint8Array).length;
    if (length > MAX_RESPONSE_BYTES) return undefined;
    chunks.push(chunk as Uint8Array);
  }
  return Buffer.concat(chunks);
}
