import { createHash } from 'node:crypto';
import sharp from 'sharp';
import type { EntityManager } from 'typeorm';
import { Blob, BlobChunk } from '../blobs/blob.entity.js';
import { Attachment } from '../tickets/attachments/attachment.entity.js';
import type { Ticket } from '../tickets/ticket.entity.js';

/** Every so many tickets have a file, alternately a picture and a log. */
const INTERVAL = 16;

const LOG = `2026-11-24 08:14:02 INFO  connecting to shop.northwind.example
2026-11-24 08:14:32 ERROR request timed out after 30 s (attempt 1 of 3)
2026-11-24 08:15:04 ERROR request timed out after 30 s (attempt 2 of 3)
2026-11-24 08:15:36 ERROR giving up
`;

/** Adds a small generated file to the description of some tickets. */
export async function attachDemoFile(manager: EntityManager, ticket: Ticket, i: number): Promise<void> {
  if (i % INTERVAL !== 0) return;
  const isPicture = (i / INTERVAL) % 2 === 0;
  const bytes = isPicture ? await picture(i) : Buffer.from(LOG);
  const blobId = await storeBlob(manager, bytes, isPicture);
  await manager.insert(Attachment, {
    name: isPicture ? 'screenshot.png' : 'client.log',
    blobId,
    ticketId: ticket.id,
    createdAt: ticket.createdAt,
  });
}

async function storeBlob(manager: EntityManager, bytes: Buffer, isPicture: boolean): Promise<number> {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const known = await manager.findOneBy(Blob, { sha256 });
  if (known) return known.id;
  const blob = manager.create(Blob, {
    sha256,
    size: bytes.length,
    type: isPicture ? 'image/png' : 'text/plain',
    needsThumbnail: isPicture,
    workDueAt: new Date(),
    releasedAt: null,
  });
  await manager.insert(Blob, blob);
  await manager.insert(BlobChunk, { blobId: blob.id, position: 0, bytes });
  return blob.id;
}

/** A page with a bar and some lines, in a color of its own. */
function picture(seed: number): Promise<Buffer> {
  const hue = (seed * 47) % 360;
  const lines = Array.from({ length: 6 }, (_, i) => {
    const width = 220 + ((seed + i * 61) % 260);
    return `<rect x="40" y="${110 + i * 34}" width="${width}" height="14" rx="4" fill="#c8d0d0"/>`;
  });
  const page = `<svg xmlns="http://www.w3.org/2000/svg" width="640" height="360"><rect width="640" height="360" fill="#fff"/>
    <rect width="640" height="56" fill="hsl(${hue} 45% 40%)"/>${lines.join('')}
    <rect x="40" y="314" width="120" height="28" rx="6" fill="hsl(${hue} 45% 40%)"/></svg>`;
  return sharp(Buffer.from(page)).png().toBuffer();
}
