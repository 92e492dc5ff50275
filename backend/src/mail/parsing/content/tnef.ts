import { decodeText } from '../mime/charsets.js';
import { MimePart } from '../mime/mime-part.js';

const SIGNATURE = 0x223e9f78;
const MOST_ATTRIBUTES = 2_000;

const ATTRIBUTE = {
  body: 0x800c,
  attachmentTitle: 0x8010,
  attachmentData: 0x800f,
  attachmentStart: 0x9002,
  attachmentProperties: 0x9005,
  messageProperties: 0x9003,
};
const PROPERTY = {
  body: 0x1000,
  html: 0x1013,
  attachedContent: 0x3701,
  longName: 0x3707,
  type: 0x370e,
  contentId: 0x3712,
};

interface TnefFile {
  name: string;
  type: string;
  contentId: string;
  content: Buffer | null;
}

type Properties = Map<number, Buffer | string>;

/** Puts the text and the files of `winmail.dat` (MS-OXTNEF) in its place. A damaged one stays an attachment. */
export function openTnef(root: MimePart, defects: Set<string>): void {
  for (const part of [...root.walk()]) {
    const name = part.disposition.parameters.get('filename') ?? part.parameters.get('name') ?? '';
    if (!/^application\/(?:vnd\.)?ms-tnef$/.test(part.type) && name.toLowerCase() !== 'winmail.dat') continue;
    try {
      part.children.push(...readTnef(part));
    } catch {
      defects.add('unreadable-tnef');
    }
  }
}

function readTnef(parent: MimePart): MimePart[] {
  const bytes = parent.content;
  if (bytes.readUInt32LE(0) !== SIGNATURE) throw new RangeError('No TNEF');
  const files: TnefFile[] = [];
  const texts: MimePart[] = [];
  let at = 6;
  for (let count = 0; at + 9 <= bytes.length && count < MOST_ATTRIBUTES; count++) {
    const attribute = bytes.readUInt16LE(at + 1);
    const length = bytes.readUInt32LE(at + 5);
    const data = bytes.subarray(at + 9, at + 9 + length);
    at += 9 + length + 2;
    if (attribute === ATTRIBUTE.attachmentStart)
      files.push({ name: '', type: '', contentId: '', content: null });
    else if (attribute === ATTRIBUTE.body && data.length > 1)
      texts.push(textPart(parent, 'text/plain', data));
    else if (attribute === ATTRIBUTE.messageProperties) texts.push(...bodies(parent, readProperties(data)));
    else if (files.length > 0) readFileAttribute(files.at(-1)!, attribute, data);
  }
  return [...texts, ...files.filter(({ content }) => content !== null).map((file) => filePart(parent, file))];
}

function readFileAttribute(file: TnefFile, attribute: number, data: Buffer): void {
  if (attribute === ATTRIBUTE.attachmentTitle) file.name ||= withoutEnd(decodeText(data));
  else if (attribute === ATTRIBUTE.attachmentData) file.content = data;
  else if (attribute === ATTRIBUTE.attachmentProperties) {
    const properties = readProperties(data);
    const text = (id: number) => {
      const value = properties.get(id);
      return typeof value === 'string' ? value : '';
    };
    file.name = text(PROPERTY.longName) || file.name;
    file.type = text(PROPERTY.type);
    file.contentId = text(PROPERTY.contentId);
    const content = properties.get(PROPERTY.attachedContent);
    if (file.content === null && Buffer.isBuffer(content)) file.content = content;
  }
}

function bodies(parent: MimePart, properties: Properties): MimePart[] {
  const html = properties.get(PROPERTY.html);
  if (html !== undefined) return [textPart(parent, 'text/html', Buffer.from(html))];
  const body = properties.get(PROPERTY.body);
  return typeof body === 'string' ? [textPart(parent, 'text/plain; charset=utf-8', Buffer.from(body))] : [];
}

function textPart(parent: MimePart, type: string, body: Buffer): MimePart {
  const part = new MimePart([{ name: 'content-type', value: type }], parent);
  part.body = body;
  return part;
}

function filePart(parent: MimePart, { name, type, contentId, content }: TnefFile): MimePart {
  const known = /^[\w.+-]{1,80}\/[\w.+-]{1,80}$/.test(type) ? type : 'application/octet-stream';
  const headers = [
    { name: 'content-type', value: known },
    {
      name: 'content-disposition',
      value: `attachment; filename*=utf-8''${encodeURIComponent(name.toWellFormed())}`,
    },
    { name: 'content-id', value: contentId },
  ];
  const part = new MimePart(headers, parent);
  part.body = content!;
  return part;
}

/** Reads MAPI properties; stops at a type that is not known. */
function readProperties(data: Buffer): Properties {
  const properties: Properties = new Map();
  const count = Math.min(data.readUInt32LE(0), MOST_ATTRIBUTES);
  let at = 4;
  for (let i = 0; i < count && at + 4 <= data.length; i++) {
    const type = data.readUInt16LE(at);
    const id = data.readUInt16LE(at + 2);
    at = id >= 0x8000 ? skipName(data, at + 4) : at + 4;
    const values = (type & 0x1000) !== 0 || isVariable(type) ? data.readUInt32LE(at) : 1;
    if ((type & 0x1000) !== 0 || isVariable(type)) at += 4;
    for (let k = 0; k < Math.min(values, MOST_ATTRIBUTES); k++) {
      const size = isVariable(type) ? data.readUInt32LE(at) : fixedSize(type);
      if (size === undefined) return properties;
      const start = isVariable(type) ? at + 4 : at;
      if (k === 0) properties.set(id, propertyValue(type, data.subarray(start, start + size)));
      at = start + padded(size);
    }
  }
  return properties;
}

function skipName(data: Buffer, at: number): number {
  const isNumber = data.readUInt32LE(at + 16) === 0;
  return isNumber ? at + 24 : at + 24 + padded(data.readUInt32LE(at + 20));
}

function propertyValue(type: number, value: Buffer): Buffer | string {
  const base = type & 0x0fff;
  if (base === 0x1f) return withoutEnd(value.toString('utf16le'));
  return base === 0x1e ? withoutEnd(decodeText(value)) : value;
}

function isVariable(type: number): boolean {
  return [0x0d, 0x1e, 0x1f, 0x102].includes(type & 0x0fff);
}

function fixedSize(type: number): number | undefined {
  const base = type & 0x0fff;
  if ([0x02, 0x03, 0x04, 0x0a, 0x0b].includes(base)) return 4;
  if ([0x05, 0x06, 0x07, 0x14, 0x40].includes(base)) return 8;
  return base === 0x48 ? 16 : undefined;
}

function padded(size: number): number {
  return Math.ceil(size / 4) * 4;
}

function withoutEnd(text: string): string {
  const end = text.indexOf('\0');
  return end === -1 ? text : text.slice(0, end);
}
