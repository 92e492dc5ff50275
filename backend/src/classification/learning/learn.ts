import type { LinearModelFile } from '../local/linear-model.js';
import { guardedAnswer } from '../local/local-classifier.js';
import { LocalModel } from '../local/local-model.js';
import { adapt } from '../local/training/adapt.js';
import { compare, type Replay, type Values } from './replay.js';
import { isHeldOut, type TeamDecision } from './team-decisions.js';

/** Fewer held-out decisions can't tell a better model from luck. */
const HELD_OUT_AT_LEAST = 5;

export interface Lesson {
  /** The model in the box, which what is learnt starts from. */
  base: LinearModelFile;
  /** The model that answers now. */
  current: LinearModelFile;
  decisions: TeamDecision[];
  /** Of the new model. */
  name: string;
}

export interface Learnt {
  file: LinearModelFile;
  /** Against the model that answers now, on decisions that neither has seen. */
  replay: Replay;
  /** Whether it may take that model's place. */
  better: boolean;
}

/** Moves the base model by the team's decisions, and judges the outcome on those held out. Takes some seconds. */
export function learn({ base, current, decisions, name }: Lesson): Learnt {
  const heldOut = decisions.filter(isHeldOut);
  const file = adapt(
    base,
    decisions.filter((decision) => !isHeldOut(decision)),
    { name },
  );
  const replay = compare(heldOut, answers(current, heldOut), answers(file, heldOut));
  return { file, replay, better: heldOut.length >= HELD_OUT_AT_LEAST && replay.verdict === 'better' };
}

export function answers(file: LinearModelFile, decisions: readonly TeamDecision[]): Values[] {
  const model = new LocalModel(file);
  return decisions.map((decision) => {
    const { category, priority } = guardedAnswer(model, decision);
    return { category, priority };
  });
}
