import { parseParameters, type ParameterizedValue } from './header-parameters.js';
import { decodeTransferEncoding } from './transfer-encodings.js';

export interface HeaderField {
  /** In lower case. */
  name: string;
  /** Unfolded, a character for each byte. */
  value: string;
}

/** A part of a mail, with its body as sent. */
export class MimePart {
  readonly children: MimePart[] = [];
  readonly type: string;
  readonly parameters: Map<string, string>;
  readonly disposition: ParameterizedValue;
  body: Buffer = Buffer.alloc(0);
  private decoded: Buffer | undefined;

  constructor(
    readonly headers: HeaderField[],
    readonly parent: MimePart | null,
  ) {
    const declared = parseParameters(this.header('content-type') ?? '');
    const fallback = parent?.type === 'multipart/digest' ? 'message/rfc822' : 'text/plain';
    this.type = /^[^/\s]+\/[^/\s]+$/.test(declared.value) ? declared.value : fallback;
    this.parameters = declared.parameters;
    this.disposition = parseParameters(this.header('content-disposition') ?? '');
  }

  get isMultipart(): boolean {
    return this.type.startsWith('multipart/');
  }

  get encoding(): string {
    const value = this.header('content-transfer-encoding') ?? '';
    return /base64|quoted-printable|x-uue|uuencode/i.exec(value)?.[0].toLowerCase() ?? '';
  }

  /** Without angle brackets. */
  get contentId(): string | null {
    const id = (this.header('content-id') ?? '').replace(/[<>\s]/g, '');
    return id === '' ? null : id;
  }

  get content(): Buffer {
    return (this.decoded ??= decodeTransferEncoding(this.body, this.encoding));
  }

  /** First header of a name. */
  header(name: string): string | undefined {
    return this.headers.find((field) => field.name === name)?.value;
  }

  headerValues(name: string): string[] {
    return this.headers.filter((field) => field.name === name).map((field) => field.value);
  }

  /** This part and all in it. */
  *walk(): Generator<MimePart> {
    yield this;
    for (const child of this.children) yield* child.walk();
  }
}
