import {
  Component,
  computed,
  ElementRef,
  inject,
  input,
  linkedSignal,
  output,
  signal,
  viewChild,
} from '@angular/core';
import { ApiProblem, toApiProblem } from '../../core/api-problem';
import { trackUnsavedChanges } from '../../core/unsaved-changes';
import { Button } from '../../shared/button';
import { LengthCounter } from '../../shared/length-counter';
import { formatExcess, LIMITS } from '../../shared/text-limits';
import { Organization, OrganizationsStore } from './organizations-store';

/** Creates or edits an organization. */
@Component({
  selector: 'tiq-organization-form',
  imports: [Button, LengthCounter],
  host: { class: 'block' },
  templateUrl: './organization-form.html',
})
export class OrganizationForm {
  /** Null for a new organization. */
  readonly organization = input.required<Organization | null>();
  readonly closed = output<void>();
  private readonly store = inject(OrganizationsStore);
  private readonly nameInput = viewChild.required<ElementRef<HTMLInputElement>>('name');
  protected readonly id = computed(() => `organization-${this.organization()?.id ?? 'new'}`);
  protected readonly nameText = linkedSignal(() => this.organization()?.name ?? '');
  protected readonly domainText = linkedSignal(() => this.organization()?.domains.join(', ') ?? '');
  protected readonly notes = linkedSignal(() => this.organization()?.notes ?? '');
  protected readonly maxName = LIMITS.requesterName;
  protected readonly maxNotes = LIMITS.organizationNotes;
  protected readonly nameExcess = computed(() => formatExcess(this.nameText().trim(), this.maxName));
  protected readonly notesExcess = computed(() => formatExcess(this.notes().trim(), this.maxNotes));
  protected readonly sending = signal(false);
  protected readonly problem = signal<ApiProblem | null>(null);
  protected readonly nameError = computed(() => this.problem()?.fieldMessage('name'));
  protected readonly domainError = computed(() => this.problem()?.fieldMessage('domains'));
  protected readonly otherError = computed(() =>
    (this.nameError() ?? this.domainError()) ? null : this.problem()?.detail,
  );
  private saved = false;

  constructor() {
    trackUnsavedChanges(() => !this.saved && JSON.stringify(this.values()) !== JSON.stringify(this.stored()));
  }

  focus(): void {
    this.nameInput().nativeElement.focus();
  }
  protected async save(event: Event): Promise<void> {
    event.preventDefault();
    if (this.sending() || this.notesExcess()) return;
    if (this.nameExcess()) return this.focus();
    this.sending.set(true);
    this.problem.set(null);
    try {
      await this.store.save(this.organization()?.id ?? null, this.values());
      this.saved = true;
      this.closed.emit();
    } catch (error) {
      this.problem.set(toApiProblem(error));
      if (this.nameError()) this.focus();
    } finally {
      this.sending.set(false);
    }
  }

  private values() {
    return {
      name: this.nameText().trim(),
      domains: this.domainText()
        .split(/[\s,;]+/)
        .filter(Boolean),
      notes: this.notes().trim(),
    };
  }
  private stored() {
    const { name = '', domains = [], notes = '' } = this.organization() ?? {};
    return { name, domains, notes };
  }
}
