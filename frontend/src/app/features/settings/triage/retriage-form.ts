import { afterNextRender, Component, ElementRef, inject, output, signal, viewChild } from '@angular/core';
import { RetriageFilter, RetriageSource } from '../../../core/api-types';
import { ApiProblem, toApiProblem } from '../../../core/api-problem';
import { FormField, FormFieldControl } from '../../../shared/form-field';
import {
  categories,
  categoryNames,
  priorities,
  priorityNames,
  triageSourceNames,
  triageSources,
} from '../../../core/ticket-labels';
import { RETRIAGE_SOURCES } from './retriage-labels';
import { RetriageStore } from './retriage-store';
import { Button } from '../../../shared/button';

type FilterField = 'category' | 'priority' | 'source';
const DAY_MS = 86_400_000;

/** Starts a re-triage job: model and filter of undecided tickets. */
@Component({
  selector: 'tiq-retriage-form',
  imports: [Button, FormField, FormFieldControl],
  host: { class: 'block' },
  templateUrl: './retriage-form.html',
})
export class RetriageForm {
  readonly closed = output<void>();
  private readonly store = inject(RetriageStore);
  private readonly sourceSelect = viewChild.required<ElementRef<HTMLSelectElement>>('source');
  protected readonly sources = RETRIAGE_SOURCES;
  protected readonly sourceNames = triageSourceNames;
  protected readonly groups = [
    {
      name: 'category',
      legend: $localize`Suggested category`,
      options: toOptions(categories, categoryNames),
    },
    {
      name: 'priority',
      legend: $localize`Suggested priority`,
      options: toOptions(priorities, priorityNames),
    },
    { name: 'source', legend: $localize`Source`, options: toOptions(triageSources, triageSourceNames) },
  ] as const;
  private readonly selected: Record<FilterField, Set<string>> = {
    category: new Set(),
    priority: new Set(),
    source: new Set(),
  };
  protected readonly sending = signal(false);
  protected readonly problem = signal<ApiProblem | null>(null);

  constructor() {
    afterNextRender(() => this.sourceSelect().nativeElement.focus());
  }

  protected toggle(group: FilterField, value: string, isOn: boolean): void {
    if (isOn) this.selected[group].add(value);
    else this.selected[group].delete(value);
  }
  protected async submit(event: Event, source: string, from: string, to: string): Promise<void> {
    event.preventDefault();
    if (this.sending()) return;
    this.sending.set(true);
    this.problem.set(null);
    try {
      await this.store.create({ source: source as RetriageSource, filter: this.toFilter(from, to) });
      this.closed.emit();
    } catch (error) {
      this.problem.set(toApiProblem(error));
    } finally {
      this.sending.set(false);
    }
  }

  /** The last day is inclusive. */
  private toFilter(from: string, to: string): RetriageFilter {
    const { category, priority, source } = this.selected;
    return {
      ...(category.size && { category: [...category] as RetriageFilter['category'] }),
      ...(priority.size && { priority: [...priority] as RetriageFilter['priority'] }),
      ...(source.size && { source: [...source] as RetriageFilter['source'] }),
      ...(from && { created_after: new Date(from).toISOString() }),
      ...(to && { created_before: new Date(Date.parse(to) + DAY_MS).toISOString() }),
    };
  }
}

function toOptions<Value extends string>(values: readonly Value[], names: Record<Value, string>) {
  return values.map((value) => ({ value, name: names[value] }));
}
