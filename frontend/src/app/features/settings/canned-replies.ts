import {
  afterNextRender,
  Component,
  computed,
  ElementRef,
  inject,
  Injector,
  signal,
  viewChild,
} from '@angular/core';
import { CannedReply } from '../../core/api-types';
import { CannedReplies as Replies } from '../../core/canned-replies';
import { Session } from '../../core/session';
import { Toasts } from '../../core/toasts';
import { UnsavedChanges } from '../../core/unsaved-changes';
import { Icon } from '../../shared/icon';
import { Failure, Notice } from '../../shared/notice';
import { CannedReplyForm } from './canned-reply-form';

/** What agents answer again and again; it is put in on a ticket's page. */
@Component({
  selector: 'tiq-canned-replies',
  imports: [CannedReplyForm, Failure, Icon, Notice],
  host: { class: 'block' },
  templateUrl: './canned-replies.html',
})
export default class CannedReplies {
  private readonly toasts = inject(Toasts);
  private readonly unsaved = inject(UnsavedChanges);
  private readonly injector = inject(Injector);
  private readonly page = inject<ElementRef<HTMLElement>>(ElementRef);
  private readonly form = viewChild(CannedReplyForm);
  protected readonly session = inject(Session);
  protected readonly replies = inject(Replies);
  protected readonly editing = signal<CannedReply | 'new' | null>(null);
  protected readonly loading = computed(() => this.replies.all() === null);

  protected readonly editName = ({ title }: CannedReply) => $localize`Edit ${title}:title:`;
  protected readonly deleteName = ({ title }: CannedReply) => $localize`Delete ${title}:title:`;

  constructor() {
    void this.replies.read();
  }

  protected async edit(what: CannedReply | 'new'): Promise<void> {
    if (!(await this.unsaved.mayLeave())) return;
    this.editing.set(what);
    afterNextRender(() => this.form()?.focus(), { injector: this.injector });
  }
  /** The focus goes back to the button that opened the form. */
  protected close(): void {
    const what = this.editing();
    this.editing.set(null);
    const button = what === 'new' || what === null ? 'new' : String(what.id);
    afterNextRender(
      () => this.page.nativeElement.querySelector<HTMLElement>(`[data-edit="${button}"]`)?.focus(),
      { injector: this.injector },
    );
  }
  protected async remove(reply: CannedReply): Promise<void> {
    try {
      await this.replies.remove(reply.id);
      this.close();
      this.toasts.success($localize`“${reply.title}:title:” deleted`, {
        label: $localize`Undo`,
        run: () => void this.bringBack(reply),
      });
    } catch (error) {
      this.toasts.failure(
        $localize`Couldn’t delete “${reply.title}:title:”`,
        error,
        () => void this.remove(reply),
      );
    }
  }
  private async bringBack(reply: CannedReply): Promise<void> {
    const { title, body, shared } = reply;
    try {
      await this.replies.create({ title, body, shared });
    } catch (error) {
      this.toasts.failure(
        $localize`Couldn’t restore “${title}:title:”`,
        error,
        () => void this.bringBack(reply),
      );
    }
  }
}
