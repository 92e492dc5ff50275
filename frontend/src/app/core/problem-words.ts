import { language } from './language';

/** What the service says in English, for those who read another language; and what it can't say itself. */
export interface ProblemWords {
  title?: string;
  detail?: string;
}

const titles: Record<number, string> = {
  0: $localize`No connection to the service`,
  400: $localize`That can’t be taken as it is`,
  401: $localize`Not signed in`,
  403: $localize`That is not allowed`,
  404: $localize`There is no such thing`,
  409: $localize`In conflict with what is there`,
  412: $localize`Changed in the meantime`,
  413: $localize`That is too large`,
  422: $localize`That is not possible`,
  429: $localize`Too many requests`,
  500: $localize`Something went wrong in the service`,
  502: $localize`The service is not reachable`,
  503: $localize`The service is not ready`,
  504: $localize`The service took too long`,
};

const details: Record<string, string> = {
  'input.invalid': $localize`Something that was entered is missing or not right.`,
  'input.too_large': $localize`Enter less text, then try again.`,
  'request.forbidden': $localize`This account may not do that.`,
  'request.not_found': $localize`There is nothing at this address.`,
  'request.too_many': $localize`Wait a little, then try again.`,
  'server.error': $localize`It is logged for the admins. Try again later.`,
  'server.stopping': $localize`Nothing was changed. Try again in a moment.`,
  'server.unavailable': $localize`Nothing was changed. Try again in a moment.`,
  'auth.required': $localize`Sign in again.`,
  'auth.wrong_credentials': $localize`E-mail or password is wrong.`,
  'auth.recent_sign_in_required': $localize`Nothing was changed, because the password was not confirmed.`,
  'auth.csrf': $localize`This page is too old. Load it again.`,
  'auth.reset_link_invalid': $localize`This link is used up or has expired. Ask an admin for a new one.`,
  'auth.wrong_current_password': $localize`The present password is wrong.`,
  'session.not_found': $localize`This session has ended already.`,
  'token.not_found': $localize`This token is gone already.`,
  'user.not_found': $localize`There is no such user.`,
  'user.email_taken': $localize`Another user has this e-mail address.`,
  'user.last_admin': $localize`This is the last active admin. Make another one first.`,
  'ticket.not_found': $localize`There is no such ticket.`,
  'ticket.status_move_forbidden': $localize`The ticket can’t go from its status to this one.`,
  'ticket.changed_since': $localize`The ticket has been changed since.`,
  'ticket.stale': $localize`Somebody else has changed the ticket in the meantime.`,
  'ticket.unknown_assignee': $localize`The ticket can’t be given to this person.`,
  'ticket.not_resolved': $localize`Only a resolved or closed ticket can be reopened.`,
  'bulk_change.not_found': $localize`This change can no longer be undone.`,
  'bulk_change.undone': $localize`This change has been undone already.`,
  'message.not_found': $localize`There is no such message.`,
  'message.delivered': $localize`The reply has been delivered, and can no longer be undone.`,
  'triage.nothing_suggested': $localize`The ticket has no suggestion to accept.`,
  'triage.not_suggested': $localize`Somebody has decided about the suggestion already.`,
  'triage.decision_stands': $localize`The decision can no longer be undone.`,
  'triage.settled': $localize`A person has decided category and priority; the model is not asked again.`,
  'triage.thresholds_reversed': $localize`What is too unsure to be applied can’t be sure enough to be settled.`,
  'triage_model.not_found': $localize`There is no such model.`,
  'triage_model.too_few_decisions': $localize`There are too few tickets that people have settled to learn from.`,
  'triage_model.learning_under_way': $localize`A model is being learnt already.`,
  'triage_model.not_waiting': $localize`The model does not wait for approval any more.`,
  'triage_model.worse': $localize`On past decisions it is worse than the one that answers now.`,
  'triage_run.not_found': $localize`There is no such run.`,
  'triage_run.wrong_state': $localize`The run has moved on in the meantime.`,
  'triage_run.source_not_configured': $localize`This model is not set up here.`,
  'ticket.idempotency_key_reused': $localize`Another text was sent under the same key. Send it again.`,
};

export function problemInWords(status: number, code: string | null): ProblemWords {
  if (status === 0)
    return { title: titles[0], detail: $localize`Nothing was changed. Check the network, then try again.` };
  return { title: titles[status], detail: code === null ? undefined : details[code] };
}

const faults: readonly [RegExp, (count: string) => string][] = [
  [/must not be blank/, () => $localize`must not be empty`],
  [/is missing/, () => $localize`must not be empty`],
  [/must not contain line breaks/, () => $localize`must be one line, without control characters`],
  [/must be longer than or equal to 1 /, () => $localize`must not be empty`],
  [
    /must (?:be|have) at most (\d+) characters/,
    (count) => $localize`may have ${count}:count: characters at most`,
  ],
  [
    /must have at least (\d+) characters/,
    (count) => $localize`must have at least ${count}:count: characters`,
  ],
  [/is too easy to guess/, () => $localize`is too easy to guess`],
  [
    /is one of the passwords that are guessed first/,
    () => $localize`is one of the passwords that are guessed first`,
  ],
  [
    /must be more than a name/,
    () => $localize`must be more than a name, an e-mail address or the name of this service`,
  ],
  [/must be an e-mail address/, () => $localize`must be an e-mail address`],
  [/must be at most (\d+) tags/, (count) => $localize`may be ${count}:count: tags at most`],
  [/more than (\d+) tokens/, (count) => $localize`There may be ${count}:count: tokens at most; revoke some.`],
  [/belongs to another user/, () => $localize`belongs to another user`],
  [/is not the id of an agent/, () => $localize`is not an agent`],
  [/must not be below apply_at/, () => $localize`must not be lower than the one to apply from`],
  [/is not configured/, () => $localize`is not set up here`],
  [/is wrong/, () => $localize`is wrong`],
];

/** What is wrong with a field, in the person's language where it is known. */
export function faultInWords(message: string): string {
  if (language() === 'en') return message;
  for (const [pattern, words] of faults) {
    const match = pattern.exec(message);
    if (match) return words(match[1] ?? '');
  }
  return message;
}
