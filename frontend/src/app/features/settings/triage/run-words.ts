import { Run, RunDetail, RunSource, RunState, RunTicketState } from '../../../core/api-types';
import { language } from '../../../core/language';
import { categoryNames, priorityNames, triageSourceNames } from '../../../shared/ticket-terms';
import { count } from '../../../shared/total-words';

export const runStateNames: Record<RunState, string> = {
  previewing: $localize`Asking`,
  previewed: $localize`Preview is ready`,
  running: $localize`Applying`,
  done: $localize`Applied`,
  undoing: $localize`Undoing`,
  undone: $localize`Undone`,
};
export const runTicketStateNames: Record<RunTicketState, string> = {
  proposed: $localize`would change`,
  applied: $localize`changed`,
  skipped: $localize`left alone`,
  undone: $localize`put back`,
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
      ? $localize`Of ${ticketsInWords(seen)}:seen:, ${count(proposed)}:proposed: would change. Nothing is changed yet.`
      : $localize`Of ${ticketsInWords(seen)}:seen:, none would change.`,
    done: $localize`Changed: ${ticketsInWords(applied)}:applied:. Left alone, since somebody had come first: ${count(skipped)}:skipped:.`,
    undone: $localize`Put back: ${ticketsInWords(undone)}:undone:. What somebody has decided since stays.`,
  }[state];
  return failed ? `${words} ${$localize`About ${count(failed)}:failed: no answer came.`}` : words;
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
      ? $localize`suggested by ${source.map((each) => triageSourceNames[each]).join(', ')}:source:`
      : '',
    created_after ? $localize`filed from ${day(created_after)}:day: on` : '',
    created_before ? $localize`filed before ${day(created_before)}:day:` : '',
  ].filter(Boolean);
  return parts.length ? parts.join(' · ') : $localize`all that nobody has decided about`;
}

export function dollars(cost: number): string {
  return cost.toLocaleString(language(), { style: 'currency', currency: 'USD', maximumFractionDigits: 4 });
}

function day(iso: string): string {
  return new Date(iso).toLocaleDateString(language(), { dateStyle: 'medium', timeZone: 'UTC' });
}
