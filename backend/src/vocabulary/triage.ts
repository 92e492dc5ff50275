export const TRIAGE_STATES = ['pending', 'suggested', 'accepted', 'overridden', 'manual'] as const;
export type TriageState = (typeof TRIAGE_STATES)[number];

/** An agent's decisions about a suggestion. */
export const DECISIONS = ['accepted', 'overridden'] as const satisfies readonly TriageState[];
export type Decision = (typeof DECISIONS)[number];

/** Category and priority are those of a model, or the defaults. */
export const UNDECIDED_STATES = ['pending', 'suggested'] as const satisfies readonly TriageState[];
export const DECIDED_STATES = [...DECISIONS, 'manual'] as const satisfies readonly TriageState[];
/** States in which a ticket may have no suggestion. */
export const STATES_WITHOUT_SUGGESTION = ['pending', 'manual'] as const satisfies readonly TriageState[];

export type UndecidedState = (typeof UNDECIDED_STATES)[number];

export const TRIAGE_STATE_GROUPS = { undecided: UNDECIDED_STATES, decided: DECIDED_STATES } as const;

/**
 * Confidence from which a suggestion is applied in a category without a threshold of its own. The bundled model is right
 * in two of three cases at the first, and in three of four at the second (docs/triage-quality.md).
 */
export const DEFAULT_APPLY_AT = { any: 0.67, critical: 0.75 } as const;

/** Confidence from which a topic is shown as a suggestion, and from which it is applied with the suggestion (docs/topics.md). */
export const TOPIC_SHOW_AT = 0.5;
export const TOPIC_APPLY_AT = 0.8;

/** Remote models. Each has an entry in classification/remote/remote-providers.ts. */
export const REMOTE_SOURCES = ['gemini', 'openai'] as const;
/** Fallbacks of a remote model: the local model, and the defaults if that abstains. */
export const FALLBACK_SOURCES = ['local', 'default'] as const;
export const TRIAGE_SOURCES = [...REMOTE_SOURCES, ...FALLBACK_SOURCES] as const;

export type RemoteSource = (typeof REMOTE_SOURCES)[number];
export type FallbackSource = (typeof FALLBACK_SOURCES)[number];
export type TriageSource = (typeof TRIAGE_SOURCES)[number];

export const TRIAGE_SOURCE_GROUPS = { remote: REMOTE_SOURCES, fallback: FALLBACK_SOURCES } as const;

/**
 * Who decided about a ticket's triage. `agent`: an agent or administrator. `threshold`: the team's confidence
 * threshold. `import`: the source system of an imported ticket. `requester`: only in tickets of versions before
 * 2026-12, where a requester's choice of category and priority counted as a decision.
 */
export const TRIAGE_DECIDERS = ['agent', 'requester', 'import', 'threshold'] as const;
export type TriageDecider = (typeof TRIAGE_DECIDERS)[number];

export function isRemoteSource(source: string): source is RemoteSource {
  return (REMOTE_SOURCES as readonly string[]).includes(source);
}

export function isUndecided(state: TriageState): state is UndecidedState {
  return (UNDECIDED_STATES as readonly TriageState[]).includes(state);
}
