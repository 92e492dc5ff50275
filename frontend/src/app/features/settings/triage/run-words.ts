import { Run, RunDetail, RunSource, RunState, RunTicketState } from '../../../core/api-types';
import { language } from '../../../core/language';
import { categoryNames, priorityNames, triageSourceNames } from '../../../shared/ticket-terms';
import { count } from '../../../shared/total-words';

export const runStateNames: Record<RunState, string> = {
  previewing: $localize`Preparing preview`,
  previewed: $localize`Preview ready`,
  running: $localize`Applying`,
  done: $localize`Applied`,
  undoing: $localize`Undoing`,
  undone: $localize`Undone`,
};
export const runTicketStateNames: Record<RunTicketState, string> = {
  proposed: $localize`would change`,
  applied: $localize`changed`,
  skipped: $localize`skipped`,
  undone: $localize`undone`,
};
export const runSources: readonly RunSource[] = ['local', 'gemini', 'openai'];

/** Whether it goes on by itself. */
export function isWorking({ state, paused }: Pick<Run, 'state' | 'paused'>): boolean {
  return !paused && isUnderWay(state);
}
export function isUnderWay(state: RunState): boolean {
  return state === 'previewing' || state === 'running' || state === 'undoing';
}

/** How far it is with what it is doing. */
export function progressOf(run: RunDetail): { done: number; of: number } {
  const { proposed, applied, skipped, undone } = run;
  if (run.state === 'previewing') return { done: run.seen, of: run.total };
  if (run.state === 'running') return { done: applied + skipped, of: proposed + applied + skipped };
  return { done: undone, of: undone + applied };
}

/** How a finished step ended, in a sentence. */
export function outcomeInWords(run: RunDetail): string {
  const { state, seen, proposed, applied, skipped, undone, failed } = run;
  const words = {
    previewing: '',
    running: '',
    undoing: '',
    previewed: proposed
      ? $localize`Would change ${count(proposed)}:proposed: of ${ticketsInWords(seen)}:seen:. Nothing has been changed yet.`
      : $localize`No changes for ${ticketsInWords(seen)}:seen:.`,
    done: $localize`Changed: ${ticketsInWords(applied)}:applied:. Skipped because reviewed in the meantime: ${count(skipped)}:skipped:.`,
    undone: $localize`Undone: ${ticketsInWords(undone)}:undone:. Tickets reviewed since keep their values.`,
  }[state];
  return failed ? `${words} ${$localize`Failed: ${count(failed)}:failed:.`}` : words;
}

export function ticketsInWords(n: number): string {
  return n === 1 ? $localize`1 ticket` : $localize`${count(n)}:count: tickets`;
}

/** Which tickets it is about. */
export function filterInWords({
  category,
  priority,
  source,
  created_after,
  created_before,
}: Run['filter']): string {
  const parts = [
    category?.map((each) => categoryNames[each]).join(', '),
    priority?.map((each) => priorityNames[each]).join(', '),
    source?.length
      ? $localize`source: ${source.map((each) => triageSourceNames[each]).join(', ')}:source:`
      : '',
    created_after ? $localize`created from ${day(created_after)}:day:` : '',
    created_before ? $localize`created before ${day(created_before)}:day:` : '',
  ].filter(Boolean);
  return parts.length ? parts.join(' · ') : $localize`all unreviewed tickets`;
}

export function dollars(cost: number): string {
  return cost.toLocaleString(language(), { style: 'currency', currency: 'USD', maximumFractionDigits: 4 });
}

function day(iso: string): string {
  return new Date(iso).toLocaleDateString(language(), { dateStyle: 'medium', timeZone: 'UTC' });
}
