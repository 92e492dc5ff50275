import {
  RetriageJob,
  RetriageJobDetail,
  RetriageSource,
  RetriageJobState,
  RetriageJobTicketState,
} from '../../../core/api-types';
import { currentLanguage } from '../../../core/language';
import { categoryNames, priorityNames, triageSourceNames } from '../../../core/ticket-labels';
import { formatCount } from '../../../shared/number-format';

export const jobStateNames: Record<RetriageJobState, string> = {
  previewing: $localize`Preparing preview`,
  previewed: $localize`Preview ready`,
  running: $localize`Applying`,
  done: $localize`Applied`,
  undoing: $localize`Undoing`,
  undone: $localize`Undone`,
};
export const jobTicketStateNames: Record<RetriageJobTicketState, string> = {
  proposed: $localize`would change`,
  applied: $localize`changed`,
  skipped: $localize`skipped`,
  undone: $localize`undone`,
};
export const RETRIAGE_SOURCES: readonly RetriageSource[] = ['local', 'gemini', 'openai'];

/** Whether the job is running. */
export function isActive({ state, paused }: Pick<RetriageJob, 'state' | 'paused'>): boolean {
  return !paused && isInProgress(state);
}
export function isInProgress(state: RetriageJobState): boolean {
  return state === 'previewing' || state === 'running' || state === 'undoing';
}

/** Progress of the current step. */
export function jobProgress(job: RetriageJobDetail): { done: number; of: number } {
  const { proposed, applied, skipped, undone } = job;
  if (job.state === 'previewing') return { done: job.seen, of: job.total };
  if (job.state === 'running') return { done: applied + skipped, of: proposed + applied + skipped };
  return { done: undone, of: undone + applied };
}

/** Result of the last finished step. */
export function formatOutcome(job: RetriageJobDetail): string {
  const { state, seen, proposed, applied, skipped, undone, failed } = job;
  const text = {
    previewing: '',
    running: '',
    undoing: '',
    previewed: proposed
      ? $localize`Would change ${formatCount(proposed)}:proposed: of ${formatTicketCount(seen)}:seen:. Nothing has been changed yet.`
      : $localize`No changes for ${formatTicketCount(seen)}:seen:.`,
    done: $localize`Changed: ${formatTicketCount(applied)}:applied:. Skipped because reviewed in the meantime: ${formatCount(skipped)}:skipped:.`,
    undone: $localize`Undone: ${formatTicketCount(undone)}:undone:. Tickets reviewed since keep their values.`,
  }[state];
  return failed ? `${text} ${$localize`Failed: ${formatCount(failed)}:failed:.`}` : text;
}

export function formatTicketCount(count: number): string {
  return count === 1 ? $localize`1 ticket` : $localize`${formatCount(count)}:count: tickets`;
}

/** Formats the filter of the job. */
export function formatRetriageFilter({
  category,
  priority,
  source,
  created_after,
  created_before,
}: RetriageJob['filter']): string {
  const parts = [
    category?.map((value) => categoryNames[value]).join(', '),
    priority?.map((value) => priorityNames[value]).join(', '),
    source?.length
      ? $localize`source: ${source.map((value) => triageSourceNames[value]).join(', ')}:source:`
      : '',
    created_after ? $localize`created from ${formatDay(created_after)}:day:` : '',
    created_before ? $localize`created before ${formatDay(created_before)}:day:` : '',
  ].filter(Boolean);
  return parts.length ? parts.join(' · ') : $localize`all unreviewed tickets`;
}

export function formatUsd(cost: number): string {
  return cost.toLocaleString(currentLanguage(), {
    style: 'currency',
    currency: 'USD',
    maximumFractionDigits: 4,
  });
}

function formatDay(iso: string): string {
  return new Date(iso).toLocaleDateString(currentLanguage(), { dateStyle: 'medium', timeZone: 'UTC' });
}
