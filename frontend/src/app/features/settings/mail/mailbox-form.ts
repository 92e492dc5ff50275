import {
  afterNextRender,
  Component,
  computed,
  ElementRef,
  inject,
  Injector,
  input,
  OnInit,
  output,
  signal,
  viewChild,
} from '@angular/core';
import { toApiProblem } from '../../../core/api-problem';
import { TeamsStore } from '../../../core/teams-store';
import { trackUnsavedChanges, UnsavedChanges } from '../../../core/unsaved-changes';
import { Button } from '../../../shared/button';
import { FormField, FormFieldControl } from '../../../shared/form-field';
import { LengthCounter } from '../../../shared/length-counter';
import { formatExcess, LIMITS } from '../../../shared/text-limits';
import { type MailProvider, providerHints, providerNames, providerOf } from './mail-providers';
import { MailboxFormState } from './mailbox-form-state';
import { MailboxReceivingFields } from './mailbox-receiving-fields';
import { MailboxSendingFields } from './mailbox-sending-fields';
import { type Mailbox, type MailPasswords, toMailboxInput, withProvider } from './mailbox-values';
import { MailboxesStore } from './mailboxes-store';

/** Creates or edits a mailbox. */
@Component({
  selector: 'tiq-mailbox-form',
  imports: [Button, FormField, FormFieldControl, LengthCounter, MailboxReceivingFields, MailboxSendingFields],
  providers: [MailboxFormState],
  host: { class: 'block' },
  templateUrl: './mailbox-form.html',
})
export class MailboxForm implements OnInit {
  /** Null for a new mailbox. */
  readonly mailbox = input.required<Mailbox | null>();
  /** The saved mailbox; null if the form was cancelled. */
  readonly closed = output<Mailbox | null>();
  private readonly store = inject(MailboxesStore);
  private readonly unsaved = inject(UnsavedChanges);
  private readonly injector = inject(Injector);
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef);
  private readonly receiving = viewChild(MailboxReceivingFields);
  private readonly sendingFields = viewChild(MailboxSendingFields);
  protected readonly state = inject(MailboxFormState);
  protected readonly teams = inject(TeamsStore);
  protected readonly providers: readonly MailProvider[] = ['google', 'microsoft', 'other'];
  protected readonly providerNames = providerNames;
  protected readonly provider = computed(() => providerOf(this.state.values().imap.host));
  protected readonly providerHint = computed(() => providerHints[this.provider()] ?? undefined);
  protected readonly maxSignature = LIMITS.mailSignature;
  protected readonly sending = signal(false);
  private saved = false;

  constructor() {
    trackUnsavedChanges(() => !this.saved && this.hasChanges());
  }
  ngOnInit(): void {
    this.state.open(this.mailbox());
  }

  focus(): void {
    this.host.nativeElement.querySelector('input')?.focus();
  }
  protected setProvider(provider: string): void {
    this.state.update(withProvider(this.state.values(), provider as MailProvider));
  }
  protected async cancel(): Promise<void> {
    if (await this.unsaved.confirmLeave()) this.closed.emit(null);
  }
  protected async save(event: Event): Promise<void> {
    event.preventDefault();
    if (this.sending()) return;
    const passwords = this.passwords();
    const isComplete = this.state.check(passwords);
    if (!isComplete || formatExcess(this.state.values().signature.trim(), this.maxSignature))
      return this.focusFirstError();
    this.sending.set(true);
    try {
      const input = toMailboxInput(this.state.values(), passwords);
      const mailbox = await this.store.save(this.mailbox()?.id ?? null, input);
      this.saved = true;
      this.closed.emit(mailbox);
    } catch (error) {
      this.state.problem.set(toApiProblem(error));
      this.focusFirstError();
    } finally {
      this.sending.set(false);
    }
  }

  private passwords(): MailPasswords {
    return { imap: this.receiving()?.password() ?? '', smtp: this.sendingFields()?.password() ?? '' };
  }
  private hasChanges(): boolean {
    const { imap, smtp } = this.passwords();
    return this.state.hasChanges() || imap !== '' || smtp !== '';
  }
  private focusFirstError(): void {
    afterNextRender(
      () => this.host.nativeElement.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus(),
      { injector: this.injector },
    );
  }
}
