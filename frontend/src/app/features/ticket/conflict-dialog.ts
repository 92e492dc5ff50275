import {
  afterNextRender,
  Component,
  computed,
  ElementRef,
  inject,
  input,
  signal,
  viewChild,
} from '@angular/core';
import { Agents } from '../../core/agents';
import { Session } from '../../core/session';
import { ChangedField, changeInWords } from '../../shared/ticket-changes';
import { Choice, mineInWords, settle, theirsInWords } from '../../shared/ticket-conflict';
import { OpenConflict } from './ticket-store';

const fieldNames: Record<ChangedField, string> = {
  title: $localize`Title`,
  description: $localize`Description`,
  status: $localize`Status`,
  priority: $localize`Priority`,
  category: $localize`Category`,
  assignee: $localize`Assignee`,
  tags: $localize`Tags`,
  requester: $localize`Requester`,
};

/** Somebody else was quicker: both versions of each field in question, and one confirmation. Nothing is lost. */
@Component({
  selector: 'tiq-conflict-dialog',
  templateUrl: './conflict-dialog.html',
})
export class ConflictDialog {
  readonly open = input.required<OpenConflict>();
  private readonly agents = inject(Agents);
  private readonly session = inject(Session);
  private readonly dialog = viewChild.required<ElementRef<HTMLDialogElement>>('dialog');
  protected readonly fieldNames = fieldNames;
  protected readonly sides: readonly Choice[] = ['theirs', 'mine'];
  protected readonly choices = signal<Partial<Record<ChangedField, Choice>>>({});
  protected readonly conflict = computed(() => this.open().conflict);
  protected readonly undecided = computed(() =>
    this.conflict().fields.some((field) => !this.choices()[field]),
  );
  protected readonly othersInWords = computed(() => {
    const { others, now } = this.conflict();
    return others.map((field) => changeInWords(field, now)).join(', ');
  });

  constructor() {
    afterNextRender(() => this.dialog().nativeElement.showModal());
  }

  protected words(field: ChangedField, side: Choice): string {
    if (side === 'theirs') return theirsInWords(this.conflict(), field);
    return mineInWords(this.conflict(), field, (id) =>
      id === this.session.me()?.id ? this.session.me()!.name : this.agents.nameOf(id),
    );
  }
  protected choose(field: ChangedField, side: Choice): void {
    this.choices.update((choices) => ({ ...choices, [field]: side }));
  }
  protected confirm(event: Event): void {
    event.preventDefault();
    if (!this.undecided()) this.open().decide(settle(this.conflict(), this.choices()));
  }
}
