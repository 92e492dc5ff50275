import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import { Busboy, type BusboyFileStream, type BusboyInstance } from '@fastify/busboy';
import { DomainError } from '../../common/domain-error.js';
import { fault } from '../../common/field-faults.js';
import { InvalidInput } from '../../http/invalid-input.js';
import { UploadInterrupted } from './attachments.errors.js';
import { parseContentDisposition } from './file-name.js';

export interface UploadRequest {
  headers: IncomingHttpHeaders;
  /** As the client sent it. */
  contentType: string | undefined;
  /** Undefined without a body. */
  body: Readable | undefined;
  /** The file name of the query. */
  name: string | undefined;
}

export interface UploadedFile {
  /** Undefined if the client sent none. */
  name: string | undefined;
  content: AsyncIterable<Buffer>;
}

interface FileConsumer<Stored> {
  store: (file: UploadedFile) => Promise<Stored>;
  /** Undoes `store` if the rest of the body is invalid. */
  discard: (stored: Stored) => Promise<void>;
}

/**
 * Hands the one file of a body to `store`: the file part of a form, or the body itself. The connection stays open if
 * that fails, so that the client can read why.
 * @throws InvalidInput | UploadInterrupted
 */
export function readUpload<Stored>(
  { body, contentType, headers, name }: UploadRequest,
  consumer: FileConsumer<Stored>,
): Promise<Stored> {
  if (!body) throw invalid('file_required');
  if (contentType !== undefined && /^multipart\/form-data\b/i.test(contentType))
    return readForm(body, contentType, name, consumer);
  const given = name ?? parseContentDisposition(headers['content-disposition']);
  return consumer.store({ name: given, content: readRaw(body) });
}

async function* readRaw(body: Readable): AsyncGenerator<Buffer> {
  try {
    yield* body.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
  } catch (error) {
    throw body.readableAborted ? new UploadInterrupted() : error;
  }
}

async function readForm<Stored>(
  body: Readable,
  contentType: string,
  givenName: string | undefined,
  { store, discard }: FileConsumer<Stored>,
): Promise<Stored> {
  const form = openForm(contentType);
  const parsed = Promise.withResolvers<void>();
  let storing: Promise<Stored> | undefined;
  let firstFile: BusboyFileStream | undefined;
  form.on('file', (_field, file, fileName) => {
    file.on('error', parsed.reject);
    if (storing) {
      file.resume();
      return parsed.reject(invalid('one_file_only'));
    }
    firstFile = file;
    storing = store({ name: givenName ?? (fileName || undefined), content: file });
    storing.catch(parsed.reject);
  });
  form.once('finish', () => parsed.resolve()).on('error', parsed.reject);
  const onClose = (): void => {
    if (!body.readableEnded) parsed.reject(new UploadInterrupted());
  };
  body.once('close', onClose).on('error', onClose);
  body.pipe(form);
  try {
    await parsed.promise;
    if (!storing) throw invalid('file_required');
    return await storing;
  } catch (error) {
    body.unpipe(form);
    firstFile?.destroy(new UploadInterrupted());
    // The parser also fails, less clearly, once the file is not read any more.
    const refusal = await storing?.then(discard, (failure: unknown) => failure);
    if (refusal instanceof InvalidInput || isRefused(refusal)) throw refusal;
    throw isParseError(error) ? invalid('form_invalid') : error;
  }
}

function openForm(contentType: string): BusboyInstance {
  try {
    return new Busboy({
      headers: { 'content-type': contentType },
      // A name with a path is refused, not shortened.
      preservePath: true,
      limits: { fields: 20, fieldSize: 1024, files: 2, parts: 22, headerPairs: 20 },
    });
  } catch {
    throw invalid('form_invalid');
  }
}

function isParseError(error: unknown): boolean {
  return (
    error instanceof Error &&
    /^(Unexpected end of multipart|Part terminated early|File terminated)/.test(error.message)
  );
}

function invalid(code: 'file_required' | 'one_file_only' | 'form_invalid'): InvalidInput {
  return new InvalidInput([{ field: 'file', ...fault(code) }]);
}

function isRefused(error: unknown): error is DomainError {
  return error instanceof DomainError && !(error instanceof UploadInterrupted);
}
