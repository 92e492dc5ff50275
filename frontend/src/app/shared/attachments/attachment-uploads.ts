import { LiveAnnouncer } from '@angular/cdk/a11y';
import { computed, DestroyRef, inject, Injectable, Signal, signal } from '@angular/core';
import { Subscription } from 'rxjs';
import { toApiProblem } from '../../core/api-problem';
import { Attachment } from '../../core/api-types';
import { randomId } from '../../core/random-id';
import { UploadsApi } from '../../core/uploads-api';

/** Limit of the API. */
export const MAX_ATTACHMENTS = 20;
/** Files that are sent at once. Others wait. */
const MAX_CONCURRENT = 3;

/** A file that is being uploaded, was uploaded, or failed. */
export interface Upload {
  readonly key: string;
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  /** Sent bytes as a fraction of 1. */
  readonly progress: Signal<number>;
  readonly attachment: Signal<Attachment | null>;
  /** Why it failed; null while it has not. */
  readonly error: Signal<string | null>;
}

/** Files of the message or ticket that is being written. Provided by its form. */
@Injectable()
export class AttachmentUploads {
  private readonly api = inject(UploadsApi);
  private readonly announcer = inject(LiveAnnouncer);
  private readonly list = signal<readonly RunningUpload[]>([]);
  private readonly waiting: RunningUpload[] = [];
  private readonly running = new Set<RunningUpload>();

  readonly uploads: Signal<readonly Upload[]> = this.list;
  /** Files that are uploaded, in the order in which they were added. */
  readonly attachments = computed(() =>
    this.list()
      .map(({ attachment }) => attachment())
      .filter((attachment) => attachment !== null),
  );
  /** Whether a file is still being uploaded, or failed: sending would lose it. */
  readonly incomplete = computed(() => this.list().some(({ attachment }) => attachment() === null));
  /** Why files were not added. */
  readonly notice = signal<string | null>(null);

  constructor() {
    inject(DestroyRef).onDestroy(() => this.stopAll());
  }

  add(files: readonly File[]): void {
    const room = MAX_ATTACHMENTS - this.list().length;
    this.notice.set(
      files.length > room ? $localize`You can attach up to ${MAX_ATTACHMENTS}:max: files.` : null,
    );
    const added = files.slice(0, Math.max(0, room)).map((file) => new RunningUpload(file));
    if (!added.length) return;
    this.list.update((all) => [...all, ...added]);
    this.waiting.push(...added);
    this.startNext();
    const n = added.length;
    void this.announcer.announce(n === 1 ? $localize`Uploading 1 file` : $localize`Uploading ${n}:n: files`);
  }
  retry({ key }: Upload): void {
    const upload = this.find(key);
    if (!upload?.file) return;
    upload.error.set(null);
    upload.progress.set(0);
    this.waiting.push(upload);
    this.startNext();
  }
  /** Cancels the upload, or removes the uploaded file. */
  remove({ key }: Upload): void {
    const upload = this.find(key);
    if (!upload) return;
    this.list.update((all) => all.filter((each) => each !== upload));
    this.notice.set(null);
    this.stop(upload);
    const attachment = upload.attachment();
    // If this fails, the service removes it within a day.
    if (attachment) this.api.remove(attachment.id).catch(() => undefined);
    void this.announcer.announce($localize`${upload.name}:file: removed`);
  }
  /** Adds files that were uploaded earlier, before the current ones. */
  restore(attachments: readonly Attachment[]): void {
    const known = new Set(this.attachments().map(({ id }) => id));
    const restored = attachments.filter(({ id }) => !known.has(id)).map(uploaded);
    if (restored.length) this.list.update((all) => [...restored, ...all]);
  }
  /** Empties the list and cancels what is not uploaded yet. Uploaded files stay, since they are sent or kept in a draft. */
  clear(): void {
    this.stopAll();
    this.list.set([]);
    this.notice.set(null);
  }

  private find(key: string): RunningUpload | undefined {
    return this.list().find((each) => each.key === key);
  }
  private stopAll(): void {
    for (const upload of this.list()) this.stop(upload);
  }
  private stop(upload: RunningUpload): void {
    const place = this.waiting.indexOf(upload);
    if (place >= 0) this.waiting.splice(place, 1);
    upload.sending?.unsubscribe();
    if (this.running.delete(upload)) this.startNext();
  }
  private startNext(): void {
    while (this.running.size < MAX_CONCURRENT) {
      const next = this.waiting.shift();
      if (!next) return;
      this.running.add(next);
      this.start(next);
    }
  }
  private start(upload: RunningUpload): void {
    const end = () => {
      this.running.delete(upload);
      this.startNext();
    };
    upload.sending = this.api.upload(upload.file!).subscribe({
      next: (event) => {
        if ('fraction' in event) return upload.progress.set(event.fraction);
        upload.attachment.set(event.attachment);
        void this.announcer.announce($localize`${upload.name}:file: uploaded`);
      },
      error: (error: unknown) => {
        upload.error.set(uploadError(error));
        void this.announcer.announce($localize`${upload.name}:file: not uploaded`);
        end();
      },
      complete: end,
    });
  }
}

class RunningUpload implements Upload {
  readonly key = randomId();
  readonly name: string;
  readonly size: number;
  readonly progress = signal(0);
  readonly attachment = signal<Attachment | null>(null);
  readonly error = signal<string | null>(null);
  sending?: Subscription;

  /** @param file null if it was uploaded before the page was loaded */
  constructor(
    readonly file: File | null,
    { name, size } = file as Pick<File, 'name' | 'size'>,
  ) {
    this.name = name;
    this.size = size;
  }
}

function uploaded(attachment: Attachment): RunningUpload {
  const upload = new RunningUpload(null, attachment);
  upload.progress.set(1);
  upload.attachment.set(attachment);
  return upload;
}

function uploadError(error: unknown): string {
  const problem = toApiProblem(error);
  return problem.fields.map(({ message }) => message).join(' ') || problem.detail || problem.title;
}
