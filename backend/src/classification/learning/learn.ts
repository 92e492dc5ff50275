import type { LinearModelFile } from '../local/linear-model.js';
import { guardedAnswer } from '../local/local-classifier.js';
import { LocalModel } from '../local/local-model.js';
import { adapt } from '../local/training/adapt.js';
import { balanced, HELD_OUT_AT_LEAST } from './balanced-decisions.js';
import { compare, impactOf, type Impact, type Replay, type Values } from './replay.js';
import type { TeamDecision } from './team-decisions.js';

/** So many of the team's newest tickets show what another model would change. */
const LOOKED_BACK = 1000;

export interface Lesson {
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

export interface Learnt {
  file: LinearModelFile;
  /** Against the model that answers now, on decisions that neither has seen. */
  replay: Replay;
  /**
   * On the newest tickets that requesters wrote, also those that were not learnt from: against the model that answers now,
   * or where only that needs approval, against the last approved one, from which small steps may lead far away.
   */
  impact: Impact;
  /** Whether it may take that model's place. */
  better: boolean;
}

/** Moves the base model by the team's decisions, and judges the outcome on those held out. Takes some seconds. */
export function learn({ base, current, approved, decisions, name }: Lesson): Learnt {
  const { learnt, judged } = balanced(decisions);
  const file = adapt(base, learnt, { name });
  const replay = compare(judged, answers(current, judged), answers(file, judged));
  const newest = decisions.filter(({ author }) => author !== null).slice(0, LOOKED_BACK);
  const after = answers(file, newest);
  const impacts = [current, approved].map((before) => impactOf(answers(before, newest), after));
  return {
    file,
    replay,
    impact: impacts.find(needsApproval) ?? impacts[0]!,
    better: judged.length >= HELD_OUT_AT_LEAST && replay.verdict === 'better',
  };
}

export interface JudgingTask extends Pick<Lesson, 'current' | 'decisions'> {
  candidate: LinearModelFile;
}

/** What another model says about the decisions that none has learnt from. */
export function judge({ current, candidate, decisions }: JudgingTask): Replay {
  const { judged } = balanced(decisions);
  return compare(judged, answers(current, judged), answers(candidate, judged));
}

/** Larger changes than learning makes without anybody's wish (docs/learning.md) wait for an administrator. */
export const MAY_CHANGE = 0.45;
export const MAY_LOWER = 0.05;
/** Fewer are chance. */
const LOWERED_AT_LEAST = 3;

export function needsApproval({ tickets, changed, lowered }: Impact): boolean {
  const lowersMany = lowered >= LOWERED_AT_LEAST && lowered > MAY_LOWER * tickets;
  return lowersMany || changed > MAY_CHANGE * tickets;
}

export function answers(file: LinearModelFile, decisions: readonly TeamDecision[]): Values[] {
  const model = new LocalModel(file);
  return decisions.map((decision) => {
    const { category, priority } = guardedAnswer(model, decision);
    return { category, priority };
  });
}
