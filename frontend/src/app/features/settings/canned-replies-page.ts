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
import { CannedRepliesStore as Replies } from '../../core/canned-replies-store';
import { Session } from '../../core/session';
import { Toasts } from '../../core/toasts';
import { UnsavedChanges } from '../../core/unsaved-changes';
import { Icon } from '../../shared/icon';
import { MessageChangeLabels } from '../../shared/message-changes';
import { ErrorNotice, Notice } from '../../shared/notice';
import { CannedReplyForm } from './canned-reply-form';
import { Badge } from '../../shared/badge';
import { Button } from '../../shared/button';

/** Canned replies, which agents insert on the ticket page. */
@Component({
  selector: 'tiq-canned-replies-page',
  imports: [Badge, Button, CannedReplyForm, ErrorNotice, Icon, Notice],
  host: { class: 'block' },
  templateUrl: './canned-replies-page.html',
})
export default class CannedRepliesPage {
  private readonly toasts = inject(Toasts);
  private readonly unsaved = inject(UnsavedChanges);
  private readonly injector = inject(Injector);
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef);
  private readonly form = viewChild(CannedReplyForm);
  protected readonly labels = inject(MessageChangeLabels);
  protected readonly session = inject(Session);
  protected readonly replies = inject(Replies);
  protected readonly editing = signal<CannedReply | 'new' | null>(null);
  protected readonly loading = computed(() => this.replies.all() === null);

  protected readonly editLabel = ({ title }: CannedReply) => $localize`Edit ${title}:title:`;
  protected readonly deleteLabel = ({ title }: CannedReply) => $localize`Delete ${title}:title:`;

  constructor() {
    void this.replies.load();
    this.labels.load();
  }

  protected async edit(target: CannedReply | 'new'): Promise<void> {
    if (!(await this.unsaved.confirmLeave())) return;
    this.editing.set(target);
    afterNextRender(() => this.form()?.focus(), { injector: this.injector });
  }
  /** Returns the focus to the button that opened the form. */
  protected close(): void {
    const edited = this.editing();
    this.editing.set(null);
    const button = edited === 'new' || edited === null ? 'new' : String(edited.id);
    afterNextRender(
      () => this.host.nativeElement.querySelector<HTMLElement>(`[data-edit="${button}"]`)?.focus(),
      { injector: this.injector },
    );
  }
  protected async remove(reply: CannedReply): Promise<void> {
    try {
      await this.replies.remove(reply.id);
      this.close();
      this.toasts.showSuccess($localize`“${reply.title}:title:” deleted`, {
        label: $localize`Undo`,
        run: () => void this.recreate(reply),
      });
    } catch (error) {
      this.toasts.showError(
        $localize`Couldn’t delete “${reply.title}:title:”`,
        error,
        () => void this.remove(reply),
      );
    }
  }
  private async recreate(reply: CannedReply): Promise<void> {
    const { title, body, shared, changes } = reply;
    try {
      await this.replies.create({ title, body, shared, changes });
    } catch (error) {
      this.toasts.showError(
        $localize`Couldn’t restore “${title}:title:”`,
        error,
        () => void this.recreate(reply),
      );
    }
  }
}
