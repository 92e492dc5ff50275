import { computed, Injectable, signal } from '@angular/core';
import { ApiProblem } from '../../../core/api-problem';
import {
  type MailAccount,
  type Mailbox,
  type MailboxValues,
  type MailPasswords,
  type MailProtocol,
  missingPasswords,
  sharesLogin,
  valuesOf,
} from './mailbox-values';

/** Fields whose errors are shown at them. */
const FIELDS = [
  ...['name', 'address', 'from_name', 'team_id', 'aliases', 'signature'],
  ...['imap_host', 'imap_port', 'imap_security', 'imap_user', 'imap_password'],
  ...['imap_folder', 'fetch_policy', 'after_fetch', 'move_to'],
  ...['smtp_host', 'smtp_port', 'smtp_security', 'smtp_user', 'smtp_password'],
];
/** Fields that are hidden if the login is shared, and where their errors are shown then. */
const SHARED_FIELDS: Record<string, string> = { imap_user: 'smtp_user', imap_password: 'smtp_password' };

/** Values and errors of the mailbox form, shared by its sections. */
@Injectable()
export class MailboxFormState {
  private readonly storedMailbox = signal<Mailbox | null>(null);
  private readonly current = signal<MailboxValues>(valuesOf(null));
  private readonly missing = signal<readonly string[]>([]);
  /** Null for a new mailbox. */
  readonly stored = this.storedMailbox.asReadonly();
  readonly values = this.current.asReadonly();
  /** Prefix of the ids of the controls. */
  readonly id = computed(() => `mailbox-${this.stored()?.id ?? 'new'}`);
  readonly problem = signal<ApiProblem | null>(null);
  /** An error that belongs to no field. */
  readonly otherError = computed(() => this.problem()?.detailUnlessIn(...FIELDS) ?? null);
  readonly sharesLogin = computed(() => sharesLogin(this.values()));

  open(mailbox: Mailbox | null): void {
    this.storedMailbox.set(mailbox);
    this.current.set(valuesOf(mailbox));
  }
  update(changes: Partial<MailboxValues>): void {
    this.current.update((values) => ({ ...values, ...changes }));
  }
  updateAccount(protocol: MailProtocol, changes: Partial<MailAccount>): void {
    this.current.update((values) => ({ ...values, [protocol]: { ...values[protocol], ...changes } }));
  }
  hasChanges(): boolean {
    return JSON.stringify(this.values()) !== JSON.stringify(valuesOf(this.stored()));
  }
  /** Removes errors and adds those of missing passwords. Returns whether there are none. */
  check(passwords: MailPasswords): boolean {
    this.problem.set(null);
    this.missing.set(missingPasswords(this.values(), passwords, this.stored()));
    return this.missing().length === 0;
  }
  error(field: string): string | null {
    if (this.missing().includes(field)) return $localize`Enter the password.`;
    const own = this.problem()?.fieldMessage(field) ?? null;
    const shared = this.sharesLogin() ? SHARED_FIELDS[field] : undefined;
    return own ?? (shared === undefined ? null : (this.problem()?.fieldMessage(shared) ?? null));
  }
  hasPassword(protocol: MailProtocol): boolean {
    return this.stored()?.[`has_${protocol}_password`] ?? false;
  }
}
