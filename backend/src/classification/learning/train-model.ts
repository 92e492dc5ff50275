import {
  bundledModel,
  learnFromDecisions,
  LocalModel,
  type HeadReport,
  type LinearModelFile,
} from '@ticketiq/bundled-model';
import { DEFAULT_CATEGORY, DEFAULT_PRIORITY, type Category, type Priority } from '../../vocabulary/index.js';
import { classifyWithoutInjection } from '../local/local-classifier.js';
import { balanceDecisions, MIN_EVALUATED } from './balanced-decisions.js';
import { compareAnswers, impactOf, type Impact, type Replay, type TriageValues } from './replay.js';
import type { TeamDecision } from './team-decisions.repository.js';

/** Fewer are not enough to compare models. */
export const MIN_DECISIONS = 25;

/** Number of the newest tickets on which the impact of a model is measured. */
const IMPACT_SAMPLE_SIZE = 1000;

export interface TrainingJob {
  /** The bundled model, from which training starts. */
  base: LinearModelFile;
  /** The active model. */
  current: LinearModelFile;
  /** The last model that an administrator activated; the bundled model if there is none. */
  approved: LinearModelFile;
  decisions: TeamDecision[];
  /** Name of the new model. */
  name: string;
}

/** Why a trained model was not activated. */
export const REFUSAL_REASONS = [
  'no_better_candidate',
  'not_better_than_active',
  'too_few_evaluated',
] as const;
export type RefusalReason = (typeof REFUSAL_REASONS)[number];

/** Comparison of the candidates for each head, and its result. */
export interface Gate {
  category: HeadReport;
  priority: HeadReport;
  /** Null if the model may replace the active one. */
  refusal: RefusalReason | null;
}

export interface TrainingResult {
  file: LinearModelFile;
  /** Comparison with the active model on decisions that neither was trained on. */
  replay: Replay;
  /**
   * Changes on the newest tickets of requesters, including those not used for training. Compared with the active
   * model or, if only that needs approval, with the last approved model, because small steps may add up to a large
   * change.
   */
  impact: Impact;
  gate: Gate;
}

/**
 * Adapts the base model to the team's decisions. Each head is chosen by cross-validation over all decisions, and the
 * result must be better than the active model. Takes several seconds.
 */
export function trainModel({ base, current, approved, decisions, name }: TrainingJob): TrainingResult {
  const { training, evaluated } = balanceDecisions(decisions);
  const evaluatedIds = new Set(evaluated.map(({ id }) => id));
  const { file, category, priority } = learnFromDecisions(
    base,
    training.map((decision) => ({ ...decision, isEvaluated: evaluatedIds.has(decision.id) })),
    { name },
  );
  const replay = compareUnseen(evaluated, current, file);
  const newest = decisions.filter(({ author }) => author !== null).slice(0, IMPACT_SAMPLE_SIZE);
  const after = classifyDecisions(file, newest);
  // Before the first trained model, both are the bundled one.
  const impacts = [...new Set([current, approved])].map((before) =>
    impactOf(classifyDecisions(before, newest), after),
  );
  return {
    file,
    replay,
    impact: impacts.find(needsApproval) ?? impacts[0]!,
    gate: { category, priority, refusal: refusalOf(replay, [category, priority]) },
  };
}

function refusalOf({ decisions, before, after }: Replay, heads: readonly HeadReport[]): RefusalReason | null {
  if (decisions < MIN_EVALUATED) return 'too_few_evaluated';
  // Each head counts by itself: a gain in one must not be lost in the noise of the other.
  if (after.category + after.priority > before.category + before.priority) return null;
  return heads.every(({ chosen }) => chosen === 'bundled') ? 'no_better_candidate' : 'not_better_than_active';
}

export interface ReplayJob extends Pick<TrainingJob, 'current' | 'decisions'> {
  candidate: LinearModelFile;
}

/** Compares a model with the active one on decisions that neither was trained on. */
export function replayDecisions({ current, candidate, decisions }: ReplayJob): Replay {
  return compareUnseen(balanceDecisions(decisions).evaluated, current, candidate);
}

function compareUnseen(
  decisions: readonly TeamDecision[],
  current: LinearModelFile,
  candidate: LinearModelFile,
): Replay {
  const before = answerUnseen(current, decisions);
  const after = answerUnseen(candidate, decisions);
  const compared = [...decisions.keys()].filter((at) => before[at] && after[at]);
  return compareAnswers(
    compared.map((at) => decisions[at]!),
    compared.map((at) => before[at]!),
    compared.map((at) => after[at]!),
  );
}

/**
 * A model's answers for decisions as if it had not been trained on them: for those in its training, the answers of
 * cross-validation that it has recorded. Null if there is none.
 */
export function answerUnseen(
  file: LinearModelFile,
  decisions: readonly TeamDecision[],
): (TriageValues | null)[] {
  const model = new LocalModel(file);
  const trained = new Map(file.team?.tickets.map((ticket) => [ticket.id, ticket.outOfFold]));
  // Models of earlier versions have no record, but were never trained on every fifth ticket.
  const isUnrecorded = !file.team && file.name !== bundledModel().name;
  return decisions.map((decision) => {
    const { id } = decision;
    if (isUnrecorded && id % 5 !== 0) return null;
    const recorded = trained.get(id);
    if (recorded === undefined) return toValues(classifyWithoutInjection(model, decision));
    if (recorded === null) return { category: DEFAULT_CATEGORY, priority: DEFAULT_PRIORITY };
    return {
      category: file.category.classes[recorded.category] as Category,
      priority: file.priority.classes[recorded.priority] as Priority,
    };
  });
}

/** Larger changes than ordinary training makes (docs/learning.md) need an administrator's approval. */
export const MAX_CHANGED_SHARE = 0.45;
export const MAX_LOWERED_SHARE = 0.05;
/** Fewer may be chance. */
const MIN_LOWERED = 3;

export function needsApproval({ tickets, changed, lowered }: Impact): boolean {
  const lowersMany = lowered >= MIN_LOWERED && lowered > MAX_LOWERED_SHARE * tickets;
  return lowersMany || changed > MAX_CHANGED_SHARE * tickets;
}

/** A model's answers for the tickets of the decisions, in their order. */
export function classifyDecisions(file: LinearModelFile, decisions: readonly TeamDecision[]): TriageValues[] {
  const model = new LocalModel(file);
  return decisions.map((decision) => toValues(classifyWithoutInjection(model, decision)));
}

function toValues({ category, priority }: TriageValues): TriageValues {
  return { category, priority };
}
