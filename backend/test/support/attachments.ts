import { createHash, randomBytes } from 'node:crypto';
import type { Answer, Api, Problem } from './api.ts';

export interface Attachment {
  id: number;
  name: string;
  type: string;
  size: number;
  sha256: string;
  has_thumbnail: boolean;
  state: string;
  state_reason: string | null;
}

export interface Message {
  id: number;
  body: string;
  visibility: string;
  attachments: Attachment[];
}

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Bytes that no other file has. */
export const uniqueBytes = (size: number): Buffer => randomBytes(size);

/** A PNG of one pixel. Trailing bytes make it unique. */
export const png = (trailing: Uint8Array = new Uint8Array()): Buffer =>
  Buffer.concat([
    Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
      'base64',
    ),
    trailing,
  ]);

/** Sends a file as the body. */
export function upload(api: Api, bytes: Uint8Array, name: string): Promise<Answer<Attachment & Problem>> {
  return api.call('POST', `/api/attachments?name=${encodeURIComponent(name)}`, undefined, {
    raw: bytes,
    headers: { 'content-type': 'application/octet-stream' },
  });
}

/** Sends files as a form. */
export async function uploadForm(
  api: Api,
  ...files: [bytes: Uint8Array<ArrayBuffer>, name: string, type?: string][]
): Promise<{ status: number; body: Attachment & Problem }> {
  const form = new FormData();
  for (const [bytes, name, type] of files) form.append('file', new Blob([bytes], { type }), name);
  const response = await fetch(`${api.url}/api/attachments`, {
    method: 'POST',
    headers: api.authorization,
    body: form,
  });
  return { status: response.status, body: (await response.json()) as Attachment & Problem };
}

export async function uploaded(api: Api, bytes: Uint8Array, name: string): Promise<Attachment> {
  const { status, body, text } = await upload(api, bytes, name);
  if (status !== 201) throw new Error(`Expected 201, got ${status}: ${text}`);
  return body;
}

export async function download(
  api: Api,
  id: number,
  { query = '', headers = {} }: { query?: string; headers?: Record<string, string> } = {},
): Promise<{ status: number; headers: Headers; bytes: Buffer }> {
  const response = await fetch(`${api.url}/api/attachments/${id}${query}`, {
    headers: { ...api.authorization, ...headers },
  });
  return {
    status: response.status,
    headers: response.headers,
    bytes: Buffer.from(await response.arrayBuffer()),
  };
}
