import { softmax } from '../linear-model.ts';

/** Raw scores of a row that was not used for training, with the index of its class. */
export interface ScoredLabel {
  logits: readonly number[];
  label: number;
}

/** Temperature with the lowest negative log-likelihood on rows not used for training (Guo et al., 2017). */
export function fitTemperature(unseen: readonly ScoredLabel[]): number {
  let best = 1;
  let least = Infinity;
  for (let step = 20; step <= 300; step++) {
    const temperature = step / 100;
    let loss = 0;
    for (const row of unseen) loss -= Math.log(softmax(row.logits, temperature)[row.label]!);
    if (loss < least) [best, least] = [temperature, loss];
  }
  return best;
}
