import type { ReceivedUpload } from '../../blobs/blob-storage.js';
import type { ReceivedContent } from '../../blobs/blobs.repository.js';
import { IMAGE_TYPES } from '../../blobs/detect-type.js';
import type { Settings } from '../../config/settings.js';

/** What is known of an upload, and whether it is scanned, gets a thumbnail or is moved. */
export function receivedContent(
  { sha256, size }: ReceivedUpload,
  type: string,
  { ATTACHMENTS_CLAMAV_URL, ATTACHMENTS_S3_URL }: Settings,
): ReceivedContent {
  const isScanned = ATTACHMENTS_CLAMAV_URL !== undefined;
  const needsThumbnail = IMAGE_TYPES.includes(type);
  return {
    ...{ sha256, size, type, needsThumbnail, state: isScanned ? 'scanning' : 'available' },
    needsWork: isScanned || needsThumbnail || ATTACHMENTS_S3_URL !== undefined,
  };
}
