import { afterNextRender, Component, ElementRef, inject, output, signal, viewChild } from '@angular/core';
import { RunFilter, RunSource } from '../../../core/api-types';
import { Problem, toProblem } from '../../../core/problem';
import { Field, FieldBox } from '../../../shared/field';
import {
  categories,
  categoryNames,
  priorities,
  priorityNames,
  triageSourceNames,
  triageSources,
} from '../../../shared/ticket-terms';
import { runSources } from './run-words';
import { RunsStore } from './runs-store';

type Several = 'category' | 'priority' | 'source';
const DAY_MS = 86_400_000;

/** Who is asked again, and about which of the tickets that nobody has decided about. */
@Component({
  selector: 'tiq-run-form',
  imports: [Field, FieldBox],
  host: { class: 'block' },
  templateUrl: './run-form.html',
})
export class RunForm {
  readonly done = output<void>();
  private readonly store = inject(RunsStore);
  private readonly first = viewChild.required<ElementRef<HTMLSelectElement>>('source');
  protected readonly sources = runSources;
  protected readonly sourceNames = triageSourceNames;
  protected readonly groups = [
    { name: 'category', legend: $localize`Suggested category`, options: named(categories, categoryNames) },
    { name: 'priority', legend: $localize`Suggested priority`, options: named(priorities, priorityNames) },
    { name: 'source', legend: $localize`Source`, options: named(triageSources, triageSourceNames) },
  ] as const;
  private readonly chosen: Record<Several, Set<string>> = {
    category: new Set(),
    priority: new Set(),
    source: new Set(),
  };
  protected readonly sending = signal(false);
  protected readonly refused = signal<Problem | null>(null);

  constructor() {
    afterNextRender(() => this.first().nativeElement.focus());
  }

  protected choose(group: Several, value: string, isOn: boolean): void {
    if (isOn) this.chosen[group].add(value);
    else this.chosen[group].delete(value);
  }
  protected async send(event: Event, source: string, from: string, to: string): Promise<void> {
    event.preventDefault();
    if (this.sending()) return;
    this.sending.set(true);
    this.refused.set(null);
    try {
      await this.store.create({ source: source as RunSource, filter: this.filter(from, to) });
      this.done.emit();
    } catch (error) {
      this.refused.set(toProblem(error));
    } finally {
      this.sending.set(false);
    }
  }

  /** The last day is one of those that are meant. */
  private filter(from: string, to: string): RunFilter {
    const { category, priority, source } = this.chosen;
    return {
      ...(category.size && { category: [...category] as RunFilter['category'] }),
      ...(priority.size && { priority: [...priority] as RunFilter['priority'] }),
      ...(source.size && { source: [...source] as RunFilter['source'] }),
      ...(from && { created_after: new Date(from).toISOString() }),
      ...(to && { created_before: new Date(Date.parse(to) + DAY_MS).toISOString() }),
    };
  }
}

function named<Value extends string>(values: readonly Value[], names: Record<Value, string>) {
  return values.map((value) => ({ value, name: names[value] }));
}
