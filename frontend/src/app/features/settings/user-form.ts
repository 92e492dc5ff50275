import {
  afterNextRender,
  Component,
  computed,
  ElementRef,
  inject,
  input,
  output,
  signal,
  viewChild,
} from '@angular/core';
import { AccountsApi } from '../../core/accounts-api';
import { NewUser, Role, User } from '../../core/api-types';
import { ApiProblem, toApiProblem } from '../../core/api-problem';
import { trackUnsavedChanges, UnsavedChanges } from '../../core/unsaved-changes';
import { FormField, FormFieldControl } from '../../shared/form-field';
import { roleNames, roles } from '../../shared/role-names';
import { Button } from '../../shared/button';

/** Dialog that creates or edits a user. */
@Component({
  selector: 'tiq-user-form',
  imports: [Button, FormField, FormFieldControl],
  template: `<dialog
    #dialog
    class="card m-auto w-[min(26rem,calc(100vw-2rem))] bg-raised p-5 text-text shadow-l backdrop:bg-black/40"
    aria-labelledby="user-form-heading"
    (cancel)="cancel($event)"
    (close)="closed.emit()"
  >
    <form class="flex flex-col gap-4" novalidate (submit)="submit($event)">
      <h2 id="user-form-heading" class="text-lg font-semibold">
        @if (user(); as user) {
          <ng-container i18n>Edit {{ user.name }}</ng-container>
        } @else {
          <ng-container i18n>New user</ng-container>
        }
      </h2>
      <tiq-form-field inputId="user-name" label="Name" i18n-label [error]="fieldError('name')">
        <input
          #name
          tiqFormFieldControl
          dir="auto"
          autocomplete="off"
          required
          [value]="user()?.name ?? ''"
        />
      </tiq-form-field>
      <tiq-form-field inputId="user-email" label="Email" i18n-label [error]="fieldError('email')">
        <input
          #email
          tiqFormFieldControl
          type="email"
          autocomplete="off"
          required
          [value]="user()?.email ?? ''"
        />
      </tiq-form-field>
      <tiq-form-field inputId="user-role" label="Role" i18n-label [error]="fieldError('role')">
        <select #role tiqFormFieldControl>
          @for (each of roles; track each) {
            <option [value]="each" [selected]="each === (user()?.role ?? 'requester')">
              {{ roleNames[each] }}
            </option>
          }
        </select>
      </tiq-form-field>
      @if (formError(); as message) {
        <p class="rounded-md bg-critical-soft p-3 text-critical" role="alert">{{ message }}</p>
      }
      <div class="flex gap-2">
        <button type="submit" tiqButton="primary" [disabled]="sending()">
          @if (user()) {
            <ng-container i18n>Save</ng-container>
          } @else {
            <ng-container i18n>Create user</ng-container>
          }
        </button>
        <button i18n type="button" tiqButton="ghost" (click)="dialog.close()">Cancel</button>
      </div>
    </form>
  </dialog>`,
})
export class UserForm {
  /** Null for a new user. */
  readonly user = input.required<User | null>();
  readonly saved = output<User>();
  readonly closed = output<void>();
  private readonly api = inject(AccountsApi);
  private readonly unsaved = inject(UnsavedChanges);
  private readonly dialog = viewChild.required<ElementRef<HTMLDialogElement>>('dialog');
  private readonly nameInput = viewChild.required<ElementRef<HTMLInputElement>>('name');
  private readonly emailInput = viewChild.required<ElementRef<HTMLInputElement>>('email');
  private readonly roleSelect = viewChild.required<ElementRef<HTMLSelectElement>>('role');
  private readonly problem = signal<ApiProblem | null>(null);
  protected readonly sending = signal(false);
  protected readonly roles = roles;
  protected readonly roleNames = roleNames;
  protected readonly formError = computed(
    () => this.problem()?.detailUnlessIn('name', 'email', 'role') ?? null,
  );

  constructor() {
    trackUnsavedChanges(() => this.hasChanges());
    afterNextRender(() => {
      this.dialog().nativeElement.showModal();
      this.nameInput().nativeElement.focus();
    });
  }

  /** Asks for confirmation before Escape discards changes. */
  protected async cancel(event: Event): Promise<void> {
    if (!this.hasChanges()) return;
    event.preventDefault();
    if (await this.unsaved.confirmLeave()) this.dialog().nativeElement.close();
  }
  private hasChanges(): boolean {
    const { name, email, role } = this.user() ?? { name: '', email: '', role: 'requester' };
    const { open } = this.dialog().nativeElement;
    return (
      open &&
      (this.nameInput().nativeElement.value !== name ||
        this.emailInput().nativeElement.value !== email ||
        this.roleSelect().nativeElement.value !== role)
    );
  }

  protected fieldError(field: string): string | null {
    const problem = this.problem();
    if (field === 'email' && problem?.code === 'user.email_taken') return problem.detail;
    return problem?.fieldMessage(field) ?? null;
  }

  protected async submit(event: Event): Promise<void> {
    event.preventDefault();
    if (this.sending()) return;
    this.sending.set(true);
    this.problem.set(null);
    const user = this.user();
    const input: NewUser = {
      name: this.nameInput().nativeElement.value.trim(),
      email: this.emailInput().nativeElement.value.trim(),
      role: this.roleSelect().nativeElement.value as Role,
    };
    try {
      this.saved.emit(await (user ? this.api.updateUser(user.id, input) : this.api.createUser(input)));
      this.dialog().nativeElement.close();
    } catch (error) {
      this.problem.set(toApiProblem(error));
      (this.fieldError('email') ? this.emailInput() : this.nameInput()).nativeElement.focus();
    } finally {
      this.sending.set(false);
    }
  }
}
