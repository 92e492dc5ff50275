import { adaptModel, type LinearModelFile, LocalModel } from '@ticketiq/bundled-model';
import { classifyWithoutInjection } from '../local/local-classifier.js';
import { balanceDecisions, MIN_HELD_OUT } from './balanced-decisions.js';
import { compareAnswers, impactOf, type Impact, type Replay, type TriageValues } from './replay.js';
import type { TeamDecision } from './team-decisions.repository.js';

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
  /** Whether it may replace the active model. */
  isBetter: boolean;
}

/** Adapts the base model to the team's decisions and evaluates it on those held out. Takes several seconds. */
export function trainModel({ base, current, approved, decisions, name }: TrainingJob): TrainingResult {
  const { training, heldOut } = balanceDecisions(decisions);
  const file = adaptModel(base, training, { name });
  const replay = compareAnswers(
    heldOut,
    classifyDecisions(current, heldOut),
    classifyDecisions(file, heldOut),
  );
  const newest = decisions.filter(({ author }) => author !== null).slice(0, IMPACT_SAMPLE_SIZE);
  const after = classifyDecisions(file, newest);
  const impacts = [current, approved].map((before) => impactOf(classifyDecisions(before, newest), after));
  return {
    file,
    replay,
    impact: impacts.find(needsApproval) ?? impacts[0]!,
    isBetter: heldOut.length >= MIN_HELD_OUT && replay.verdict === 'better',
  };
}

export interface ReplayJob extends Pick<TrainingJob, 'current' | 'decisions'> {
  candidate: LinearModelFile;
}

/** Compares a model with the active one on held-out decisions. */
export function replayDecisions({ current, candidate, decisions }: ReplayJob): Replay {
  const { heldOut } = balanceDecisions(decisions);
  return compareAnswers(heldOut, classifyDecisions(current, heldOut), classifyDecisions(candidate, heldOut));
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
  return decisions.map((decision) => {
    const { category, priority } = classifyWithoutInjection(model, decision);
    return { category, priority };
  });
}
