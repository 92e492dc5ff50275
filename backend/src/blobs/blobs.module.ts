import { Module } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import { BlobProcessing } from './blob-processing.js';
import { BlobStorage } from './blob-storage.js';
import { BlobsRepository } from './blobs.repository.js';
import { ObjectStore } from './object-store.js';
import { VirusScanner } from './virus-scanner.js';

@Module({
  providers: [
    BlobsRepository,
    BlobStorage,
    BlobProcessing,
    {
      provide: ObjectStore,
      inject: [Settings],
      useFactory: ({ ATTACHMENTS_S3_URL: url }: Settings) => (url ? new ObjectStore(url) : null),
    },
    {
      provide: VirusScanner,
      inject: [Settings],
      useFactory: ({ ATTACHMENTS_CLAMAV_URL: url }: Settings) => (url ? new VirusScanner(url) : null),
    },
  ],
  exports: [BlobsRepository, BlobStorage],
})
export class BlobsModule {}
