import { softmax } from '../linear-model.ts';

/** A row that was not trained on: its raw scores and the index of its right class. */
export interface ScoredLabel {
  logits: readonly number[];
  label: number;
}

/** The temperature with the least negative log-likelihood on rows that were not trained on (Guo et al., 2017). */
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
