import { Component, computed, ElementRef, inject, input, output, signal, viewChild } from '@angular/core';
import { CannedReply, MessageChanges } from '../../core/api-types';
import { CannedRepliesStore } from '../../core/canned-replies-store';
import { ApiProblem, toApiProblem } from '../../core/api-problem';
import { Session } from '../../core/session';
import { trackUnsavedChanges } from '../../core/unsaved-changes';
import { LengthCounter } from '../../shared/length-counter';
import { fillPlaceholders, PLACEHOLDERS } from '../../shared/placeholders';
import { formatExcess, LIMITS } from '../../shared/text-limits';
import { Button } from '../../shared/button';
import { MessageChangesFields } from './message-changes-fields';

/** Creates or edits a canned reply, with a preview for a sample requester. */
@Component({
  selector: 'tiq-canned-reply-form',
  imports: [Button, LengthCounter, MessageChangesFields],
  host: { class: 'block' },
  templateUrl: './canned-reply-form.html',
})
export class CannedReplyForm {
  /** Null for a new canned reply. */
  readonly reply = input.required<CannedReply | null>();
  readonly closed = output<void>();
  private readonly replies = inject(CannedRepliesStore);
  private readonly session = inject(Session);
  private readonly titleInput = viewChild.required<ElementRef<HTMLInputElement>>('title');
  private readonly bodyInput = viewChild.required<ElementRef<HTMLTextAreaElement>>('body');
  private readonly typedBody = signal<string | null>(null);
  protected readonly id = computed(() => `canned-reply-${this.reply()?.id ?? 'new'}`);
  protected readonly bodyText = computed(() => this.typedBody() ?? this.reply()?.body ?? '');
  private readonly typedTitle = signal<string | null>(null);
  protected readonly titleText = computed(() => this.typedTitle() ?? this.reply()?.title ?? '');
  protected readonly limits = LIMITS;
  protected readonly titleExcess = computed(() => formatExcess(this.titleText().trim(), LIMITS.cannedTitle));
  protected readonly bodyExcess = computed(() => formatExcess(this.bodyText(), LIMITS.cannedBody));
  protected readonly typedChanges = signal<MessageChanges | null>(null);
  protected readonly changes = computed(() => this.typedChanges() ?? this.reply()?.changes ?? {});
  protected readonly initialTags = computed(() => this.reply()?.changes.add_tags?.join(', ') ?? '');
  private readonly changesFields = viewChild.required(MessageChangesFields);
  private saved = false;
  protected readonly sending = signal(false);
  protected readonly problem = signal<ApiProblem | null>(null);
  protected readonly titleError = computed(() => {
    const problem = this.problem();
    return problem?.code === 'canned_reply.title_taken' ? problem.detail : problem?.fieldMessage('title');
  });
  protected readonly bodyError = computed(() => this.problem()?.fieldMessage('body'));
  protected readonly placeholders = PLACEHOLDERS.map((name) => `{{${name}}}`);
  protected readonly preview = computed(() =>
    fillPlaceholders(this.bodyText(), {
      'requester.name': 'Ada Lovelace',
      'requester.first_name': 'Ada',
      'requester.email': 'ada@example.org',
      'ticket.id': 1042,
      'ticket.title': $localize`VPN down`,
      'agent.name': this.session.me()?.name ?? '',
    }),
  );

  constructor() {
    trackUnsavedChanges(
      () =>
        !this.saved &&
        (this.bodyText() !== (this.reply()?.body ?? '') ||
          this.titleText() !== (this.reply()?.title ?? '') ||
          this.typedChanges() !== null),
    );
  }

  focus(): void {
    this.titleInput().nativeElement.focus();
  }
  protected setTitle(title: string): void {
    this.typedTitle.set(title);
  }
  protected setBody(text: string): void {
    this.typedBody.set(text);
  }
  protected insertPlaceholder(placeholder: string): void {
    const box = this.bodyInput().nativeElement;
    box.setRangeText(placeholder, box.selectionStart, box.selectionEnd, 'end');
    this.setBody(box.value);
    box.focus();
  }
  protected async save(event: Event, title: string, shared: boolean): Promise<void> {
    event.preventDefault();
    if (this.sending()) return;
    if (this.titleExcess()) return this.titleInput().nativeElement.focus();
    if (this.bodyExcess()) return this.bodyInput().nativeElement.focus();
    if (this.changesFields().tagError()) return;
    this.sending.set(true);
    this.problem.set(null);
    const input = { title: title.trim(), body: this.bodyText(), shared, changes: this.changes() };
    try {
      const reply = this.reply();
      await (reply ? this.replies.update(reply.id, input) : this.replies.create(input));
      this.saved = true;
      this.closed.emit();
    } catch (error) {
      this.problem.set(toApiProblem(error));
      (this.titleError() ? this.titleInput() : this.bodyInput()).nativeElement.focus();
    } finally {
      this.sending.set(false);
    }
  }
}
