import { CdkConnectedOverlay, CdkOverlayOrigin } from '@angular/cdk/overlay';
import {
  ApplicationRef,
  Component,
  computed,
  ElementRef,
  inject,
  output,
  signal,
  viewChild,
} from '@angular/core';
import { RouterLink } from '@angular/router';
import { CannedReply } from '../../core/api-types';
import { CannedReplies } from '../../core/canned-replies';
import { ActiveOption } from '../../shared/active-option';
import { Icon } from '../../shared/icon';

/** The list of canned replies, found by a word of title or text. */
@Component({
  selector: 'tiq-canned-reply-picker',
  imports: [CdkConnectedOverlay, CdkOverlayOrigin, Icon, RouterLink],
  host: { class: 'inline-flex' },
  templateUrl: './canned-reply-picker.html',
})
export class CannedReplyPicker {
  readonly pick = output<string>();
  /** Closed without a choice: the focus goes back to where it came from. */
  readonly leave = output<void>();
  private readonly application = inject(ApplicationRef);
  private readonly search = viewChild<ElementRef<HTMLInputElement>>('search');
  protected readonly replies = inject(CannedReplies);
  protected readonly isOpen = signal(false);
  protected readonly typed = signal('');
  protected readonly found = computed(() => {
    const words = this.typed().toLowerCase().split(/\s+/).filter(Boolean);
    return (this.replies.all() ?? []).filter(({ title, body }) => {
      const text = `${title} ${body}`.toLowerCase();
      return words.every((word) => text.includes(word));
    });
  });

  protected readonly active = new ActiveOption(this.found, (at) => `canned-reply-${at}`);

  open(): void {
    void this.replies.read();
    this.typed.set('');
    this.active.reach(0);
    this.isOpen.set(true);
    // At once and not with the next frame: the next key is for its box already.
    this.application.tick();
    this.search()?.nativeElement.focus();
  }
  protected close(): void {
    if (!this.isOpen()) return;
    this.isOpen.set(false);
    this.leave.emit();
  }
  protected choose(reply: CannedReply): void {
    this.isOpen.set(false);
    this.pick.emit(reply.body);
  }
  protected type(text: string): void {
    this.typed.set(text);
    this.active.reach(0);
  }
  protected onKey(event: KeyboardEvent): void {
    if (this.active.follow(event)) return;
    if (event.key === 'Enter') {
      event.preventDefault();
      const reply = this.found()[this.active.at()];
      if (reply) this.choose(reply);
    } else if (event.key === 'Escape') {
      event.stopPropagation();
      this.close();
    }
  }
}
