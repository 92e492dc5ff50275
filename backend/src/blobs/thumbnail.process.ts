import { buffer } from 'node:stream/consumers';
import sharp from 'sharp';
import { MAX_PIXELS, THUMBNAIL_PIXELS } from './thumbnails.js';

// A process of its own: the decoders read untrusted files, and may crash or need too much memory or time.
sharp.concurrency(1);
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: [
    'VipsForeignLoadPngBuffer',
    'VipsForeignLoadJpegBuffer',
    'VipsForeignLoadNsgifBuffer',
    'VipsForeignLoadWebpBuffer',
  ],
});

const thumbnail = await sharp(await buffer(process.stdin), {
  limitInputPixels: MAX_PIXELS,
  sequentialRead: true,
})
  .autoOrient()
  .resize(THUMBNAIL_PIXELS, THUMBNAIL_PIXELS, { fit: 'inside', withoutEnlargement: true })
  .webp({ quality: 75 })
  .toBuffer();
process.stdout.write(thumbnail);
