import { Component, computed, ElementRef, inject, input, output, signal, viewChild } from '@angular/core';
import { CannedReply } from '../../core/api-types';
import { CannedReplies } from '../../core/canned-replies';
import { Problem, toProblem } from '../../core/problem';
import { Session } from '../../core/session';
import { keepUnsavedChanges } from '../../core/unsaved-changes';
import { LengthCounter } from '../../shared/length-counter';
import { fillIn, placeholders } from '../../shared/placeholders';
import { excessOf, limits } from '../../shared/text-limits';

/** A new canned reply, or one to be changed, with a look at what a requester will read. */
@Component({
  selector: 'tiq-canned-reply-form',
  imports: [LengthCounter],
  host: { class: 'block' },
  templateUrl: './canned-reply-form.html',
})
export class CannedReplyForm {
  /** Null for a new one. */
  readonly reply = input.required<CannedReply | null>();
  readonly done = output<void>();
  private readonly replies = inject(CannedReplies);
  private readonly session = inject(Session);
  private readonly titleBox = viewChild.required<ElementRef<HTMLInputElement>>('title');
  private readonly bodyBox = viewChild.required<ElementRef<HTMLTextAreaElement>>('body');
  private readonly typed = signal<string | null>(null);
  protected readonly id = computed(() => `canned-reply-${this.reply()?.id ?? 'new'}`);
  protected readonly text = computed(() => this.typed() ?? this.reply()?.body ?? '');
  private readonly typedTitle = signal<string | null>(null);
  protected readonly name = computed(() => this.typedTitle() ?? this.reply()?.title ?? '');
  protected readonly limits = limits;
  protected readonly titleExcess = computed(() => excessOf(this.name().trim(), limits.cannedTitle));
  protected readonly bodyExcess = computed(() => excessOf(this.text(), limits.cannedBody));
  private saved = false;
  protected readonly sending = signal(false);
  protected readonly refused = signal<Problem | null>(null);
  protected readonly titleError = computed(() => {
    const refused = this.refused();
    return refused?.code === 'canned_reply.title_taken' ? refused.detail : refused?.fieldMessage('title');
  });
  protected readonly bodyError = computed(() => this.refused()?.fieldMessage('body'));
  protected readonly placeholders = placeholders.map((name) => `{{${name}}}`);
  protected readonly preview = computed(() =>
    fillIn(this.text(), {
      'requester.name': 'Ada Lovelace',
      'requester.email': 'ada@example.org',
      'ticket.id': 1042,
      'ticket.title': $localize`VPN down`,
      'agent.name': this.session.me()?.name ?? '',
    }),
  );

  constructor() {
    keepUnsavedChanges(
      () =>
        !this.saved &&
        (this.text() !== (this.reply()?.body ?? '') || this.name() !== (this.reply()?.title ?? '')),
    );
  }

  focus(): void {
    this.titleBox().nativeElement.focus();
  }
  protected call(title: string): void {
    this.typedTitle.set(title);
  }
  protected type(text: string): void {
    this.typed.set(text);
  }
  protected insert(placeholder: string): void {
    const box = this.bodyBox().nativeElement;
    box.setRangeText(placeholder, box.selectionStart, box.selectionEnd, 'end');
    this.type(box.value);
    box.focus();
  }
  protected async save(event: Event, title: string, shared: boolean): Promise<void> {
    event.preventDefault();
    if (this.sending()) return;
    if (this.titleExcess()) return this.titleBox().nativeElement.focus();
    if (this.bodyExcess()) return this.bodyBox().nativeElement.focus();
    this.sending.set(true);
    this.refused.set(null);
    const wanted = { title: title.trim(), body: this.text(), shared };
    try {
      const reply = this.reply();
      await (reply ? this.replies.change(reply.id, wanted) : this.replies.create(wanted));
      this.saved = true;
      this.done.emit();
    } catch (error) {
      this.refused.set(toProblem(error));
      (this.titleError() ? this.titleBox() : this.bodyBox()).nativeElement.focus();
    } finally {
      this.sending.set(false);
    }
  }
}
