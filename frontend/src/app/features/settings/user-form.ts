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
import { Problem, toProblem } from '../../core/problem';
import { keepUnsavedChanges, UnsavedChanges } from '../../core/unsaved-changes';
import { Field, FieldBox } from '../../shared/field';
import { roleNames, roles } from '../../shared/role-names';

/** One person: to be made, or to be changed. */
@Component({
  selector: 'tiq-user-form',
  imports: [Field, FieldBox],
  template: `<dialog
    #dialog
    class="card m-auto w-[min(26rem,calc(100vw-2rem))] bg-raised p-5 text-text shadow-[var(--shadow-l)] backdrop:bg-black/40"
    aria-labelledby="user-form-heading"
    (cancel)="cancel($event)"
    (close)="leave.emit()"
  >
    <form class="flex flex-col gap-4" novalidate (submit)="submit($event)">
      <h2 id="user-form-heading" class="text-[length:var(--text-lg)] font-semibold">
        @if (user(); as user) {
          <ng-container i18n>Edit {{ user.name }}</ng-container>
        } @else {
          <ng-container i18n>New user</ng-container>
        }
      </h2>
      <tiq-field boxId="user-name" label="Name" i18n-label [error]="error('name')">
        <input #name tiqFieldBox dir="auto" autocomplete="off" required [value]="user()?.name ?? ''" />
      </tiq-field>
      <tiq-field boxId="user-email" label="Email" i18n-label [error]="error('email')">
        <input #email tiqFieldBox type="email" autocomplete="off" required [value]="user()?.email ?? ''" />
      </tiq-field>
      <tiq-field boxId="user-role" label="Role" i18n-label [error]="error('role')">
        <select #role tiqFieldBox>
          @for (each of roles; track each) {
            <option [value]="each" [selected]="each === (user()?.role ?? 'requester')">
              {{ roleNames[each] }}
            </option>
          }
        </select>
      </tiq-field>
      @if (elsewhere(); as message) {
        <p class="rounded-md bg-critical-soft p-3 text-critical" role="alert">{{ message }}</p>
      }
      <div class="flex gap-2">
        <button type="submit" class="btn btn-primary" [disabled]="sending()">
          @if (user()) {
            <ng-container i18n>Save</ng-container>
          } @else {
            <ng-container i18n>Create user</ng-container>
          }
        </button>
        <button i18n type="button" class="btn btn-ghost" (click)="dialog.close()">Cancel</button>
      </div>
    </form>
  </dialog>`,
})
export class UserForm {
  /** Null makes a new one. */
  readonly user = input.required<User | null>();
  readonly saved = output<User>();
  readonly leave = output<void>();
  private readonly api = inject(AccountsApi);
  private readonly unsaved = inject(UnsavedChanges);
  private readonly dialog = viewChild.required<ElementRef<HTMLDialogElement>>('dialog');
  private readonly name = viewChild.required<ElementRef<HTMLInputElement>>('name');
  private readonly email = viewChild.required<ElementRef<HTMLInputElement>>('email');
  private readonly role = viewChild.required<ElementRef<HTMLSelectElement>>('role');
  private readonly problem = signal<Problem | null>(null);
  protected readonly sending = signal(false);
  protected readonly roles = roles;
  protected readonly roleNames = roleNames;
  protected readonly elsewhere = computed(
    () => this.problem()?.detailBeside('name', 'email', 'role') ?? null,
  );

  constructor() {
    keepUnsavedChanges(() => this.changed());
    afterNextRender(() => {
      this.dialog().nativeElement.showModal();
      this.name().nativeElement.focus();
    });
  }

  /** Escape: a slip of the hand drops nothing. */
  protected async cancel(event: Event): Promise<void> {
    if (!this.changed()) return;
    event.preventDefault();
    if (await this.unsaved.mayLeave()) this.dialog().nativeElement.close();
  }
  private changed(): boolean {
    const { name, email, role } = this.user() ?? { name: '', email: '', role: 'requester' };
    const { open } = this.dialog().nativeElement;
    return (
      open &&
      (this.name().nativeElement.value !== name ||
        this.email().nativeElement.value !== email ||
        this.role().nativeElement.value !== role)
    );
  }

  protected error(field: string): string | null {
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
    const given: NewUser = {
      name: this.name().nativeElement.value.trim(),
      email: this.email().nativeElement.value.trim(),
      role: this.role().nativeElement.value as Role,
    };
    try {
      this.saved.emit(await (user ? this.api.changeUser(user.id, given) : this.api.createUser(given)));
      this.dialog().nativeElement.close();
    } catch (error) {
      this.problem.set(toProblem(error));
      (this.error('email') ? this.email() : this.name()).nativeElement.focus();
    } finally {
      this.sending.set(false);
    }
  }
}
