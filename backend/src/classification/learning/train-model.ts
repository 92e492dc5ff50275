import type { LinearModelFile } from '../local/linear-model.js';
import { classifyWithoutInjection } from '../local/local-classifier.js';
import { LocalModel } from '../local/local-model.js';
import { adaptModel } from '../local/training/adapt.js';
import { balanceDecisions, MIN_HELD_OUT } from './balanced-decisions.js';
import { compareAnswers, impactOf, type Impact, type Replay, type TriageValues } from './replay.js';
import type { TeamDecision } from './team-decisions.repository.js';

/** So many of the team's newest tickets show what another model would change. */
const IMPACT_SAMPLE_SIZE = 1000;

export interface TrainingJob {
  /** The model in the box, which what is learnt starts from. */
  base: LinearModelFile;
  /** The model that answers now. */
  current: LinearModelFile;
  /** The last one that an administrator chose; the one in the box where none was. */
  approved: LinearModelFile;
  decisions: TeamDecision[];
  /** Of the new model. */
  name: string;
}

export interface TrainingResult {
  file: LinearModelFile;
  /** Against the model that answers now, on decisions that neither has seen. */
  replay: Replay;
  /**
   * On the newest tickets that requesters wrote, also those that were not learnt from: against the model that answers now,
   * or where only that needs approval, against the last approved one, from which small steps may lead far away.
   */
  impact: Impact;
  /** Whether it may take that model's place. */
  isBetter: boolean;
}

/** Moves the base model by the team's decisions, and judges the outcome on those held out. Takes some seconds. */
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

/** What another model says about the decisions that none has learnt from. */
export function replayDecisions({ current, candidate, decisions }: ReplayJob): Replay {
  const { heldOut } = balanceDecisions(decisions);
  return compareAnswers(heldOut, classifyDecisions(current, heldOut), classifyDecisions(candidate, heldOut));
}

/** Larger changes than learning makes without anybody's wish (docs/learning.md) wait for an administrator. */
export const MAX_CHANGED_SHARE = 0.45;
export const MAX_LOWERED_SHARE = 0.05;
/** Fewer are chance. */
const MIN_LOWERED = 3;

export function needsApproval({ tickets, changed, lowered }: Impact): boolean {
  const lowersMany = lowered >= MIN_LOWERED && lowered > MAX_LOWERED_SHARE * tickets;
  return lowersMany || changed > MAX_CHANGED_SHARE * tickets;
}

export function classifyDecisions(file: LinearModelFile, decisions: readonly TeamDecision[]): TriageValues[] {
  const model = new LocalModel(file);
  return decisions.map((decision) => {
    const { category, priority } = classifyWithoutInjection(model, decision);
    return { category, priority };
  });
}
