import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs } from '@zxcvbn-ts/language-common';
import { ValidateBy } from 'class-validator';

/** As documentation and examples write it where a secret belongs. */
const PLACEHOLDER =
  /change[\W_]*(me|this|it)|replace[\W_]*(me|this|with)|your[\W_]*(own[\W_]*)?(secret|token|key|password)|^<.*>$/i;

/** 2^33 guesses: 16 random hexadecimal digits have 2^64. */
const MIN_GUESSES_LOG10 = 10;
const ESTIMATED_LENGTH = 64;

let estimator: ZxcvbnFactory | undefined;

export function isPlaceholder(text: string): boolean {
  return PLACEHOLDER.test(text);
}

/** Whether the text stands where a secret should, or repeats so much that a program finds it. */
function isWeakSecret(text: string): boolean {
  estimator ??= new ZxcvbnFactory({ graphs: adjacencyGraphs });
  return (
    isPlaceholder(text) || estimator.check(text.slice(0, ESTIMATED_LENGTH)).guessesLog10 < MIN_GUESSES_LOG10
  );
}

/** A secret of the settings, which nobody has to remember: random, and not a word of the documentation. */
export function IsSecret(message: string): PropertyDecorator {
  return ValidateBy({
    name: 'isSecret',
    validator: {
      validate: (value: unknown) => typeof value === 'string' && !isWeakSecret(value),
      defaultMessage: () => message,
    },
  });
}
