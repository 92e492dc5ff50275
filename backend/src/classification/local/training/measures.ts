/** A row that the model had not seen: the right class and the probabilities that it gave. */
export interface Judged {
  label: number;
  probabilities: readonly number[];
}

/** Over the classes that occur: Bitext has nothing technical, so there is nothing to be found. */
export function macroF1(judged: readonly Judged[]): number {
  const classes = new Set(judged.map((row) => row.label));
  let sum = 0;
  for (const k of classes) {
    const hits = judged.filter((row) => row.label === k && chosen(row) === k).length;
    const answers = judged.filter((row) => chosen(row) === k).length;
    const labels = judged.filter((row) => row.label === k).length;
    sum += (2 * hits) / (answers + labels);
  }
  return sum / classes.size;
}

export function accuracy(judged: readonly Judged[]): number {
  return judged.filter((row) => chosen(row) === row.label).length / judged.length;
}

/** The share that is wrong by two steps of the order or more. */
export function farOff(judged: readonly Judged[]): number {
  return judged.filter((row) => Math.abs(chosen(row) - row.label) > 1).length / judged.length;
}

/** Expected calibration error over ten bins of equal width (Guo et al. 2017). */
export function calibrationError(answers: readonly { confidence: number; right: boolean }[]): number {
  let error = 0;
  for (let bin = 0; bin < 10; bin++) {
    const inside = answers.filter(({ confidence }) => Math.min(9, Math.floor(confidence * 10)) === bin);
    const confident = inside.reduce((sum, { confidence }) => sum + confidence, 0);
    const right = inside.filter((answer) => answer.right).length;
    error += Math.abs(confident - right) / answers.length;
  }
  return error;
}

export function chosen(row: Judged): number {
  return row.probabilities.indexOf(Math.max(...row.probabilities));
}
