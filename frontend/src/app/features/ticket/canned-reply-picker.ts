import { Combobox, ComboboxPopup, ComboboxWidget } from '@angular/aria/combobox';
import { Listbox, Option } from '@angular/aria/listbox';
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
import { CannedRepliesStore } from '../../core/canned-replies-store';
import { ComboboxInput, ComboboxOptions } from '../../shared/combobox-keys';
import { Icon } from '../../shared/icon';
import { Badge } from '../../shared/badge';
import { Button } from '../../shared/button';
import { MessageChangeLabels } from '../../shared/message-changes';

/** Searchable list of canned replies. */
@Component({
  selector: 'tiq-canned-reply-picker',
  imports: [
    Badge,
    Button,
    CdkConnectedOverlay,
    CdkOverlayOrigin,
    Combobox,
    ComboboxInput,
    ComboboxOptions,
    ComboboxPopup,
    ComboboxWidget,
    Icon,
    Listbox,
    Option,
    RouterLink,
  ],
  host: { class: 'inline-flex' },
  templateUrl: './canned-reply-picker.html',
})
export class CannedReplyPicker {
  readonly replySelected = output<CannedReply>();
  /** Emits when the list closes without a selection, to restore the focus. */
  readonly closed = output<void>();
  private readonly application = inject(ApplicationRef);
  private readonly searchInput = viewChild<ElementRef<HTMLInputElement>>('search');
  protected readonly store = inject(CannedRepliesStore);
  protected readonly labels = inject(MessageChangeLabels);
  protected readonly isOpen = signal(false);
  protected readonly query = signal('');
  protected readonly matches = computed(() => {
    const words = this.query().toLowerCase().split(/\s+/).filter(Boolean);
    return (this.store.all() ?? []).filter(({ title, body }) => {
      const text = `${title} ${body}`.toLowerCase();
      return words.every((word) => text.includes(word));
    });
  });

  /** Index of the active reply. */
  protected readonly active = signal<number[]>([0]);

  open(): void {
    void this.store.load();
    this.labels.load();
    this.query.set('');
    this.active.set([0]);
    this.isOpen.set(true);
    // Renders synchronously, because the next key press already belongs to the input.
    this.application.tick();
    this.searchInput()?.nativeElement.focus();
  }
  protected close(): void {
    if (!this.isOpen()) return;
    this.isOpen.set(false);
    this.closed.emit();
  }
  protected select(reply: CannedReply): void {
    this.isOpen.set(false);
    this.replySelected.emit(reply);
  }
  protected selectActive(event: Event): void {
    event.preventDefault();
    const reply = this.matches()[this.active()[0] ?? 0];
    if (reply) this.select(reply);
  }
}
