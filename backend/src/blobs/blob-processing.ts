import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { PeriodicTask } from '../common/periodic-task.js';
import { BlobStorage } from './blob-storage.js';
import { BlobsRepository, type ClaimedBlob } from './blobs.repository.js';
import { ObjectStore } from './object-store.js';
import { makeThumbnail } from './thumbnails.js';
import { VirusScanner } from './virus-scanner.js';

const INTERVAL_SECONDS = 1;
const PURGE_INTERVAL_SECONDS = 60;
const MAX_RETRY_SECONDS = 600;

/** Scans uploaded contents, makes thumbnails, moves contents to the object store, and removes unused ones. */
@Injectable()
export class BlobProcessing implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(BlobProcessing.name);
  private readonly tasks: PeriodicTask[] = [];
  private stopping = false;

  constructor(
    private readonly blobs: BlobsRepository,
    private readonly storage: BlobStorage,
    @Inject(ObjectStore) private readonly objects: ObjectStore | null,
    @Inject(VirusScanner) private readonly scanner: VirusScanner | null,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (this.objects) await this.blobs.scheduleMoves();
    this.tasks.push(
      new PeriodicTask(BlobProcessing.name, INTERVAL_SECONDS, () => this.processDue()),
      new PeriodicTask(BlobProcessing.name, PURGE_INTERVAL_SECONDS, () => this.purge()),
    );
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    await Promise.all(this.tasks.map((task) => task.stop()));
  }

  async processDue(): Promise<void> {
    for (;;) {
      const blob = this.stopping ? undefined : await this.blobs.claim();
      if (!blob) return;
      try {
        await this.process(blob);
        await this.blobs.finishWork(blob.id);
      } catch (error) {
        this.logger.warn(
          { err: error, blobId: blob.id },
          'An attachment could not be processed. It will be retried',
        );
        const reason = blob.state === 'scanning' ? 'scanner_unavailable' : 'store_unavailable';
        await this.blobs.postponeWork(blob.id, retrySeconds(blob.work_attempts), reason);
      }
    }
  }

  /** Removes contents that no attachment refers to, including uploads that were not completed. */
  async purge(): Promise<void> {
    const removed: number[] = [];
    for (const { id, object_key: key } of await this.blobs.takeUnreferenced()) {
      // Kept until there is a store again: otherwise the object would never be removed.
      if (key !== null && !this.objects) continue;
      if (key !== null) await this.objects?.remove(key);
      removed.push(id);
    }
    if (removed.length > 0) await this.blobs.delete(removed);
  }

  private async process(blob: ClaimedBlob): Promise<void> {
    if (blob.state === 'scanning') {
      // Without a scanner, if it was removed from the settings since.
      const found = this.scanner ? await this.scanner.scan(this.storage.readAll(blob)) : null;
      await this.blobs.setScanned(blob.id, found);
      if (found !== null) {
        this.logger.warn({ blobId: blob.id, found }, 'Malware found in an attachment');
        await this.blobs.setThumbnail(blob.id, null);
      }
      if (found === null && blob.needs_thumbnail) await this.addThumbnail(blob);
    } else if (blob.needs_thumbnail) await this.addThumbnail(blob);
    if (this.objects && !blob.in_object_store) await this.move(blob, this.objects);
  }

  private async addThumbnail(blob: ClaimedBlob): Promise<void> {
    await this.blobs.setThumbnail(blob.id, await makeThumbnail(this.storage.readAll(blob)));
  }

  private async move(blob: ClaimedBlob, objects: ObjectStore): Promise<void> {
    // Never used for another content, so that its removal can be repeated.
    const key = blob.object_key ?? `${blob.sha256}-${blob.id}`;
    await this.blobs.setObjectKey(blob.id, key);
    await objects.put(key, this.storage.readAll(blob), blob);
    await this.blobs.setMoved(blob.id);
  }
}

function retrySeconds(attempts: number): number {
  return Math.min(MAX_RETRY_SECONDS, 2 ** Math.min(attempts, 12) * 2);
}
